// Shows that a feed's last word does not depend on how it was cut into appends, nor on a restart in
// its middle: a simulated market of 5 items and 10 days is fed in pieces of 1, 7, 100 and all
// records, and the latest outputs are compared byte for byte.
#include <algorithm>

#include "simulator/market.h"
#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

struct Timed {
  Instant own_time{};
  engine::Event event;
};

// As an import brings them: by own time, then by rank.
std::vector<Timed> market_events() {
  const simulator::MarketSettings settings{.seed = 3, .items = 5, .days = 10};
  simulator::Market market(settings);
  std::vector<Timed> all;
  for (engine::Event& event : market.opening()) {
    all.push_back(
        {.own_time = engine::stated_time(event).value_or(settings.start), .event = event});
  }
  for (const auto& timed : market.advance(settings.start + 10 * kDay)) {
    all.push_back({.own_time = engine::stated_time(timed.event).value_or(timed.arrives_at),
                   .event = timed.event});
  }
  std::ranges::stable_sort(
      all, {}, [](const Timed& timed) { return std::pair(timed.own_time, timed.event.index()); });
  return all;
}

void feed(Shop& shop, const std::vector<Timed>& all, std::size_t piece, std::size_t restart_after) {
  shop.loop->begin_feed();
  for (std::size_t from = 0; from < all.size(); from += piece) {
    const std::size_t until = std::min(all.size(), from + piece);
    std::vector<engine::Event> events;
    for (std::size_t at = from; at < until; ++at) events.push_back(all[at].event);
    ASSERT_TRUE(shop.put(events));
    shop.loop->advance_feed(all[until - 1].own_time);
    shop.settle();
    if (from <= restart_after && restart_after < until) {
      shop.reopen();
      shop.loop->begin_feed();
    }
  }
  shop.loop->end_feed();
  shop.settle();
  EXPECT_TRUE(shop.loop->caught_up());
  EXPECT_FALSE(shop.loop->feeding());
}

TEST(LoopFeed, ends_with_the_same_outputs_however_it_is_cut) {
  const std::vector<Timed> all = market_events();
  ASSERT_GT(all.size(), 1'000U);
  Shop whole;
  whole.clock.set_wall(all.back().own_time);
  feed(whole, all, all.size(), all.size());
  const Outputs expected = whole.outputs();
  EXPECT_GE(expected.size(), 10U);  // a price and a plan of each item
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    Shop shop;
    shop.clock.set_wall(all.back().own_time);
    feed(shop, all, piece, all.size());
    EXPECT_EQ(shop.outputs(), expected) << "pieces of " << piece;
  }
}

TEST(LoopFeed, ends_with_the_same_outputs_after_a_restart_anywhere) {
  const std::vector<Timed> all = market_events();
  Shop whole;
  whole.clock.set_wall(all.back().own_time);
  feed(whole, all, all.size(), all.size());
  for (const std::size_t place :
       {std::size_t{0}, std::size_t{50}, all.size() / 2, all.size() - 1}) {
    Shop shop;
    shop.clock.set_wall(all.back().own_time);
    feed(shop, all, 100, place);
    EXPECT_EQ(shop.outputs(), whole.outputs()) << "restart after record " << place;
  }
}

TEST(LoopFeed, judges_nothing_before_its_end) {
  const std::vector<Timed> all = market_events();
  Shop shop;
  std::vector<engine::Event> events;
  for (const Timed& timed : all) events.push_back(timed.event);
  ASSERT_TRUE(shop.put(events));
  shop.loop->begin_feed();
  shop.loop->advance_feed(all.back().own_time);
  shop.settle();
  EXPECT_EQ(shop.outputs().size(), 0U);
  shop.loop->end_feed();
  shop.settle();
  EXPECT_GE(shop.outputs().size(), 10U);
}

// A feed that was cut off by the end of its process: whoever opens the folder next takes what lies
// in the log to its end.
TEST(LoopFeed, is_taken_to_its_end_by_the_next_process) {
  const std::vector<Timed> all = market_events();
  Shop shop;
  std::vector<engine::Event> events;
  for (const Timed& timed : all) events.push_back(timed.event);
  ASSERT_TRUE(shop.put(events));
  shop.loop->begin_feed();
  shop.loop->advance_feed(kStart);
  shop.loop->advance_feed(all[all.size() / 2].own_time);
  shop.settle();
  shop.reopen();
  ASSERT_TRUE(shop.loop->feed());
  shop.settle();
  EXPECT_FALSE(shop.loop->caught_up());  // its feeder may come again
  shop.loop->end_feed();
  shop.settle();
  EXPECT_TRUE(shop.loop->caught_up());
  EXPECT_EQ(shop.loop->now(), all.back().own_time);
  EXPECT_GE(shop.outputs().size(), 10U);
}

}  // namespace
}  // namespace shelfd::daemon
