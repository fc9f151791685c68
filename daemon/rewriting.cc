#include "daemon/rewriting.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "connectors/formats/record_formats.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateFormat;
using connectors::StateWrite;

// Those whose records have a format, in the order in which they are rewritten.
constexpr std::array kFamilies = {Family::Situation, Family::Belief, Family::Recent, Family::Pools,
                                  Family::Aside};

// The keys of these families that the epoch writes.
std::set<std::pair<Family, std::string_view>> keys_of(const std::vector<StateWrite>& writes) {
  std::set<std::pair<Family, std::string_view>> keys;
  for (const StateWrite& write : writes) {
    const bool has_format = std::ranges::find(kFamilies, write.family) != kFamilies.end();
    if (has_format) keys.emplace(write.family, write.key);
  }
  return keys;
}

// One epoch's part of a rewriting.
struct Pass {
  StateFormat format{};
  std::size_t limit = 0;
  std::size_t seen = 0;
  std::string cursor{};  // the place of the family, and the key of the last record seen
  std::vector<StateWrite> writes{};
  Status failed{};
  bool more = false;  // something is left beyond the limit
};

// False: it cannot be read.
bool rewrite_one(Family family, std::string_view key, std::string_view bytes, Pass& pass) {
  auto record = connectors::in_format(family, key, bytes, pass.format);
  if (!record) {
    pass.failed = stop("record " + std::string(key) + ": " + record.error().message);
    return false;
  }
  pass.writes.push_back({.family = family, .key = std::string(key), .value = std::move(*record)});
  return true;
}

Status look_through(connectors::Store& store, std::size_t place, const std::string& from,
                    const std::set<std::pair<Family, std::string_view>>& written, Pass& pass) {
  const Family family = kFamilies.at(place);
  auto status = store.scan(family, "", from, [&](std::string_view key, std::string_view bytes) {
    pass.more = pass.seen == pass.limit;
    if (pass.more) return false;
    ++pass.seen;
    pass.cursor.assign(1, static_cast<char>(place)).append(key);
    const auto format = connectors::format_of(family, bytes);
    if (format == pass.format || written.contains({family, key})) return true;
    return rewrite_one(family, key, bytes, pass);
  });
  return status ? std::move(pass.failed) : status;
}

// Of what is set aside the bytes are counted.
void count_aside(connectors::Store& store, const StateWrite& write, Partition& partition) {
  if (write.family != Family::Aside) return;
  const auto before = store.get(write.family, write.key);
  if (before && *before) partition.aside_bytes += write.value->size() - (*before)->size();
}

}  // namespace

Status check_state_format(connectors::Store& store, std::int32_t partition,
                          std::optional<StateFormat> asked) {
  const auto bytes = store.get(Family::Control, connectors::kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return {};
  auto status = connectors::check_format(**bytes, asked);
  if (status) return status;
  return stop("partition " + std::to_string(partition) + ": " + status.error().message);
}

StateFormat next_format(const connectors::Control& control, std::optional<StateFormat> asked) {
  return std::max(control.format, asked.value_or(connectors::state_formats().oldest));
}

void raise(StateFormat format, connectors::Control& next) {
  if (format <= next.format) return;
  const bool is_first = next.epoch == 1;
  if (!is_first) {
    next.rewriting = {.from = next.rewriting ? next.rewriting->from : next.format, .cursor = {}};
  }
  next.format = format;
}

Result<std::int64_t> rewrite(connectors::Store& store, Partition& partition, std::size_t limit,
                             connectors::Control& next, std::vector<StateWrite>& writes) {
  if (!next.rewriting) return 0;
  std::string& cursor = next.rewriting->cursor;
  Pass pass{.format = next.format, .limit = limit, .cursor = cursor};
  const auto written = keys_of(writes);
  auto place = cursor.empty() ? std::size_t{0} : static_cast<std::size_t>(cursor.front());
  std::string from = cursor.empty() ? cursor : cursor.substr(1) + '\0';
  for (; place < kFamilies.size() && !pass.more; ++place) {
    auto status = look_through(store, place, from, written, pass);
    if (!status) return std::unexpected(status.error());
    from.clear();
  }
  cursor = std::move(pass.cursor);
  if (!pass.more) next.rewriting.reset();
  for (StateWrite& write : pass.writes) {
    count_aside(store, write, partition);
    writes.push_back(std::move(write));
  }
  return static_cast<std::int64_t>(pass.seen);
}

}  // namespace shelfd::daemon
