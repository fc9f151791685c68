// Shows that the laws are right: against tables, closed forms and the textbook's loss functions,
// at a billion units too, and as promises on random laws.
#include "base/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace shelfd {
namespace {

constexpr double kPoisson = 1e9;  // a size above 1e8 is the Poisson law

// Abramowitz & Stegun, table 26.1 and 26.5: z of 0.95, 0.975, 0.999.
TEST(Normal, matches_the_tables) {
  EXPECT_NEAR(normal_quantile(0.95), 1.644853626951, 1e-11);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540, 1e-11);
  EXPECT_NEAR(normal_quantile(0.999), 3.090232306168, 1e-11);
  EXPECT_NEAR(normal_quantile(0.001), -3.090232306168, 1e-11);
  EXPECT_NEAR(normal_cdf(1), 0.841344746068543, 1e-14);
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(Normal, quantile_undoes_the_distribution_function) {
  for (double z = -8; z <= 6; z += 0.125) {
    EXPECT_NEAR(normal_quantile(normal_cdf(z)), z, z > 5 ? 1e-7 : 1e-9);
  }
}

TEST(Normal, ends_are_brought_to_8_3) {
  EXPECT_EQ(normal_quantile(0), -8.3);
  EXPECT_EQ(normal_quantile(1e-300), -8.3);
  EXPECT_EQ(normal_quantile(1), 8.3);
}

// Chi-square with 2 degrees of freedom is twice Gamma(1): -ln(1 - p); with 10: table 26.8, 18.307.
TEST(Gamma, quantile_matches_closed_forms_and_tables) {
  EXPECT_NEAR(gamma_quantile(1, 0.95), -std::log(0.05), 1e-12);
  EXPECT_NEAR(2 * gamma_quantile(5, 0.95), 18.307038, 1e-6);
  EXPECT_NEAR(gamma_cdf(1, 2), 1 - std::exp(-2), 1e-15);
  EXPECT_EQ(gamma_quantile(3, 0), 0);
}

TEST(Gamma, quantile_undoes_the_distribution_function) {
  for (const double shape : {0.05, 0.3, 1.0, 4.5, 60.0, 1e4}) {
    for (const double p : {1e-8, 0.01, 0.3, 0.5, 0.8, 0.99, 1 - 1e-6}) {
      const double x = gamma_quantile(shape, p);
      EXPECT_NEAR(gamma_cdf(shape, x), p, 1e-10 * std::min(p, 1 - p) + 1e-15) << shape;
    }
  }
}

// Size 1, mean 1 is geometric: p(k) = 2^-(k+1), P(D <= k) = 1 - 2^-(k+1), E[(D - x)+] = 2^-x.
TEST(NegativeBinomial, of_size_one_is_geometric) {
  const NegativeBinomial law{.size = 1, .mean_units = 1};
  for (int k = 0; k < 60; ++k) {
    EXPECT_NEAR(probability(law, k) * std::exp2(k + 1), 1, 1e-12);
    EXPECT_NEAR(cdf(law, k), 1 - std::exp2(-k - 1), 1e-15);
    EXPECT_NEAR(expected_excess(law, k), std::exp2(-k), 1e-15);
  }
  EXPECT_EQ(quantile(law, 0.5), 0);  // met exactly
  EXPECT_EQ(quantile(law, 0.75), 1);
  EXPECT_EQ(quantile(law, 0.76), 2);
}

// Poisson with mean 2: p(0) = e^-2, p(3) = 8/6 e^-2; P(D <= 3) = (1 + 2 + 2 + 4/3) e^-2 = 0.857.
TEST(NegativeBinomial, of_a_huge_size_is_poisson) {
  const NegativeBinomial law{.size = kPoisson, .mean_units = 2};
  EXPECT_NEAR(probability(law, 0), std::exp(-2), 1e-15);
  EXPECT_NEAR(probability(law, 3), 8 * std::exp(-2) / 6, 1e-15);
  EXPECT_NEAR(cdf(law, 3), (19.0 / 3) * std::exp(-2), 1e-15);
  EXPECT_EQ(quantile(law, 0.857), 3);
  EXPECT_EQ(quantile(law, 0.858), 4);
}

// stockpyl 1.0.2, loss functions: Poisson 15 at 18; NB with 4 successes at 0.5 (mean 4) at 14.
TEST(ExpectedExcess, matches_the_textbook_losses) {
  EXPECT_NEAR(expected_excess({.size = kPoisson, .mean_units = 15}, 18), 0.5176095282584722, 1e-13);
  EXPECT_NEAR(expected_excess({.size = 4, .mean_units = 4}, 14), 0.009002685546875056, 1e-14);
  EXPECT_NEAR(expected_excess({.size = kPoisson, .mean_units = 0.3}, 0), 0.3, 1e-15);
}

TEST(ExpectedExcess, grows_by_one_with_each_unit_below_zero) {
  EXPECT_EQ(expected_excess({.size = 2, .mean_units = 5}, -3), 8);
}

TEST(NegativeBinomial, without_a_mean_is_all_at_zero) {
  for (const double size : {0.5, 3.0, kPoisson}) {
    const NegativeBinomial law{.size = size, .mean_units = 0};
    EXPECT_EQ(probability(law, 0), 1);
    EXPECT_EQ(probability(law, 1), 0);
    EXPECT_EQ(cdf(law, 0), 1);
    EXPECT_EQ(quantile(law, 0.999), 0);
    EXPECT_EQ(expected_excess(law, 0), 0);
    EXPECT_EQ(expected_excess(law, 7), 0);
  }
}

TEST(NegativeBinomial, has_nothing_below_zero) {
  const NegativeBinomial law{.size = 2, .mean_units = 5};
  EXPECT_EQ(probability(law, -1), 0);
  EXPECT_EQ(cdf(law, -1), 0);
  EXPECT_EQ(quantile(law, 0), 0);
}

// Size 2, p = 2 / (2 + m): P(D > k) = (1 - p)^(k+2) + (k + 2) p (1 - p)^(k+1). And Poisson's median
// for a whole mean is the mean: P(D <= m) = 1/2 + 2/3 / sqrt(2 pi m) + O(m^-3/2).
TEST(NegativeBinomial, is_right_at_hundreds_of_millions) {
  const NegativeBinomial law{.size = 2, .mean_units = 2e8};
  const double p = 2 / (2 + law.mean_units);
  const double k = 3e8;
  const double above =
      std::exp((k + 2) * std::log1p(-p)) + (k + 2) * p * std::exp((k + 1) * std::log1p(-p));
  EXPECT_NEAR(cdf(law, 300'000'000), 1 - above, 1e-12);
  const NegativeBinomial steady{.size = kPoisson, .mean_units = 9e8};
  EXPECT_NEAR(cdf(steady, 900'000'000), 0.5 + 2 / (3 * std::sqrt(2 * std::numbers::pi * 9e8)),
              1e-10);
  EXPECT_EQ(quantile(steady, 0.5), 900'000'000);
}

TEST(Quantile, ends_at_a_billion_units) {
  EXPECT_EQ(quantile(NegativeBinomial{.size = 0.1, .mean_units = 9e8}, 0.999), 1'000'000'000);
  EXPECT_EQ(quantile(NegativeBinomial{.size = 1, .mean_units = 1e300}, 0.5), 1'000'000'000);
}

NegativeBinomial random_law(std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit;
  return {.size = std::pow(10, -2 + 11 * unit(random)),
          .mean_units = std::pow(10, -3 + 8 * unit(random))};
}

TEST(Quantile, is_the_first_to_reach_p_for_random_laws) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit;
  for (int i = 0; i < 3000; ++i) {
    const NegativeBinomial law = random_law(random);
    const double p = 1 - std::pow(10, -4 * unit(random));
    const std::int64_t units = quantile(law, p);
    EXPECT_GE(cdf(law, units), p - 1e-11) << law.size << " " << law.mean_units << " " << p;
    EXPECT_LT(cdf(law, units - 1), p) << law.size << " " << law.mean_units << " " << p;
  }
}

// P(D > x) = E[(D - x)+] - E[(D - x - 1)+]: three functions that must agree; and no loss is below
// what the mean alone leaves short.
TEST(ExpectedExcess, falls_by_the_tail_with_each_unit_for_random_laws) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 3000; ++i) {
    NegativeBinomial law = random_law(random);
    law.mean_units = std::min(law.mean_units, 1e4);
    const auto units =
        static_cast<std::int64_t>(static_cast<double>(random() % 300) / 100 * law.mean_units);
    const double fall = expected_excess(law, units) - expected_excess(law, units + 1);
    EXPECT_NEAR(fall, 1 - cdf(law, units), 1e-10) << law.size << " " << law.mean_units;
    EXPECT_NEAR(cdf(law, units) - cdf(law, units - 1), probability(law, units), 1e-11);
    EXPECT_GE(expected_excess(law, units) + 1e-9, law.mean_units - static_cast<double>(units));
  }
}

}  // namespace
}  // namespace shelfd
