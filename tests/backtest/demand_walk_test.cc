// Demand walk: forecasts in the order of the tasks, nothing of the future in them, quantiles that
// rise, the same each time, sane answers at the ends, and less loss than the week before.
#include "backtest/demand_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace shelfd::backtest {
namespace {

const std::vector<double> kLevels = {0.1, 0.5, 0.9, 0.99};
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Series constant(double units, int periods) {
  Series series{.id = "a"};
  for (int period = 0; period < periods; ++period) {
    series.periods.push_back({.units = units, .orders = units, .weekday = period % 7});
  }
  return series;
}

// Items of 0.5 to 30 a day with a rhythm of the week and a price that moves.
Panel market(std::size_t items, int periods, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Panel panel;
  for (std::size_t item = 0; item < items; ++item) {
    Series series{.id = std::to_string(item), .first = static_cast<int>(item % 5)};
    const double rate = 0.5 * std::pow(60, unit(random));
    double price = 10;
    for (int period = 0; period < periods; ++period) {
      if (period % 14 == 0) price = 8 + 4 * unit(random);
      const int weekday = (period + series.first) % 7;
      const double mean = rate * (weekday >= 5 ? 1.6 : 0.8) * std::pow(price / 10, -2);
      const double scattered = mean * std::gamma_distribution<double>(5, 0.2)(random);
      const double units = std::poisson_distribution<int>(std::max(scattered, 1e-12))(random);
      series.periods.push_back(
          {.units = units, .orders = units, .price = price, .weekday = weekday});
    }
    panel.series.push_back(series);
  }
  return panel;
}

std::vector<Task> weekly_tasks(const Panel& panel, int from, int until) {
  std::vector<Task> tasks;
  for (std::size_t series = 0; series < panel.series.size(); ++series) {
    for (int at = from; at <= until; at += 7) {
      tasks.push_back({.series = series, .at = at, .horizon = 7});
    }
  }
  return tasks;
}

bool same(const std::vector<DemandForecast>& a, const std::vector<DemandForecast>& b) {
  return std::ranges::equal(a, b, [](const DemandForecast& x, const DemandForecast& y) {
    return x.mean == y.mean && x.quantiles == y.quantiles;
  });
}

TEST(DemandWalk, answers_in_the_order_of_the_tasks) {
  const Panel panel{.series = {constant(0, 60), constant(50, 60)}};
  const auto forecasts =
      walk_demand(panel,
                  {{.series = 1, .at = 40, .horizon = 14},
                   {.series = 0, .at = 40, .horizon = 14},
                   {.series = 1, .at = 30, .horizon = 7},
                   {.series = 1, .at = 30, .horizon = 3, .kind = TaskKind::Step}},
                  kLevels);
  ASSERT_EQ(forecasts.size(), 4U);
  EXPECT_NEAR(forecasts[0].mean, 700, 70);
  EXPECT_NEAR(forecasts[1].mean, 0, 3);
  EXPECT_NEAR(forecasts[2].mean, 350, 35);
  EXPECT_NEAR(forecasts[3].mean, 50, 6);
}

// All that sold after the origin is another's, of every item: no forecast up to it moves, and the
// later ones do. 220 items, so that the head is taught as well.
TEST(DemandWalk, reads_nothing_that_sold_after_the_origin) {
  constexpr int kOrigin = 80;
  const Panel one = market(220, 110, 1);
  Panel other = one;
  for (Series& series : other.series) {
    for (std::size_t at = 0; at < series.periods.size(); ++at) {
      if (series.first + static_cast<int>(at) <= kOrigin) continue;
      series.periods[at].units = 500;
      series.periods[at].orders = 100;
    }
  }
  const auto before = weekly_tasks(one, 52, kOrigin);
  EXPECT_TRUE(same(walk_demand(one, before, kLevels), walk_demand(other, before, kLevels)));
  const auto after = weekly_tasks(one, kOrigin + 8, kOrigin + 8);
  EXPECT_FALSE(same(walk_demand(one, after, kLevels), walk_demand(other, after, kLevels)));
}

// Two merchants in one panel: each is answered as if it were alone.
TEST(DemandWalk, crosses_no_merchants) {
  const Panel one = market(220, 100, 7);
  Panel both = one;
  for (Series& series : both.series) series.merchant = "one";
  for (Series series : market(10, 100, 8).series) {
    series.merchant = "another";
    for (Period& period : series.periods) period.units *= 20;
    both.series.insert(both.series.begin(), series);
  }
  std::vector<Task> tasks = weekly_tasks(one, 70, 84);
  const auto alone = walk_demand(one, tasks, kLevels);
  for (Task& task : tasks) task.series += 10;
  EXPECT_TRUE(same(walk_demand(both, tasks, kLevels), alone));
}

TEST(DemandWalk, is_the_same_each_time) {
  const Panel panel = market(30, 100, 2);
  const auto tasks = weekly_tasks(panel, 60, 88);
  int told = 0;
  const auto first = walk_demand(panel, tasks, kLevels, [&](int done, int all) {
    EXPECT_EQ(done, ++told);
    EXPECT_EQ(all, 104);
  });
  EXPECT_EQ(told, 104);
  EXPECT_TRUE(same(first, walk_demand(panel, tasks, kLevels)));
}

TEST(DemandWalk, stays_sane_on_series_at_the_ends) {
  Panel panel{.series = {constant(0, 80), constant(1e6, 80), constant(kNaN, 80)}};
  panel.series.push_back(constant(0, 80));
  panel.series.back().periods[3].units = 1;
  std::vector<Task> tasks;
  for (std::size_t series = 0; series < 4; ++series) {
    for (const int at : {0, 70, 79}) tasks.push_back({.series = series, .at = at, .horizon = 7});
  }
  for (const DemandForecast& forecast : walk_demand(panel, tasks, kLevels)) {
    ASSERT_EQ(forecast.quantiles.size(), kLevels.size());
    EXPECT_TRUE(std::isfinite(forecast.mean));
    EXPECT_GE(forecast.mean, 0);
    EXPECT_TRUE(std::ranges::is_sorted(forecast.quantiles));
    EXPECT_LT(forecast.quantiles.back(), 1e9);
  }
}

TEST(DemandWalk, expects_less_where_fewer_periods_are_on_offer) {
  Panel panel{.series = {constant(50, 60)}};
  for (std::size_t at = 45; at < 48; ++at) panel.series[0].periods[at].exposure = 0;
  const auto forecasts = walk_demand(panel, {{.at = 40, .horizon = 7}}, kLevels);
  EXPECT_NEAR(forecasts[0].mean, 200, 30);
}

// A period that was not recorded is not a zero.
TEST(DemandWalk, learns_nothing_from_periods_without_a_record) {
  Panel panel{.series = {constant(20, 90)}};
  for (std::size_t at = 40; at < 70; ++at) panel.series[0].periods[at].units = kNaN;
  const auto forecasts = walk_demand(panel, {{.at = 72, .horizon = 7}}, kLevels);
  EXPECT_NEAR(forecasts[0].mean, 140, 14);
}

double pinball(double quantile, double units, double level) {
  const double error = units - quantile;
  return std::max(level * error, (level - 1) * error);
}

// Weeks of 40 items against the units of the week before, at all levels.
TEST(DemandWalk, loses_less_than_the_week_before) {
  const Panel panel = market(40, 150, 3);
  const auto tasks = weekly_tasks(panel, 80, 140);
  const auto forecasts = walk_demand(panel, tasks, kLevels);
  double own = 0;
  double naive = 0;
  for (std::size_t at = 0; at < tasks.size(); ++at) {
    const Series& series = panel.series[tasks[at].series];
    const auto sum = [&](int from) {
      double units = 0;
      for (int day = from; day < from + 7; ++day) {
        units += series.periods.at(static_cast<std::size_t>(day - series.first)).units;
      }
      return units;
    };
    const double units = sum(tasks[at].at + 1);
    const double before = sum(tasks[at].at - 6);
    for (std::size_t level = 0; level < kLevels.size(); ++level) {
      own += pinball(forecasts[at].quantiles[level], units, kLevels[level]);
      naive += pinball(before, units, kLevels[level]);
    }
  }
  EXPECT_LT(own, 0.7 * naive);
}

}  // namespace
}  // namespace shelfd::backtest
