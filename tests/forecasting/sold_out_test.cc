// Sold out: its sums against the integral over the rate, on a grid of laws; what is nearly certain
// and what is nearly impossible; counts between whole numbers.
#include "forecasting/sold_out.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/polygamma.h"
#include "base/special_functions.h"

namespace shelfd::forecasting {
namespace {

// Over mu: Gamma density x P(Poisson(exposure mu) >= least), by the trapezium rule in ln mu.
struct Integral {
  double weight = 0;
  double log_rate = 0;
  double squares = 0;
  double count = 0;  // of E[Y; Y >= least]

  [[nodiscard]] double mean() const { return log_rate / weight; }
  [[nodiscard]] double variance() const { return squares / weight - mean() * mean(); }
};

Integral integrated(const GammaRate& rate, double exposure, int least) {
  constexpr int kSteps = 40'000;
  Integral integral;
  const double from = -40;
  const double to = 8;
  for (int step = 0; step <= kSteps; ++step) {
    const double log_mu = from + (to - from) * step / kSteps;
    const double mu = std::exp(log_mu);
    const double density = std::exp(rate.alpha * log_mu - rate.beta * mu);
    const double chance = gamma_tails(least, exposure * mu).lower;  // Poisson: Y >= least
    // E[Y; Y >= s] = mean x P(Y >= s - 1).
    const double before = least > 1 ? gamma_tails(least - 1, exposure * mu).lower : 1;
    integral.weight += density * chance;
    integral.log_rate += density * chance * log_mu;
    integral.squares += density * chance * log_mu * log_mu;
    integral.count += density * exposure * mu * before;
  }
  return integral;
}

TEST(SoldOut, is_the_law_of_the_rate_that_demand_was_at_least_so_much) {
  for (const GammaRate rate : {GammaRate{2, 1}, GammaRate{0.6, 0.3}, GammaRate{30, 6}}) {
    for (const double exposure : {1.0, 0.4}) {
      for (const int least : {1, 2, 5, 12}) {
        const Integral expected = integrated(rate, exposure, least);
        const LogRate found = log_rate_sold_out(rate, exposure, least);
        EXPECT_NEAR(found.mean, expected.mean(), 1e-7) << rate.alpha << " " << least;
        EXPECT_NEAR(found.variance, expected.variance(), 1e-6) << rate.alpha << " " << least;
        EXPECT_NEAR(mean_sold_out(rate, exposure, least), expected.count / expected.weight, 1e-6)
            << rate.alpha << " " << least;
      }
    }
  }
}

TEST(SoldOut, learns_nothing_from_what_was_certain) {
  const GammaRate rate{.alpha = 400, .beta = 4};
  for (const double least : {0.0, 20.0}) {
    const LogRate found = log_rate_sold_out(rate, 1, least);
    EXPECT_NEAR(found.mean, digamma(400) - std::log(4), 1e-9);
    EXPECT_NEAR(found.variance, trigamma(400), 1e-9);
    EXPECT_NEAR(mean_sold_out(rate, 1, least), 100, 1e-9);
  }
}

TEST(SoldOut, takes_what_was_impossible_for_what_came) {
  const GammaRate rate{.alpha = 50, .beta = 50};
  const LogRate found = log_rate_sold_out(rate, 1, 40);
  EXPECT_DOUBLE_EQ(found.mean, digamma(90) - std::log(51));
  EXPECT_DOUBLE_EQ(found.variance, trigamma(90));
  EXPECT_DOUBLE_EQ(mean_sold_out(rate, 1, 40), 40);
  EXPECT_DOUBLE_EQ(mean_sold_out({.alpha = 1e5, .beta = 1}, 1, 2 * kMostCounts), 2 * kMostCounts);
}

TEST(SoldOut, lies_between_whole_counts_for_a_share_of_one) {
  const GammaRate rate{.alpha = 2, .beta = 1};
  const LogRate low = log_rate_sold_out(rate, 1, 2);
  const LogRate high = log_rate_sold_out(rate, 1, 3);
  const LogRate found = log_rate_sold_out(rate, 1, 2.25);
  EXPECT_NEAR(found.mean, 0.75 * low.mean + 0.25 * high.mean, 1e-12);
  EXPECT_NEAR(found.variance, 0.75 * low.variance + 0.25 * high.variance, 1e-12);
  EXPECT_GT(mean_sold_out(rate, 1, 2.25), mean_sold_out(rate, 1, 2));
}

// Laws of thousands of counts: neither an underflow nor a lost digit.
TEST(SoldOut, stays_proper_for_large_counts) {
  const GammaRate rate{.alpha = 900, .beta = 0.3};
  for (const double least : {100.0, 2'900.0, 3'000.0, 3'100.0, 3'400.0, 19'999.0}) {
    const LogRate found = log_rate_sold_out(rate, 1, least);
    EXPECT_GE(found.mean, digamma(900) - std::log(0.3) - 1e-9) << least;
    EXPECT_GT(found.variance, 0) << least;
    EXPECT_LE(found.variance, trigamma(900) * (1 + 1e-6)) << least;
    EXPECT_GE(mean_sold_out(rate, 1, least), least);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
