#include "connectors/embedded/comparison.h"

#include <algorithm>
#include <vector>

#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kPage = 1'000;

struct Entry {
  std::string key;  // whole, as in the database
  std::string value;
};

// The next entries of one kind behind the key `after` ("": from the first), at most kPage; of the
// one or of the other.
enum class Side { One, Other };
using ReadPage = std::function<Result<std::vector<Entry>>(Side side, const std::string& after)>;

template <typename Kept>
struct Pair {
  Kept& one;
  Kept& other;

  [[nodiscard]] Kept& on(Side side) const { return side == Side::One ? one : other; }
};

std::string behind(const std::string& after) { return after.empty() ? after : after + '\0'; }

// Reads pages through a function that scans from a key.
template <typename Scan>
Result<std::vector<Entry>> page_of(const Scan& scan) {
  std::vector<Entry> page;
  const Status status = scan([&page](std::string_view key, std::string_view value) {
    page.push_back({.key = std::string(key), .value = std::string(value)});
    return page.size() < kPage;
  });
  if (!status) return std::unexpected(status.error());
  return page;
}

ReadPage of_family(Pair<Store> stores, Family family) {
  return [stores, family](Side side, const std::string& after) {
    return page_of([&](const auto& visit) {
      return stores.on(side).scan(
          family, "", behind(after), [&](std::string_view key, std::string_view value) {
            const bool is_feeders = family == Family::Control && key == "feed";
            return is_feeders || visit(key, value);
          });
    });
  };
}

ReadPage of_latest(Pair<EmbeddedLog> logs, OutputTopic topic) {
  return [logs, topic](Side side, const std::string& after) {
    return page_of([&](const auto& visit) {
      return logs.on(side).scan_latest(topic, "", behind(after), visit);
    });
  };
}

ReadPage of_appended(Pair<EmbeddedLog> logs, OutputTopic topic) {
  return [logs, topic](Side side, const std::string& after) {
    return page_of([&](const auto& visit) {
      const std::int64_t from = after.empty() ? 0 : std::stoll(after) + 1;
      return logs.on(side).scan_appended(topic, from, [&](const AppendedRecord& record) {
        return visit(std::to_string(record.offset), record.key + '\0' + record.value);
      });
    });
  };
}

class Comparing {
 public:
  explicit Comparing(const std::function<void(std::int64_t)>& seen) : seen_(seen) {}

  // Whether to go on: no difference yet, no error.
  bool compare(const ReadPage& read, const std::function<std::string(const std::string&)>& name) {
    for (std::string after;;) {
      auto left = read(Side::One, after);
      auto right = read(Side::Other, after);
      if (!left || !right) {
        error_ = left ? right.error() : left.error();
        return false;
      }
      if (!compare_pages(*left, *right, name)) return false;
      if (left->size() < kPage) return true;
      after = left->back().key;
    }
  }

  [[nodiscard]] Result<std::optional<Difference>> outcome() const {
    if (error_) return std::unexpected(*error_);
    return difference_;
  }

 private:
  bool compare_pages(const std::vector<Entry>& left, const std::vector<Entry>& right,
                     const std::function<std::string(const std::string&)>& name) {
    for (std::size_t at = 0; at < std::max(left.size(), right.size()); ++at) {
      const Entry* one = at < left.size() ? &left[at] : nullptr;
      const Entry* other = at < right.size() ? &right[at] : nullptr;
      if (one != nullptr && other != nullptr && one->key == other->key &&
          one->value == other->value) {
        continue;
      }
      tell(one, other, name);
      return false;
    }
    records_ += static_cast<std::int64_t>(left.size());
    seen_(records_);
    return true;
  }

  // A key that only one has comes first; where both have it their bytes differ.
  void tell(const Entry* one, const Entry* other,
            const std::function<std::string(const std::string&)>& name) {
    const bool one_only = one != nullptr && (other == nullptr || one->key < other->key);
    const bool other_only = other != nullptr && (one == nullptr || other->key < one->key);
    difference_.emplace();
    if (one != nullptr && !other_only) {
      difference_->key = name(one->key);
      difference_->one = one->value;
    }
    if (other != nullptr && !one_only) {
      difference_->key = name(other->key);
      difference_->other = other->value;
    }
  }

  const std::function<void(std::int64_t)>& seen_;
  std::int64_t records_ = 0;
  std::optional<Difference> difference_;
  std::optional<Error> error_;
};

// Whether no family differs.
bool compare_families(Comparing& comparing, Pair<Store> stores) {
  bool same = true;
  for (std::size_t index = 0; same && index < kFamilyCount; ++index) {
    const auto family = static_cast<Family>(index);
    if (family == Family::Imported) continue;
    same = comparing.compare(of_family(stores, family), [family](const std::string& key) {
      return describe_key(state_key(family, key));
    });
  }
  return same;
}

}  // namespace

Result<std::optional<Difference>> first_state_difference(
    Store& one, Store& other, const std::function<void(std::int64_t)>& seen) {
  Comparing comparing(seen);
  compare_families(comparing, {.one = one, .other = other});
  return comparing.outcome();
}

Result<std::optional<Difference>> first_difference(EmbeddedLog& one, EmbeddedLog& other,
                                                   const std::function<void(std::int64_t)>& seen) {
  Comparing comparing(seen);
  const Pair<EmbeddedLog> logs{.one = one, .other = other};
  bool same = compare_families(comparing, {.one = one, .other = other});
  for (std::size_t index = 0; same && index < kOutputTopicCount; ++index) {
    const auto topic = static_cast<OutputTopic>(index);
    same = is_compacted(topic)
               ? comparing.compare(of_latest(logs, topic),
                                   [topic](const std::string& key) {
                                     return describe_key(latest_key(topic, key));
                                   })
               : comparing.compare(of_appended(logs, topic), [topic](const std::string& key) {
                   return std::string(output_topic_name(topic)) + "/" + key;
                 });
  }
  return comparing.outcome();
}

}  // namespace shelfd::connectors
