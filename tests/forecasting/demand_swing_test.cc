// Demand swing: likelihood ratios by hand; that it errs as rarely as it states, tells a doubling as
// soon as it must, once, and that most of what it tells is true, on simulated items; odd inputs.
#include "forecasting/demand_swing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <random>

#include "forecasting/demand_belief.h"

namespace shelfd::forecasting {
namespace {

using Random = std::mt19937_64;

SwingPeriod period(std::int32_t day, double expected, std::int64_t units, double doubt = 0) {
  return {.day = day,
          .expected_units = expected,
          .doubt = doubt,
          .units = units,
          .orders = static_cast<std::int32_t>(std::min<std::int64_t>(units, 1'000'000))};
}

struct Item {
  double rate = 0;        // true units a day
  double dispersion = 0;  // true; the test learns it
};

std::int64_t sold(const Item& item, Random& random) {
  double rate = item.rate;
  if (item.dispersion > 0) {
    rate *= std::gamma_distribution<double>(1 / item.dispersion, item.dispersion)(random);
  }
  return std::poisson_distribution<std::int64_t>(rate)(random);
}

// A test that knows c = 0 for sure.
SwingTest knowing_poisson() { return {.scatter = {0, -1e4F, -1e4F, -1e4F, -1e4F, -1e4F, -1e4F}}; }

// Poisson: L = k^y e^-(k-1)m. m = 1, y = 2: k = 1.5: 2.25 e^-0.5 = 1.36469; k = 2: 4 / e = 1.47152;
// k = 4: 16 e^-3 = 0.79659; k = 1/2: e^0.5 / 4 = 0.41218; k = 1/5: e^0.8 / 25 = 0.08902.
TEST(DemandSwing, gathers_likelihood_ratios) {
  SwingTest test = learn_period(knowing_poisson(), period(9, 1, 2));
  EXPECT_NEAR(test.evidence[0], 1.36469, 1e-5);
  EXPECT_NEAR(test.evidence[1], 1.47152, 1e-5);
  EXPECT_NEAR(test.evidence[2], 0.79659, 1e-5);
  EXPECT_NEAR(test.evidence[3], 0.41218, 1e-5);
  EXPECT_NEAR(test.evidence[4], 0.08902, 1e-5);
  EXPECT_NEAR(test.up.evidence, std::log(1.47152), 1e-5);
  EXPECT_EQ(test.up.since_day, 9);
  EXPECT_EQ(test.down, SwingRun{}) << "two are no slump";
  test = learn_period(test, period(10, 1, 2));
  EXPECT_NEAR(test.evidence[1], 2.47152 * 1.47152, 1e-4);
  EXPECT_EQ(test.up.units, 4);
  EXPECT_EQ(test.up.since_day, 9);
}

// Negative binomial with c = 1, m = 1: P(y) = 1/2 (1/2)^y; twice: 1/3 (2/3)^y. y = 3: (8/81) /
// (1/16) = 1.58025; y = 0: (1/3) / (1/2) = 2/3.
TEST(DemandSwing, weighs_units_by_how_much_they_scatter) {
  const SwingTest test = knowing_poisson();
  EXPECT_NEAR(learn_period(test, period(1, 1, 3, 1)).evidence[1], 1.58025, 1e-5);
  EXPECT_NEAR(learn_period(test, period(1, 1, 0, 1)).evidence[1], 2.0 / 3, 1e-6);
}

// m = 5, y = 10 for c = 0 and c = 0.9, but for ln m^y / y!: -5; and ln 1.9 + ln 2.8 + ... + ln 9.1
// = 14.36719, less (1 / 0.9 + 10) ln 5.5 = 18.94165: -4.57446. So after that day the Poisson law
// stands 0.42554 below it.
TEST(DemandSwing, learns_how_much_periods_scatter) {
  const SwingTest test = learn_period({}, period(1, 5, 10));
  EXPECT_NEAR(test.scatter[4] - test.scatter[0], 0.42554, 2e-5);
  EXPECT_EQ(*std::ranges::max_element(test.scatter), 0);
}

TEST(DemandSwing, finds_the_scatter_of_simulated_periods) {
  for (const std::size_t truth : {0U, 2U, 4U}) {
    Random random(66);
    const double c = kSwingScatters.at(truth);
    SwingTest test;
    for (int day = 1; day <= 200; ++day) {
      test = learn_period(test, period(day, 50, sold({50, c}, random)));
    }
    EXPECT_EQ(test.scatter.at(truth), 0) << c;
  }
}

// One order of 100 units where one is expected is no swing; the days after it count.
TEST(DemandSwing, one_large_order_is_no_surge) {
  SwingPeriod large = period(1, 1, 100);
  large.orders = 1;
  EXPECT_EQ(learn_period({}, large).open, SwingSide::None);
  EXPECT_EQ(swing_of({}, large), std::nullopt);
  EXPECT_EQ(learn_period({}, period(1, 1, 100)).open, SwingSide::Up);
}

// What was expected is true. Alarms of `items` over `days`, the test begun anew after each.
double days_per_alarm(const Item& item, int items, int days, Random& random) {
  int alarms = 0;
  for (int number = 0; number < items; ++number) {
    SwingTest test;
    for (int day = 1; day <= days; ++day) {
      test = learn_period(test, period(day, item.rate, sold(item, random)));
      if (test.open == SwingSide::None) continue;
      ++alarms;
      test = {.scatter = test.scatter};
    }
  }
  return static_cast<double>(items) * days / std::max(1, alarms);
}

// At most one false alarm in 365 days of an item is stated. 400 item-years each: with one a year
// the count has a spread of 5%.
TEST(DemandSwing, errs_at_most_once_an_item_year) {
  Random random(61);
  for (const Item& item : {Item{0.3, 0}, Item{0.5, 0}, Item{5, 0}, Item{5, 0.3}, Item{5, 1.5},
                           Item{60, 0.2}, Item{1'000, 0.5}}) {
    const double days = days_per_alarm(item, 200, 730, random);
    std::cout << item.rate << " a day, dispersion " << item.dispersion << ": one false alarm in "
              << days / 365 << " item-years\n";
    EXPECT_GE(days, 365);
  }
}

// Rates that the daemon's filter learns while the test runs.
struct Learnt {
  DemandBelief belief{};
  SwingTest test{};

  [[nodiscard]] SwingPeriod expecting(std::int32_t day, std::int64_t units) const {
    const double sum = static_cast<double>(belief.sparse.units.at(kSteadyMemory).sum);
    return period(day, expected_units(belief, {}, {}), units, 1 / std::max(sum, 0.05));
  }
  void close(std::int32_t day, std::int64_t units, bool tests) {
    if (tests) test = learn_period(test, expecting(day, units));
    const double sold = static_cast<double>(units);
    close_period(belief, {.units = sold, .orders = sold}, {}, {});
  }
};

// Days of 24 looks from the change until it is told; 30: not within 30 days.
double days_until_told(Learnt item, double rate, Random& random) {
  std::poisson_distribution<std::int64_t> hour(rate / 24);
  for (int day = 0; day < 30; ++day) {
    std::int64_t units = 0;
    for (int at = 1; at <= 24; ++at) {
      units += hour(random);
      SwingPeriod so_far = item.expecting(1000 + day, units);
      so_far.expected_units *= at / 24.0;
      if (swing_of(item.test, so_far)) return day + at / 24.0;
    }
    item.close(1000 + day, units, true);
    if (item.test.open != SwingSide::None) return day + 1;
  }
  return 30;
}

// 5 a day for 90 days, then 10; the rate is what the filter has learnt.
TEST(DemandSwing, tells_a_doubling_from_five_a_day_within_three_and_a_half_days) {
  Random random(62);
  std::poisson_distribution<std::int64_t> five(5);
  std::vector<double> delays;
  int within_two_weeks = 0;
  while (delays.size() < 2'000) {
    Learnt item;
    for (int day = 1; day <= 90; ++day) item.close(day, five(random), day > 30);
    if (item.test.open != SwingSide::None) continue;  // a false alarm is open
    delays.push_back(days_until_told(item, 10, random));
    within_two_weeks += delays.back() < 14 ? 1 : 0;
  }
  std::ranges::sort(delays);
  std::cout << "a doubling is told after " << delays[1'000] << " days in the median, "
            << delays[1'800] << " in 90 of 100; " << within_two_weeks / 20.0 << "% in 14 days\n";
  EXPECT_LE(delays[1'000], 3.5);
  EXPECT_GE(within_two_weeks, 1'900);
}

struct Tally {
  int items = 0;
  int swings = 0;
  int found = 0;
  int false_alarms = 0;
};

// A quarter of an item whose rate changes at its middle day, or never.
void live_a_quarter(double rate, double factor, Random& random, Tally& tally) {
  Learnt item;
  for (int day = 1; day <= 60; ++day) item.close(day, sold({rate, 0}, random), false);
  const bool swings = factor != 1;
  bool found = false;
  for (int day = 61; day <= 150; ++day) {
    const bool changed = swings && day > 105;
    const bool was_open = item.test.open != SwingSide::None;
    item.close(day, sold({changed ? rate * factor : rate, 0}, random), true);
    if (was_open || item.test.open == SwingSide::None) continue;
    const SwingSide true_side = factor > 1 ? SwingSide::Up : SwingSide::Down;
    const bool right = changed && item.test.open == true_side;
    if (right && !found) {
      found = true;
    } else if (!right) {
      ++tally.false_alarms;
    }
  }
  ++tally.items;
  tally.swings += swings ? 1 : 0;
  tally.found += found ? 1 : 0;
}

// Items of half a unit to thirty a day, one in two of which halves or worse, or doubles or better,
// once in a quarter; what is expected is what the filter learnt.
TEST(DemandSwing, tells_mostly_what_is_true) {
  Random random(63);
  std::uniform_real_distribution<double> uniform(0, 1);
  Tally tally;
  for (int number = 0; number < 3'000; ++number) {
    const double rate = 0.5 * std::pow(60, uniform(random));
    double factor = 1;
    if (number % 2 == 0)
      factor = number % 4 == 0 ? 2 + 2 * uniform(random) : 0.2 + 0.3 * uniform(random);
    live_a_quarter(rate, factor, random, tally);
  }
  const double false_share =
      static_cast<double>(tally.false_alarms) / (tally.false_alarms + tally.found);
  std::cout << tally.items << " items, " << tally.swings << " swings, " << tally.found << " found, "
            << tally.false_alarms << " false alarms: " << 100 * false_share
            << "% of what was told\n";
  EXPECT_LE(false_share, 0.2);
  EXPECT_GE(tally.found, tally.swings * 7 / 10);
}

// Told on one day, and over once the expectation has followed; not told again.
TEST(DemandSwing, is_told_once_and_ends_once) {
  Random random(64);
  std::poisson_distribution<std::int64_t> before(20);
  std::poisson_distribution<std::int64_t> after(60);
  Learnt item;
  for (int day = 1; day <= 60; ++day) item.close(day, before(random), day > 30);
  ASSERT_EQ(item.test.open, SwingSide::None);
  int told = 0;
  int ended = 0;
  for (int day = 61; day <= 160; ++day) {
    const SwingSide was = item.test.open;
    item.close(day, after(random), true);
    told += was == SwingSide::None && item.test.open == SwingSide::Up ? 1 : 0;
    ended += was == SwingSide::Up && item.test.open == SwingSide::None ? 1 : 0;
    if (item.test.open == SwingSide::Up) {
      const auto swing = swing_of(item.test, {});
      ASSERT_TRUE(swing);
      EXPECT_GE(swing->since_day, 60);
      EXPECT_LE(swing->since_day, 61);
      EXPECT_NEAR(static_cast<double>(swing->units) / swing->expected_units, 3, 0.8);
    }
  }
  EXPECT_EQ(told, 1);
  EXPECT_EQ(ended, 1);
}

// Four a day that stop: P(0) = e^-4; halved e^2 = 7.4 a day, a fifth e^3.2 = 24.5 a day. The sum
// passes 365 on the third day: 0.1 x ((1 + 24.5) 24.5 + 24.5 ...) = 0.1 x (24.5 + 24.5^2 + 24.5^3).
TEST(DemandSwing, tells_that_nothing_sells_any_more_at_the_end_of_a_day) {
  SwingTest test = knowing_poisson();
  for (int day = 1; day <= 2; ++day) test = learn_period(test, period(day, 4, 0));
  EXPECT_EQ(test.open, SwingSide::None);
  EXPECT_EQ(swing_of(test, period(3, 4, 0)), std::nullopt) << "the day may bring some";
  test = learn_period(test, period(3, 4, 0));
  EXPECT_EQ(test.open, SwingSide::Down);
  EXPECT_EQ(swing_of(test, {})->since_day, 1);
  EXPECT_EQ(swing_of(test, {})->units, 0);
}

TEST(DemandSwing, ends_after_two_months_at_the_latest) {
  SwingTest test;
  test.open = SwingSide::Up;
  test.told_day = 100;
  for (int day = 101; day < 160; ++day) test = learn_period(test, period(day, 5, 10));
  EXPECT_EQ(test.open, SwingSide::Up);
  EXPECT_EQ(learn_period(test, period(160, 5, 10)).open, SwingSide::None);
}

// A day that hides demand, or of which nothing is expected, says nothing.
TEST(DemandSwing, learns_nothing_where_nothing_is_expected) {
  SwingTest test = learn_period({}, period(1, 5, 9));
  for (const double expected : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(learn_period(test, period(2, expected, 3)), test);
    EXPECT_EQ(swing_of(test, period(2, expected, 3)), std::nullopt);
  }
}

TEST(DemandSwing, stays_finite_whatever_comes) {
  Random random(65);
  const double expected[] = {1e-12, 0.003, 1, 1e3, 1e6, 1e12};
  const std::int64_t units[] = {-5, 0, 1, 40, 1'000'000, std::int64_t{1} << 40};
  const double dispersion[] = {-1, 0, 1e-12, 0.3, 9, 1e6};
  SwingTest test;
  for (int day = 1; day < 20'000; ++day) {
    test = learn_period(
        test, period(day, expected[random() % 6], units[random() % 6], dispersion[random() % 6]));
    for (const float evidence : test.evidence) {
      ASSERT_TRUE(std::isfinite(evidence));
      ASSERT_GE(evidence, 0);
    }
    ASSERT_TRUE(std::isfinite(test.up.evidence) && std::isfinite(test.up.expected_units));
    ASSERT_TRUE(std::isfinite(test.down.evidence));
    ASSERT_GE(test.over, 0);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
