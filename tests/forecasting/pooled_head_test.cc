// Pooled head: the map by hand, its bounds, and features that stay finite for any belief.
#include "forecasting/pooled_head.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

PooledHead neutral() {
  PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  return head;
}

TEST(PooledHead, centres_scales_and_holds_a_feature) {
  EXPECT_NEAR(standardized(3, 1, 4), 0.5, 1e-12);
  EXPECT_EQ(standardized(1'000, 1, 4), 5);
  EXPECT_EQ(standardized(-1'000, 1, 4), -5);
}

// ln m = 0.7 + 0.1 x 1 + 0.5 x (3 - 1) / 4 = 1.05; ln c = -1 x 1 + 2 x (0.2 - 0.1) / 0.5 = -0.6.
TEST(PooledHead, is_log_linear_in_its_features) {
  PooledHead head = neutral();
  head.mean.weights[0] = 0.1;
  head.mean.weights[5] = 0.5;
  head.mean.centres[5] = 1;
  head.mean.scales[5] = 4;
  head.scatter.weights[0] = -1;
  head.scatter.weights[2] = 2;
  head.scatter.centres[2] = 0.1;
  head.scatter.scales[2] = 0.5;
  HeadFeatures features{.log_base = 0.7};
  features.mean[0] = 1;
  features.mean[5] = 3;
  features.scatter[0] = 1;
  features.scatter[2] = 0.2;
  const HeadLaw law = law_of(head, features);
  EXPECT_NEAR(std::log(law.mean), 1.05, 1e-12);
  EXPECT_NEAR(std::log(law.scatter), -0.6, 1e-12);
}

TEST(PooledHead, keeps_its_law_in_range) {
  PooledHead head = neutral();
  HeadFeatures features{.log_base = 1'000};
  features.scatter[0] = 1;
  head.scatter.weights[0] = 1'000;
  EXPECT_NEAR(std::log(law_of(head, features).mean), 14, 1e-9);
  EXPECT_NEAR(std::log(law_of(head, features).scatter), 8, 1e-9);
  features.log_base = -1'000;
  head.scatter.weights[0] = -1'000;
  EXPECT_NEAR(std::log(law_of(head, features).mean), -12, 1e-9);
  EXPECT_NEAR(std::log(law_of(head, features).scatter), -8, 1e-9);
}

// A belief that knows nothing: each rate is the category's 0.5, so that every difference is 0; the
// base is (0.5 + 0.005) x 14 for fourteen periods.
TEST(PooledHead, sees_no_movement_in_an_item_without_history) {
  const HeadFeatures features =
      features_of({}, {}, {.units = 7, .exposure = 14, .scatter = 0.25, .periods = 14});
  EXPECT_NEAR(features.log_base, std::log(0.505 * 14), 1e-12);
  EXPECT_EQ(features.mean[0], 1);
  EXPECT_EQ(features.scatter[0], 1);
  EXPECT_NEAR(features.mean[5], 0, 1e-12);  // filter against the two numbers
  EXPECT_NEAR(features.mean[6], 0, 1e-12);  // quick
  EXPECT_NEAR(features.mean[7], 0, 1e-12);  // middle
  EXPECT_NEAR(features.mean[8], 0, 1e-12);  // slow
  EXPECT_NEAR(features.mean[21], std::log(0.25), 1e-12);
  EXPECT_NEAR(features.mean[22], std::log(14), 1e-12);
}

// ln(1 + 3) ahead, ln 7 long.
TEST(PooledHead, names_the_places_of_what_a_span_alone_tells) {
  const HeadFeatures features =
      features_of({}, {}, {.units = 7, .exposure = 7, .scatter = 0.25, .after = 3, .periods = 7});
  EXPECT_NEAR(features.mean[kAfterFeature], std::log(4), 1e-12);
  EXPECT_NEAR(features.mean[kLengthFeature], std::log(7), 1e-12);
}

// Twice what the bank's level says: what conditions add is ln 2, but for the floor of 0.02 inside.
TEST(PooledHead, sees_what_the_conditions_of_a_span_add) {
  DemandBelief belief;
  belief.bank.assign(kBank.size(), FilterState{});
  for (FilterState& member : belief.bank) member.mean[kLevel] = static_cast<float>(std::log(5));
  const double level = 5 * kDefaultSize;
  const HeadFeatures features =
      features_of(belief, {}, {.units = 2 * level * 7, .exposure = 7, .scatter = 1, .periods = 7});
  EXPECT_NEAR(features.mean[1], std::log(12.02 / 6.02), 1e-6);
  EXPECT_NEAR(features.scatter[1], std::log(12.02 / 6.02), 1e-6);
}

TEST(PooledHead, has_finite_features_of_any_belief) {
  std::mt19937_64 random(81);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int item = 0; item < 200; ++item) {
    DemandBelief belief;
    const double rate = item == 0 ? 0 : std::pow(10, 8 * unit(random) - 2);
    const std::vector<PlannedPeriod> ahead(kPathPeriods);
    for (int period = 0; period < 60; ++period) {
      const double units = std::floor(2 * rate * unit(random));
      close_period(belief, {.units = units, .orders = units, .exposure = unit(random)}, ahead, {});
    }
    const HeadFeatures features =
        features_of(belief, {}, {.units = rate, .exposure = unit(random), .scatter = unit(random)});
    ASSERT_TRUE(std::isfinite(features.log_base));
    ASSERT_TRUE(std::ranges::all_of(features.mean, [](double z) { return std::isfinite(z); }));
    ASSERT_TRUE(std::ranges::all_of(features.scatter, [](double z) { return std::isfinite(z); }));
  }
}

}  // namespace
}  // namespace shelfd::forecasting
