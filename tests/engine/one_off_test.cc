// One-off orders: what is held, what repeats, what is cancelled, and that the plan says so.
#include "engine/one_off.h"

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// Forty days of one unit: above six, an order is one of a kind.
Shop steady_shop() {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.1), Shop::count(500)}});
  shop.sell(1, 0, 40);
  (void)shop.step_to(day(40.1));
  return shop;
}

float units_learnt(const Shop& shop) { return shop.state.belief.demand.sparse.units.back().sum; }

void order(Shop& shop, double at, std::int64_t units, DemandType type = DemandType::Order) {
  DemandEvent event = Shop::order(units, "o" + std::to_string(at));
  event.type = type;
  (void)shop.step_to(day(at), {{day(at), event}});
}

TEST(OneOff, is_an_order_far_above_the_usual) {
  const Shop shop = steady_shop();
  EXPECT_FALSE(is_one_off(shop.state.belief, 6));
  EXPECT_TRUE(is_one_off(shop.state.belief, 80));
  EXPECT_FALSE(is_one_off(Belief{}, 1'000'000));
}

TEST(OneOff, is_held_from_demand_and_taken_from_the_shelf) {
  Shop usual = steady_shop();
  Shop shop = steady_shop();
  order(shop, 40.3, 80);
  EXPECT_EQ(shop.state.situation.stock->sold_since.units, 40 + 80);
  (void)shop.step_to(day(41.1));
  (void)usual.step_to(day(41.1));
  EXPECT_EQ(units_learnt(shop), units_learnt(usual));
  ASSERT_TRUE(shop.state.situation.one_off);
  EXPECT_EQ(shop.state.situation.one_off->units, 80);
  EXPECT_EQ(shop.state.situation.late_units, 0);
}

TEST(OneOff, is_told_with_the_plan) {
  Shop shop = steady_shop();
  order(shop, 40.3, 450);
  (void)shop.step_to(day(41.1));
  ASSERT_TRUE(shop.last_plan);
  const Reason* const reason = reason_in(*shop.last_plan, ReasonCode::OneOffHeld);
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->amount, 0);
  EXPECT_EQ(std::get<std::int64_t>(reason->params.at(0).value), 450);
  EXPECT_EQ(std::get<Instant>(reason->params.at(1).value), day(40));
  EXPECT_EQ(sum_of(shop.last_plan->reasons), shop.last_plan->quantity.units);
}

TEST(OneOff, is_learnt_with_the_next_like_it) {
  Shop shop = steady_shop();
  order(shop, 40.3, 80);
  (void)shop.step_to(day(60.1));
  const float before = units_learnt(shop);
  order(shop, 60.3, 70);
  (void)shop.step_to(day(61.1));
  EXPECT_FALSE(shop.state.situation.one_off);
  EXPECT_NEAR(units_learnt(shop) - before, 150, 2);
  // From now on such orders are ordinary ones.
  EXPECT_FALSE(is_one_off(shop.state.belief, 30));
}

TEST(OneOff, is_forgotten_after_ninety_days) {
  Shop shop = steady_shop();
  order(shop, 40.3, 80);
  (void)shop.step_to(day(140.1));
  const float before = units_learnt(shop);
  order(shop, 140.3, 70);
  (void)shop.step_to(day(141.1));
  EXPECT_LT(units_learnt(shop), before);
  EXPECT_EQ(shop.state.situation.one_off->units, 70);
}

TEST(OneOff, is_gone_when_it_is_cancelled) {
  Shop shop = steady_shop();
  order(shop, 40.3, 80);
  (void)shop.step_to(day(45.1));
  order(shop, 45.3, 80, DemandType::Cancel);
  (void)shop.step_to(day(46.1));
  EXPECT_FALSE(shop.state.situation.one_off);
  Shop usual = steady_shop();
  (void)usual.step_to(day(46.1));
  EXPECT_EQ(units_learnt(shop), units_learnt(usual));
  EXPECT_EQ(shop.state.situation.stock->sold_since.units, 40);
}

// Ninety-five of a hundred ordinary orders, taken back in one: no one-off is behind them.
TEST(OneOff, a_cancel_beyond_what_is_held_is_of_ordinary_orders) {
  const Shop shop = steady_shop();
  const DayTally day{.day = shop.state.situation.closed_through + 1,
                     .units = 100,
                     .orders = 100,
                     .held_units = -95,
                     .held_orders = -1};
  EXPECT_EQ(demand_of(shop.state.situation, day).units, 5);
  EXPECT_FALSE(held_after(shop.state.situation, day));
  Situation holds_80 = shop.state.situation;
  holds_80.one_off = {.day = day.day - 1, .units = 80, .orders = 1};
  EXPECT_EQ(demand_of(holds_80, day).units, 85);
}

// Of a day that has closed: held with the open day, and no correction of what was learnt.
TEST(OneOff, is_held_when_it_comes_late) {
  Shop shop = steady_shop();
  (void)shop.step_to(day(41.2), {{day(40.5), Shop::order(80, "late")}});
  EXPECT_EQ(shop.state.situation.late_units, 0);
  (void)shop.step_to(day(42.1));
  EXPECT_EQ(shop.state.situation.one_off->units, 80);
}

// A preorder promises its units: they are not to be sold, and are no demand of the day.
TEST(OneOff, leaves_preorders_to_the_shelf) {
  Shop shop = steady_shop();
  const float before = units_learnt(shop);
  order(shop, 40.3, 5, DemandType::Preorder);
  EXPECT_EQ(shop.state.situation.stock->sold_since.units, 45);
  (void)shop.step_to(day(41.1));
  EXPECT_LT(units_learnt(shop), before);
}

}  // namespace
}  // namespace shelfd::engine
