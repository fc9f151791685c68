// Shows when an item wakes: days of 23 and 25 hours, a time zone that changes under it, and the
// days of an idle item. By one item's life, and its hash.

#include <gtest/gtest.h>

#include <set>

#include "connectors/formats/state_codec.h"
#include "engine/transition.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

Instant utc(int month, int date, int hour) {
  return Instant{Day{std::chrono::year{2026} / month / date}} + hours{hour};
}

// Summer time from 29 March to 25 October, at 01:00 UTC.
LocalTime berlin() {
  return {{.from = utc(1, 1, 0), .offset = hours{1}},
          {.from = utc(3, 29, 1), .offset = hours{2}},
          {.from = utc(10, 25, 1), .offset = hours{1}}};
}

// An item known since the morning before `date`, and the closes between then and two days later,
// stepped every ten minutes.
std::vector<Instant> closes_around(const LocalTime& zone, Instant midnight) {
  Shop shop;
  shop.policy.zone = zone;
  (void)shop.step_to(midnight - hours{14}, {{midnight - hours{14}, Shop::catalog()}});
  std::vector<Instant> closes;
  std::uint64_t closed = shop.state.belief.version;
  for (Instant now = midnight - hours{14}; now < midnight + hours{40}; now += minutes{10}) {
    (void)shop.step_to(now);
    EXPECT_GT(shop.state.situation.due, now);
    if (shop.state.belief.version != closed) closes.push_back(now);
    EXPECT_LE(shop.state.belief.version, closed + 1);
    closed = shop.state.belief.version;
  }
  return closes;
}

// 29 March in Berlin goes from 23:00 UTC to 22:00 UTC: 23 hours. Steps are ten minutes apart, so a
// close shows within 40 minutes of midnight.
TEST(Timers, a_day_of_23_hours_closes_once_at_the_merchant_s_midnight) {
  const auto closes = closes_around(berlin(), utc(3, 28, 23));
  ASSERT_EQ(closes.size(), 2U);
  EXPECT_GE(closes[0], utc(3, 28, 23));
  EXPECT_LE(closes[0], utc(3, 28, 23) + minutes{40});
  EXPECT_EQ(closes[1] - closes[0], hours{23});
}

// 25 October from 22:00 UTC to 23:00 UTC: 25 hours.
TEST(Timers, a_day_of_25_hours_closes_once_at_the_merchant_s_midnight) {
  const auto closes = closes_around(berlin(), utc(10, 24, 22));
  ASSERT_EQ(closes.size(), 2U);
  EXPECT_GE(closes[0], utc(10, 24, 22));
  EXPECT_LE(closes[0], utc(10, 24, 22) + minutes{40});
  EXPECT_EQ(closes[1] - closes[0], hours{25});
}

// Empty for six hours of a day of 23, and of one of 25.
TEST(Timers, a_share_of_a_long_or_short_day_is_of_its_own_length) {
  for (const auto& [midnight, length] :
       {std::pair{utc(3, 28, 23), 23.0}, std::pair{utc(10, 24, 22), 25.0}}) {
    Shop shop;
    shop.judging = false;
    shop.policy.zone = berlin();
    (void)shop.step_to(midnight - hours{14}, {{midnight - hours{14}, Shop::catalog()},
                                              {midnight - hours{14}, Shop::count(3)}});
    (void)shop.step_to(midnight + hours{1});
    const Belief before = shop.state.belief;
    (void)shop.step_to(midnight + hours{22}, {{midnight + hours{5}, Shop::count(0)},
                                              {midnight + hours{11}, Shop::count(3)}});
    (void)shop.step_to(midnight + hours{26});
    Belief expected = before;
    forecasting::close_period(expected.demand, {.exposure = 1 - 6 / length}, {}, {});
    EXPECT_EQ(shop.state.belief.demand.sparse.units.front().exposure,
              expected.demand.sparse.units.front().exposure);
  }
}

// Rules move the shop from Berlin to Auckland, to Los Angeles, and back, in the middle of days.
TEST(Timers, a_change_of_zone_closes_no_day_twice_and_skips_none) {
  const LocalTime auckland{{.from = utc(1, 1, 0), .offset = hours{13}}};
  const LocalTime los_angeles{{.from = utc(1, 1, 0), .offset = hours{-8}}};
  Shop shop;
  shop.policy.zone = berlin();
  const Instant start = utc(3, 2, 12);
  (void)shop.step_to(start, {{start, Shop::catalog()}});
  const std::int32_t first = shop.state.situation.closed_through;
  std::int32_t closed = first;
  for (int hour = 1; hour <= 24 * 12; ++hour) {
    if (hour == 50) shop.policy.zone = auckland;
    if (hour == 120) shop.policy.zone = los_angeles;
    if (hour == 200) shop.policy.zone = berlin();
    (void)shop.step_to(start + hours{hour});
    const Situation& situation = shop.state.situation;
    ASSERT_GE(situation.closed_through, closed);
    ASSERT_GT(situation.due, start + hours{hour});
    closed = situation.closed_through;
    ASSERT_EQ(shop.state.belief.version, static_cast<std::uint64_t>(closed - first))
        << "one close a day";
  }
  EXPECT_EQ(closed - first, 12);
}

// A timer that another zone puts into the past is due at once, not never.
TEST(Timers, the_next_timer_is_always_later_and_never_lost) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(1, "a")}});
  const Instant later = day(3);
  EXPECT_EQ(next_due(shop.state.situation, spread_of(Shop::item()), shop.policy, later),
            later + Duration{1});
}

// Nothing comes for 100 days. One item is stepped every day; the other only when it asks to be:
// daily for 29 days, then once in seven, and it believes the same.
TEST(Timers, an_idle_item_closes_every_seventh_day_and_believes_what_daily_closes_give) {
  Shop daily;
  Shop idle;
  for (Shop* shop : {&daily, &idle}) {
    (void)shop->step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(3, "o1")}});
  }
  for (int today = 1; today <= 100; ++today) (void)daily.step_to(day(today + 0.5));
  std::vector<Instant> woken;
  while (*idle.state.situation.due < day(100)) {
    woken.push_back(*idle.state.situation.due);
    (void)idle.step_to(woken.back());
  }
  EXPECT_TRUE(is_idle(idle.state.situation));
  EXPECT_EQ(woken.back() - *std::prev(woken.end(), 2), days{7});
  // 28 closes without a record after the day that had one, then one in seven of the other 71.
  EXPECT_GE(woken.size(), 29U + 71 / 7);
  EXPECT_LE(woken.size(), 29U + 71 / 7 + 1);
  (void)idle.step_to(day(100.5), {{day(100.4), Shop::order(1, "o2")}});
  (void)daily.step_to(day(100.6), {{day(100.4), Shop::order(1, "o2")}});
  EXPECT_FALSE(is_idle(idle.state.situation));
  EXPECT_EQ(connectors::encode_belief(idle.state.belief),
            connectors::encode_belief(daily.state.belief));
  EXPECT_EQ(idle.state.situation.due, daily.state.situation.due);
}

TEST(Timers, an_item_with_something_open_is_not_idle) {
  Situation situation;
  situation.closed_through = 20'000;
  situation.active_day = 20'000 - kIdleAfterDays;
  EXPECT_TRUE(is_idle(situation));
  Situation other = situation;
  other.active_day += 1;
  EXPECT_FALSE(is_idle(other));
  other = situation;
  other.open_price.status = Status::Open;
  EXPECT_FALSE(is_idle(other));
  other = situation;
  other.open_plan.status = Status::Open;
  EXPECT_FALSE(is_idle(other));
  other = situation;
  other.alerts.push_back({});
  EXPECT_FALSE(is_idle(other));
  other = situation;
  other.accepted_plans.push_back({});
  EXPECT_FALSE(is_idle(other));
  other = situation;
  other.open_orders.push_back({.shipment = 1, .ordered = {5}});
  EXPECT_FALSE(is_idle(other));
  other.open_orders.back().stage = ShipmentStage::Cancelled;
  EXPECT_TRUE(is_idle(other));
}

// 700 idle items: each of the seven days gets at least half of its share.
TEST(Timers, idle_items_are_spread_over_the_seven_days) {
  Situation situation;
  situation.catalog = Shop::catalog();
  situation.closed_through = 20'600;
  situation.active_day = 20'000;
  std::map<std::int64_t, int> woken;
  for (int number = 0; number < 700; ++number) {
    const ItemId item{.merchant = MerchantId("m"), .sku = Sku(std::to_string(number))};
    const Instant now = Instant{from_day_number(20'601)};
    const auto due = next_due(situation, spread_of(item), {}, now);
    ASSERT_TRUE(due);
    ++woken[day_number(local_day({}, *due))];
  }
  ASSERT_EQ(woken.size(), 7U);
  EXPECT_EQ(woken.begin()->first, 20'602);
  for (const auto& [day, items] : woken) EXPECT_GE(items, 50) << day;
}

TEST(Timers, an_erased_item_takes_back_what_it_told_its_category) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  forecasting::DemandPool pool;
  for (int today = 1; today <= 10; ++today) {
    const StepOutcome outcome = shop.step_to(
        day(today + 0.5), {{day(today + 0.5), Shop::order(2, "o" + std::to_string(today))}});
    for (const PoolChange& change : outcome.pool_changes) {
      EXPECT_GT(change.day, 0);
      pool = forecasting::add(pool, change.demand);
    }
  }
  EXPECT_EQ(pool.rate.items, 1);
  CatalogEntry gone = Shop::catalog();
  gone.withdrawn = true;
  const StepOutcome erased = shop.step_to(day(10.6), {{day(10.6), gone}});
  ASSERT_EQ(erased.pool_changes.size(), 1U);
  EXPECT_EQ(erased.pool_changes.front().day, 0);
  EXPECT_EQ(erased.pool_changes.front().category.value, "kettles");
  EXPECT_EQ(forecasting::add(pool, erased.pool_changes.front().demand), forecasting::DemandPool{});
}

// The same sales under priors of 0.5 and of 50 a day leave two beliefs: what surprises is another.
TEST(Timers, a_day_closes_under_the_prior_that_the_rules_hold) {
  const auto lived = [](double rate) {
    DemandPriors priors{.version = "p"};
    priors.priors.resize(1);
    priors.priors[0].prior.rate.mean = rate;
    Shop shop;
    shop.policy.trained = make_trained(nullptr, &priors);
    (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
    shop.sell(3, 1, 3);
    (void)shop.step_to(day(4));
    return shop.state.belief.demand.digest;
  };
  EXPECT_EQ(lived(0.5), lived(0.5));
  EXPECT_NE(lived(0.5), lived(50));
}

// What it told is part of its belief: that it takes it back is to be kept, too, or a restart would
// take it back a second time.
TEST(Timers, an_item_of_another_category_takes_back_once_what_it_told) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  for (int today = 1; today <= 10; ++today) {
    (void)shop.step_to(day(today + 0.5),
                       {{day(today + 0.5), Shop::order(2, "o" + std::to_string(today))}});
  }
  CatalogEntry moved = Shop::catalog();
  moved.category = Category("pots");
  const StepOutcome outcome = shop.step_to(day(10.6), {{day(10.6), moved}});
  ASSERT_EQ(outcome.pool_changes.size(), 1U);
  EXPECT_EQ(outcome.pool_changes.front().category.value, "kettles");
  EXPECT_TRUE(outcome.belief_changed);
}

}  // namespace
}  // namespace shelfd::engine
