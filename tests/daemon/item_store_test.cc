// What is read and dropped of remembered demand: on a store that counts its scans, with a record of
// one event on day 20'000.
#include "daemon/item_store.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;

constexpr std::int32_t kDay20000 = 20'000;

class CountedScans final : public connectors::Store {
 public:
  [[nodiscard]] Result<std::optional<std::string>> get(Family family,
                                                       std::string_view key) override {
    return log.get(family, key);
  }
  [[nodiscard]] Status scan(
      Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) override {
    ++scans;
    return log.scan(family, prefix, from, visit);
  }

  fakes::MemoryLog log;
  int scans = 0;
};

// An item that is known, with a tally of the day where `tallied`.
LoadedItem kettle(bool tallied) {
  LoadedItem loaded;
  loaded.state.situation.catalog = catalog("kettle");
  if (tallied) loaded.state.situation.tallies.push_back({.day = kDay20000, .units = 1});
  return loaded;
}

void keep_one_event(CountedScans& store) {
  const LoadedItem loaded = kettle(true);
  const engine::StepOutcome outcome{.recent_added = {{.hash = 7, .day = kDay20000, .units = 1}}};
  auto writes =
      item_writes(store, item("kettle"), stored_item(loaded), loaded.state, outcome, {.epoch = 1});
  ASSERT_TRUE(writes);
  ASSERT_TRUE(store.log.commit({.writes = std::move(*writes)}));
  store.scans = 0;
}

TEST(ItemStore, looks_for_remembered_demand_only_where_a_day_has_a_tally) {
  CountedScans store;
  keep_one_event(store);
  LoadedItem without = kettle(false);
  ASSERT_TRUE(load_recent(store, item("kettle"), without));
  EXPECT_TRUE(without.has_recent);
  EXPECT_EQ(store.scans, 0);
  LoadedItem with = kettle(true);
  ASSERT_TRUE(load_recent(store, item("kettle"), with));
  EXPECT_EQ(store.scans, 1);
  ASSERT_EQ(with.state.recent.size(), 1U);
  EXPECT_EQ(with.state.recent.front().hash, 7U);
}

TEST(ItemStore, drops_remembered_demand_of_days_before_the_oldest_that_is_kept) {
  CountedScans store;
  keep_one_event(store);
  const LoadedItem loaded = kettle(true);
  for (const std::int32_t kept : {kDay20000, kDay20000 + 1}) {
    const engine::StepOutcome outcome{.recent_dropped_before = kept};
    const auto writes = item_writes(store, item("kettle"), stored_item(loaded), loaded.state,
                                    outcome, {.epoch = 2});
    ASSERT_TRUE(writes);
    EXPECT_EQ(std::ranges::count(*writes, Family::Recent, &connectors::StateWrite::family),
              kept > kDay20000 ? 1 : 0);
    EXPECT_EQ(store.scans, kept > kDay20000 ? 1 : 0);
  }
}

// What an epoch writes of an item is what it packs, until the next one writes again.
TEST(ItemStore, packs_what_was_written_or_read_last) {
  CountedScans store;
  LoadedItem loaded = kettle(true);
  const engine::StepOutcome outcome{.situation_changed = true, .belief_changed = true};
  const auto write = [&](std::int64_t epoch) {
    auto writes = item_writes(store, item("kettle"), stored_item(loaded), loaded.state, outcome,
                              {.epoch = epoch});
    ASSERT_TRUE(writes);
    note_stored(*writes, loaded.stored);
    ASSERT_TRUE(store.log.commit({.writes = std::move(*writes)}));
  };
  write(1);
  loaded.state.situation.tallies.front().units = 7;
  write(2);
  const auto read = load_item(store, item("kettle"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->stored.situation, loaded.stored.situation);
  EXPECT_EQ(read->stored.belief, loaded.stored.belief);
  auto packed = pack_item(loaded);
  ASSERT_TRUE(packed);
  const auto back = unpack_item(*std::move(packed), item("kettle"));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->state.situation.tallies.front().units, 7);
}

}  // namespace
}  // namespace shelfd::daemon
