// Category prior: the pooled laws by hand, integer pools that commute and take back, a proper prior
// of any pool, and that a learnt prior lies nearer to a new item than the default.
#include "forecasting/category_prior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

// An item of 30 periods that sells `rate` a period in orders of two.
DemandBelief selling(double rate, double periods = 30) {
  DemandBelief belief;
  belief.sparse.units.at(kSteadyMemory) = {.sum = static_cast<float>(rate * periods),
                                           .exposure = static_cast<float>(periods)};
  belief.size = {.units = static_cast<float>(rate * periods),
                 .orders = static_cast<float>(rate * periods / 2)};
  return belief;
}

DemandBelief banked(double rate, double own_price, double stddev) {
  DemandBelief belief = selling(rate);
  belief.bank.assign(kBank.size(), start_filter(default_prior()));
  belief.bank[2].mean[kOwnPrice] = static_cast<float>(own_price);
  belief.bank[2].spread[spread_cell(kOwnPrice, kOwnPrice)] = static_cast<float>(stddev * stddev);
  belief.record.scatter[1] = {.sum = 12, .weight = 20};
  return belief;
}

DemandPool pool_of(const std::vector<DemandBelief>& beliefs) {
  DemandPool pool;
  for (const DemandBelief& belief : beliefs) pool = add(pool, report(belief));
  return pool;
}

// Mean 0.5, variance 0.25, of a day's counts 0.5 + 0.4 x 0.25 = 0.6: 2.4 periods. Size 1.2,
// scatters and responses built in.
TEST(CategoryPrior, is_the_default_without_reports) {
  const DemandPrior prior = prior_of({});
  EXPECT_NEAR(prior.rate.mean, 0.5, 1e-12);
  EXPECT_NEAR(prior.rate.weight, 2.4, 1e-12);
  EXPECT_EQ(prior.rate.excess, 0);
  EXPECT_NEAR(prior.size, kDefaultSize, 1e-12);
  for (std::size_t at = 0; at < prior.scatter.size(); ++at) {
    EXPECT_NEAR(prior.scatter.at(at), kDefaultAnchorScatter.at(at), 1e-12);
  }
  for (std::size_t at = 0; at < kRegressors; ++at) {
    EXPECT_NEAR(prior.regressors.mean.at(at), default_prior().mean.at(at), 1e-6);
    EXPECT_NEAR(prior.regressors.stddev.at(at), default_prior().stddev.at(at), 1e-6);
  }
}

// Five items of 2.5 and five of the default: mean 1.5, mean square (5 x 0.5 + 5 x 6.25) / 10 =
// 3.375, variance 1.125, of a day's counts 1.5 + 0.4 x 2.25 = 2.4: weight 2.133333. Sizes: 375
// units of 187.5 orders with 24 of 20: 1.922892.
TEST(CategoryPrior, shrinks_rate_and_size_to_the_default) {
  const DemandPrior prior = prior_of(pool_of(std::vector(5, selling(2.5))));
  EXPECT_NEAR(prior.rate.mean, 1.5, 1e-9);
  EXPECT_NEAR(prior.rate.weight, 2.4 / 1.125, 1e-9);
  EXPECT_NEAR(prior.size, 1.922892, 1e-6);
}

// 10,000 items of 2.5: variance 0.0022, so 1,100 periods: brought to 14. Half of 1,000 and half of
// 0: mean 500, variance 250,000: brought to 0.5.
TEST(CategoryPrior, weighs_between_half_a_period_and_fourteen) {
  const DemandPrior alike = prior_of(pool_of(std::vector(10'000, selling(2.5))));
  EXPECT_EQ(alike.rate.weight, kMaxPriorPeriods);
  EXPECT_NEAR(alike.rate.mean, 2.499, 1e-3);
  std::vector<DemandBelief> wild(1'000, selling(1'000));
  wild.resize(2'000, selling(1e-9));
  const DemandPrior unlike = prior_of(pool_of(wild));
  EXPECT_EQ(unlike.rate.weight, kMinPriorPeriods);
  EXPECT_NEAR(unlike.rate.mean, 500, 2);
}

// Five of -4 and five of -2.6 +- 2: mean -3.3; mean square (5 x 16 + 5 x 10.76) / 10 = 13.38,
// variance 2.49, stddev 1.577974. The scatter of a week: (5 x 12 + 20 x 0.25) / (5 x 20 + 20) =
// 0.541667.
TEST(CategoryPrior, pools_responses_and_scatter) {
  const DemandPrior prior = prior_of(pool_of(std::vector(5, banked(2, -4, 0.5))));
  EXPECT_NEAR(prior.regressors.mean[kOwnPrice], -3.3, 1e-3);
  EXPECT_NEAR(prior.regressors.stddev[kOwnPrice], 1.577974, 1e-3);
  EXPECT_NEAR(prior.scatter[1], 0.541667, 1e-6);
  EXPECT_NEAR(prior.scatter[2], kDefaultAnchorScatter[2], 1e-12);
}

// An item that knows its response no better than half of the built-in spread (2) says nothing.
TEST(CategoryPrior, hears_a_response_only_from_items_that_know_it) {
  constexpr std::size_t kAt = kOwnPrice - kWeek;
  EXPECT_EQ(report(banked(2, -4, 1.01)).responses.at(kAt), Moments{});
  EXPECT_EQ(report(banked(2, -4, 0.99)).responses.at(kAt),
            (Moments{.items = 1, .sum = -4'000, .square_sum = 16'000'000}));
  EXPECT_EQ(report(selling(2)).responses.at(kAt), Moments{});
}

// A thousand alike: the spread stays a fifth of the built-in's, 0.4.
TEST(CategoryPrior, never_becomes_certain_of_a_response) {
  const DemandPrior prior = prior_of(pool_of(std::vector(10'000, banked(2, -4, 0.5))));
  EXPECT_NEAR(prior.regressors.stddev[kOwnPrice], 0.4, 1e-6);
  EXPECT_NEAR(prior.regressors.mean[kOwnPrice], -4, 1e-2);
}

// 2.5 units a period: 2,500,000 micro-units, 2,500^2.
TEST(CategoryPrior, reports_in_integers_once_there_is_a_week_of_its_own) {
  EXPECT_EQ(report(selling(2.5, 6.9)), DemandPool{});
  const DemandPool pool = report(selling(2.5, 7));
  EXPECT_EQ(pool.rate, (Moments{.items = 1, .sum = 2'500'000, .square_sum = 6'250'000}));
  EXPECT_EQ(pool.units, 17'500);
  EXPECT_EQ(pool.orders, 8'750);
}

// 10^6 items x (10^6)^2 = 10^18 < 9.2 x 10^18.
TEST(CategoryPrior, holds_a_million_items_at_the_largest_rate) {
  const DemandPool largest = report(selling(1e6));
  EXPECT_EQ(largest.rate.sum, static_cast<std::int64_t>(kMaxReportedRate) * 1'000'000);
  DemandPool pool;
  for (int item = 0; item < 1'000'000; ++item) pool = add(pool, largest);
  EXPECT_EQ(pool.rate.square_sum, 1'000'000'000'000'000'000);
  EXPECT_NEAR(prior_of(pool).rate.mean, 1'000, 0.01);
}

DemandBelief random_belief(std::mt19937_64& random) {
  std::gamma_distribution<double> rate(0.5, 4);
  std::normal_distribution<double> response(-2, 2);
  if (random() % 3 == 0) return selling(rate(random), 5);
  return banked(rate(random) + 0.01, response(random),
                0.2 + 0.2 * static_cast<double>(random() % 9));
}

TEST(CategoryPrior, does_not_depend_on_the_order_of_reports) {
  std::mt19937_64 random(21);
  std::vector<DemandBelief> beliefs;
  beliefs.reserve(300);
  for (int item = 0; item < 300; ++item) beliefs.push_back(random_belief(random));
  const DemandPool pool = pool_of(beliefs);
  for (int shuffle = 0; shuffle < 20; ++shuffle) {
    std::shuffle(beliefs.begin(), beliefs.end(), random);
    EXPECT_EQ(pool_of(beliefs), pool);
  }
}

TEST(CategoryPrior, replaces_what_an_item_reported_before) {
  std::mt19937_64 random(22);
  std::vector<DemandBelief> beliefs(100);
  DemandPool pool;
  for (int change = 0; change < 3'000; ++change) {
    DemandBelief& belief = beliefs.at(random() % beliefs.size());
    const DemandBelief next = random_belief(random);
    pool = add(subtract(pool, report(belief)), report(next));
    belief = next;
  }
  EXPECT_EQ(pool, pool_of(beliefs));
}

DemandPool filled(std::int64_t value) {
  DemandPool pool;
  const Moments moments{.items = value, .sum = value, .square_sum = value};
  pool.rate = moments;
  pool.responses.fill(moments);
  pool.scatter.fill({.sum = value, .weight = value});
  pool.excess = {.sum = value, .weight = value};
  pool.units = value;
  pool.orders = value;
  pool.returns = {.returned = value, .due = value};
  pool.returns.evidence.fill(value);
  return pool;
}

TEST(CategoryPrior, gives_a_proper_prior_for_any_pool) {
  for (const std::int64_t wild :
       {INT64_MIN, std::int64_t{-1'000}, std::int64_t{0}, std::int64_t{3}, INT64_MAX}) {
    const DemandPrior prior = prior_of(filled(wild));
    EXPECT_TRUE(std::isfinite(prior.rate.mean) && prior.rate.mean >= 0) << wild;
    EXPECT_GE(prior.rate.weight, kMinPriorPeriods);
    EXPECT_LE(prior.rate.weight, kMaxPriorPeriods);
    EXPECT_TRUE(std::isfinite(prior.size) && prior.size > 0) << wild;
    EXPECT_GE(prior.rate.excess, 0);
    for (const double scatter : prior.scatter) {
      EXPECT_GE(scatter, kMinScatter);
      EXPECT_LE(scatter, kMaxScatter);
    }
    for (std::size_t at = 0; at < kRegressors; ++at) {
      EXPECT_TRUE(std::isfinite(prior.regressors.mean.at(at))) << wild;
      EXPECT_GT(prior.regressors.stddev.at(at), 0) << wild;
    }
  }
}

// Behind it stand items of 3 a day (variance (3 x 1.5 + 1 x 9) / 1.5 = 9), orders of 2, a scatter
// of 1, excess 0.5 and a promotion of 1 +- 0.4. Without reports that is the prior; five items of 8
// +- 0 a day make (5 x 3 + 5 x 8) / 10 = 5.5.
TEST(CategoryPrior, takes_what_stands_behind_it_for_the_built_in) {
  DemandPrior behind;
  behind.rate = {.mean = 3, .weight = 1.5, .excess = 0.5, .scatter = 1};
  behind.size = 2;
  behind.scatter.fill(1);
  behind.regressors.mean[kFlags] = 1;
  behind.regressors.stddev[kFlags] = 0.4F;
  const DemandPrior prior = prior_of({}, behind);
  EXPECT_NEAR(prior.rate.mean, 3, 1e-12);
  EXPECT_NEAR(prior.rate.weight, 1.5, 1e-12);
  EXPECT_NEAR(prior.rate.excess, 0.5, 1e-12);
  EXPECT_NEAR(prior.rate.scatter, 1, 1e-12);
  EXPECT_NEAR(prior.size, 2, 1e-12);
  EXPECT_NEAR(prior.regressors.mean[kFlags], 1, 1e-6);
  EXPECT_NEAR(prior.regressors.stddev[kFlags], 0.4, 1e-6);
  EXPECT_NEAR(prior_of(pool_of(std::vector(5, selling(8))), behind).rate.mean, 5.5, 1e-6);
  EXPECT_EQ(prior_of({}, DemandPrior{}), prior_of({}));
}

// Returns stand beside the demand: 30 of 200 units with 100 of one in five, each field by itself.
TEST(CategoryPrior, holds_returns_beside_demand) {
  DemandPool pool = pool_of(std::vector(5, selling(2.5)));
  const DemandPrior without = prior_of(pool);
  pool.returns = {.returned = 30'000, .due = 200'000, .evidence = {1, 2, 3, 4, 5}};
  DemandPrior behind;
  behind.returns.rate_ratio = 0.2;
  DemandPrior with = prior_of(pool, behind);
  EXPECT_NEAR(with.returns.rate_ratio, 50.0 / 300, 1e-9);
  EXPECT_TRUE(with.returns.told);
  EXPECT_NE(with, without);
  with.returns = without.returns;
  EXPECT_EQ(with, without);
  EXPECT_EQ(subtract(add(pool, filled(7)), filled(7)), pool);
}

// A category nobody knows: 30 categories whose mean rates lie around 5, an item of the next one.
// The merchant's mean foresees it better than 0.5 does.
TEST(CategoryPrior, starts_an_unknown_category_nearer_to_the_merchant_s_other_items) {
  std::mt19937_64 random(24);
  std::gamma_distribution<double> of_category(4, 1.25);
  const auto draw = [&](double mean) {
    return std::gamma_distribution<double>(2, mean / 2)(random);
  };
  std::vector<DemandBelief> known;
  for (int category = 0; category < 30; ++category) {
    const double mean = of_category(random);
    for (int item = 0; item < 10; ++item) known.push_back(selling(draw(mean) + 1e-6));
  }
  const double learnt = prior_of({}, prior_of(pool_of(known))).rate.mean;
  double learnt_error = 0;
  double default_error = 0;
  for (int item = 0; item < 2'000; ++item) {
    const double truth = draw(of_category(random));
    learnt_error += (truth - learnt) * (truth - learnt) / 2'000;
    default_error += (truth - kDefaultRate) * (truth - kDefaultRate) / 2'000;
  }
  EXPECT_LT(learnt_error, 0.65 * default_error);
}

// Rates that follow a gamma law of mean 3 and variance 9: squared error 9 and a little, against 9 +
// 2.5^2 of the default.
TEST(CategoryPrior, starts_a_new_item_nearer_to_its_kind) {
  std::mt19937_64 random(23);
  std::gamma_distribution<double> rate(1, 3);
  std::vector<DemandBelief> beliefs;
  beliefs.reserve(200);
  for (int item = 0; item < 200; ++item) beliefs.push_back(selling(rate(random) + 1e-6));
  const double learnt = expected_units({}, {}, prior_of(pool_of(beliefs)));
  double learnt_error = 0;
  double default_error = 0;
  for (int item = 0; item < 2'000; ++item) {
    const double truth = rate(random);
    learnt_error += (truth - learnt) * (truth - learnt) / 2'000;
    default_error += (truth - kDefaultRate) * (truth - kDefaultRate) / 2'000;
  }
  EXPECT_NEAR(learnt_error, 9, 2);
  EXPECT_NEAR(default_error, 15.25, 3);
}

}  // namespace
}  // namespace shelfd::forecasting
