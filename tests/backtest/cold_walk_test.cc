// Cold walk: simulated categories of one rate, into which new items come; their first days' laws
// are honest, and who is new is told by the panel.
#include "backtest/cold_walk.h"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace shelfd::backtest {
namespace {

Series series_of(std::mt19937_64& random, int first, int periods, double rate, double scatter) {
  Series series{.id = std::to_string(first), .first = first};
  for (int at = 0; at < periods; ++at) {
    const double day = std::gamma_distribution<double>(1 / scatter, scatter * rate)(random);
    series.periods.push_back(
        {.units = static_cast<double>(std::poisson_distribution<int>(day)(random)),
         .weekday = (first + at) % 7});
  }
  return series;
}

// Rates of items by a gamma law of mean 3 and stddev 3 x 0.7; half of them come day by day.
Panel street() {
  std::mt19937_64 random(41);
  std::gamma_distribution<double> rates(2.04, 1.47);
  Panel panel;
  for (int item = 0; item < 1'600; ++item) {
    const int first = item < 800 ? 0 : 40 + item / 10;
    panel.series.push_back(series_of(random, first, 260 - first, rates(random), 0.4));
  }
  return panel;
}

TEST(ColdWalk, finds_the_first_days_of_new_items_honest) {
  const auto bands = walk_cold_start(street());
  ASSERT_EQ(bands.size(), kVolumeBands.size());
  std::int64_t periods = 0;
  for (const ColdStartBand& band : bands) {
    periods += band.periods;
    if (band.periods < 1'000) continue;
    std::cout << band.from << " and more expected: " << band.periods << " days, off by "
              << 100 * band.off << "%\n";
    EXPECT_LE(band.off, 0.05) << band.from;
  }
  EXPECT_EQ(periods, 800 * kFirstPeriods);
}

TEST(ColdWalk, leaves_out_items_that_were_there_from_the_start) {
  std::mt19937_64 random(1);
  Panel panel;
  panel.series.push_back(series_of(random, 0, 90, 2, 0.4));
  panel.series.push_back(series_of(random, kNewAfter - 1, 60, 2, 0.4));
  EXPECT_TRUE(walk_cold_start(panel).empty());
  panel.series.push_back(series_of(random, kNewAfter, 60, 2, 0.4));
  std::int64_t periods = 0;
  for (const ColdStartBand& band : walk_cold_start(panel)) periods += band.periods;
  EXPECT_EQ(periods, kFirstPeriods);
}

TEST(ColdWalk, says_nothing_of_months) {
  std::mt19937_64 random(1);
  Panel panel;
  panel.series.push_back(series_of(random, 0, 90, 2, 0.4));
  panel.series.push_back(series_of(random, 50, 30, 2, 0.4));
  for (Series& series : panel.series) {
    for (Period& period : series.periods) period.weekday = -1;
  }
  EXPECT_TRUE(walk_cold_start(panel).empty());
}

}  // namespace
}  // namespace shelfd::backtest
