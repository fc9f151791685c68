// Shows that a rewriting brings every record with a format into the newer one, whatever the bound
// of an epoch, once and from where it was; passes by what the epoch writes itself; keeps the count
// of what is set aside; and ends.
#include "daemon/rewriting.h"

#include <gtest/gtest.h>

#include "connectors/formats/pool_key.h"
#include "connectors/formats/record_formats.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/fakes/memory_log.h"

namespace shelfd::daemon {
namespace {

using connectors::Control;
using connectors::Family;
using connectors::StateFormat;
using connectors::StateWrite;

constexpr StateFormat kOld{1};
constexpr StateFormat kNew{2};
constexpr int kItems = 3;
const MerchantId kMerchant("m");

std::vector<StateWrite> some_records() {
  std::vector<StateWrite> writes;
  for (int number = 0; number < kItems; ++number) {
    const std::string key = "m/" + std::to_string(number);
    writes.push_back(
        {Family::Situation, key, connectors::encode_situation(tests::sample_situation(), kOld)});
    writes.push_back(
        {Family::Belief, key, connectors::encode_belief(tests::sample_belief(), kOld)});
    writes.push_back({Family::Recent, key + '\0' + "day epoch",
                      connectors::encode_recent(std::vector<engine::RecentEntry>(2), kOld)});
    writes.push_back(
        {Family::Aside, "m/x" + key, connectors::encode_aside(tests::sample_aside(), kOld)});
  }
  writes.push_back({Family::Pools, connectors::days_key(kMerchant),
                    connectors::encode_merchant_days(tests::sample_merchant_days(), kOld)});
  writes.push_back({Family::Pools, connectors::movement_key(kMerchant),
                    connectors::encode_movement_pool(tests::sample_movement_pool(), kOld)});
  writes.push_back({Family::Rules, "m", "{}"});
  return writes;
}

constexpr std::size_t kRecords = 4 * kItems + 2;  // with a format

struct Partitioned : testing::Test {
  Partitioned() {
    EXPECT_TRUE(store.append({}, some_records(), Instant{}));
    control.epoch = 8;
    partition.aside_bytes = aside_bytes();
    raise(kNew, control);
  }
  std::uint64_t aside_bytes() {
    std::uint64_t bytes = 0;
    EXPECT_TRUE(store.scan(Family::Aside, "", "", [&](std::string_view, std::string_view value) {
      bytes += value.size();
      return true;
    }));
    return bytes;
  }
  // One epoch's; what it wrote.
  std::vector<StateWrite> go_on(std::size_t limit, std::vector<StateWrite> writes = {}) {
    const auto seen = rewrite(store, partition, limit, control, writes);
    EXPECT_TRUE(seen) << (seen ? "" : seen.error().message);
    looked_at += seen.value_or(0);
    EXPECT_TRUE(store.append({}, writes, Instant{}));
    return writes;
  }
  void expect_all_new() {
    for (const Family family :
         {Family::Situation, Family::Belief, Family::Recent, Family::Pools, Family::Aside}) {
      EXPECT_TRUE(store.scan(family, "", "", [&](std::string_view key, std::string_view value) {
        EXPECT_EQ(connectors::format_of(family, value), kNew) << key;
        return true;
      }));
    }
  }

  fakes::MemoryLog store;
  Partition partition{store, 0};
  Control control;
  std::int64_t looked_at = 0;
};

TEST_F(Partitioned, is_rewritten_whole_whatever_an_epoch_may_take) {
  ASSERT_TRUE(control.rewriting);
  EXPECT_EQ(control.rewriting->from, kOld);
  int epochs = 0;
  std::size_t written = 0;
  while (control.rewriting && epochs < 100) {
    written += go_on(1 + static_cast<std::size_t>(epochs) % 3).size();
    ++epochs;
  }
  EXPECT_GT(epochs, 5);
  EXPECT_EQ(written, kRecords);
  EXPECT_EQ(looked_at, static_cast<std::int64_t>(kRecords));
  expect_all_new();
  EXPECT_EQ(partition.aside_bytes, aside_bytes());
}

TEST_F(Partitioned, takes_as_many_as_were_looked_at_to_the_same_end) {
  EXPECT_EQ(go_on(kRecords).size(), kRecords);
  EXPECT_FALSE(control.rewriting);
  expect_all_new();
}

TEST_F(Partitioned, leaves_what_the_epoch_writes_to_the_epoch) {
  engine::Situation changed = tests::sample_situation();
  changed.late_units = 77;
  const std::string newest = connectors::encode_situation(changed, kNew);
  const std::vector<StateWrite> writes = {{Family::Situation, "m/0", newest},
                                          {Family::Belief, "m/1", {}}};
  EXPECT_EQ(go_on(kRecords, writes).size(), kRecords);
  EXPECT_FALSE(control.rewriting);
  EXPECT_EQ(store.get(Family::Situation, "m/0").value(), newest);
  EXPECT_EQ(store.get(Family::Belief, "m/1").value(), std::nullopt);
  expect_all_new();
}

TEST_F(Partitioned, begins_anew_where_it_is_raised_again_meanwhile) {
  static_cast<void>(go_on(3));
  ASSERT_TRUE(control.rewriting);
  raise(StateFormat{3}, control);
  EXPECT_EQ(control.format, StateFormat{3});
  EXPECT_EQ(*control.rewriting, (connectors::Rewriting{.from = kOld, .cursor = ""}));
}

TEST_F(Partitioned, names_a_record_that_cannot_be_read) {
  ASSERT_TRUE(store.append({}, {{Family::Belief, "m/1", "\x08\x01\xff"}}, Instant{}));
  std::vector<StateWrite> writes;
  const auto refused = rewrite(store, partition, kRecords, control, writes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reaction, Reaction::Stop);
  EXPECT_NE(refused.error().message.find("m/1: belief: "), std::string::npos)
      << refused.error().message;
}

TEST(Raising, is_one_way_and_begins_nothing_where_nothing_was_written) {
  Control control{.epoch = 1};
  raise(kNew, control);
  EXPECT_EQ(control.format, kNew);
  EXPECT_FALSE(control.rewriting);
  raise(kOld, control);
  EXPECT_EQ(control.format, kNew);
}

TEST(Raising, goes_to_what_is_asked_for_else_stays) {
  EXPECT_EQ(next_format({}, std::nullopt), kOld);
  EXPECT_EQ(next_format({}, kNew), kNew);
  EXPECT_EQ(next_format({.format = kNew}, std::nullopt), kNew);
  EXPECT_EQ(next_format({.format = kNew}, kOld), kNew);
}

}  // namespace
}  // namespace shelfd::daemon
