// Item outlook: that its days are the plan's own law, that drivers multiply to each day's mean and
// have their names, and that what is missing is told.
#include "engine/item_outlook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/demand_view.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

ItemOutlook outlook_of(const Shop& shop) {
  return item_outlook(shop.state, shop.policy, shop.pools.category, shop.step_context.now);
}

bool has(const ItemOutlook& outlook, OutlookGap gap) {
  return std::ranges::find(outlook.gaps, gap) != outlook.gaps.end();
}

// The day's driver of this kind; null where there is none.
const DayDriver* driver_of(const OutlookDay& day, OutlookDriver driver) {
  const auto found = std::ranges::find(day.drivers, driver, &DayDriver::driver);
  return found == day.drivers.end() ? nullptr : &*found;
}

// Sold 4 a day, 8 on Saturdays, for ten weeks from a Monday on, at 30, beside a rival at 28.
Shop selling() {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(100'000)}});
  for (int today = 0; today < 70; ++today) {
    const std::int64_t units = today % 7 == 5 ? 8 : 4;
    std::vector<Shop::Timed> events;
    events.push_back({day(today + 0.4), Shop::offer("rival", 28)});
    for (std::int64_t order = 0; order < units; ++order) {
      const std::string id = std::to_string(today) + "-" + std::to_string(order);
      events.push_back({day(today + 0.5), Shop::order(1, id)});
    }
    (void)shop.step_to(day(today + 0.6), events);
  }
  (void)shop.step_to(day(70.5), {{day(70.4), Shop::offer("rival", 28)}});
  return shop;
}

// Nothing changes from week to week, so fourteen days are fourteen times the plan's daily rate,
// which is that of the first seven; the band is of their sum, narrower than the sum of the bands.
TEST(ItemOutlook, is_the_law_that_the_plan_was_made_from) {
  Shop shop = selling();
  shop.state.situation.open_plan = {};
  (void)shop.step_to(day(70.6), {{day(70.55), Shop::count(40)}});
  ASSERT_TRUE(shop.last_plan && shop.last_plan->basis.judged);
  ASSERT_EQ(shop.last_plan->judged_at, shop.step_context.now);
  const ItemOutlook outlook = outlook_of(shop);
  ASSERT_EQ(outlook.days.size(), kOutlookDays);
  const double rate = shop.last_plan->basis.judged->rate_units_per_day;
  EXPECT_NEAR(outlook.total.mean_units, 14 * rate, 1e-9);
  double sum = 0;
  std::int64_t lows = 0;
  std::int64_t highs = 0;
  for (const OutlookDay& day : outlook.days) {
    sum += day.units.mean_units;
    lows += day.units.low_units;
    highs += day.units.high_units;
    EXPECT_LE(day.units.low_units, day.units.mean_units);
    EXPECT_GE(day.units.high_units, day.units.mean_units);
  }
  EXPECT_NEAR(outlook.total.mean_units, sum, 1e-9);
  EXPECT_GT(outlook.total.low_units, lows);
  EXPECT_LT(outlook.total.high_units, highs);
}

// Day 70 is a Monday, so the sixth line is a Saturday, which sold twice as much. Two of a week's
// three harmonics carry of that peak, d days from it, ln 2 (1 + 2 cos(2 pi d / 7) + 2 cos(4 pi d /
// 7)) / 7: factors 1.641, 1.195, 0.884, 1.045 for d = 0..3, on average 1.127. A Saturday has 1.456
// of that, a Tuesday (d = 3) 0.927.
TEST(ItemOutlook, tells_what_moves_a_day) {
  const ItemOutlook outlook = outlook_of(selling());
  EXPECT_FALSE(outlook.all_days_alike);
  EXPECT_EQ(outlook.days.front().day, day_number(local_day({}, day(70))));
  for (const OutlookDay& day : outlook.days) {
    double product = outlook.ordinary_units;
    for (const DayDriver& driver : day.drivers) product *= driver.factor;
    EXPECT_NEAR(product, day.units.mean_units, 1e-9 * day.units.mean_units);
    EXPECT_EQ(driver_of(day, OutlookDriver::Pooled), nullptr) << "no head serves the item";
  }
  const DayDriver* saturday = driver_of(outlook.days[5], OutlookDriver::Weekday);
  ASSERT_NE(saturday, nullptr);
  EXPECT_NEAR(saturday->factor, 1.456, 0.05);
  EXPECT_NEAR(driver_of(outlook.days[1], OutlookDriver::Weekday)->factor, 0.927, 0.05);
  EXPECT_EQ(outlook.usual_price, money(30));
  EXPECT_EQ(driver_of(outlook.days[0], OutlookDriver::OwnPrice), nullptr) << "it is the usual one";
  // He has always been 7% cheaper, so nothing could be learnt of what that makes.
  const DayDriver* rivals = driver_of(outlook.days[0], OutlookDriver::Rivals);
  ASSERT_NE(rivals, nullptr);
  EXPECT_LT(rivals->factor, 1);
  EXPECT_EQ(rivals->rests_on, RestsOn::Assumption);
  EXPECT_TRUE(outlook.gaps.empty());
  EXPECT_FALSE(outlook.swing);
}

// A promotion at 24 on days 73 and 74, and two occasions, of which one is another category's.
TEST(ItemOutlook, names_the_promotions_and_occasions_to_come) {
  Shop shop = selling();
  shop.policy.occasions = {
      {.name = "Double 11", .scope = "", .from = day(75), .until = day(76)},
      {.name = "garden week", .scope = "garden", .from = day(75), .until = day(76)}};
  PriceFact promotion = Shop::price(24);
  promotion.kind = PriceKind::Promotion;
  promotion.from = day(73);
  promotion.until = day(75);
  (void)shop.step_to(day(70.7), {{day(70.65), promotion}});
  const ItemOutlook outlook = outlook_of(shop);
  for (std::size_t at = 0; at < kOutlookDays; ++at) {
    const OutlookDay& day = outlook.days[at];
    const bool promoted = at == 3 || at == 4;
    EXPECT_EQ(driver_of(day, OutlookDriver::Promotion) != nullptr, promoted) << at;
    EXPECT_EQ(driver_of(day, OutlookDriver::OwnPrice) != nullptr, promoted) << at;
    EXPECT_EQ(driver_of(day, OutlookDriver::Occasion) != nullptr, at == 5) << at;
  }
  EXPECT_GT(driver_of(outlook.days[3], OutlookDriver::OwnPrice)->factor, 1);
  const DayDriver* occasion = driver_of(outlook.days[5], OutlookDriver::Occasion);
  EXPECT_EQ(occasion->names, std::vector<std::string>{"Double 11"});
  EXPECT_EQ(occasion->rests_on, RestsOn::Assumption) << "none was ever seen";
  // The built-in prior of an occasion, 0.5 +- 0.7: e^(0.5 + 0.245).
  EXPECT_NEAR(occasion->factor, 2.107, 0.05);
}

// Sold twice in thirty days: too seldom for a bank.
TEST(ItemOutlook, of_a_slow_mover_has_days_that_are_alike) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(100)}});
  shop.sell(1, 3, 4);
  shop.sell(1, 15, 16);
  (void)shop.step_to(day(30.5));
  const ItemOutlook outlook = outlook_of(shop);
  EXPECT_TRUE(outlook.all_days_alike);
  for (const OutlookDay& day : outlook.days) {
    EXPECT_TRUE(day.drivers.empty());
    EXPECT_NEAR(day.units.mean_units, outlook.ordinary_units, 1e-12);
  }
  EXPECT_FALSE(has(outlook, OutlookGap::NoRivals)) << "where days are alike rivals move nothing";
}

// The category's pool: the item itself and three others.
TEST(ItemOutlook, tells_how_far_it_leans_on_its_category) {
  Shop shop = selling();
  shop.pools.category.rate = {.items = 4, .sum = 16'000'000, .square_sum = 64'000'000};
  const ItemOutlook outlook = outlook_of(shop);
  EXPECT_EQ(outlook.lean.category, "kettles");
  EXPECT_EQ(outlook.lean.other_items, 3) << "without itself, which has reported";
  const auto prior = forecasting::prior_of(shop.pools.category);
  EXPECT_EQ(outlook.lean.share_ratio,
            forecasting::leans_on_category(shop.state.belief.demand, prior));
  // Half-life 25 over 70 days: (1 - 2^(-70/25)) / (1 - 2^(-1/25)) = 31.4.
  EXPECT_NEAR(outlook.lean.own_days, 31.4, 0.5);
  Shop fresh;
  (void)fresh.step_to(day(0.5), {{day(0), Shop::catalog()}});
  EXPECT_EQ(outlook_of(fresh).lean.share_ratio, 1);
  EXPECT_EQ(outlook_of(fresh).lean.other_items, 0);
}

TEST(ItemOutlook, tells_what_is_missing) {
  Shop shop;
  CatalogEntry bare = Shop::catalog();
  bare.price.reset();
  (void)shop.step_to(day(0.5), {{day(0), bare}});
  EXPECT_TRUE(has(outlook_of(shop), OutlookGap::NeverSold));
  EXPECT_TRUE(has(outlook_of(shop), OutlookGap::NeverCounted));
  EXPECT_FALSE(has(outlook_of(shop), OutlookGap::NoPrice)) << "too few sales for a price to count";
  shop.sell(3, 1, 15);
  EXPECT_TRUE(has(outlook_of(shop), OutlookGap::NoPrice));
  (void)shop.step_to(day(15), {{day(15), Shop::price(30)}, {day(15), Shop::count(0)}});
  const ItemOutlook priced = outlook_of(shop);
  EXPECT_FALSE(has(priced, OutlookGap::NoPrice));
  EXPECT_TRUE(has(priced, OutlookGap::NoRivals));
  EXPECT_TRUE(has(priced, OutlookGap::OutOfStock));
  EXPECT_FALSE(has(priced, OutlookGap::NeverSold));
  EXPECT_FALSE(has(priced, OutlookGap::NotClosed));
  EXPECT_FALSE(has(priced, OutlookGap::Quiet));
}

// Asked of the state as it was left on day 70: two days later yesterday has not closed, which is no
// news in its first half hour; a day more is. And from day 84 on it has been quiet for two weeks.
TEST(ItemOutlook, tells_when_it_has_heard_nothing) {
  const Shop shop = selling();
  const auto at = [&](double when) {
    return item_outlook(shop.state, shop.policy, shop.pools.category, day(when));
  };
  EXPECT_FALSE(has(at(71.01), OutlookGap::NotClosed));
  EXPECT_TRUE(has(at(72.5), OutlookGap::NotClosed));
  EXPECT_EQ(at(72.5).learnt_through, day_number(local_day({}, day(69))));
  EXPECT_FALSE(has(at(83.5), OutlookGap::Quiet));
  EXPECT_TRUE(has(at(84.5), OutlookGap::Quiet));
  EXPECT_EQ(at(84.5).heard_on, day_number(local_day({}, day(70))));
}

// From day 70 on it sells five times as much at 24 instead of 30.
TEST(ItemOutlook, tells_a_swing_that_is_under_way) {
  Shop shop = selling();
  for (int today = 71; today < 75; ++today) {
    std::vector<Shop::Timed> events;
    if (today == 71) events.push_back({day(71.1), Shop::price(24)});
    for (int order = 0; order < 40; ++order) {
      const std::string id = std::to_string(today) + "+" + std::to_string(order);
      events.push_back({day(today + 0.5), Shop::order(1, id)});
    }
    (void)shop.step_to(day(today + 0.6), events);
  }
  const ItemOutlook outlook = outlook_of(shop);
  ASSERT_TRUE(outlook.swing);
  EXPECT_EQ(outlook.swing->swing.side, forecasting::SwingSide::Up);
  EXPECT_GE(outlook.swing->swing.units, 40);
  EXPECT_EQ(outlook.swing->cause, SwingCause::OwnPrice);
}

}  // namespace
}  // namespace shelfd::engine
