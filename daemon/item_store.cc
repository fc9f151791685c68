#include "daemon/item_store.h"

#include <algorithm>
#include <map>

#include "connectors/formats/big_endian.h"
#include "daemon/keys.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateWrite;

std::string recent_prefix(const ItemId& item) { return item.key() + '\0'; }

std::string recent_key(const ItemId& item, std::int32_t day, std::int64_t epoch) {
  return recent_prefix(item) + connectors::big_endian_day(day) +
         connectors::big_endian(static_cast<std::uint64_t>(epoch));
}

std::int32_t day_of_recent(std::string_view key, std::size_t prefix) {
  return connectors::read_big_endian_day(key.substr(prefix));
}

// What is newly remembered, one record a day.
void add_recent_writes(const ItemId& item, const engine::StepOutcome& outcome, Writing writing,
                       std::vector<StateWrite>& writes) {
  std::map<std::int32_t, std::vector<engine::RecentEntry>> days;
  for (const engine::RecentEntry& entry : outcome.recent_added) {
    if (entry.day >= outcome.recent_dropped_before) days[entry.day].push_back(entry);
  }
  for (auto& [day, entries] : days) {
    std::ranges::sort(entries);
    writes.push_back({.family = Family::Recent,
                      .key = recent_key(item, day, writing.epoch),
                      .value = connectors::encode_recent(entries, writing.format)});
  }
}

// Days are 32 bits: a `before` beyond them drops all.
Status drop_recent(connectors::Store& store, const ItemId& item, std::int64_t before,
                   std::vector<StateWrite>& writes) {
  const std::string prefix = recent_prefix(item);
  return store.scan(Family::Recent, prefix, prefix, [&](std::string_view key, std::string_view) {
    if (day_of_recent(key, prefix.size()) >= before) return false;
    writes.push_back({.family = Family::Recent, .key = std::string(key)});
    return true;
  });
}

void move_timer(const ItemId& item, std::optional<Instant> from, std::optional<Instant> to,
                std::vector<StateWrite>& writes) {
  if (from == to) return;
  if (from) writes.push_back({.family = Family::Timers, .key = timer_key(*from, item)});
  if (to) {
    writes.push_back(
        {.family = Family::Timers, .key = timer_key(*to, item), .value = std::string()});
  }
}

std::unexpected<Error> of_item(const ItemId& item, Error error) {
  error.message = "item " + item.key() + ": " + error.message;
  return std::unexpected(std::move(error));
}

Status decode_state(const ItemId& item, std::string_view situation, std::string_view belief,
                    engine::ItemState& state) {
  auto decoded = connectors::decode_situation(situation);
  if (!decoded) return of_item(item, decoded.error());
  state.situation = std::move(*decoded);
  if (belief.empty()) return {};
  auto believed = connectors::decode_belief(belief);
  if (!believed) return of_item(item, believed.error());
  state.belief = std::move(*believed);
  return {};
}

Status load_records(connectors::Store& store, const ItemId& item, LoadedItem& loaded) {
  const std::string key = item.key();
  auto situation = store.get(Family::Situation, key);
  if (!situation) return std::unexpected(situation.error());
  if (!*situation) return {};
  auto belief = store.get(Family::Belief, key);
  if (!belief) return std::unexpected(belief.error());
  loaded.stored = {.situation = std::move(**situation),
                   .belief = std::move(*belief).value_or(std::string())};
  return decode_state(item, loaded.stored.situation, loaded.stored.belief, loaded.state);
}

}  // namespace

StoredItem stored_item(const LoadedItem& loaded) {
  const engine::Situation& situation = loaded.state.situation;
  StoredItem before{
      .known = loaded.state.known(), .due = situation.due, .aside_bytes = loaded.aside_bytes};
  if (!situation.tallies.empty()) before.first_recent = situation.tallies.front().day;
  return before;
}

Status load_recent(connectors::Store& store, const ItemId& item, LoadedItem& loaded) {
  loaded.has_recent = loaded.state.situation.tallies.empty();
  if (loaded.has_recent) return {};
  const std::string prefix = recent_prefix(item);
  std::vector<engine::RecentEntry>& recent = loaded.state.recent;
  std::optional<Error> unreadable;
  const auto visit = [&](std::string_view key, std::string_view value) {
    auto entries = connectors::decode_recent(value, day_of_recent(key, prefix.size()));
    if (!entries) {
      unreadable = entries.error();
      return false;
    }
    std::ranges::move(*entries, std::back_inserter(recent));
    return true;
  };
  auto status = store.scan(Family::Recent, prefix, prefix, visit);
  if (!status) return status;
  if (unreadable) return of_item(item, *unreadable);
  std::ranges::sort(recent);
  loaded.has_recent = true;
  return {};
}

Result<LoadedItem> load_item(connectors::Store& store, const ItemId& item) {
  LoadedItem loaded;
  auto status = load_records(store, item, loaded);
  if (!status) return std::unexpected(status.error());
  if (loaded.state.known()) return loaded;
  const auto aside = store.get(Family::Aside, item.key());
  if (!aside) return std::unexpected(aside.error());
  if (!*aside) return loaded;
  auto records = connectors::decode_aside(**aside);
  if (!records) return of_item(item, records.error());
  loaded.aside = std::move(*records);
  loaded.aside_bytes = (*aside)->size();
  return loaded;
}

std::optional<PackedItem> pack_item(LoadedItem& loaded) {
  if (loaded.stored.situation.empty() || !loaded.aside.empty()) return std::nullopt;
  return PackedItem{.stored = std::move(loaded.stored),
                    .has_recent = loaded.has_recent,
                    .recent = std::move(loaded.state.recent)};
}

Result<LoadedItem> unpack_item(PackedItem packed, const ItemId& item) {
  LoadedItem loaded;
  loaded.stored = std::move(packed.stored);
  auto status = decode_state(item, loaded.stored.situation, loaded.stored.belief, loaded.state);
  if (!status) return std::unexpected(status.error());
  loaded.state.recent = std::move(packed.recent);
  loaded.has_recent = packed.has_recent;
  return loaded;
}

void note_stored(const std::vector<StateWrite>& writes, StoredBytes& stored) {
  for (const StateWrite& write : writes) {
    if (write.family == Family::Situation) stored.situation = write.value.value_or("");
    if (write.family == Family::Belief) stored.belief = write.value.value_or("");
  }
}

Result<std::vector<StateWrite>> item_writes(connectors::Store& store, const ItemId& item,
                                            const StoredItem& before,
                                            const engine::ItemState& state,
                                            const engine::StepOutcome& outcome, Writing writing) {
  const std::string key = item.key();
  std::vector<StateWrite> writes;
  if (outcome.situation_changed) {
    writes.push_back({.family = Family::Situation,
                      .key = key,
                      .value = connectors::encode_situation(state.situation, writing.format)});
  }
  if (outcome.belief_changed || !before.known) {
    writes.push_back({.family = Family::Belief,
                      .key = key,
                      .value = connectors::encode_belief(state.belief, writing.format)});
  }
  if (before.aside_bytes > 0) writes.push_back({.family = Family::Aside, .key = key});
  move_timer(item, before.due, state.situation.due, writes);
  add_recent_writes(item, outcome, writing, writes);
  if (before.first_recent && *before.first_recent < outcome.recent_dropped_before) {
    auto status = drop_recent(store, item, outcome.recent_dropped_before, writes);
    if (!status) return std::unexpected(status.error());
  }
  return writes;
}

Result<std::vector<StateWrite>> erase_writes(connectors::Store& store, const ItemId& item,
                                             const StoredItem& before) {
  std::vector<StateWrite> writes;
  for (const Family family : {Family::Situation, Family::Belief, Family::Aside}) {
    writes.push_back({.family = family, .key = item.key()});
  }
  move_timer(item, before.due, std::nullopt, writes);
  auto status = drop_recent(store, item, std::numeric_limits<std::int64_t>::max(), writes);
  if (!status) return std::unexpected(status.error());
  return writes;
}

}  // namespace shelfd::daemon
