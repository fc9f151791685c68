// Open day: the share that is due, and what units so far say of the next day. By an item that sells
// eight a day (tests/engine/fixture.h), and the formula by hand.
#include "engine/open_day.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/demand_view.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// Orders of the category all day long: hours are known.
forecasting::DemandPool even_hours() {
  forecasting::DemandPool pool;
  pool.by_part.fill(100'000);
  return pool;
}

// Eight orders a day for sixty days; the sixty-first is open.
Shop busy_shop() {
  Shop shop;
  shop.pools.category = even_hours();
  (void)shop.step_to(day(0.01), {{day(0), Shop::catalog()}, {day(0.01), Shop::count(100'000)}});
  for (int today = 0; today < 60; ++today) {
    for (int number = 0; number < 8; ++number) {
      const double at = today + 0.05 + 0.11 * number;
      (void)shop.step_to(day(at), {{day(at), Shop::order(1, "o" + std::to_string(at))}});
    }
  }
  (void)shop.step_to(day(60.03));
  return shop;
}

double factor_at(const Shop& shop, double at) {
  const auto law = open_day_law(shop.state, shop.policy, shop.pools.category, std::nullopt);
  return next_day_factor(law, shop.state, shop.policy, shop.pools.category, day(at));
}

void sell(Shop& shop, double at, int orders) {
  for (int number = 0; number < orders; ++number) {
    const std::string id = std::to_string(at) + "-" + std::to_string(number);
    (void)shop.step_to(day(at), {{day(at), Shop::order(1, id)}});
  }
}

TEST(OpenDay, is_due_by_the_category_s_hours_once_they_are_known) {
  const auto day_60 = static_cast<std::int32_t>(day_number(local_day({}, day(60))));
  EXPECT_EQ(share_due({}, {}, day_60, day(60.25)), 1);
  EXPECT_NEAR(share_due({}, even_hours(), day_60, day(60.25)), 0.25, 1e-12);
  EXPECT_EQ(share_due({}, even_hours(), day_60, day(61.01)), 1);
}

TEST(OpenDay, is_as_any_day_while_units_are_as_expected) {
  Shop shop = busy_shop();
  sell(shop, 60.5, 4);
  EXPECT_EQ(factor_at(shop, 60.5), 1);
}

TEST(OpenDay, follows_the_units_so_far_by_the_gamma_law) {
  Shop shop = busy_shop();
  sell(shop, 60.25, 12);
  const forecasting::DemandBelief& belief = shop.state.belief.demand;
  const forecasting::DemandPrior prior = forecasting::prior_of(shop.pools.category);
  const auto today = static_cast<std::int32_t>(day_number(local_day({}, day(60))));
  const double expected = forecasting::expected_units(
      belief, conditions_on(shop.state.situation, shop.policy, today, std::nullopt), prior);
  const double shape = 1 / forecasting::scatter_at(belief.record, 0, prior.scatter);
  const double pace = (shape + 12) / (shape + expected * 0.25);
  const double exact = 1 + 0.75 * (pace - 1);
  EXPECT_GT(exact, 1.2);
  EXPECT_EQ(factor_at(shop, 60.25), std::round(exact / kRestStep) * kRestStep);
  // A day that sold nothing by the evening: little of it is left.
  const Shop quiet = busy_shop();
  EXPECT_LE(factor_at(quiet, 60.6), 1);
  EXPECT_EQ(factor_at(quiet, 60.99), 1);
}

// What is left of a busy day is more, in the outlook and in what explain shows of it.
TEST(OpenDay, moves_the_first_day_of_the_outlook) {
  Shop shop = busy_shop();
  const auto ahead = [&] {
    return demand_ahead(shop.state, shop.policy, shop.pools.category, std::nullopt, day(60.25));
  };
  const double before = ahead().path.total[1];
  const double later = ahead().path.total[7] - before;
  sell(shop, 60.25, 14);
  EXPECT_GT(ahead().path.total[1], 1.2 * before);
  EXPECT_NEAR(ahead().path.total[7] - ahead().path.total[1], later, 1e-9);
}

TEST(OpenDay, says_nothing_of_an_empty_shelf_or_a_slow_mover) {
  Shop shop = busy_shop();
  sell(shop, 60.25, 12);
  shop.state.situation.stock->on_hand = {0};
  EXPECT_EQ(factor_at(shop, 60.25), 1);
  EXPECT_FALSE(open_day_law(awake_item().state, {}, even_hours(), std::nullopt));
}

}  // namespace
}  // namespace shelfd::engine
