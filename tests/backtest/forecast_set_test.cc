// Shows what a task's truth is, what the seasonal naive says, and how forecasts are published: on
// series short enough to add up by eye.
#include "backtest/forecast_set.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

Series series_of(std::vector<double> units, int first = 0) {
  Series series{.id = "a", .first = first};
  for (const double one : units) series.periods.push_back({.units = one});
  return series;
}

const double kMissing = std::nan("");

TEST(ForecastSet, counts_a_missing_period_of_a_total_as_nothing) {
  const Panel panel{.series = {series_of({1, 2, kMissing, 4, 5}, 10)}};
  EXPECT_EQ(truth_of(panel, {.at = 10, .horizon = 3}), 6);
  EXPECT_EQ(truth_of(panel, {.at = 13, .horizon = 1}), 5);
}

TEST(ForecastSet, has_no_truth_past_the_end_nor_for_a_single_period_that_is_missing) {
  const Panel panel{.series = {series_of({1, 2, kMissing, 4, 5})}};
  EXPECT_EQ(truth_of(panel, {.at = 2, .horizon = 3}), std::nullopt);
  EXPECT_EQ(truth_of(panel, {.at = 0, .horizon = 2, .kind = TaskKind::Step}), std::nullopt);
  EXPECT_EQ(truth_of(panel, {.at = 0, .horizon = 3, .kind = TaskKind::Step}), 4);
}

// The two periods before the end of 3: 3 + 4.
TEST(ForecastSet, repeats_the_last_total) {
  const ForecastSet set{.panel = {.series = {series_of({1, 2, 3, 4, 5, 6})}}};
  EXPECT_EQ(seasonal_naive(set, {.at = 3, .horizon = 2}), 7);
  EXPECT_EQ(seasonal_naive(set, {.at = 0, .horizon = 2}), 1);
}

// Season 3, at the end of 4: step 1 is period 5, one season back 2; step 4 is period 8, two back 2.
TEST(ForecastSet, repeats_the_period_a_season_ago) {
  ForecastSet set{.panel = {.series = {series_of({10, 11, 12, 13, 14})}}, .season = 3};
  EXPECT_EQ(seasonal_naive(set, {.at = 4, .horizon = 1, .kind = TaskKind::Step}), 12);
  EXPECT_EQ(seasonal_naive(set, {.at = 4, .horizon = 4, .kind = TaskKind::Step}), 12);
  EXPECT_EQ(seasonal_naive(set, {.at = 4, .horizon = 3, .kind = TaskKind::Step}), 14);
  set.season = 1;
  EXPECT_EQ(seasonal_naive(set, {.at = 2, .horizon = 4, .kind = TaskKind::Step}), 12);
}

TEST(ForecastSet, looks_further_back_for_a_period_that_was_recorded) {
  const ForecastSet set{.panel = {.series = {series_of({7, kMissing, kMissing})}}};
  EXPECT_EQ(seasonal_naive(set, {.at = 2, .horizon = 1, .kind = TaskKind::Step}), 7);
  const ForecastSet none{.panel = {.series = {series_of({kMissing})}}};
  EXPECT_EQ(seasonal_naive(none, {.at = 0, .horizon = 1, .kind = TaskKind::Step}), 0);
}

TEST(ForecastSet, publishes_whole_numbers_that_never_fall) {
  const auto forecasts = published({{.mean = 1.25, .quantiles = {2.6, 2.4, 9.5}}});
  EXPECT_EQ(forecasts[0].quantiles, (std::vector<double>{2, 3, 10}));
  EXPECT_EQ(forecasts[0].mean, 1.25);
}

}  // namespace
}  // namespace shelfd::backtest
