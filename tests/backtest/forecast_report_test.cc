// Shows a report's rows on a set of two items and eleven periods: figures by hand, the same that
// the benchmark's scorer gives for it.
#include "backtest/forecast_report.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

// Item a sells 2 a period, item b 1; period 8 is a feast (flag 0) with 6 of each. At the ends of 5
// and 6 the next two are asked for.
ForecastSet small_set() {
  ForecastSet set{.panel = {.name = "small"}, .levels = {0.5, 0.9}, .flags = {"feast"}};
  for (const auto& [id, units] : {std::pair{"a", 2.0}, std::pair{"b", 1.0}}) {
    Series series{.id = id};
    for (int period = 0; period < 11; ++period) {
      series.periods.push_back({.units = period == 8 ? 6 : units, .price = 5});
      series.periods.back().flags[0] = period == 8 ? 1 : 0;
    }
    set.panel.series.push_back(series);
  }
  for (std::size_t series = 0; series < 2; ++series) {
    for (const int at : {5, 6}) set.tasks.push_back({.series = series, .at = at, .horizon = 2});
  }
  return set;
}

// Truths: a 4 and 8, b 2 and 7; forecasts (4, 6) mean 4 for a and (2, 3) mean 2 for b. The naive
// says 4 and 2.
//   a at 5: 0, .1 x 2 = .2: twice the mean .2          naive: 0
//   a at 6: .5 x 4 = 2, .9 x 2 = 1.8: 3.8              naive: 2, 3.6: 5.6
//   b at 5: 0, .1 x 1: .1                              naive: 0
//   b at 6: .5 x 5 = 2.5, .9 x 4 = 3.6: 6.1            naive: 2.5, 4.5: 7
// wql 10.2 / 21; naive 12.6 / 21. eq (4 / 12 + 6.2 / 9) / 2. wmape 9 / 21. bias 12 / 21 - 1.
// Coverage of .9: 5 of... a at 5 and b at 5 lie below, a at 6 and b at 6 above: .5 and .5.
// @feast: the tasks at 6: 9.9 / 15.
std::vector<DemandForecast> forecasts_of_small_set() {
  const DemandForecast a{.mean = 4, .quantiles = {4, 6}};
  const DemandForecast b{.mean = 2, .quantiles = {2, 3}};
  return {a, a, b, b};
}

TEST(ForecastReport, sets_the_seasonal_naive_beside_the_figures) {
  const auto rows = report_rows(small_set(), forecasts_of_small_set());
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0].name, "small");
  EXPECT_EQ(rows[0].model.forecasts, 4U);
  EXPECT_NEAR(rows[0].model.loss, 10.2 / 21, 1e-9);
  EXPECT_NEAR(rows[0].naive.loss, 12.6 / 21, 1e-9);
  EXPECT_NEAR(rows[0].model.loss_by_series, (4.0 / 12 + 6.2 / 9) / 2, 1e-9);
  EXPECT_NEAR(rows[0].model.median_error, 9.0 / 21, 1e-9);
  EXPECT_NEAR(rows[0].model.bias, 12.0 / 21 - 1, 1e-9);
  EXPECT_NEAR(rows[0].model.levels[0].below, 0, 1e-9);
  EXPECT_NEAR(rows[0].model.levels[0].at_or_below, 0.5, 1e-9);
  EXPECT_NEAR(rows[0].model.levels[1].below, 0.5, 1e-9);
}

TEST(ForecastReport, tells_the_tasks_that_touch_an_event_again) {
  const auto rows = report_rows(small_set(), forecasts_of_small_set());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].name, "small@feast");
  EXPECT_EQ(rows[1].model.forecasts, 2U);
  EXPECT_NEAR(rows[1].model.loss, 9.9 / 15, 1e-9);
}

// The one period asked for is the feast, or it is not.
TEST(ForecastReport, looks_at_the_one_period_of_a_step_alone) {
  ForecastSet set = small_set();
  set.tasks = {{.at = 6, .horizon = 2, .kind = TaskKind::Step},
               {.at = 6, .horizon = 3, .kind = TaskKind::Step}};
  const auto rows = report_rows(set, {{.quantiles = {1, 1}}, {.quantiles = {1, 1}}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].model.forecasts, 1U);
  EXPECT_NEAR(rows[1].model.median_error, 5.0 / 6, 1e-9);
}

// Periods 7 and 8 of 11 are more than a tenth.
TEST(ForecastReport, takes_a_flag_that_stands_often_for_no_event) {
  ForecastSet set = small_set();
  for (Series& series : set.panel.series) series.periods[7].flags[0] = 1;
  EXPECT_EQ(report_rows(set, forecasts_of_small_set()).size(), 1U);
}

TEST(ForecastReport, leaves_out_a_task_without_a_truth) {
  ForecastSet set = small_set();
  set.tasks[0].at = 10;
  EXPECT_EQ(report_rows(set, forecasts_of_small_set())[0].model.forecasts, 3U);
}

TEST(ForecastReport, says_so_where_prices_are_carried) {
  const ForecastSet set = small_set();
  EXPECT_TRUE(has_prices(set.panel));
  const ForecastSet carried = with_prices_carried(set);
  EXPECT_FALSE(carried.panel.prices_planned);
  const auto rows = report_rows(carried, forecasts_of_small_set());
  EXPECT_EQ(rows[0].name, "small (prices carried)");
  EXPECT_EQ(rows[1].name, "small@feast (prices carried)");
  Panel unpriced{.series = {{.periods = {{.units = 1}}}}};
  EXPECT_FALSE(has_prices(unpriced));
}

}  // namespace
}  // namespace shelfd::backtest
