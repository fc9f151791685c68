// Cold start: bands, the PIT by hand, and that it tells honest laws from others.
#include "backtest/cold_start.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "base/statistics.h"

namespace shelfd::backtest {
namespace {

constexpr double kPoisson = 1e9;

TEST(ColdStart, puts_periods_into_bands_by_volume) {
  EXPECT_EQ(ColdStart::band_of(0), 0U);
  EXPECT_EQ(ColdStart::band_of(0.299), 0U);
  EXPECT_EQ(ColdStart::band_of(0.3), 1U);
  EXPECT_EQ(ColdStart::band_of(1.5), 2U);
  EXPECT_EQ(ColdStart::band_of(400), 3U);
}

// NB of size 1 and mean 1 is geometric: F(0) = 1/2, F(1) = 3/4. A zero lies evenly over the first
// ten steps, a one over the next five.
TEST(ColdStart, spreads_a_count_over_its_place_in_the_law) {
  ColdStart start;
  start.add({.size = 1, .mean_units = 1}, 0);
  start.add({.size = 1, .mean_units = 1}, 1);
  const ColdStartBand band = start.bands().at(2);
  EXPECT_EQ(band.periods, 2);
  EXPECT_NEAR(band.pit[0], 0.05, 1e-9);
  EXPECT_NEAR(band.pit[9], 0.05, 1e-9);
  EXPECT_NEAR(band.pit[12], 0.1, 1e-9);
  EXPECT_NEAR(band.pit[15], 0, 1e-9);
  EXPECT_NEAR(std::accumulate(band.pit.begin(), band.pit.end(), 0.0), 1, 1e-9);
  // At u = .75 everything lies below.
  EXPECT_NEAR(band.off, 0.25, 1e-9);
}

ColdStartBand drawn(double believed, double size) {
  std::mt19937_64 random(5);
  std::gamma_distribution<double> rate(2, 1.5);
  ColdStart start;
  for (int period = 0; period < 20'000; ++period) {
    const int units = std::poisson_distribution<int>(rate(random))(random);
    start.add({.size = size, .mean_units = believed}, units);
  }
  return start.bands().at(2);
}

TEST(ColdStart, tells_an_honest_law_from_one_that_is_off) {
  EXPECT_LT(drawn(3, 2).off, 0.01);
  EXPECT_GT(drawn(2, 2).off, 0.08) << "a third too low";
  EXPECT_GT(drawn(3, kPoisson).off, 0.08) << "too narrow";
}

TEST(ColdStart, is_empty_where_nothing_was_new) {
  for (const ColdStartBand& band : ColdStart().bands()) {
    EXPECT_EQ(band.periods, 0);
    EXPECT_EQ(band.off, 0);
  }
}

}  // namespace
}  // namespace shelfd::backtest
