// Sparse demand: one period and the next by hand, the gamma-Poisson rate, what is taken back, and
// the excess of scatter found in simulated slow movers.
#include "forecasting/sparse_demand.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace shelfd::forecasting {
namespace {

// The first period says nothing of the excess: its rate was the category's alone.
TEST(SparseDemand, learns_a_whole_period) {
  const SparseDemand demand = learn(SparseDemand{}, {.units = 3, .orders = 2, .expected = 0.5}, {});
  for (const Tally& tally : demand.units) EXPECT_EQ(tally, (Tally{.sum = 3, .exposure = 1}));
  for (const Tally& tally : demand.orders) EXPECT_EQ(tally, (Tally{.sum = 2, .exposure = 1}));
  EXPECT_EQ(demand.squares, (Tally{.sum = 9, .exposure = 1}));
  EXPECT_EQ(demand.active, 1);
  EXPECT_EQ(demand.periods, 1);
  EXPECT_EQ(demand.since, 0);
  EXPECT_EQ(demand.surplus, 0);
  EXPECT_EQ(demand.expected, 0);
}

// Half a period without a sale: half-life 4 keeps 2^(-1/8) = 0.9170040, half-life 80 keeps
// 2^(-1/160) = 0.9956772. The counts of periods keep 2^(-1/20) = 0.9659363 whatever the share.
TEST(SparseDemand, forgets_by_the_share_of_the_period_on_offer) {
  SparseDemand demand = learn(SparseDemand{}, {.units = 3, .orders = 2, .expected = 0.5}, {});
  demand = learn(demand, {.exposure = 0.5, .expected = 0.5}, {});
  EXPECT_NEAR(demand.units[0].sum, 2.751012, 1e-6);
  EXPECT_NEAR(demand.units[0].exposure, 1.417004, 1e-6);
  EXPECT_NEAR(demand.units[3].sum, 2.987032, 1e-6);
  EXPECT_NEAR(demand.active, 0.9659363, 1e-6);
  EXPECT_NEAR(demand.periods, 1.9659363, 1e-6);
  EXPECT_EQ(demand.since, 1);
}

// (3 + 2 x 0.5) / (1 + 2) = 4 / 3; without either it is the category's mean.
TEST(SparseDemand, has_the_gamma_poisson_rate) {
  EXPECT_NEAR(rate({.sum = 3, .exposure = 1}, {.mean = 0.5, .weight = 2}), 4.0 / 3, 1e-12);
  EXPECT_EQ(rate({}, {.mean = 0.5, .weight = 0}), 0.5);
  EXPECT_EQ(rate({}, {.mean = 0, .weight = 2}), 1e-6);
}

// Without forgetting to speak of, periods of the longest memory are Harvey & Fernandes' sums: after
// n periods of y, sum y (1 - w^n) / (1 - w).
TEST(SparseDemand, has_the_geometric_sums_of_a_constant_item) {
  SparseDemand demand;
  for (int period = 0; period < 50; ++period) {
    demand = learn(demand, {.units = 2, .orders = 1, .expected = 2}, {});
  }
  for (std::size_t at = 0; at < kUnitHalfLives.size(); ++at) {
    const double w = std::exp2(-1 / kUnitHalfLives.at(at));
    const double geometric = (1 - std::pow(w, 50)) / (1 - w);
    EXPECT_NEAR(demand.units.at(at).exposure, geometric, 1e-4 * geometric);
    EXPECT_NEAR(demand.units.at(at).sum, 2 * geometric, 2e-4 * geometric);
  }
}

// A hint of half a unit for a quarter period: half-life 4 keeps 2^(-1/16) = 0.9576033 of 3 and 1.
TEST(SparseDemand, takes_a_hint_for_rates_alone) {
  const SparseDemand demand = learn(SparseDemand{}, {.units = 3, .orders = 2, .expected = 0.5}, {});
  SparseDemand next = hinted(demand, {.units = 0.5, .orders = 0.25, .exposure = 0.25});
  EXPECT_NEAR(next.units[0].sum, 3 * 0.9576033 + 0.5, 1e-6);
  EXPECT_NEAR(next.units[0].exposure, 0.9576033 + 0.25, 1e-6);
  EXPECT_NEAR(next.orders[0].sum, 2 * std::exp2(-0.025) + 0.25, 1e-6);
  next.units = demand.units;
  next.orders = demand.orders;
  EXPECT_EQ(next, demand);
}

TEST(SparseDemand, takes_back_what_was_cancelled_but_never_below_zero) {
  SparseDemand demand = learn(SparseDemand{}, {.units = 3, .orders = 2, .expected = 0.5}, {});
  demand = correct(demand, 2, 1);
  EXPECT_EQ(demand.units[1].sum, 5);
  EXPECT_EQ(demand.orders[1].sum, 3);
  EXPECT_EQ(demand.units[1].exposure, 1);
  demand = correct(demand, -9, -9);
  for (const Tally& tally : demand.units) EXPECT_EQ(tally.sum, 0);
  for (const Tally& tally : demand.orders) EXPECT_EQ(tally.sum, 0);
}

// A second period: own share 1 / (1 + 2.4), shape 3 + 2.4 x 0.5 = 4.2. 3 sold where 0.5 was
// expected: surplus (2.5^2 - 0.5 - (0.4 + 1 / 4.2) x 0.25) / 1.5 / 3.4 = 1.096172, expected 0.5 /
// 1.5 / 3.4 = 0.098039. With the category's 0.2: (1.096172 + 5 x 0.2) / 5.098039 = 0.411172.
TEST(SparseDemand, learns_its_excess_and_shrinks_it_to_the_category) {
  SparseDemand demand = learn(SparseDemand{}, {.units = 3, .orders = 2, .expected = 0.5}, {});
  demand = learn(demand, {.units = 3, .orders = 2, .expected = 0.5}, {});
  EXPECT_NEAR(demand.surplus, 1.096172, 1e-6);
  EXPECT_NEAR(demand.expected, 0.098039, 1e-6);
  EXPECT_NEAR(excess(demand, {.excess = 0.2}), 0.411172, 1e-6);
  EXPECT_NEAR(excess({}, {.excess = 0.2}), 0.2, 1e-12);
}

// Units that come in pairs: variance 2 m, so k = 1; in Poisson ones k = 0. The category's scatter
// is 0 and the mean known; 300 items of 400 periods. One item's k has a spread of some 0.3.
TEST(SparseDemand, finds_the_excess_of_units_sold_in_pairs) {
  std::mt19937_64 random(14);
  std::poisson_distribution<int> pairs(0.15);
  std::poisson_distribution<int> singles(0.3);
  double paired = 0;
  double single = 0;
  for (int item = 0; item < 300; ++item) {
    SparseDemand a;
    SparseDemand b;
    for (int period = 0; period < 400; ++period) {
      const int orders = pairs(random);
      a = learn(a, {.units = 2.0 * orders, .orders = 1.0 * orders, .expected = 0.3},
                {.scatter = 0});
      const int units = singles(random);
      b = learn(b, {.units = 1.0 * units, .orders = 1.0 * units, .expected = 0.3}, {.scatter = 0});
    }
    paired += excess(a, {}) / 300;
    single += excess(b, {}) / 300;
  }
  // Shrunk by 5 expected units: 30 / 35 of 1, 30 being 0.3 / 1.3 x 130 periods remembered.
  EXPECT_NEAR(paired, 30.0 / 35, 0.08);
  EXPECT_NEAR(single, 0, 0.08);
}

}  // namespace
}  // namespace shelfd::forecasting
