// Shows that the same cuts give the same bytes: what a partition lived through, by the wall clock
// in batches of any size, with restarts, new rules, answers and midnights between, is made again
// from its inputs and its epochs, and every record of state and every output is the same, byte for
// byte. And that a merchant's answers are the same with and without the others.
#include "daemon/replay.h"

#include <random>

#include "simulator/market.h"
#include "tests/daemon/shop.h"
#include "tests/daemon/store_text.h"

namespace shelfd::daemon {
namespace {

// A simulated market's days, as they arrive.
std::vector<simulator::TimedEvent> market_days(std::uint64_t seed, int days) {
  const simulator::MarketSettings settings{
      .seed = seed, .items = 6, .merchants = 2, .start = kStart, .days = days};
  simulator::Market market(settings);
  std::vector<simulator::TimedEvent> all;
  for (engine::Event& event : market.opening()) {
    all.push_back({.arrives_at = kStart, .event = std::move(event)});
  }
  for (simulator::TimedEvent& timed : market.advance(kStart + days * kDay)) {
    all.push_back(std::move(timed));
  }
  return all;
}

engine::Rules other_rules(std::mt19937_64& random) {
  engine::Rules rules;
  rules.merchant = MerchantId(random() % 2 == 0 ? "*" : "demo");
  rules.version = std::to_string(random() % 100);
  rules.min_margin_ratio = 0.05 * static_cast<double>(random() % 5);
  return rules;
}

// Of one of the market's items, or now and then of the first one's merchant.
engine::Event some_erasure(std::mt19937_64& random, const std::vector<simulator::TimedEvent>& of) {
  const bool leaves = random() % 12 == 0;
  const engine::Event& event = of[leaves ? 0 : random() % of.size()].event;
  const ItemId* const item = engine::item_of(event);
  if (item == nullptr) return other_rules(random);
  if (leaves) {
    return engine::Rules{.merchant = item->merchant, .version = "left", .left_at = kStart};
  }
  engine::CatalogEntry gone;
  gone.item = *item;
  gone.withdrawn = true;
  return gone;
}

// Appends what arrives until each instant, in pieces as they fall, and turns as often as chance has
// it; now and then rules change, or the process starts anew.
void live(Shop& shop, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto events = market_days(seed, 4);
  std::size_t next = 0;
  while (next < events.size()) {
    shop.clock.advance(Duration{static_cast<std::int64_t>(random() % 5'400'000)});
    std::vector<engine::Event> arrived;
    while (next < events.size() && events[next].arrives_at <= shop.clock.now()) {
      arrived.push_back(events[next++].event);
      if (random() % 50 != 0) continue;
      ASSERT_TRUE(shop.put(std::exchange(arrived, {})));
      if (random() % 2 == 0) {
        ASSERT_TRUE(shop.loop->turn());
      }
    }
    if (random() % 20 == 0) arrived.emplace_back(other_rules(random));
    if (random() % 20 == 0) arrived.push_back(some_erasure(random, events));
    ASSERT_TRUE(shop.put(arrived));
    for (auto turns = random() % 3; turns > 0; --turns) ASSERT_TRUE(shop.loop->turn());
    if (random() % 40 == 0) shop.reopen();
  }
  shop.settle();
  ASSERT_TRUE(shop.loop->finish());
}

// The partition made again, without a cache of items; "" or what went wrong.
std::string replay(Shop& shop, fakes::MemoryLog& target) {
  auto replay = Replay::open({.inputs = &shop.log,
                              .live = &shop.log,
                              .target = &target,
                              .made = &target,
                              .clock = &shop.clock,
                              .metrics = &shop.metrics,
                              .cache_bytes = 0});
  if (!replay) return replay.error().message;
  Status taken;
  const auto take = [&](const connectors::AppendedRecord& record) {
    taken = (*replay)->take(record.value);
    return taken.has_value();
  };
  const auto status = shop.log.scan_appended(connectors::OutputTopic::Epochs, 0, take);
  if (!status) return status.error().message;
  return taken ? "" : taken.error().message;
}

// A thousand lives where SHELFD_SLOW is set.
std::uint64_t seeds() { return std::getenv("SHELFD_SLOW") == nullptr ? 20 : 1'000; }

class Replaying : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Replaying, makes_the_same_bytes_of_the_same_cuts) {
  Shop shop;
  live(shop, GetParam());
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_GT(shop.loop->control().epoch, 50);
  EXPECT_GT(shop.stored(connectors::Family::Timers), 0U);
  EXPECT_GT(shop.stored(connectors::Family::Pools), 0U);
  EXPECT_EQ(first_difference(shop.log, target), "");
}

// The next epoch is stepped while the one before is being committed, and reads every item anew.
TEST_P(Replaying, makes_the_same_bytes_of_epochs_that_overlapped) {
  Shop shop(connectors::HandOff::Commits::OnOwnThread, 0);
  live(shop, GetParam());
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_EQ(first_difference(shop.log, target), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Replaying, testing::Range<std::uint64_t>(1, 1 + seeds()));

}  // namespace
}  // namespace shelfd::daemon
