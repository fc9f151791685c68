// Swing flow: demand swings of one item's days, told, explained, valued and ended. The test itself
// is shown in tests/forecasting.
#include "engine/swing_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// An item that sold `units` a day for forty days, 1,000 on the shelf.
Shop steady(std::int64_t units) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(100'000)}});
  shop.sell(units, 0, 40);
  return shop;
}

// One order of `units` at each of `hours` of a day; the alerts of all steps.
std::vector<Alert> sell_by_hour(Shop& shop, int today, std::int64_t units, int orders) {
  std::vector<Alert> alerts;
  for (int number = 0; number < orders; ++number) {
    const Instant at = day(today + 0.1 + 0.8 * number / orders);
    const std::string id = std::to_string(today) + "-" + std::to_string(number);
    const StepOutcome outcome = shop.step_to(at, {{at, Shop::order(units, id)}});
    for (const Alert& alert : outcome.alerts) {
      if (alert.kind == AlertKind::DemandSwing) alerts.push_back(alert);
    }
  }
  return alerts;
}

template <typename Value>
Value param(const Alert& alert, const std::string& name) {
  const auto found = std::ranges::find(alert.params, name, &Param::name);
  return found == alert.params.end() ? Value{} : std::get<Value>(found->value);
}

// Five a day, then five an hour: told within the day, once, with what was seen since that day.
TEST(SwingFlow, a_surge_is_told_within_the_open_day) {
  Shop shop = steady(5);
  const std::vector<Alert> alerts = sell_by_hour(shop, 40, 5, 20);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_TRUE(alerts.front().open);
  EXPECT_LT(unix_millis(alerts.front().opened_at), unix_millis(day(40.9)));
  EXPECT_EQ(unix_millis(param<Instant>(alerts.front(), "since_at")), unix_millis(day(40)));
  EXPECT_GT(param<std::int64_t>(alerts.front(), "seen_units"), 5);
  EXPECT_EQ(param<std::int64_t>(alerts.front(), "expected_units"), 5);
  EXPECT_EQ(param<std::string>(alerts.front(), "cause"), "");
  // The unit margin of 30 at a cost of 20 is below 10; the surplus at its telling, a week long.
  const auto surplus = static_cast<double>(param<std::int64_t>(alerts.front(), "seen_units") - 5);
  EXPECT_GT(main_units(alerts.front().worth), 0);
  EXPECT_LE(main_units(alerts.front().worth), (surplus + 0.5) * 7 * 10);
}

TEST(SwingFlow, a_day_as_expected_tells_nothing) {
  Shop shop = steady(5);
  for (int today = 40; today < 50; ++today) EXPECT_TRUE(sell_by_hour(shop, today, 1, 5).empty());
}

// Five a day, then none: told when a day closes, not within it, and over when it sells again.
TEST(SwingFlow, a_slump_is_told_at_a_days_close_and_ends) {
  Shop shop = steady(5);
  std::vector<Alert> alerts;
  for (int halves = 81; halves < 150; ++halves) {
    const double at = 0.5 * halves;
    const bool sells = at > 50 && at - std::floor(at) > 0.1;
    const StepOutcome outcome =
        sells ? shop.step_to(day(at), {{day(at), Shop::order(5, "again-" + std::to_string(at))}})
              : shop.step_to(day(at));
    for (const Alert& alert : outcome.alerts) {
      if (alert.kind == AlertKind::DemandSwing) alerts.push_back(alert);
    }
  }
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(param<std::int64_t>(alerts.front(), "seen_units"), 0);
  EXPECT_EQ(unix_millis(param<Instant>(alerts.front(), "since_at")), unix_millis(day(40)));
  EXPECT_LE(unix_millis(alerts.front().opened_at), unix_millis(day(50)));
  EXPECT_FALSE(alerts.back().open);
}

// Orders cancelled on the same day take the alert back.
TEST(SwingFlow, a_surge_that_is_cancelled_closes) {
  Shop shop = steady(5);
  ASSERT_EQ(sell_by_hour(shop, 40, 5, 20).size(), 1U);
  DemandEvent cancel = Shop::order(95, "cancelled");
  cancel.type = DemandType::Cancel;
  const StepOutcome outcome = shop.step_to(day(40.95), {{day(40.95), cancel}});
  const auto closed = std::ranges::find(outcome.alerts, AlertKind::DemandSwing, &Alert::kind);
  ASSERT_NE(closed, outcome.alerts.end());
  EXPECT_FALSE(closed->open);
}

TEST(SwingFlow, an_item_without_sales_of_its_own_has_no_swing_yet) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(1'000)}});
  EXPECT_TRUE(sell_by_hour(shop, 3, 5, 20).empty());
}

forecasting::Swing swing_since(double days, forecasting::SwingSide side) {
  return {.side = side,
          .since_day = static_cast<std::int32_t>(day_number(local_day({}, day(days)))),
          .units = 40,
          .expected_units = 10};
}

// What changed before the swing is no cause; of what changed since, the likeliest is named.
TEST(SwingFlow, names_the_cause_that_is_at_hand) {
  using forecasting::SwingSide;
  Shop shop = steady(5);
  const auto cause = [&](double since, SwingSide side = SwingSide::Up) {
    return cause_of(swing_since(since, side), shop.state, shop.step_context);
  };
  EXPECT_EQ(cause(38), SwingCause::None);
  (void)shop.step_to(day(40.1), {{day(40.1), Shop::offer("a", 29)}});
  (void)shop.step_to(day(41.1), {{day(41.1), Shop::price(31)}});
  EXPECT_EQ(cause(41), SwingCause::OwnPrice);
  EXPECT_EQ(cause(44), SwingCause::None);
  // The rival stood at 29 when the price was set, and leaves.
  CompetitorOffer gone = Shop::offer("a", 29);
  gone.in_stock = false;
  (void)shop.step_to(day(45.1), {{day(45.1), gone}});
  EXPECT_EQ(cause(45), SwingCause::Rivals);
  (void)shop.step_to(day(46.1), {{day(46.1), Shop::count(0)}});
  EXPECT_EQ(cause(45, SwingSide::Down), SwingCause::Stock);
  EXPECT_EQ(cause(45, SwingSide::Up), SwingCause::Rivals);
  PriceFact promotion = Shop::price(20);
  promotion.kind = PriceKind::Promotion;
  (void)shop.step_to(day(47.1), {{day(47.1), promotion}});
  EXPECT_EQ(cause(45), SwingCause::Promotion);
}

// An item whose orders come by Poisson days, at even times of the day but its first hour.
class PoissonItem {
 public:
  explicit PoissonItem(bool hours_known) {
    if (hours_known) shop_.pools.category.by_part.fill(1'000);
    (void)shop_.step_to(day(0.03), {{day(0), Shop::catalog()}, {day(0.02), Shop::count(100'000)}});
  }

  // The moment of the day, from its begin, at which a swing is open; absent: none at its close.
  std::optional<double> live(std::mt19937_64& random, int today, double rate) {
    std::uniform_real_distribution<double> moment(0.04, 1);
    std::vector<double> at(static_cast<std::size_t>(std::poisson_distribution<int>(rate)(random)));
    for (double& each : at) each = today + moment(random);
    std::ranges::sort(at);
    for (const double each : at) {
      (void)shop_.step_to(day(each), {{day(each), Shop::order(1, std::to_string(each))}});
      if (swings()) return each - today;
    }
    (void)shop_.step_to(day(today + 1.03));
    return swings() ? std::optional(1.0) : std::nullopt;
  }

  [[nodiscard]] bool swings() const {
    return swing_now(shop_.state, shop_.step_context, std::nullopt).has_value();
  }

 private:
  Shop shop_;
};

// Days until a doubling is told, of each of 60 lives, sorted; 30: not by then.
std::vector<double> delays_of_a_doubling(bool hours_known) {
  std::mt19937_64 random(71);
  std::vector<double> delays;
  for (int life = 0; life < 60; ++life) {
    PoissonItem item(hours_known);
    for (int today = 0; today < 90; ++today) (void)item.live(random, today, 5);
    if (item.swings()) continue;
    double delay = 30;
    for (int today = 90; delay == 30 && today < 120; ++today) {
      if (const auto told = item.live(random, today, 10)) delay = today - 90 + *told;
    }
    delays.push_back(delay);
  }
  std::ranges::sort(delays);
  return delays;
}

// Poisson days of five, ninety learnt, then of ten; told within the day or at its close. Where the
// hours of the category's orders are known, units are held against those expected by now; else
// against the whole day's. 60 lives: the median has a spread of about half a day.
TEST(SwingFlow, tells_a_doubling_of_simulated_days) {
  for (const bool hours_known : {false, true}) {
    const std::vector<double> delays = delays_of_a_doubling(hours_known);
    ASSERT_GE(delays.size(), 40U);
    std::cout << "a doubling is told after " << delays[delays.size() / 2] << " days in the median, "
              << delays[delays.size() * 9 / 10] << " in 90 of 100, hours "
              << (hours_known ? "known\n" : "not known\n");
    EXPECT_LE(delays[delays.size() / 2], hours_known ? 4 : 5);
  }
}

// One false alarm an item and year is the promise; looking at each order must not add to it.
TEST(SwingFlow, rarely_tells_a_swing_of_steady_days) {
  std::mt19937_64 random(72);
  constexpr int kItems = 12;
  constexpr int kDays = 365;
  int told = 0;
  for (int number = 0; number < kItems; ++number) {
    PoissonItem item(true);
    bool open = false;
    for (int today = 0; today < kDays; ++today) {
      const bool now = item.live(random, today, 5).has_value();
      if (now && !open) ++told;
      open = now;
    }
  }
  std::cout << told << " false alarms in " << kItems << " item-years\n";
  EXPECT_LE(told, kItems);
}

}  // namespace
}  // namespace shelfd::engine
