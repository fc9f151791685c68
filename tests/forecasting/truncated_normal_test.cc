// Truncated normal: textbook values, far tails against their series, and on many laws the moments
// against sums over the density.
#include "forecasting/truncated_normal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::forecasting {
namespace {

// Cut at its mean: the half-normal law, mean sqrt(2 / pi) = 0.7978846, variance 1 - 2 / pi, so
// stddev 0.6028103; median Phi^-1(0.75) = 0.6744898 (Johnson, Kotz & Balakrishnan, ch. 13.10.1).
TEST(TruncatedNormal, cut_in_the_middle_is_half_normal) {
  const NormalAbove law{.mean = 0, .stddev = 1, .least = 0};
  EXPECT_NEAR(truncated_mean(law), 0.7978845608, 1e-9);
  EXPECT_NEAR(truncated_stddev(law), 0.6028102749, 1e-9);
  EXPECT_NEAR(truncated_quantile(law, 0.5), 0.6744897502, 1e-8);
}

// N(2, 0.5^2) above 1.5: a = -1, phi(1) = 0.2419707, Phi(1) = 0.8413447, so l = 0.2875999 (Mills'
// ratio turned over): mean 2 + 0.5 l = 2.1438000, variance 0.25 (1 - l - l^2) = 0.1574217.
TEST(TruncatedNormal, has_the_textbook_s_moments_below_the_mean) {
  const NormalAbove law{.mean = 2, .stddev = 0.5, .least = 1.5};
  EXPECT_NEAR(truncated_mean(law), 2.1437999, 1e-6);
  EXPECT_NEAR(truncated_stddev(law), std::sqrt(0.1574217), 1e-6);
}

TEST(TruncatedNormal, leaves_a_law_alone_that_lies_far_above) {
  const NormalAbove law{.mean = 5, .stddev = 0.4, .least = 0};
  EXPECT_NEAR(truncated_mean(law), 5, 1e-12);
  EXPECT_NEAR(truncated_stddev(law), 0.4, 1e-12);
  EXPECT_NEAR(truncated_quantile(law, 0.1), 5 - 0.4 * 1.2815515655, 1e-8);
}

// Moments by the trapezoid over what lies within 12 standard deviations above the cut.
struct Sums {
  double mean = 0;
  double stddev = 0;
  double below_quantile = 0;  // of the 0.1 point asked
};

Sums by_sums(const NormalAbove& law, double quantile) {
  constexpr int kSteps = 400'000;
  const double reach = 12 / (1 + std::max(0.0, (law.least - law.mean) / law.stddev));
  double mass = 0;
  double first = 0;
  double second = 0;
  double below = 0;
  for (int step = 0; step <= kSteps; ++step) {
    const double excess = reach * 4 * law.stddev * step / kSteps;
    const double z = (law.least + excess - law.mean) / law.stddev;
    const double z0 = (law.least - law.mean) / law.stddev;
    const double ends = step == 0 || step == kSteps ? 0.5 : 1;
    const double weight = ends * std::exp((z0 * z0 - z * z) / 2);
    mass += weight;
    first += weight * excess;
    second += weight * excess * excess;
    if (law.least + excess <= quantile) below += weight;
  }
  const double mean = first / mass;
  return {.mean = law.least + mean,
          .stddev = std::sqrt(second / mass - mean * mean),
          .below_quantile = below / mass};
}

TEST(TruncatedNormal, agrees_with_sums_over_the_density) {
  for (const double mean : {3.0, 1.0, 0.0, -1.0, -3.0, -5.9, -6.1, -11.9, -12.1, -25.0}) {
    const NormalAbove law{.mean = mean, .stddev = 1, .least = 0};
    const double tenth = truncated_quantile(law, 0.1);
    const Sums sums = by_sums(law, tenth);
    EXPECT_NEAR(truncated_mean(law) / sums.mean, 1, 1e-5) << mean;
    EXPECT_NEAR(truncated_stddev(law) / sums.stddev, 1, 2e-3) << mean;
    EXPECT_NEAR(sums.below_quantile, 0.1, 2e-3) << mean;
  }
}

// However far the data pushes the wrong way, what comes out is above the cut, finite and in order.
TEST(TruncatedNormal, stays_above_the_cut_however_far) {
  for (const double mean : {-30.0, -38.0, -40.0, -1e3, -1e9}) {
    const NormalAbove law{.mean = mean, .stddev = 1, .least = 0};
    EXPECT_GT(truncated_mean(law), 0);
    EXPECT_NEAR(truncated_mean(law) * -mean, 1, 0.01);
    EXPECT_NEAR(truncated_stddev(law) * -mean, 1, 0.01);
    EXPECT_GT(truncated_quantile(law, 0.1), 0);
    EXPECT_LT(truncated_quantile(law, 0.1), truncated_quantile(law, 0.9));
  }
}

TEST(TruncatedNormal, without_spread_is_its_mean_or_the_cut) {
  EXPECT_EQ(truncated_mean({.mean = 3, .stddev = 0, .least = 1}), 3);
  EXPECT_EQ(truncated_mean({.mean = 0, .stddev = 0, .least = 1}), 1);
  EXPECT_EQ(truncated_stddev({.mean = 3, .stddev = 0, .least = 1}), 0);
  EXPECT_EQ(truncated_quantile({.mean = 3, .stddev = 0, .least = 1}, 0.9), 3);
}

}  // namespace
}  // namespace shelfd::forecasting
