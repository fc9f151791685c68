// Demand filter: each equation by hand (the conjugate step of one regressor, linear Bayes of two,
// quasi-Poisson, exposure, discounts held by the prior, the mean), then what it learns of simulated
// counts, and that it stays proper on random and on extreme ones.
#include "forecasting/demand_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "base/polygamma.h"

namespace shelfd::forecasting {
namespace {

constexpr double kEuler = 0.5772156649;
constexpr double kSixth = std::numbers::pi * std::numbers::pi / 6;  // trigamma(1)
constexpr Memory kForgetsNothing{.level_discount = 1, .regressor_discount = 1};

RegressorRow level_row() {
  RegressorRow row{};
  row[kLevel] = 1;
  return row;
}

// alpha = 1, beta = 1: trigamma(1) = pi^2 / 6, digamma(1) - ln 1 = -0.5772157.
RegressorPrior unit_prior() {
  RegressorPrior prior = default_prior();
  prior.mean[kLevel] = static_cast<float>(-kEuler);
  prior.stddev[kLevel] = static_cast<float>(std::sqrt(kSixth));
  return prior;
}

double variance(const FilterState& state, std::size_t at) {
  return static_cast<double>(state.spread[spread_cell(at, at)]);
}

FilterState after(const RegressorPrior& prior, const CountSeen& seen) {
  FilterState state = start_filter(prior);
  learn(state, level_row(), seen, kForgetsNothing, prior);
  return state;
}

// Two seen: alpha 3, beta 2. digamma(3) - ln 2 = 0.9227843 - 0.6931472, trigamma(3) = pi^2/6 - 5/4.
TEST(DemandFilter, is_the_gamma_poisson_step_for_the_level_alone) {
  const FilterState state = after(unit_prior(), {.count = 2});
  EXPECT_NEAR(state.mean[kLevel], 0.2296371, 1e-6);
  EXPECT_NEAR(variance(state, kLevel), kSixth - 1.25, 1e-6);
}

// Two seen in half a period: alpha 3, beta 1.5: 0.9227843 - 0.4054651.
TEST(DemandFilter, counts_the_share_of_the_period_on_offer) {
  const FilterState state = after(unit_prior(), {.count = 2, .exposure = 0.5});
  EXPECT_NEAR(state.mean[kLevel], 0.5173192, 1e-6);
  EXPECT_NEAR(variance(state, kLevel), kSixth - 1.25, 1e-6);
}

// phi 2 halves both: alpha 2, beta 1.5: 0.4227843 - 0.4054651, trigamma(2) = pi^2 / 6 - 1.
TEST(DemandFilter, believes_scattered_counts_by_their_quasi_poisson_share) {
  const FilterState state = after(unit_prior(), {.count = 2, .phi = 2});
  EXPECT_NEAR(state.mean[kLevel], 0.0173192, 1e-6);
  EXPECT_NEAR(variance(state, kLevel), kSixth - 1, 1e-6);
}

// Conjugacy holds for any number of periods: alpha 1 + all counts, beta 1 + all exposures.
TEST(DemandFilter, keeps_the_conjugate_law_over_many_periods) {
  std::mt19937_64 random(31);
  std::poisson_distribution<int> count(3);
  std::uniform_real_distribution<double> exposure(0.1, 1);
  FilterState state = start_filter(unit_prior());
  double alpha = 1;
  double beta = 1;
  for (int period = 0; period < 300; ++period) {
    const CountSeen seen{.count = static_cast<double>(count(random)), .exposure = exposure(random)};
    learn(state, level_row(), seen, kForgetsNothing, unit_prior());
    alpha += seen.count;
    beta += seen.exposure;
  }
  EXPECT_NEAR(state.mean[kLevel], digamma(alpha) - std::log(beta), 1e-4);
  EXPECT_NEAR(variance(state, kLevel) / trigamma(alpha), 1, 1e-4);
}

// Level 0.4227843 +- 1 and own price -2 +- 1.6061558 at x = 0.5: f = -0.5772157, q = 1 + 0.25 x
// 2.5797364 = pi^2 / 6, C row = (1, 1.2898682). Two seen: f* - f = 0.8068528, gain 0.4905077;
// shrink (1 - 0.3949341 / 1.6449341) / 1.6449341 = 0.4619692.
TEST(DemandFilter, divides_what_it_learns_by_linear_bayes) {
  RegressorPrior prior = default_prior();
  prior.mean[kLevel] = static_cast<float>(1 - kEuler);
  prior.stddev[kLevel] = 1;
  prior.mean[kOwnPrice] = -2;
  prior.stddev[kOwnPrice] = static_cast<float>(2 * std::sqrt(kSixth - 1));
  RegressorRow row = level_row();
  row[kOwnPrice] = 0.5;
  FilterState state = start_filter(prior);
  learn(state, row, {.count = 2}, kForgetsNothing, prior);
  EXPECT_NEAR(state.mean[kLevel], 0.913292, 2e-6);
  EXPECT_NEAR(state.mean[kOwnPrice], -1.367310, 2e-6);
  EXPECT_NEAR(variance(state, kLevel), 0.538031, 2e-6);
  EXPECT_NEAR(state.spread[spread_cell(kOwnPrice, kLevel)], -0.595879, 2e-6);
  EXPECT_NEAR(variance(state, kOwnPrice), 1.811130, 2e-6);
  EXPECT_EQ(state.mean[kAboveCheapest], prior.mean[kAboveCheapest]);
}

// A row of zeros says nothing of the state, which only forgets: variances by 1 / 0.8 and 1 / 0.9,
// what they share by 1 / sqrt(0.72) = 1.1785113; 3.6 / 0.8 = 4.5 is held at the prior's 2^2.
TEST(DemandFilter, forgets_each_part_by_its_discount_up_to_the_prior) {
  RegressorPrior prior = default_prior();
  const Memory memory{.level_discount = 0.8, .regressor_discount = 0.9};
  FilterState state = start_filter(prior);
  state.spread[spread_cell(kLevel, kLevel)] = 1;
  state.spread[spread_cell(kOwnPrice, kOwnPrice)] = 0.5F;
  state.spread[spread_cell(kOwnPrice, kLevel)] = 0.3F;
  FilterState forgotten = state;
  learn(forgotten, {}, {.count = 5}, memory, prior);
  EXPECT_NEAR(variance(forgotten, kLevel), 1.25, 1e-6);
  EXPECT_NEAR(variance(forgotten, kOwnPrice), 0.5 / 0.9, 1e-6);
  EXPECT_NEAR(forgotten.spread[spread_cell(kLevel, kOwnPrice)], 0.3 * 1.1785113, 1e-6);
  EXPECT_EQ(forgotten.mean[kOwnPrice], state.mean[kOwnPrice]);
  state.spread[spread_cell(kLevel, kLevel)] = 3.6F;
  learn(state, {}, {.count = 5}, memory, prior);
  EXPECT_NEAR(variance(state, kLevel), 4, 1e-6);
}

// A quarter of a period: variances by 0.8^(-1/4) = 1.0573713 and 0.9^(-1/4) = 1.0266899; four make
// a whole one.
TEST(DemandFilter, forgets_by_the_share_of_the_period_that_passed) {
  RegressorPrior prior = default_prior();
  const Memory memory{.level_discount = 0.8, .regressor_discount = 0.9};
  FilterState state = start_filter(prior);
  state.spread[spread_cell(kLevel, kLevel)] = 1;
  state.spread[spread_cell(kOwnPrice, kOwnPrice)] = 0.5F;
  learn(state, {}, {.count = 5, .passed = 0.25}, memory, prior);
  EXPECT_NEAR(variance(state, kLevel), 1.0573713, 1e-6);
  EXPECT_NEAR(variance(state, kOwnPrice), 0.5 * 1.0266899, 1e-6);
  for (int left = 3; left > 0; --left) learn(state, {}, {.passed = 0.25}, memory, prior);
  EXPECT_NEAR(variance(state, kLevel), 1.25, 1e-5);
}

// The mean of mu stays what it was: the level falls by half of what its variance grows, 0.25 / 2,
// and by a quarter of what each of four harmonics' does, 0.04 (1 / 0.995 - 1) = 0.0002010.
TEST(DemandFilter, keeps_the_mean_count_as_it_forgets) {
  const Memory memory{.level_discount = 0.8, .regressor_discount = 0.9};
  FilterState state = start_filter(default_prior());
  state.mean[kLevel] = 1;
  state.spread[spread_cell(kLevel, kLevel)] = 1;
  const double before = log_mean_count(state, level_row());
  learn(state, {}, {.count = 5}, memory, default_prior());
  EXPECT_NEAR(state.mean[kLevel], 0.875, 1e-6);
  EXPECT_NEAR(log_mean_count(state, level_row()), before, 1e-6);
  state = start_filter(default_prior());
  for (std::size_t at = kWeek; at < kOwnPrice; ++at) state.spread[spread_cell(at, at)] = 0.04F;
  learn(state, {}, {.count = 5}, memory, default_prior());
  EXPECT_NEAR(state.mean[kLevel], -0.0002010, 1e-6);
}

// Static items: the mean of what is forecast is the mean of what is sold, for slow movers too.
// Without the term above the forecasts of 0.25 a day lie 11% high (100 items of 300 days: the mean
// itself is known to 1.2%).
TEST(DemandFilter, is_unbiased_for_slow_movers) {
  std::mt19937_64 random(36);
  for (const double rate : {0.25, 0.5, 2.0}) {
    std::poisson_distribution<int> orders(rate);
    RegressorPrior prior = default_prior();
    prior.mean[kLevel] = static_cast<float>(std::log(rate));
    prior.stddev[kLevel] = 1;
    double forecast = 0;
    for (int item = 0; item < 100; ++item) {
      FilterState state = start_filter(prior);
      for (int day = 0; day < 300; ++day) {
        const RegressorRow row = row_of({.weekday = day % 7}, 0);
        if (day >= 100) forecast += std::exp(log_mean_count(state, row)) / (100 * 200);
        learn(state, row, {.count = static_cast<double>(orders(random))}, kBank[1], prior);
      }
    }
    EXPECT_NEAR(forecast, rate, 0.05 * rate) << rate;
  }
}

// Week 0.995, flags 0.999: 0.01 / 0.995 and 0.01 / 0.999.
TEST(DemandFilter, forgets_weekdays_and_occasions_slowly) {
  FilterState state = start_filter(default_prior());
  state.spread[spread_cell(kWeek, kWeek)] = 0.01F;
  state.spread[spread_cell(kFlags, kFlags)] = 0.01F;
  learn(state, {}, {}, kBank[0], default_prior());
  EXPECT_NEAR(variance(state, kWeek), 0.01 / 0.995, 1e-8);
  EXPECT_NEAR(variance(state, kFlags), 0.01 / 0.999, 1e-8);
}

// f = 1 - 2 x 0.1 = 0.8, q = 0.2 + 0.01 x 0.5 + 2 x 0.1 x 0.05 = 0.215: 0.8 + 0.1075.
TEST(DemandFilter, adds_half_of_the_variance_to_the_mean_of_the_logarithm) {
  FilterState state;
  state.mean[kLevel] = 1;
  state.mean[kOwnPrice] = -2;
  state.spread[spread_cell(kLevel, kLevel)] = 0.2F;
  state.spread[spread_cell(kOwnPrice, kOwnPrice)] = 0.5F;
  state.spread[spread_cell(kOwnPrice, kLevel)] = 0.05F;
  RegressorRow row = level_row();
  row[kOwnPrice] = 0.1;
  EXPECT_NEAR(log_mean_count(state, row), 0.9075, 1e-6);
}

TEST(DemandFilter, keeps_its_mean_between_a_millionth_and_a_million) {
  FilterState state;
  state.mean[kLevel] = 1'000;
  EXPECT_EQ(log_mean_count(state, level_row()), 14);
  state.mean[kLevel] = -1'000;
  EXPECT_EQ(log_mean_count(state, level_row()), -12);
}

// Simulated shops: 20 a day, a week's rhythm of one harmonic, a price that moves among five points
// a week, a promotion of three days each month.
struct Truth {
  double elasticity = -2.5;
  double rhythm = 0.4;
  double lift = 0.7;
};

FilterState lived(std::uint64_t seed, const Memory& memory, const Truth& truth) {
  std::mt19937_64 random(seed);
  RegressorPrior prior = default_prior();
  prior.stddev[kLevel] = 2;
  FilterState state = start_filter(prior);
  double price = 100;
  for (int day = 0; day < 400; ++day) {
    if (day % 7 == 0) price = 80 + 10 * static_cast<double>(random() % 5);
    Conditions conditions{.weekday = day % 7, .price = price};
    conditions.flags[0] = day % 30 < 3 ? 1 : 0;
    const RegressorRow row = row_of(conditions, std::log(100));
    const double log_rate = std::log(20) + truth.rhythm * row[kWeek] +
                            truth.elasticity * row[kOwnPrice] + truth.lift * row[kFlags];
    std::poisson_distribution<int> orders(std::exp(log_rate));
    learn(state, row, {.count = static_cast<double>(orders(random))}, memory, prior);
  }
  return state;
}

struct Found {
  double mean = 0;        // over shops
  double within_two = 0;  // share of shops whose truth lies within two standard deviations
};

Found found(const Memory& memory, std::size_t regressor, double truth) {
  constexpr int kShops = 60;
  Found all;
  for (int shop = 0; shop < kShops; ++shop) {
    const FilterState state = lived(static_cast<std::uint64_t>(100 + shop), memory, {});
    const double mean = static_cast<double>(state.mean.at(regressor));
    const double stddev = std::sqrt(variance(state, regressor));
    all.mean += mean / kShops;
    if (std::abs(mean - truth) < 2 * stddev) all.within_two += 1.0 / kShops;
  }
  return all;
}

// 400 days of 20 with a spread of ln price of 0.14: one shop's elasticity is known to 0.08 at best,
// and by a memory of 500 days (0.998) to 0.12; the mean of 60 to 0.016. A quarter of the prior's
// pull is allowed beside it.
TEST(DemandFilter, learns_the_response_to_price_the_week_and_the_promotion) {
  const Memory memory = kBank[1];
  const Found price = found(memory, kOwnPrice, Truth{}.elasticity);
  EXPECT_NEAR(price.mean, Truth{}.elasticity, 0.08);
  EXPECT_GE(price.within_two, 0.9);
  const Found week = found(memory, kWeek, Truth{}.rhythm);
  EXPECT_NEAR(week.mean, Truth{}.rhythm, 0.02);
  EXPECT_GE(week.within_two, 0.9);
  const Found lift = found(memory, kFlags, Truth{}.lift);
  EXPECT_NEAR(lift.mean, Truth{}.lift, 0.04);
  EXPECT_GE(lift.within_two, 0.9);
}

// The level doubles: a filter of half-life h periods is at 90% of the way after some 4 h of them.
TEST(DemandFilter, follows_a_level_that_doubles) {
  std::mt19937_64 random(33);
  FilterState state = start_filter(unit_prior());
  for (int day = 0; day < 400; ++day) {
    std::poisson_distribution<int> orders(day < 300 ? 20 : 40);
    learn(state, level_row(), {.count = static_cast<double>(orders(random))}, kBank[1],
          unit_prior());
    if (day != 299) continue;
    EXPECT_NEAR(std::exp(log_mean_count(state, level_row())), 20, 2.5);
  }
  EXPECT_NEAR(std::exp(log_mean_count(state, level_row())), 40, 4);
}

RegressorRow random_row(std::mt19937_64& random) {
  std::uniform_real_distribution<double> factor(0.4, 2.5);
  Conditions conditions{.weekday = static_cast<int>(random() % 8) - 1,
                        .price = 100 * factor(random),
                        .cheapest_price = random() % 3 == 0 ? 0 : 100 * factor(random),
                        .market_price = random() % 3 == 0 ? 0 : 100 * factor(random)};
  for (float& flag : conditions.flags) flag = random() % 4 == 0 ? 1 : 0;
  return row_of(conditions, std::log(100));
}

bool proper(const FilterState& state) {
  for (std::size_t i = 0; i < kRegressors; ++i) {
    if (!std::isfinite(state.mean[i]) || !(variance(state, i) > 0)) return false;
    for (std::size_t j = 0; j < i; ++j) {
      const double cell = static_cast<double>(state.spread[spread_cell(i, j)]);
      if (!std::isfinite(cell)) return false;
    }
  }
  return true;
}

// Counts from 0 to a million, of no rate in particular, under rows of any kind.
TEST(DemandFilter, stays_proper_over_a_hundred_thousand_random_periods) {
  std::mt19937_64 random(34);
  std::uniform_real_distribution<double> unit(0, 1);
  const RegressorPrior prior = default_prior();
  std::array<FilterState, kBank.size()> bank{};
  bank.fill(start_filter(prior));
  for (int period = 0; period < 25'000; ++period) {
    const RegressorRow row = random_row(random);
    const double count = std::floor(std::pow(10, 6 * std::pow(unit(random), 3)) - 1);
    const CountSeen seen{
        .count = count, .exposure = 0.05 + 0.95 * unit(random), .phi = 1 + 9 * unit(random)};
    for (std::size_t member = 0; member < bank.size(); ++member) {
      learn(bank[member], row, seen, kBank[member], prior);
      ASSERT_TRUE(proper(bank[member])) << period;
      for (std::size_t at = 0; at < kRegressors; ++at) {
        ASSERT_LT(std::abs(bank[member].mean[at]), 100) << period << " of " << at;
      }
    }
  }
}

// A million a day, zeros for ten years, and counts beyond what the rate may be.
TEST(DemandFilter, follows_extremes_and_comes_back) {
  const RegressorPrior prior = default_prior();
  for (const Memory& memory : kBank) {
    FilterState state = start_filter(prior);
    const auto live = [&](int periods, double count) {
      for (int period = 0; period < periods; ++period) {
        learn(state, level_row(), {.count = count}, memory, prior);
        ASSERT_TRUE(proper(state));
      }
    };
    live(400, 1e6);
    EXPECT_NEAR(std::exp(log_mean_count(state, level_row())), 1e6, 1e4);
    live(3'650, 0);
    EXPECT_LT(std::exp(log_mean_count(state, level_row())), 0.02);
    live(400, 1e9);
    EXPECT_LE(state.mean[kLevel], 15);
    // The slowest keeps 0.99^2000 = 2e-9 of what was.
    live(2'000, 10);
    EXPECT_NEAR(std::exp(log_mean_count(state, level_row())), 10, 2);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
