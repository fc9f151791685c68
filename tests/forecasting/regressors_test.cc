// Regressors: the row of a period by hand, its hinges and bounds, and what is not known as zero.
#include "forecasting/regressors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kLog100 = std::log(100);
const double kLog11 = std::log(1.1);  // 0.0953102

TEST(Regressors, knows_nothing_but_the_level_of_an_unknown_period) {
  RegressorRow level{};
  level[kLevel] = 1;
  EXPECT_EQ(row_of({}, kLog100), level);
  EXPECT_EQ(row_of({.weekday = 7, .price = kNaN, .cheapest_price = 90}, kLog100), level);
  EXPECT_EQ(row_of({.price = -1, .market_price = 90}, kLog100), level);
}

TEST(Regressors, has_two_harmonics_of_the_week) {
  for (int day = 0; day < 7; ++day) {
    const RegressorRow row = row_of({.weekday = day}, 0);
    for (std::size_t harmonic = 0; harmonic < 2; ++harmonic) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>(harmonic + 1) * static_cast<double>(day) / 7;
      EXPECT_NEAR(row.at(kWeek + 2 * harmonic), std::sin(angle), 1e-15);
      EXPECT_NEAR(row.at(kWeek + 2 * harmonic + 1), std::cos(angle), 1e-15);
    }
  }
}

// Each adds up to nothing over a week, so the level is the week's mean.
TEST(Regressors, has_harmonics_that_cancel_over_a_week) {
  for (std::size_t at = kWeek; at < kOwnPrice; ++at) {
    double sum = 0;
    for (int day = 0; day < 7; ++day) sum += row_of({.weekday = day}, 0).at(at);
    EXPECT_NEAR(sum, 0, 1e-14);
  }
}

// 110 with a reference of 100 and the cheapest rival at 100: ln 1.1 for both; the market at 121
// lies above: nothing.
TEST(Regressors, counts_the_price_above_a_rival_as_one_hinge) {
  const RegressorRow row =
      row_of({.price = 110, .cheapest_price = 100, .market_price = 121}, kLog100);
  EXPECT_NEAR(row[kOwnPrice], kLog11, 1e-12);
  EXPECT_NEAR(row[kAboveCheapest], kLog11, 1e-12);
  EXPECT_EQ(row[kBelowCheapest], 0);
  EXPECT_EQ(row[kAboveMarket], 0);
}

// 110 against 121: ln(1 / 1.1) below.
TEST(Regressors, counts_the_price_below_a_rival_as_the_other_hinge) {
  const RegressorRow row = row_of({.price = 110, .cheapest_price = 121}, kLog100);
  EXPECT_NEAR(row[kBelowCheapest], -kLog11, 1e-12);
  EXPECT_EQ(row[kAboveCheapest], 0);
}

TEST(Regressors, holds_each_to_its_bounds) {
  const RegressorRow dear =
      row_of({.price = 1e6, .cheapest_price = 1, .market_price = 1, .flags = {2, -1}}, 0);
  EXPECT_EQ(dear[kOwnPrice], 0.5);
  EXPECT_EQ(dear[kAboveCheapest], 0.6);
  EXPECT_EQ(dear[kAboveMarket], 0.6);
  EXPECT_EQ(dear[kFlags], 1);
  EXPECT_EQ(dear[kFlags + 1], 0);
  const RegressorRow cheap = row_of({.price = 1e-6, .cheapest_price = 1, .market_price = 1}, 0);
  EXPECT_EQ(cheap[kOwnPrice], -0.5);
  EXPECT_EQ(cheap[kBelowCheapest], -0.6);
  EXPECT_EQ(cheap[kAboveMarket], 0);
}

TEST(Regressors, carries_flags_as_they_are) {
  const RegressorRow row = row_of({.flags = {1, 0.25F, 0}}, 0);
  EXPECT_EQ(row[kFlags], 1);
  EXPECT_EQ(row[kFlags + 1], 0.25);
  EXPECT_EQ(row[kFlags + 2], 0);
}

// Another currency changes nothing: prices and reference times a thousand.
TEST(Regressors, does_not_depend_on_the_currency) {
  std::mt19937_64 random(12);
  std::uniform_real_distribution<double> price(50, 200);
  for (int draw = 0; draw < 1'000; ++draw) {
    const Conditions one{.weekday = draw % 7,
                         .price = price(random),
                         .cheapest_price = price(random),
                         .market_price = price(random)};
    Conditions other = one;
    other.price *= 1'000;
    other.cheapest_price *= 1'000;
    other.market_price *= 1'000;
    const double reference = std::log(price(random));
    const RegressorRow a = row_of(one, reference);
    const RegressorRow b = row_of(other, reference + std::log(1'000));
    for (std::size_t at = 0; at < kRegressors; ++at) ASSERT_NEAR(a.at(at), b.at(at), 1e-12);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
