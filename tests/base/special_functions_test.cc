// Shows that both tails of the incomplete gamma and beta functions are right, against closed forms,
// also far out and for very large arguments.
#include "base/special_functions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace shelfd {
namespace {

// `value` within 1e-12 of `expected`, relatively: the last digits of a far tail count too.
void expect_close(double value, double expected) {
  EXPECT_NEAR(value / expected, 1, 1e-12) << value << " for " << expected;
}

// P(1, x) = 1 - e^-x; P(1/2, x) = erf(sqrt x); Abramowitz & Stegun 6.5.16.
TEST(GammaTails, match_closed_forms_on_both_sides) {
  for (const double x : {1e-6, 0.1, 0.9, 1.5, 2.5, 30.0, 300.0}) {
    expect_close(gamma_tails(1, x).lower, -std::expm1(-x));
    expect_close(gamma_tails(1, x).upper, std::exp(-x));
    expect_close(gamma_tails(0.5, x).lower, std::erf(std::sqrt(x)));
    expect_close(gamma_tails(0.5, x).upper, std::erfc(std::sqrt(x)));
  }
}

TEST(GammaTails, are_all_above_at_zero_and_all_below_at_the_end) {
  EXPECT_EQ(gamma_tails(3, 0).lower, 0);
  EXPECT_EQ(gamma_tails(3, 0).upper, 1);
  EXPECT_EQ(gamma_tails(3, 1e6).lower, 1);
  EXPECT_EQ(gamma_tails(3, 1e6).upper, 0);
}

// P(a, a) = 1/2 + 1/(3 sqrt(2 pi a)) + O(a^-3/2); the rest is below 1e-13 at a = 10^9.
TEST(GammaTails, keep_their_digits_at_a_billion) {
  const double a = 1e9;
  EXPECT_NEAR(gamma_tails(a, a).lower, 0.5 + 1 / (3 * std::sqrt(2 * std::numbers::pi * a)), 1e-11);
}

// I_x(a, 1) = x^a; I_x(1, b) = 1 - y^b; Abramowitz & Stegun 26.5.2.
TEST(BetaTails, match_closed_forms_on_both_sides) {
  for (const double x : {1e-6, 0.1, 0.5, 0.9, 1 - 1e-6}) {
    for (const double a : {0.01, 0.5, 1.0, 7.5, 40.0}) {
      const UnitPoint at{.x = x, .y = 1 - x};
      EXPECT_NEAR(beta_tails(a, 1, at).lower, std::pow(x, a), 1e-13);
      EXPECT_NEAR(beta_tails(1, a, at).upper, std::pow(at.y, a), 1e-13);
    }
  }
}

// I_x(a, b) = 1 - I_y(b, a).
TEST(BetaTails, change_places_when_the_arguments_do) {
  const Tails one = beta_tails(2.5, 70, {.x = 0.03, .y = 0.97});
  const Tails other = beta_tails(70, 2.5, {.x = 0.97, .y = 0.03});
  expect_close(other.upper, one.lower);
  expect_close(other.lower, one.upper);
}

// I_x(2, b) = 1 - y^(b+1) - (b+1) x y^b, with x = 2 / (2 + m) so small that 1 - x has lost it.
TEST(BetaTails, keep_their_digits_where_x_is_tiny) {
  const double m = 1e9;
  const UnitPoint at{.x = 2 / (2 + m), .y = m / (2 + m)};
  const double b = 1.5e9;
  const double log_y = std::log1p(-at.x);
  const double upper = std::exp((b + 1) * log_y) + (b + 1) * at.x * std::exp(b * log_y);
  EXPECT_NEAR(beta_tails(2, b, at).upper, upper, 1e-12);
}

// A large a beside a small b: NB of size 9 * 10^7, mean 300, which is Poisson within 2e-6; the
// value is mpmath 1.3's sum of the masses at 40 digits.
TEST(BetaTails, keep_their_digits_where_x_is_almost_one) {
  const double size = 9e7;
  const double total = size + 300;
  expect_close(beta_tails(size, 283, {.x = size / total, .y = 300 / total}).lower,
               0.15607801853213044);
}

TEST(BetaTails, are_whole_at_the_ends) {
  EXPECT_EQ(beta_tails(2, 3, {.x = 0, .y = 1}).lower, 0);
  EXPECT_EQ(beta_tails(2, 3, {.x = 1, .y = 0}).lower, 1);
  EXPECT_EQ(beta_tails(2, 3, {.x = 1, .y = 0}).upper, 0);
}

}  // namespace
}  // namespace shelfd
