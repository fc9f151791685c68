// Shows that what an item collects between two day closes does not depend on the order in which its
// records arrive, nor on how they are cut into epochs: the same bytes, before the close and after.
// On seeded random days, and on one day by hand for each thing that once depended on it.

#include "tests/engine/any_order.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/connectors/formats/value_text.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

constexpr std::uint64_t kOrders = 4;

TEST(AnyOrder, any_order_of_arrival_between_day_closes_gives_the_same_state) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
  const std::uint64_t days = std::getenv("SHELFD_SLOW") == nullptr ? 400 : 4'000;
  for (std::uint64_t seed = 0; seed < days; ++seed) {
    const DrawnDay day = draw_day(seed);
    const Lived first = take_in(day, seed * 1'000);
    for (std::uint64_t other = 1; other < kOrders; ++other) {
      const Lived again = take_in(day, seed * 1'000 + other);
      ASSERT_EQ(bytes_of(first.open), bytes_of(again.open))
          << "day " << seed << ", order " << other << "\n"
          << tests::text_of(first.open.situation) << "\n"
          << tests::text_of(again.open.situation);
      ASSERT_EQ(bytes_of(first.closed), bytes_of(again.closed))
          << "after the close of day " << seed << ", order " << other << "\n"
          << tests::text_of(first.closed.belief) << "\n"
          << tests::text_of(again.closed.belief);
      ASSERT_EQ(text_of(first.told), text_of(again.told)) << "day " << seed;
    }
  }
}

// Sold at 10:00 (2), 14:00 (3) and 15:00 (4), of which 1 was cancelled at 16:00; counted at 12:00.
TEST(AnyOrder, a_count_that_comes_after_newer_demand_does_not_lose_it) {
  Shop shop = awake_item();
  DemandEvent cancel = Shop::order(1, "d");
  cancel.type = DemandType::Cancel;
  (void)shop.step_to(hour(17), {{hour(10), Shop::order(2, "a")},
                                {hour(14), Shop::order(3, "b")},
                                {hour(15), Shop::order(4, "c")},
                                {hour(16), cancel}});
  (void)shop.step_to(hour(18), {{hour(12), Shop::count(50)}});
  EXPECT_EQ(shop.state.situation.stock->sold_since.units, 3 + 4 - 1);
  // A count as of an hour later: the 3 of 14:00 are in it.
  (void)shop.step_to(hour(19), {{hour(14.5), Shop::count(47)}});
  EXPECT_EQ(shop.state.situation.stock->sold_since.units, 4 - 1);
}

// Days of exposure in the steady memory.
float exposure_of(const Belief& belief) {
  return belief.demand.sparse.units.at(forecasting::kSteadyMemory).exposure;
}

// What the close of a day makes of it that could be bought for `exposure` of the day.
float exposure_learnt(const Belief& before, double exposure) {
  Belief after = before;
  forecasting::close_period(after.demand, {.exposure = exposure}, {}, {});
  return exposure_of(after);
}

// Empty from 12:00 to 18:00: 18 of 24 hours. The counts come at 23:00, the newest first.
TEST(AnyOrder, time_without_stock_is_told_by_own_times_of_counts) {
  Shop shop = awake_item();
  const Belief before = shop.state.belief;
  (void)shop.step_to(hour(22), {{hour(18), Shop::count(9)}});
  (void)shop.step_to(hour(23), {{hour(12), Shop::count(0)}});
  (void)shop.step_to(hour(23.5), {{hour(8), Shop::count(5)}});
  (void)shop.step_to(hour(25));
  EXPECT_EQ(exposure_of(shop.state.belief), exposure_learnt(before, 18.0 / 24));
}

// Of three counts of one hour the newest, 12:40, says empty: from then on 12 h 40 min of 24 h.
TEST(AnyOrder, the_newest_count_of_an_hour_stands_for_it) {
  Shop shop = awake_item();
  const Belief before = shop.state.belief;
  (void)shop.step_to(hour(23), {{hour(12), Shop::count(0)}, {hour(12.5), Shop::count(4)}});
  (void)shop.step_to(hour(23.1), {{hour(12) + std::chrono::minutes{40}, Shop::count(0)}});
  EXPECT_EQ(shop.state.situation.stock->marks.size(), 1U);
  (void)shop.step_to(hour(25));
  EXPECT_EQ(exposure_of(shop.state.belief), exposure_learnt(before, (12 * 60 + 40) / (24.0 * 60)));
  EXPECT_EQ(shop.state.situation.stock->marks.size(), 1U) << "what the next day begins with";
}

// At 26 from 10:00 to 20:00; told only then that the regular price is 28 since 9:00.
TEST(AnyOrder, a_regular_price_older_than_the_promotion_is_what_returns) {
  Shop shop = awake_item();
  PriceFact promotion = Shop::price(26);
  promotion.kind = PriceKind::Promotion;
  promotion.until = hour(20);
  (void)shop.step_to(hour(11), {{hour(10), promotion}});
  (void)shop.step_to(hour(12), {{hour(9), Shop::price(28)}});
  EXPECT_EQ(shop.state.situation.price, money(26));
  (void)shop.step_to(hour(21));
  EXPECT_EQ(shop.state.situation.price, money(28));
}

// The price of the fact, not the greater one: a day's export dates both by its midnight.
TEST(AnyOrder, a_catalog_s_price_yields_to_a_fact_of_the_same_instant) {
  for (const bool catalog_first : {true, false}) {
    Shop shop = awake_item();
    const Shop::Timed catalog{hour(3), Shop::catalog()};
    const Shop::Timed fact{hour(3), Shop::price(27)};
    (void)shop.step_to(hour(4), {catalog_first ? catalog : fact});
    (void)shop.step_to(hour(5), {catalog_first ? fact : catalog});
    EXPECT_EQ(shop.state.situation.price, money(27));
  }
}

// Known from 6:00 on, though the record of 15:00 came first: 18 of 24 hours.
TEST(AnyOrder, the_first_day_counts_from_its_earliest_record) {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(hour(1), {{hour(0), Shop::catalog()}});
  const Belief before = shop.state.belief;
  (void)shop.step_to(hour(16), {{hour(15), Shop::offer("a", 30)}});
  (void)shop.step_to(hour(17), {{hour(6), Shop::offer("b", 30)}});
  (void)shop.step_to(hour(25));
  EXPECT_EQ(exposure_of(shop.state.belief), exposure_learnt(before, 18.0 / 24));
}

}  // namespace
}  // namespace shelfd::engine
