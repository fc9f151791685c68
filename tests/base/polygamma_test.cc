// Polygamma: values of Abramowitz & Stegun, the recurrence on random points, and the round trip of
// the inverse from the smallest to the largest value a filter can meet.
#include "base/polygamma.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace shelfd {
namespace {

// A&S 6.3.2, 6.3.3 and table 6.1: minus Euler's constant, minus it minus 2 ln 2, and so on.
TEST(Polygamma, has_the_digamma_values_of_the_handbook) {
  EXPECT_NEAR(digamma(1), -0.5772156649, 1e-10);
  EXPECT_NEAR(digamma(0.5), -1.9635100260, 1e-10);
  EXPECT_NEAR(digamma(1.5), 0.0364899740, 1e-10);
  EXPECT_NEAR(digamma(2), 0.4227843351, 1e-10);
  double harmonic = 0;
  for (int n = 1; n < 100; ++n) harmonic += 1.0 / n;
  EXPECT_NEAR(digamma(100), harmonic - 0.5772156649, 1e-10);
}

// A&S 6.4.2, 6.4.4 and table 6.1: pi^2 / 6, pi^2 / 2, and the first less 1.
TEST(Polygamma, has_the_trigamma_values_of_the_handbook) {
  constexpr double kSquare = std::numbers::pi * std::numbers::pi;
  EXPECT_NEAR(trigamma(1), kSquare / 6, 1e-10);
  EXPECT_NEAR(trigamma(0.5), kSquare / 2, 1e-10);
  EXPECT_NEAR(trigamma(1.5), 0.9348022005, 1e-10);
  EXPECT_NEAR(trigamma(2), kSquare / 6 - 1, 1e-10);
}

// A&S 6.3.5, 6.4.6: f(x + 1) - f(x) = 1 / x and -1 / x^2; the points lie on both sides of 6.
TEST(Polygamma, keeps_the_recurrence_at_random_points) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> log_point(std::log(1e-3), std::log(1e3));
  for (int draw = 0; draw < 10'000; ++draw) {
    const double x = std::exp(log_point(random));
    ASSERT_NEAR(digamma(x + 1), digamma(x) + 1 / x, 1e-10 * (1 + 1 / x)) << x;
    ASSERT_NEAR(trigamma(x + 1), trigamma(x) - 1 / (x * x), 1e-10 * (1 + 1 / (x * x))) << x;
  }
}

// The slope of digamma, by differences, is trigamma.
TEST(Polygamma, has_trigamma_as_the_slope_of_digamma) {
  for (const double x : {0.05, 0.7, 3.0, 5.99, 6.01, 40.0}) {
    const double h = 1e-4 * x;
    EXPECT_NEAR((digamma(x + h) - digamma(x - h)) / (2 * h), trigamma(x), 1e-6 * trigamma(x)) << x;
  }
}

TEST(Polygamma, inverts_trigamma_over_thirty_powers_of_ten) {
  EXPECT_NEAR(inverse_trigamma(std::numbers::pi * std::numbers::pi / 6), 1, 1e-8);
  for (double power = -15; power <= 15; power += 0.01) {
    const double x = std::pow(10, power);
    const double value = power < -6 ? 1 / (x * x) : trigamma(x);
    ASSERT_NEAR(inverse_trigamma(value) / x, 1, 1e-8) << x;
  }
}

TEST(Polygamma, falls_as_the_value_rises) {
  double before = inverse_trigamma(1e-13);
  for (double power = -12.9; power <= 13; power += 0.05) {
    const double now = inverse_trigamma(std::pow(10, power));
    ASSERT_LT(now, before) << power;
    before = now;
  }
}

}  // namespace
}  // namespace shelfd
