// Demand view: what a day is known by, from prices told and planned, rivals and occasions; and a
// key that changes with each of them, and with nothing else.
#include "engine/demand_view.h"

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

std::int32_t number_of(Instant at) {
  return static_cast<std::int32_t>(day_number(local_day({}, at)));
}

// A kettle at 30 since day 0.
Shop priced() {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}});
  return shop;
}

forecasting::Conditions of_day(const Shop& shop, double at) {
  return conditions_on(shop.state.situation, shop.policy, number_of(day(at)), std::nullopt);
}

// 1 January 1970 was a Thursday, so 5 January, day 4, a Monday: 0.
TEST(DemandView, knows_the_weekday) {
  const Shop shop = priced();
  EXPECT_EQ(conditions_on(shop.state.situation, shop.policy, 4, std::nullopt).weekday, 0);
  EXPECT_EQ(conditions_on(shop.state.situation, shop.policy, 3, std::nullopt).weekday, 6);
}

// A promotion from day 3 to the noon of day 5: days 3 and 4 have it, day 5 ends with the regular
// price from noon on.
TEST(DemandView, sees_a_planned_promotion_on_its_days) {
  Shop shop = priced();
  PriceFact promotion = Shop::price(24);
  promotion.kind = PriceKind::Promotion;
  promotion.from = day(3);
  promotion.until = day(5.5);
  (void)shop.step_to(day(1), {{day(1), promotion}});
  const auto days = planned_days(shop.state.situation, shop.policy, number_of(day(2)), {});
  EXPECT_EQ(days[0].conditions.price, 30);
  EXPECT_EQ(days[0].conditions.flags[0], 0);
  EXPECT_EQ(days[1].conditions.price, 24);
  EXPECT_EQ(days[1].conditions.flags[0], 1);
  EXPECT_EQ(days[2].conditions.price, 24);
  EXPECT_EQ(days[3].conditions.price, 30);
  EXPECT_EQ(days[3].conditions.flags[0], 0);
}

TEST(DemandView, sees_a_planned_regular_price_from_its_day_on) {
  Shop shop = priced();
  PriceFact dearer = Shop::price(33);
  dearer.from = day(4);
  (void)shop.step_to(day(1), {{day(1), dearer}});
  EXPECT_EQ(of_day(shop, 3).price, 30);
  EXPECT_EQ(of_day(shop, 4).price, 33);
  EXPECT_EQ(of_day(shop, 9).price, 33);
}

float occasion_flags(const forecasting::Conditions& conditions) {
  return conditions.flags[1] + conditions.flags[2];
}

// From day 2 to day 3: it touches day 2 alone. Another category's is none of ours.
TEST(DemandView, sees_occasions_in_their_scope) {
  Shop shop = priced();
  shop.policy.occasions = {{.name = "double 11", .scope = "", .from = day(2), .until = day(3)}};
  EXPECT_EQ(occasion_flags(of_day(shop, 1)), 0);
  EXPECT_EQ(occasion_flags(of_day(shop, 2)), 1);
  EXPECT_EQ(occasion_flags(of_day(shop, 3)), 0);
  shop.policy.occasions.front().scope = "garden";
  EXPECT_EQ(occasion_flags(of_day(shop, 2)), 0);
  shop.policy.occasions.front().scope = "kettles";
  EXPECT_EQ(occasion_flags(of_day(shop, 2)), 1);
}

// Each by the place that the day's conditions have it in.
TEST(DemandView, names_the_occasions_of_a_day) {
  Shop shop = priced();
  shop.policy.occasions = {
      {.name = "double 11", .scope = "", .from = day(2), .until = day(3)},
      {.name = "kettle week", .scope = "kettles", .from = day(2), .until = day(9)},
      {.name = "garden week", .scope = "garden", .from = day(2), .until = day(9)}};
  const auto names = [&](double at) {
    std::vector<std::string> found;
    const std::int32_t number = number_of(day(at));
    for (const DayOccasion& occasion : occasions_on(shop.state.situation, shop.policy, number)) {
      EXPECT_EQ(of_day(shop, at).flags.at(occasion.flag), 1) << occasion.name;
      found.push_back(occasion.name);
    }
    return found;
  };
  EXPECT_EQ(names(1), std::vector<std::string>{});
  EXPECT_EQ(names(2), (std::vector<std::string>{"double 11", "kettle week"}));
  EXPECT_EQ(names(5), std::vector<std::string>{"kettle week"});
}

TEST(DemandView, takes_the_rivals_that_count) {
  const Shop shop = priced();
  const pricing::MarketPrice market{.reference = money(28), .cheapest = {.price = money(25)}};
  const auto conditions =
      conditions_on(shop.state.situation, shop.policy, number_of(day(1)), market);
  EXPECT_EQ(conditions.market_price, 28);
  EXPECT_EQ(conditions.cheapest_price, 25);
}

// Sells for three weeks, so that a bank of filters reads the conditions.
TEST(DemandView, has_a_key_that_changes_with_what_the_outlook_rests_on) {
  Shop shop = priced();
  shop.sell(3, 1, 21);
  ASSERT_FALSE(shop.state.belief.demand.bank.empty());
  const Instant now = day(22.5);
  const auto key = [&](const Shop& of) { return demand_key(of.state, of.policy, {}, {}, now); };
  EXPECT_EQ(key(shop), key(shop));
  Shop other = shop;
  other.state.situation.open_price.counter += 1;
  EXPECT_EQ(key(other), key(shop)) << "demand does not rest on what was published";
  other.state.situation.price = money(29);
  EXPECT_NE(key(other), key(shop));
  other = shop;
  other.policy.occasions = {{.name = "sale", .scope = "", .from = day(23), .until = day(24)}};
  EXPECT_NE(key(other), key(shop));
  const pricing::MarketPrice market{.reference = money(28), .cheapest = {.price = money(25)}};
  EXPECT_NE(demand_key(shop.state, shop.policy, {}, market, now), key(shop));
  EXPECT_NE(demand_key(shop.state, shop.policy, {}, {}, day(23.5)), key(shop)) << "another day";
  forecasting::DemandPool pool;
  pool.orders = 1;
  EXPECT_NE(demand_key(shop.state, shop.policy, pool, {}, now), key(shop));
}

// Also of an item without a bank, which reads no conditions.
TEST(DemandView, has_a_key_that_changes_with_what_is_trained) {
  Shop shop = priced();
  for (const bool has_sold : {false, true}) {
    if (has_sold) shop.sell(3, 1, 21);
    const auto key = [&](const Shop& of) {
      return demand_key(of.state, of.policy, {}, {}, day(22));
    };
    forecasting::PooledHead head;
    head.mean.scales.fill(1);
    head.scatter.scales.fill(1);
    DemandHead record = record_of(head);
    Shop with_head = shop;
    with_head.policy.trained = make_trained(&record, nullptr);
    EXPECT_NE(key(with_head), key(shop));
    record.mean_weights[0] = 0.1;
    Shop with_other = shop;
    with_other.policy.trained = make_trained(&record, nullptr);
    EXPECT_NE(key(with_other), key(with_head));
    Shop moved = with_head;
    moved.state.situation.catalog.category = Category("pans");
    EXPECT_NE(key(moved), key(with_head)) << "its prior may be another";
  }
}

}  // namespace
}  // namespace shelfd::engine
