// Market: the same seed plays the same market however it is advanced, its ledger adds up, and its
// size is what a demo can show.
#include "simulator/market.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "simulator/names.h"
#include "simulator/random.h"
#include "simulator/shoppers.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

constexpr MarketSettings kSettings{};

TEST(Market, ninety_days_of_fifty_items_are_fifty_to_a_hundred_thousand_events_in_order) {
  std::array<std::size_t, engine::kTopicCount> counts{};
  Instant last = kSettings.start;
  for (const TimedEvent& timed : played().events) {
    EXPECT_GE(timed.arrives_at, last);
    last = timed.arrives_at;
    ASSERT_TRUE(engine::stated_time(timed.event).has_value());
    EXPECT_LE(*engine::stated_time(timed.event), timed.arrives_at);
    ++counts[timed.event.index()];
  }
  std::cout << "events: " << played().events.size();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::cout << ", " << engine::topic_name(static_cast<engine::Topic>(i)) << " " << counts[i];
  }
  std::cout << "\n";
  EXPECT_GT(played().events.size(), 50'000U);
  EXPECT_LT(played().events.size(), 100'000U);
}

TEST(Market, a_seed_gives_one_market) {
  Market again{kSettings};
  Market other{{.seed = 2}};
  const Instant end = kSettings.start + std::chrono::days{kPlayedDays};
  EXPECT_EQ(signature_of(again.advance(end)), signature_of(played().events));
  EXPECT_NE(signature_of(other.advance(end)), signature_of(played().events));
}

// Steps of no time, minutes, hours and days, drawn at random, give the same events as one call.
TEST(Market, the_cut_of_the_calls_changes_nothing) {
  const Instant end = kSettings.start + std::chrono::days{20};
  Market whole{kSettings};
  const auto expected = whole.advance(end);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random{seed};
    Market cut{kSettings};
    Signature signature;
    std::size_t count = 0;
    for (Instant at = kSettings.start; at < end;) {
      const bool small = random.chance(0.7);
      at += random.duration_between(Duration{0}, small ? Duration{900'000} : Duration{200'000'000});
      for (const TimedEvent& timed : cut.advance(std::min(at, end))) {
        add_event(signature, timed);
        ++count;
      }
    }
    EXPECT_EQ(count, expected.size());
    EXPECT_EQ(signature.value(), signature_of(expected));
  }
}

TEST(Market, an_earlier_instant_brings_nothing) {
  Market market{kSettings};
  EXPECT_FALSE(market.advance(kSettings.start + std::chrono::days{1}).empty());
  EXPECT_TRUE(market.advance(kSettings.start).empty());
  EXPECT_TRUE(market.advance(kSettings.start + std::chrono::days{1}).empty());
}

// What is counted from the events: opening + received - sold + come back, each demand event once.
// Orders that are still on their way to the merchant at the end (late ones) are the only gap.
TEST(Market, the_ledger_of_every_item_adds_up) {
  std::map<std::size_t, std::int64_t> shelves;
  for (std::size_t i = 0; i < kSettings.items; ++i) {
    shelves[i] = played().market.truth(i).opening_stock;
  }
  Market market{kSettings};
  std::set<std::string> seen;
  // Two more days bring what is late; what is stated after the end is left out.
  const Instant end = kSettings.start + std::chrono::days{kPlayedDays};
  for (const TimedEvent& timed : market.advance(end + std::chrono::days{3})) {
    if (*engine::stated_time(timed.event) >= end) continue;
    std::int64_t& shelf = shelves[*item_index(*engine::item_of(timed.event))];
    if (const auto* shipment = std::get_if<engine::Shipment>(&timed.event)) {
      const bool received = shipment->stage == engine::ShipmentStage::Received;
      shelf += received ? shipment->quantity.units : 0;
    } else if (const auto* demand = std::get_if<engine::DemandEvent>(&timed.event)) {
      if (!seen.insert(demand->event_id).second) continue;
      const bool order = demand->type == engine::DemandType::Order;
      shelf += order ? -demand->quantity.units : demand->quantity.units;
    }
  }
  // The market that stopped at `end` has played each item's slice to its own offset in the hour
  // after it: compare with a market that stopped just before.
  Market stopped{kSettings};
  static_cast<void>(stopped.advance(end - Duration{1}));
  std::int64_t differing = 0;
  for (std::size_t i = 0; i < kSettings.items; ++i) {
    differing += std::abs(stopped.now(i).on_hand - shelves[i]);
  }
  EXPECT_LE(differing, 3);  // orders of the slices that reach past midnight
}

TEST(Market, counts_never_fall_below_what_is_allowed_and_shelves_run_empty) {
  int empty = 0;
  for (const auto& [at, count] : only<engine::StockCount>(played().events)) {
    EXPECT_GE(count->on_hand.units, -kMostOversold);
    empty += count->on_hand.units <= 0 ? 1 : 0;
  }
  EXPECT_GT(empty, 20);
  std::int64_t lost = 0;
  for (std::size_t i = 0; i < kSettings.items; ++i) lost += played().market.now(i).lost_units;
  EXPECT_GT(lost, 20);
}

TEST(Market, the_opening_tells_rules_then_every_item) {
  const Market market{{.items = 20, .merchants = 2}};
  const auto events = market.opening();
  EXPECT_TRUE(engine::content_if<engine::Rules>(events[0]) != nullptr);
  std::set<std::string> items;
  for (const engine::Event& event : events) {
    EXPECT_EQ(engine::stated_time(event), kSettings.start);
    if (const auto* entry = engine::content_if<engine::CatalogEntry>(event)) {
      items.insert(entry->item.key());
    }
  }
  EXPECT_EQ(items.size(), 20U);
  EXPECT_TRUE(items.contains("demo-2/COF-0002"));
}

// 5.5 rivals each seen once in 12 hours: 9,170 visits begin in the first hour, which all arrive
// within two, and of the second hour's about half: some 13,300 less the missed ones.
TEST(Market, a_large_market_plays_hours) {
  Market market{{.items = 20'000}};
  const auto events = market.advance(kSettings.start + std::chrono::hours{2});
  EXPECT_NEAR(static_cast<double>(only<engine::CompetitorOffer>(events).size()), 13'300, 1'500);
}

}  // namespace
}  // namespace shelfd::simulator
