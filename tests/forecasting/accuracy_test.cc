// Shows that the figures are those of the benchmark's scorer: each worked out by hand, the sums
// written above.
#include "forecasting/accuracy.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace shelfd::forecasting {
namespace {

const std::vector<double> kLevels = {0.5, 0.9};

TEST(Accuracy, punishes_what_was_not_forecast_by_the_level_and_the_rest_by_its_complement) {
  EXPECT_DOUBLE_EQ(pinball(0.9, 10, 7), 2.7);  // 0.9 x 3
  EXPECT_DOUBLE_EQ(pinball(0.9, 7, 10), 0.3);  // 0.1 x 3, up to the last digit
  EXPECT_DOUBLE_EQ(pinball(0.5, 4, 4), 0);
}

// Two series, three forecasts of (.5, .9):
//   series 0: truth 4, (3, 6), mean 3.5: pinball .5 and .2, mean .35, twice .7
//             truth 0, (1, 2), mean 1:   .5 and .2, twice the mean .7
//   series 1: truth 6, (6, 8), mean 6.5: 0 and .2, twice the mean .2
// loss           (.7 + .7 + .2) / 10 = .16
// loss_by_series ((.7 + .7) / 4 + .2 / 6) / 2 = (.35 + .03333) / 2 = .191667
// median_error   (1 + 1 + 0) / 10 = .2
// bias           11 / 10 - 1 = .1
// .5 alone: 2 (.5 + .5 + 0) / 10 = .2, below 1/3, at or below 2/3
// .9 alone: 2 (.2 + .2 + .2) / 10 = .12, below 1, at or below 1
TEST(Accuracy, gives_the_figures_of_the_benchmark) {
  const std::array<double, 2> a{3, 6};
  const std::array<double, 2> b{1, 2};
  const std::array<double, 2> c{6, 8};
  const Accuracy accuracy =
      accuracy_of(kLevels, {{.series = 0, .truth = 4, .mean = 3.5, .quantiles = a},
                            {.series = 0, .truth = 0, .mean = 1, .quantiles = b},
                            {.series = 1, .truth = 6, .mean = 6.5, .quantiles = c}});
  EXPECT_EQ(accuracy.forecasts, 3U);
  EXPECT_NEAR(accuracy.loss, 0.16, 1e-12);
  EXPECT_NEAR(accuracy.loss_by_series, 0.19166666666666668, 1e-12);
  EXPECT_NEAR(accuracy.median_error, 0.2, 1e-12);
  EXPECT_NEAR(accuracy.bias, 0.1, 1e-12);
  ASSERT_EQ(accuracy.levels.size(), 2U);
  EXPECT_NEAR(accuracy.levels[0].loss, 0.2, 1e-12);
  EXPECT_NEAR(accuracy.levels[0].below, 1.0 / 3, 1e-12);
  EXPECT_NEAR(accuracy.levels[0].at_or_below, 2.0 / 3, 1e-12);
  EXPECT_NEAR(accuracy.levels[1].loss, 0.12, 1e-12);
  EXPECT_DOUBLE_EQ(accuracy.levels[1].below, 1);
  EXPECT_DOUBLE_EQ(accuracy.levels[1].at_or_below, 1);
}

// Series 1 sold nothing: its loss counts by volume, (.7 + 2) / 4, and not by series, .7 / 4.
TEST(Accuracy, leaves_a_series_that_sold_nothing_out_of_the_mean_of_series) {
  const std::array<double, 2> a{3, 6};
  const std::array<double, 2> b{2, 10};
  const Accuracy accuracy = accuracy_of(kLevels, {{.series = 0, .truth = 4, .quantiles = a},
                                                  {.series = 1, .truth = 0, .quantiles = b}});
  EXPECT_NEAR(accuracy.loss, (0.7 + 2) / 4, 1e-12);
  EXPECT_NEAR(accuracy.loss_by_series, 0.7 / 4, 1e-12);
}

TEST(Accuracy, has_no_ratio_over_nothing_and_no_bias_without_every_mean) {
  EXPECT_TRUE(std::isnan(accuracy_of(kLevels, {}).loss));
  EXPECT_TRUE(std::isnan(accuracy_of(kLevels, {}).levels[0].below));
  const std::array<double, 2> a{3, 6};
  const Accuracy accuracy =
      accuracy_of(kLevels, {{.truth = 4, .mean = std::nan(""), .quantiles = a}});
  EXPECT_TRUE(std::isnan(accuracy.bias));
  EXPECT_NEAR(accuracy.loss, 0.7 / 4, 1e-12);
}

}  // namespace
}  // namespace shelfd::forecasting
