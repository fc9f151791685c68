// Demand filter: one close by hand, its edges, and on seeded days: a stock-out is not a zero, the
// scatter of days is found, and nothing leaves its range in a million closes.
#include "forecasting/demand_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>

namespace shelfd::forecasting {
namespace {

DemandBelief belief_of(double shape, double exposure_days) {
  return {.shape = shape, .exposure_days = exposure_days, .scatter = kDefaultScatter};
}

ClosedDay day_of(std::int64_t units, double exposure = 1, std::int64_t late_units = 0) {
  return {.units = {units}, .late_units = {late_units}, .exposure = exposure};
}

bool same(const DemandBelief& a, const DemandBelief& b) {
  return a.shape == b.shape && a.exposure_days == b.exposure_days && a.scatter == b.scatter &&
         a.scatter_weight == b.scatter_weight && a.selling_days == b.selling_days;
}

// Days with a rate that scatters by a gamma law of mean 1 and variance `scatter`.
class Shop {
 public:
  explicit Shop(std::uint64_t seed) : random_(seed) {}

  std::int64_t units(double rate, double scatter) {
    double mean = rate;
    if (scatter > 0) mean *= std::gamma_distribution<double>(1 / scatter, scatter)(random_);
    return std::poisson_distribution<std::int64_t>(std::max(mean, 1e-12))(random_);
  }

 private:
  std::mt19937_64 random_;
};

// a = 0.97 x 10 + 3 = 12.7, b = 0.97 x 10 + 1 = 10.7, selling days 0.97 x 4 + 1 = 4.88.
TEST(DemandFilter, forgets_and_learns_a_whole_day) {
  DemandBelief before = belief_of(10, 10);
  before.selling_days = 4;
  const DemandBelief after = close_day(before, day_of(3));
  EXPECT_NEAR(after.shape, 12.7, 1e-12);
  EXPECT_NEAR(after.exposure_days, 10.7, 1e-12);
  EXPECT_NEAR(after.selling_days, 4.88, 1e-12);
  EXPECT_NEAR(rate_units_per_day(after), 12.7 / 10.7, 1e-12);
}

// sqrt(0.97) = 0.9848858: a = 9.848858 + 2, b = 9.848858 + 0.5.
TEST(DemandFilter, forgets_by_the_share_of_the_day_in_stock) {
  const DemandBelief after = close_day(belief_of(10, 10), day_of(2, 0.5));
  EXPECT_NEAR(after.shape, 11.848858, 1e-6);
  EXPECT_NEAR(after.exposure_days, 10.348858, 1e-6);
}

TEST(DemandFilter, leaves_the_belief_alone_on_a_day_without_stock) {
  const DemandBelief before = close_day(belief_of(10, 10), day_of(3));
  EXPECT_TRUE(same(close_day(before, day_of(0, 0)), before));
  EXPECT_TRUE(same(close_day(before, day_of(7, 0)), before));
  EXPECT_TRUE(same(close_day(before, day_of(7, std::nan(""))), before));
}

// Late units belong to days that were in stock: 10 + 2, nothing forgotten.
TEST(DemandFilter, takes_late_units_even_on_a_day_without_stock) {
  const DemandBelief after = close_day(belief_of(10, 10), day_of(0, 0, 2));
  EXPECT_NEAR(after.shape, 12, 1e-12);
  EXPECT_NEAR(after.exposure_days, 10, 1e-12);
}

// A day of -5 units counts as 0: 9.7. Late cancels take back 4: 5.7; of a thousand, down to the
// least shape.
TEST(DemandFilter, lets_only_late_cancels_take_back_what_was_learnt) {
  EXPECT_NEAR(close_day(belief_of(10, 10), day_of(-5)).shape, 9.7, 1e-12);
  EXPECT_NEAR(close_day(belief_of(10, 10), day_of(0, 1, -4)).shape, 5.7, 1e-12);
  EXPECT_EQ(close_day(belief_of(10, 10), day_of(0, 1, -1000)).shape, kMinShape);
}

// Expected m = 10, sold 20: ((20 - 10)^2 - 10) / 10^2 = 0.9, informative by (3 / 4)^2 = 0.5625.
// Shrunk: (14 x 0.3 + 0.5625 x 0.9) / 14.5625 = 0.323176. A second such day, from the same rate:
// weight 0.98471 x 0.5625 + 0.5625 = 1.116399, sum 0.98471 x 0.50625 + 0.50625 = 1.004759,
// (4.2 + 1.004759) / 15.116399 = 0.344312.
TEST(DemandFilter, shrinks_scatter_to_its_default) {
  const DemandBelief first = close_day(belief_of(100, 10), day_of(20));
  EXPECT_NEAR(first.scatter, 0.323176, 1e-6);
  EXPECT_NEAR(first.scatter_weight, 0.5625, 1e-9);
  DemandBelief again = first;
  again.shape = 100;
  again.exposure_days = 10;
  const DemandBelief second = close_day(again, day_of(20));
  EXPECT_NEAR(second.scatter, 0.344312, 1e-6);
  EXPECT_NEAR(second.scatter_weight, 1.116399, 1e-6);
}

TEST(DemandFilter, learns_no_scatter_from_less_than_half_a_day) {
  const DemandBelief before = belief_of(100, 10);
  EXPECT_EQ(close_day(before, day_of(80, 0.49)).scatter, before.scatter);
  EXPECT_GT(close_day(before, day_of(80, 0.5)).scatter, before.scatter);
}

// True rate 5, in stock 4 days of 7. With exposure the mean of 30 shops is 5 +- 3 x 0.05 (a shop's
// spread is sqrt(5 (1 - w) / (1 + w)) = 0.28); with the empty days as zeros it is 5 x 4 / 7 = 2.9.
TEST(DemandFilter, does_not_take_a_day_without_stock_for_a_zero) {
  Shop shop(11);
  double kept = 0;
  double biased = 0;
  for (int item = 0; item < 30; ++item) {
    DemandBelief aware = belief_of(1, 1);
    DemandBelief naive = belief_of(1, 1);
    for (int day = 0; day < 280; ++day) {
      const bool in_stock = day % 7 < 4;
      const std::int64_t sold = in_stock ? shop.units(5, 0) : 0;
      aware = close_day(aware, day_of(sold, in_stock ? 1 : 0));
      naive = close_day(naive, day_of(sold));
    }
    kept += rate_units_per_day(aware) / 30;
    biased += rate_units_per_day(naive) / 30;
  }
  EXPECT_NEAR(kept, 5, 0.2);
  EXPECT_NEAR(biased, 5.0 * 4 / 7, 0.4);
}

double learnt_scatter(double rate, double scatter, std::uint64_t seed) {
  Shop shop(seed);
  double total = 0;
  for (int item = 0; item < 20; ++item) {
    DemandBelief belief = belief_of(rate, 1);
    for (int day = 0; day < 300; ++day)
      belief = close_day(belief, day_of(shop.units(rate, scatter)));
    total += belief.scatter / 20;
  }
  return total;
}

// At rate 20 a day informs by (6 / 7)^2 = 0.73, so 0.73 x 65 days of memory = 48 stand against the
// 14 of the default: 0.8 pulls to (48 x 0.8 + 14 x 0.3) / 62 = 0.69 and 0 to 4.2 / 62 = 0.07. At a
// unit in ten days they inform by (0.03 / 1.03)^2 = 0.001: the default stays.
TEST(DemandFilter, finds_the_scatter_of_fast_movers_and_leaves_slow_ones_at_the_default) {
  EXPECT_NEAR(learnt_scatter(20, 0.8, 12), 0.69, 0.12);
  EXPECT_NEAR(learnt_scatter(20, 0, 13), 0.07, 0.04);
  EXPECT_NEAR(learnt_scatter(0.1, 0, 14), kDefaultScatter, 0.03);
}

// Three units on each day: ((3 - 3)^2 - 3) / 9 = -1/3, informative by (0.9 / 1.9)^2 = 0.22. Over 65
// days of memory that sums to -4.9, more than the default's 14 x 0.3 = 4.2: brought to 0. Ten times
// more each day: cut at 25 each, for twelve days (14 x 0.3 + 10 x 25) / 24 = 10.6: brought to 9.
TEST(DemandFilter, keeps_scatter_in_its_bounds) {
  DemandBelief steady = belief_of(3, 1);
  for (int day = 0; day < 400; ++day) steady = close_day(steady, day_of(3));
  EXPECT_EQ(steady.scatter, 0);
  DemandBelief growing = belief_of(10, 10);
  std::int64_t sold = 10;
  for (int day = 0; day < 12; ++day, sold *= 10) growing = close_day(growing, day_of(sold));
  EXPECT_EQ(growing.scatter, kMaxScatter);
}

// 0.97^n is gone: the least shape over 1 / 0.03 = 33.33 days, 0.0015 units a day.
TEST(DemandFilter, keeps_a_proper_law_for_an_item_that_no_longer_sells) {
  DemandBelief belief = belief_of(50, 10);
  for (int day = 0; day < 10'000; ++day) belief = close_day(belief, day_of(0));
  EXPECT_EQ(belief.shape, kMinShape);
  EXPECT_NEAR(rate_units_per_day(belief), 0.0015, 1e-9);
}

TEST(DemandFilter, makes_an_empty_belief_proper) {
  EXPECT_GT(rate_units_per_day({}), 0);
  const DemandBelief after = close_day({}, day_of(0, 0));
  EXPECT_GT(after.shape, 0);
  EXPECT_GT(after.exposure_days, 0);
}

void expect_in_range(const DemandBelief& belief) {
  ASSERT_TRUE(std::isfinite(belief.shape) && belief.shape >= kMinShape);
  ASSERT_TRUE(std::isfinite(belief.exposure_days) && belief.exposure_days >= kMinExposureDays);
  ASSERT_TRUE(belief.scatter >= 0 && belief.scatter <= kMaxScatter);
  ASSERT_TRUE(belief.scatter_weight >= 0 && belief.scatter_weight < 70);
  ASSERT_TRUE(belief.selling_days >= 0 && belief.selling_days <= belief.exposure_days);
}

TEST(DemandFilter, stays_in_range_for_a_million_closes_of_anything) {
  std::mt19937_64 random(15);
  std::uniform_real_distribution<double> exposure(-0.2, 1.2);
  std::uniform_int_distribution<int> digits(0, 9);
  DemandBelief belief = belief_of(0.5, 1);
  for (int day = 0; day < 1'000'000; ++day) {
    const auto size = static_cast<std::int64_t>(std::pow(10.0, digits(random)));
    const std::int64_t late = digits(random) == 0 ? -size : 0;
    belief = close_day(belief, day_of(digits(random) < 5 ? 0 : size, exposure(random), late));
    expect_in_range(belief);
    if (HasFatalFailure()) return;
  }
}

TEST(DemandFilter, expects_more_after_a_day_that_sold_more) {
  std::mt19937_64 random(16);
  std::uniform_real_distribution<double> shape(0.05, 500);
  std::uniform_int_distribution<std::int64_t> units(0, 500);
  for (int draw = 0; draw < 10'000; ++draw) {
    const DemandBelief before = belief_of(shape(random), shape(random));
    const std::int64_t sold = units(random);
    EXPECT_LT(rate_units_per_day(close_day(before, day_of(sold))),
              rate_units_per_day(close_day(before, day_of(sold + 1))));
  }
}

}  // namespace
}  // namespace shelfd::forecasting
