// Elasticity pool: a report and the shrinking means by hand; that reports commute and go away
// again, and that a category of elastic items teaches a new one.
#include "forecasting/elasticity_pool.h"

#include <gtest/gtest.h>

#include "forecasting/price_response.h"

namespace shelfd::forecasting {
namespace {

// What an item knows of its own elasticity alone.
PriceEvidence knows(double elasticity, double precision) {
  PriceEvidence evidence{.spells = 2, .usable_changes = 1};
  evidence.information[4] = precision;
  evidence.weighted[1] = precision * elasticity;
  return evidence;
}

// Precision 4: weight 1 / (1 / 4 + 1) = 0.8, sum 0.8 x 3 = 2.4.
TEST(ElasticityPool, takes_a_report_by_how_sure_it_is) {
  EXPECT_EQ(report(knows(3, 4), 0),
            (ElasticityPool{.items = 1, .micro_weight = 800'000, .micro_sum = 2'400'000}));
  EXPECT_EQ(report(knows(3, 0.019), 0), ElasticityPool{});
  EXPECT_EQ(report({}, 0.5), ElasticityPool{});
}

// One such report, of merchant and category. Merchant (5 x 2.62 + 2.4) / 5.8 = 2.672414, of which
// 0.8 / 5.8 = 0.137931 is learnt; category (5 x 2.672414 + 2.4) / 5.8 = 2.717598, learnt 0.137931 +
// 0.862069 x 0.137931 = 0.256837.
TEST(ElasticityPool, shrinks_category_to_merchant_to_default) {
  const ElasticityPool one = report(knows(3, 4), 0);
  const PooledElasticity pooled = pooled_elasticity(one, one);
  EXPECT_NEAR(pooled.mean, 2.717598, 1e-6);
  EXPECT_NEAR(pooled.share, 0.256837, 1e-6);
  const PooledElasticity nobody = pooled_elasticity({}, {});
  EXPECT_EQ(nobody.mean, kCategoryElasticity);
  EXPECT_EQ(nobody.share, 0);
}

TEST(ElasticityPool, gives_back_what_a_report_added) {
  ElasticityPool pool = report(knows(3, 4), 0);
  const ElasticityPool wild = report(knows(1e9, 1e-1), 0);
  pool = add(pool, wild);
  EXPECT_EQ(subtract(pool, wild), report(knows(3, 4), 0));
  EXPECT_EQ(add(subtract({}, wild), wild), ElasticityPool{});
}

// A hundred items at 5: a new one of the category starts there, and so does one of a category of
// its own, less.
TEST(ElasticityPool, teaches_a_new_item) {
  ElasticityPool pool;
  for (int item = 0; item < 100; ++item) pool = add(pool, report(knows(5, 10), 0));
  EXPECT_NEAR(pooled_elasticity(pool, pool).mean, 5, 0.1);
  EXPECT_GT(pooled_elasticity(pool, pool).share, 0.95);
  const double other = pooled_elasticity({}, pool).mean;
  EXPECT_NEAR(other, 5, 0.2);
  const ElasticityBelief belief =
      elasticity({}, {.category = pooled_elasticity(pool, pool).mean,
                      .category_share = pooled_elasticity(pool, pool).share});
  EXPECT_NEAR(belief.mean, 5, 0.2);
  EXPECT_TRUE(belief.assumption);
  EXPECT_EQ(belief.usable_changes, 0);
}

TEST(ElasticityPool, holds_an_absurd_estimate_to_its_range) {
  ElasticityPool pool;
  for (int item = 0; item < 100; ++item) pool = add(pool, report(knows(-500, 10), 0));
  EXPECT_EQ(pooled_elasticity(pool, pool).mean, kMinElasticity);
}

}  // namespace
}  // namespace shelfd::forecasting
