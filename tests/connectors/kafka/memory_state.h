// Memory state: a LocalState in memory, with an error to order.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/kafka/local_state.h"
#include "connectors/rocksdb/layout.h"

namespace shelfd::fakes {

struct MemoryState final : connectors::LocalState {
  std::map<std::string, std::string, std::less<>> rows{};
  std::optional<std::int64_t> next{};
  std::optional<Error> fails{};  // every write
  int wipes = 0;

  Result<std::optional<std::string>> get(connectors::Family family, std::string_view key) override {
    const auto found = rows.find(connectors::state_key(family, key));
    if (found == rows.end()) return std::optional<std::string>();
    return std::optional(found->second);
  }
  Status scan(connectors::Family family, std::string_view prefix, std::string_view from,
              const std::function<bool(std::string_view, std::string_view)>& visit) override {
    const std::string first = connectors::state_key(family, std::max(prefix, from));
    const std::string start = connectors::state_key(family, prefix);
    for (auto row = rows.lower_bound(first); row != rows.end() && row->first.starts_with(start);
         ++row) {
      if (!visit(std::string_view(row->first).substr(1), row->second)) break;
    }
    return {};
  }
  Result<std::optional<std::int64_t>> changelog_next() override { return next; }
  Status apply(const std::vector<connectors::StateWrite>& writes,
               std::int64_t changelog_next) override {
    if (fails) return std::unexpected(*fails);
    for (const connectors::StateWrite& write : writes) {
      put(connectors::state_key(write.family, write.key), write.value);
    }
    next = changelog_next;
    return {};
  }
  Status restore(const std::vector<connectors::ChangelogRecord>& records,
                 std::int64_t changelog_next) override {
    if (fails) return std::unexpected(*fails);
    for (const connectors::ChangelogRecord& record : records) put(record.key, record.value);
    next = changelog_next;
    return {};
  }
  Status flush() override { return {}; }
  Status wipe() override {
    rows.clear();
    next.reset();
    ++wipes;
    return {};
  }

 private:
  void put(const std::string& key, const std::optional<std::string>& value) {
    if (value) {
      rows.insert_or_assign(key, *value);
    } else {
      rows.erase(key);
    }
  }
};

}  // namespace shelfd::fakes
