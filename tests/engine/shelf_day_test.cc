// Shelf day: by one item's 4 March (tests/engine/fixture.h): counts, orders and receipts at hours
// of the day, and what the shelf says of it.
#include "engine/shelf_day.h"

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

using Timed = Shop::Timed;

DaySpan fourth_of_march() { return {.start = hour(0), .open = hour(0), .end = hour(24)}; }

// Of the day as its close finds it, and of the units it sold.
ShelfDay after(const std::vector<Timed>& records, const forecasting::DayParts& orders = {}) {
  Shop shop = awake_item();
  (void)shop.step_to(hour(24), records);
  std::int64_t units = 0;
  for (const DayTally& tally : shop.state.situation.tallies) {
    if (tally.day == shop.state.situation.closed_through + 1) units = tally.units;
  }
  return shelf_of(shop.state, fourth_of_march(), forecasting::profile_of(orders), units);
}

TEST(ShelfDay, is_whole_where_nothing_was_counted) {
  const ShelfDay shelf = after({{hour(9), Shop::order(3, "a")}});
  EXPECT_EQ(shelf.exposure, 1);
  EXPECT_FALSE(shelf.sold_out);
}

TEST(ShelfDay, ends_with_the_order_that_took_the_last_unit) {
  const ShelfDay shelf = after(
      {{hour(0), Shop::count(5)}, {hour(6), Shop::order(3, "a")}, {hour(18), Shop::order(2, "b")}});
  EXPECT_NEAR(shelf.exposure, 0.75, 1e-12);
  EXPECT_FALSE(shelf.sold_out);
}

TEST(ShelfDay, goes_on_where_more_came) {
  Shipment received = Shop::shipment("p", ShipmentStage::Received, 10);
  const ShelfDay shelf =
      after({{hour(0), Shop::count(5)}, {hour(6), Shop::order(5, "a")}, {hour(12), received}});
  EXPECT_EQ(shelf.exposure, 1);
}

// Orders without a unit on the shelf: the count is wrong, and says nothing.
TEST(ShelfDay, believes_orders_more_than_a_count) {
  const ShelfDay shelf = after(
      {{hour(0), Shop::count(2)}, {hour(6), Shop::order(2, "a")}, {hour(12), Shop::order(1, "b")}});
  EXPECT_EQ(shelf.exposure, 1);
  EXPECT_FALSE(shelf.sold_out);
}

TEST(ShelfDay, says_nothing_by_a_count_of_the_week_before) {
  Shop shop = awake_item();
  (void)shop.step_to(day(2.2), {{day(0.9), Shop::count(2)}});
  (void)shop.step_to(day(2.9), {{hour(6), Shop::order(2, "a")}});
  // 36 hours before the 4th is noon of the 2nd: at 21:36 of the 2nd the count still speaks.
  EXPECT_NEAR(shelf_of(shop.state, fourth_of_march(), {}, 2).exposure, 0.25, 1e-12);
  shop.state.situation.stock->as_of = day(0.4);
  EXPECT_EQ(shelf_of(shop.state, fourth_of_march(), forecasting::profile_of({}), 2).exposure, 1);
}

// Sold out on the evening before, nothing sold today.
TEST(ShelfDay, is_without_stock_after_a_day_that_took_the_last_unit) {
  Shop shop = awake_item();
  (void)shop.step_to(day(2.9), {{day(1.5), Shop::count(2)}, {day(1.8), Shop::order(2, "late")}});
  EXPECT_EQ(shelf_of(shop.state, fourth_of_march(), forecasting::profile_of({}), 0).exposure, 0);
}

// The count at 20:00 finds the shelf empty, nine hours after the last order.
TEST(ShelfDay, sold_out_unseen_between_an_order_and_a_count) {
  const ShelfDay shelf = after({{hour(11), Shop::order(4, "a")}, {hour(20), Shop::count(0)}});
  EXPECT_NEAR(shelf.exposure, 20.0 / 24, 1e-12);
  EXPECT_TRUE(shelf.sold_out);
}

TEST(ShelfDay, sold_out_in_sight_where_the_count_follows_the_order) {
  const ShelfDay shelf = after({{hour(11), Shop::order(4, "a")}, {hour(12), Shop::count(0)}});
  EXPECT_NEAR(shelf.exposure, 0.5, 1e-12);
  EXPECT_FALSE(shelf.sold_out);
}

TEST(ShelfDay, of_a_feed_of_days_alone_sold_out_at_no_known_time) {
  const ShelfDay counted = after({{hour(12), Shop::order(4, "a")}, {hour(24), Shop::count(0)}});
  EXPECT_EQ(counted.exposure, 1);
  EXPECT_TRUE(counted.sold_out);
  const ShelfDay same_noon = after({{hour(12), Shop::order(4, "a")}, {hour(12), Shop::count(0)}});
  EXPECT_EQ(same_noon.exposure, 1);
  EXPECT_TRUE(same_noon.sold_out);
  const ShelfDay worked_out = after({{hour(0), Shop::count(4)}, {hour(12), Shop::order(4, "a")}});
  EXPECT_EQ(worked_out.exposure, 1);
  EXPECT_TRUE(worked_out.sold_out);
}

// All orders come between 10:00 and 12:00: the hours before and after hide little.
TEST(ShelfDay, weighs_hours_by_when_orders_come) {
  forecasting::DayParts orders{};
  orders[5] = 540;
  // 540 of the part, 5 of an even day in each of twelve: of 600, 570 until noon.
  const std::vector<Timed> sold_at_one{
      {hour(0), Shop::count(2)}, {hour(10), Shop::order(1, "a")}, {hour(13), Shop::order(1, "b")}};
  EXPECT_NEAR(after(sold_at_one, orders).exposure, (545 + 25 + 2.5) / 600, 1e-12);
}

TEST(ShelfDay, holds_nothing_on_a_day_that_the_zone_skips) {
  const DaySpan skipped{.start = hour(0), .open = hour(0), .end = hour(0)};
  const ShelfDay shelf = shelf_of(awake_item().state, skipped, forecasting::profile_of({}), 0);
  EXPECT_EQ(shelf.exposure, 0);
  EXPECT_FALSE(shelf.sold_out);
}

// Two orders at 06:00 on the first day are what the item is known by; one more at 18:00 counts.
TEST(ShelfDay, takes_the_order_that_an_item_is_known_by_for_no_demand) {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(day(0.9), {{day(0), Shop::catalog()},
                                {day(0.25), Shop::order(4, "a")},
                                {day(0.25), Shop::order(2, "b")},
                                {day(0.75), Shop::order(3, "c")}});
  (void)shop.step_to(day(1.1));
  const forecasting::Tally& steady =
      shop.state.belief.demand.sparse.units.at(forecasting::kSteadyMemory);
  EXPECT_EQ(steady.sum, 3);
  EXPECT_EQ(steady.exposure, 0.75F);
}

TEST(ShelfDay, takes_a_first_day_without_a_time_for_no_demand) {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(day(0.9), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(4, "a")}});
  (void)shop.step_to(day(1.1));
  EXPECT_EQ(shop.state.belief.demand.sparse.units.front().exposure, 0);
}

// A count came before: the item was on offer, and might not have sold.
TEST(ShelfDay, counts_the_first_order_of_an_item_that_was_known_before) {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(
      day(0.9),
      {{day(0), Shop::catalog()}, {day(0.1), Shop::count(50)}, {day(0.25), Shop::order(4, "a")}});
  (void)shop.step_to(day(1.1));
  EXPECT_EQ(shop.state.belief.demand.sparse.units.front().sum, 4);
}

TEST(ShelfDay, counts_orders_by_the_part_of_the_day) {
  Shop shop = awake_item();
  DemandEvent cancel = Shop::order(1, "d");
  cancel.type = DemandType::Cancel;
  (void)shop.step_to(hour(23), {{hour(1), Shop::order(5, "a")},
                                {hour(1.5), Shop::order(1, "b")},
                                {hour(12), Shop::order(1, "a day alone")},
                                {hour(13), cancel},
                                {hour(22.5), Shop::order(1, "c")}});
  forecasting::DayParts expected{};
  expected.front() = 2;
  expected.back() = 1;
  EXPECT_EQ(orders_by_part(shop.state, fourth_of_march()), expected);
  // The close reports them to the category.
  const StepOutcome outcome = shop.step_to(day(3.1));
  forecasting::DayParts told{};
  for (const PoolChange& change : outcome.pool_changes) {
    for (std::size_t part = 0; part < told.size(); ++part)
      told[part] += change.demand.by_part[part];
  }
  EXPECT_EQ(told, expected);
}

}  // namespace
}  // namespace shelfd::engine
