// Shows, in a build that knows one format more, that a partition stays in its format until a
// setting raises it; that from that epoch on every record is written in the newer one and the
// others are brought over, while records, rules, erasures and midnights go on; that all of it is
// made again from inputs and epochs, byte for byte; and that it is one way.
#include <gtest/gtest.h>

#include "connectors/formats/record_formats.h"
#include "tests/daemon/lived_shop.h"
#include "tests/daemon/store_text.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateFormat;

constexpr StateFormat kOld{1};
constexpr StateFormat kNew{2};

// How many records of the families that have a format are in it.
std::size_t count_in(Shop& shop, StateFormat format) {
  std::size_t found = 0;
  for (const Family family :
       {Family::Situation, Family::Belief, Family::Recent, Family::Pools, Family::Aside}) {
    EXPECT_TRUE(shop.log.scan(family, "", "", [&](std::string_view, std::string_view bytes) {
      found += connectors::format_of(family, bytes) == format ? 1 : 0;
      return true;
    }));
  }
  return found;
}

std::vector<connectors::EpochRecord> epochs_of(Shop& shop) {
  std::vector<connectors::EpochRecord> epochs;
  const auto visit = [&](const connectors::AppendedRecord& record) {
    epochs.push_back(*connectors::decode_epoch(record.value));
    return true;
  };
  EXPECT_TRUE(shop.log.scan_appended(connectors::OutputTopic::Epochs, 0, visit));
  return epochs;
}

void raise(Shop& shop) {
  shop.state_format = kNew;
  shop.reopen();
}

// So many items, each with a catalog, a count and an order.
void fill(Shop& shop, int items) {
  std::vector<engine::Event> events;
  for (int number = 0; number < items; ++number) {
    const std::string sku = "item-" + std::to_string(number);
    events.insert(events.end(), {catalog(sku), count(sku, 9), order(sku, "o" + sku)});
  }
  ASSERT_TRUE(shop.put(events));
  shop.settle();
}

TEST(NextLoop, stays_in_the_older_format_until_it_is_raised) {
  Shop shop;
  fill(shop, 3);
  shop.reopen();
  fill(shop, 3);
  EXPECT_EQ(shop.loop->control().format, kOld);
  EXPECT_GT(count_in(shop, kOld), 0U);
  EXPECT_EQ(count_in(shop, kNew), 0U);
  for (const auto& epoch : epochs_of(shop)) EXPECT_EQ(epoch.state_format, kOld);
}

TEST(NextLoop, begins_in_the_newer_one_where_it_is_asked_for_at_once) {
  Shop shop;
  raise(shop);
  fill(shop, 3);
  EXPECT_EQ(count_in(shop, kOld), 0U);
  EXPECT_GT(count_in(shop, kNew), 0U);
  EXPECT_FALSE(shop.loop->control().rewriting);
  EXPECT_EQ(epochs_of(shop).front().state_format, kNew);
}

// 1,201 records: three epochs of 500, though nothing comes in.
TEST(NextLoop, rewrites_everything_a_bounded_number_an_epoch) {
  Shop shop;
  fill(shop, 400);
  const std::size_t records = count_in(shop, kOld);
  ASSERT_GT(records, 2 * kRewrittenRecords);
  const std::size_t before = epochs_of(shop).size();
  raise(shop);
  shop.settle();
  EXPECT_EQ(count_in(shop, kOld), 0U);
  EXPECT_EQ(count_in(shop, kNew), records);
  EXPECT_FALSE(shop.loop->control().rewriting);
  std::int64_t looked_at = 0;
  const auto epochs = epochs_of(shop);
  for (std::size_t at = before; at < epochs.size(); ++at) {
    EXPECT_EQ(epochs[at].state_format, kNew);
    EXPECT_LE(epochs[at].rewritten, static_cast<std::int64_t>(kRewrittenRecords));
    looked_at += epochs[at].rewritten;
  }
  EXPECT_EQ(looked_at, static_cast<std::int64_t>(records));
  EXPECT_EQ(epochs.size() - before, records / kRewrittenRecords + 1);
  shop.reopen();
  EXPECT_EQ(shop.settle().size(), 0U);
}

TEST(NextLoop, goes_on_with_a_rewriting_after_a_restart_though_nobody_asks_any_more) {
  Shop shop;
  fill(shop, 400);
  raise(shop);
  ASSERT_TRUE(shop.loop->turn());
  ASSERT_TRUE(shop.loop->control().rewriting);
  shop.state_format.reset();
  shop.reopen();
  ASSERT_TRUE(shop.loop->control().rewriting);
  shop.settle();
  EXPECT_FALSE(shop.loop->control().rewriting);
  EXPECT_EQ(count_in(shop, kOld), 0U);
  EXPECT_EQ(shop.loop->control().format, kNew);
}

// What is set aside waits for its catalog; some of it comes, some items go, and the process
// restarts.
TEST(NextLoop, rewrites_beside_what_comes_in) {
  Shop shop;
  std::vector<engine::Event> unknown;
  unknown.reserve(150);
  for (int number = 0; number < 150; ++number) {
    unknown.emplace_back(offer("later-" + std::to_string(number), "ada", 28));
  }
  ASSERT_TRUE(shop.put(unknown));
  fill(shop, 400);
  raise(shop);
  std::mt19937_64 random(7);
  int epochs = 0;
  for (; epochs == 0 || shop.loop->control().rewriting; ++epochs) {
    ASSERT_LT(epochs, 100);
    const std::string sku = "item-" + std::to_string(random() % 400);
    engine::CatalogEntry gone = catalog("item-" + std::to_string(random() % 400));
    gone.withdrawn = true;
    ASSERT_TRUE(shop.put({order(sku, std::to_string(epochs)), offer(sku, "bob", 27), gone,
                          catalog("later-" + std::to_string(random() % 150)),
                          offer("never-" + std::to_string(epochs), "cyd", 26)}));
    shop.clock.advance(std::chrono::minutes{1});
    ASSERT_TRUE(shop.loop->turn());
    if (epochs == 1) shop.reopen();
  }
  EXPECT_GT(epochs, 2);
  shop.settle();
  EXPECT_EQ(count_in(shop, kOld), 0U);
  std::uint64_t aside_bytes = 0;
  EXPECT_TRUE(shop.log.scan(Family::Aside, "", "", [&](std::string_view, std::string_view bytes) {
    aside_bytes += bytes.size();
    return true;
  }));
  EXPECT_GT(aside_bytes, 0U);
  EXPECT_EQ(shop.loop->control().aside_bytes, aside_bytes);
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_EQ(first_difference(shop.log, target), "");
}

TEST(NextLoop, refuses_to_go_back_by_name) {
  Shop shop;
  fill(shop, 3);
  raise(shop);
  shop.settle();
  shop.state_format = kOld;
  shop.reopen();
  EXPECT_EQ(shop.refusal,
            "partition 0: state_format: 1, and its state is in format 2, which is not taken back: "
            "set 2, or nothing");
}

// An import does not count epochs otherwise because a partition is raised meanwhile.
TEST(NextLoop, is_raised_within_a_feed) {
  Shop shop;
  fill(shop, 20);
  raise(shop);
  shop.loop->begin_feed();
  shop.clock.advance(kDay);
  ASSERT_TRUE(shop.put({offer("item-1", "ada", 28)}));
  shop.loop->advance_feed(shop.clock.now());
  shop.loop->end_feed();
  shop.settle();
  shop.settle();
  EXPECT_EQ(count_in(shop, kOld), 0U);
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_EQ(first_difference(shop.log, target), "");
}

// Another build may look at more or fewer records an epoch: what is made again is what was done.
TEST(NextLoop, looks_at_as_many_as_the_epoch_did_that_is_made_again) {
  Shop shop;
  fill(shop, 400);
  const connectors::Control& control = shop.loop->control();
  ASSERT_TRUE(
      shop.loop->again({.epoch = control.epoch + 1,
                        .now = control.now,
                        .next_offsets = {control.next_offsets.begin(), control.next_offsets.end()},
                        .state_format = kNew,
                        .rewritten = 100}));
  EXPECT_EQ(epochs_of(shop).back().rewritten, 100);
  EXPECT_EQ(count_in(shop, kNew), 100U);
  EXPECT_TRUE(shop.loop->control().rewriting);
}

class NextReplaying : public testing::TestWithParam<std::uint64_t> {};

// The seed also says when it is raised.
TEST_P(NextReplaying, makes_the_same_bytes_through_the_raise) {
  for (const auto commits :
       {connectors::HandOff::Commits::OnCall, connectors::HandOff::Commits::OnOwnThread}) {
    Shop shop(commits, GetParam() % 2 == 0 ? 0 : kDefaultCacheBytes);
    std::uint64_t instant = 0;
    live(shop, GetParam(), [&] {
      if (++instant == 3 * GetParam()) raise(shop);
    });
    ASSERT_GT(instant, 3 * GetParam());
    EXPECT_EQ(shop.loop->control().format, kNew);
    EXPECT_FALSE(shop.loop->control().rewriting);
    EXPECT_EQ(count_in(shop, kOld), 0U);
    EXPECT_GT(count_in(shop, kNew), 20U);
    const auto epochs = epochs_of(shop);
    EXPECT_EQ(epochs.front().state_format, kOld);
    EXPECT_EQ(epochs.back().state_format, kNew);
    fakes::MemoryLog target;
    ASSERT_EQ(replay(shop, target), "");
    EXPECT_EQ(first_difference(shop.log, target), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, NextReplaying, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace shelfd::daemon
