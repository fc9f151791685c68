// Shows what every walk has to keep: forecasts in the order of the tasks, nothing of the future in
// them, quantiles that rise, and sane answers to series that sell nothing or a great deal.
#include "backtest/demand_walk.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

const std::vector<double> kLevels = {0.1, 0.5, 0.9, 0.99};

Series constant(double units, int periods) {
  Series series{.id = "a"};
  for (int period = 0; period < periods; ++period) {
    series.periods.push_back({.units = units, .weekday = period % 7});
  }
  return series;
}

TEST(DemandWalk, answers_in_the_order_of_the_tasks) {
  const Panel panel{.series = {constant(0, 60), constant(50, 60)}};
  const auto forecasts = walk_demand(panel,
                                     {{.series = 1, .at = 40, .horizon = 14},
                                      {.series = 0, .at = 40, .horizon = 14},
                                      {.series = 1, .at = 30, .horizon = 7}},
                                     kLevels);
  ASSERT_EQ(forecasts.size(), 3U);
  EXPECT_NEAR(forecasts[0].mean, 700, 70);
  EXPECT_NEAR(forecasts[1].mean, 0, 3);
  EXPECT_NEAR(forecasts[2].mean, 350, 35);
}

// Two histories that differ after the origin alone.
TEST(DemandWalk, reads_nothing_that_sold_after_the_origin) {
  const Panel one{.series = {constant(5, 60)}};
  Panel other = one;
  for (std::size_t at = 41; at < 60; ++at) other.series[0].periods[at].units = 500;
  const std::vector<Task> tasks = {{.at = 40, .horizon = 7}, {.at = 55, .horizon = 3}};
  const auto a = walk_demand(one, tasks, kLevels);
  const auto b = walk_demand(other, tasks, kLevels);
  EXPECT_EQ(a[0].quantiles, b[0].quantiles);
  EXPECT_EQ(a[0].mean, b[0].mean);
  EXPECT_LT(a[1].mean, b[1].mean);
}

TEST(DemandWalk, stays_sane_on_series_at_the_ends) {
  Panel panel{.series = {constant(0, 80), constant(1e6, 80), constant(std::nan(""), 80)}};
  panel.series.push_back(constant(0, 80));
  panel.series.back().periods[3].units = 1;
  std::vector<Task> tasks;
  for (std::size_t series = 0; series < 4; ++series) {
    tasks.push_back({.series = series, .at = 70, .horizon = 7});
    tasks.push_back({.series = series, .at = 0, .horizon = 7});
  }
  for (const DemandForecast& forecast : walk_demand(panel, tasks, kLevels)) {
    ASSERT_EQ(forecast.quantiles.size(), kLevels.size());
    EXPECT_TRUE(std::isfinite(forecast.mean));
    EXPECT_GE(forecast.mean, 0);
    EXPECT_GE(forecast.quantiles[0], 0);
    for (std::size_t at = 1; at < kLevels.size(); ++at) {
      EXPECT_GE(forecast.quantiles[at], forecast.quantiles[at - 1]);
    }
    EXPECT_LT(forecast.quantiles.back(), 1e9);
  }
}

TEST(DemandWalk, expects_less_where_fewer_periods_are_on_offer) {
  Panel panel{.series = {constant(50, 60)}};
  for (std::size_t at = 45; at < 48; ++at) panel.series[0].periods[at].exposure = 0;
  const auto forecasts = walk_demand(panel, {{.at = 40, .horizon = 7}}, kLevels);
  EXPECT_NEAR(forecasts[0].mean, 200, 30);
}

}  // namespace
}  // namespace shelfd::backtest
