// Category prior: the pooled law by hand, integer pools that commute and take back, and how a
// belief leaves its category.
#include "forecasting/category_prior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

DemandBelief selling(double rate, double selling_days = 30) {
  return {.shape = rate * 30,
          .exposure_days = 30,
          .scatter = kDefaultScatter,
          .selling_days = selling_days};
}

RatePool pool_of(const std::vector<DemandBelief>& beliefs) {
  RatePool pool;
  for (const DemandBelief& belief : beliefs) pool = add(pool, report(belief));
  return pool;
}

// Default law: mean 0.5, variance 0.25. Gamma: exposure 0.5 / 0.25 = 2 days, shape 1.
TEST(CategoryPrior, starts_at_the_default_law_without_reports) {
  const DemandBelief belief = start_belief({});
  EXPECT_NEAR(belief.exposure_days, 2, 1e-12);
  EXPECT_NEAR(belief.shape, 1, 1e-12);
  EXPECT_EQ(belief.scatter, kDefaultScatter);
  EXPECT_EQ(belief.scatter_weight, 0);
  EXPECT_EQ(belief.selling_days, 0);
}

// Five items of 2.5 and five of the default: mean (5 x 0.5 + 5 x 2.5) / 10 = 1.5, mean square
// (5 x 0.5 + 5 x 6.25) / 10 = 3.375, variance 3.375 - 2.25 = 1.125: exposure 1.5 / 1.125 = 4 / 3.
TEST(CategoryPrior, shrinks_the_pool_to_the_default) {
  const DemandBelief belief = start_belief(pool_of(std::vector(5, selling(2.5))));
  EXPECT_NEAR(rate_units_per_day(belief), 1.5, 1e-9);
  EXPECT_NEAR(belief.exposure_days, 4.0 / 3, 1e-9);
}

// 10,000 items of 2.5 units: mean 2.499, variance 0.0022, so 1,100 days: brought to 14. Wild rates:
// half of 1,000 and half of 0, mean 500, variance 250,000, 0.002 days: brought to 0.5.
TEST(CategoryPrior, weighs_between_half_a_day_and_two_weeks) {
  const DemandBelief alike = start_belief(pool_of(std::vector(10'000, selling(2.5))));
  EXPECT_EQ(alike.exposure_days, kMaxPriorDays);
  EXPECT_NEAR(rate_units_per_day(alike), 2.499, 1e-3);
  std::vector<DemandBelief> wild(1'000, selling(1'000));
  wild.resize(2'000, selling(1e-9));
  const DemandBelief unlike = start_belief(pool_of(wild));
  EXPECT_EQ(unlike.exposure_days, kMinPriorDays);
  EXPECT_NEAR(rate_units_per_day(unlike), 500, 2);
}

// 2.5 units a day: 2,500,000 micro-units, 2,500^2 = 6,250,000.
TEST(CategoryPrior, reports_in_integers_once_there_is_a_week_of_its_own) {
  EXPECT_EQ(report(selling(2.5, 6.9)), RatePool{});
  const RatePool expected{.items = 1, .rate_sum = 2'500'000, .square_sum = 6'250'000};
  EXPECT_EQ(report(selling(2.5, 7)), expected);
}

TEST(CategoryPrior, reports_at_most_the_largest_rate) {
  EXPECT_EQ(report(selling(1e9)), report(selling(kMaxReportedRate)));
}

// 10^6 x (10^6)^2 = 10^18 < 9.2 x 10^18.
TEST(CategoryPrior, holds_a_million_items_at_the_largest_rate) {
  RatePool pool;
  for (int item = 0; item < 1'000'000; ++item) pool = add(pool, report(selling(1e9)));
  EXPECT_EQ(pool.square_sum, 1'000'000'000'000'000'000);
  EXPECT_NEAR(rate_units_per_day(start_belief(pool)), 1'000, 0.01);
}

TEST(CategoryPrior, does_not_depend_on_the_order_of_reports) {
  std::mt19937_64 random(21);
  std::gamma_distribution<double> rate(0.5, 4);
  std::vector<DemandBelief> beliefs;
  for (int item = 0; item < 500; ++item) beliefs.push_back(selling(rate(random) + 0.01));
  const RatePool pool = pool_of(beliefs);
  for (int shuffle = 0; shuffle < 20; ++shuffle) {
    std::shuffle(beliefs.begin(), beliefs.end(), random);
    EXPECT_EQ(pool_of(beliefs), pool);
  }
}

TEST(CategoryPrior, replaces_what_an_item_reported_before) {
  std::mt19937_64 random(22);
  std::gamma_distribution<double> rate(0.5, 4);
  std::vector<DemandBelief> beliefs(100, selling(1, 0));
  RatePool pool;
  for (int change = 0; change < 5'000; ++change) {
    DemandBelief& belief = beliefs.at(random() % beliefs.size());
    const DemandBelief next = selling(rate(random) + 0.01, random() % 3 == 0 ? 0 : 30);
    pool = add(subtract(pool, report(belief)), report(next));
    belief = next;
  }
  EXPECT_EQ(pool, pool_of(beliefs));
}

TEST(CategoryPrior, gives_a_proper_law_for_any_pool) {
  for (const std::int64_t wild : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    const DemandBelief belief = start_belief({.items = 3, .rate_sum = wild, .square_sum = wild});
    EXPECT_GT(belief.shape, 0);
    EXPECT_TRUE(std::isfinite(belief.shape));
    EXPECT_GE(belief.exposure_days, kMinPriorDays);
  }
}

// Prior of 2 days: after one day b = 0.97 x 2 + 1 = 2.94, of which the prior's 1.94: 0.659864.
TEST(CategoryPrior, leans_on_the_category_less_with_each_selling_day) {
  DemandBelief belief = start_belief({});
  EXPECT_EQ(leans_on_category(belief), 1);
  EXPECT_EQ(leans_on_category({}), 1);
  belief = close_day(belief, {.units = {1}});
  EXPECT_NEAR(leans_on_category(belief), 0.659864, 1e-6);
  for (int day = 0; day < 365; ++day) {
    const double before = leans_on_category(belief);
    belief = close_day(belief, {.units = {1}});
    EXPECT_LE(leans_on_category(belief), before);
    EXPECT_GE(leans_on_category(belief), 0);
  }
  EXPECT_LT(leans_on_category(belief), 1e-5);
}

// Items whose rates follow a gamma law of mean 3 and variance 9: the learnt prior is closer to a
// new one of them than the default is, in squared error (9 + little against 9 + 2.5^2 = 15.25).
TEST(CategoryPrior, starts_a_new_item_nearer_to_its_kind) {
  std::mt19937_64 random(23);
  std::gamma_distribution<double> rate(1, 3);
  std::vector<DemandBelief> beliefs;
  for (int item = 0; item < 200; ++item) beliefs.push_back(selling(rate(random) + 1e-6));
  const double learnt = rate_units_per_day(start_belief(pool_of(beliefs)));
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
