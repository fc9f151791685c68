// Price response: one contrast and one update by hand, what is not usable, and on simulated sales:
// the true elasticity is found, and the merchant's present price loses its say.
#include "forecasting/price_response.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

PriceSpell spell(double price, double units, double days) {
  return {.price = price, .units = units, .days = days};
}

// x = ln 1.1 = 0.0953102, y = ln(40 / 60) = -0.4054651, variance 1/60 + 1/40 + 2 x 0.3/10 + 0.02
// = 0.1216667: precision 0.0090840 / 0.1216667 = 0.0746633, sum 0.0386450 / 0.1216667 = 0.317630.
TEST(PriceResponse, learns_a_contrast_by_its_precision) {
  const PriceEvidence evidence = learn_contrast({}, spell(100, 59.5, 10), spell(110, 39.5, 10));
  EXPECT_NEAR(evidence.precision, 0.0746633, 1e-6);
  EXPECT_NEAR(evidence.weighted_sum, 0.317630, 1e-5);
  EXPECT_EQ(evidence.usable_changes, 1);
}

// 0.98 x (2, 5, 3) and then the contrast above.
TEST(PriceResponse, discounts_what_was_learnt_before) {
  const PriceEvidence before{.precision = 2, .weighted_sum = 5, .usable_changes = 3};
  const PriceEvidence after = learn_contrast(before, spell(100, 59.5, 10), spell(110, 39.5, 10));
  EXPECT_NEAR(after.precision, 1.96 + 0.0746633, 1e-6);
  EXPECT_NEAR(after.weighted_sum, 4.9 + 0.317630, 1e-5);
  EXPECT_NEAR(after.usable_changes, 3.94, 1e-12);
}

TEST(PriceResponse, leaves_out_what_says_nothing) {
  const PriceEvidence before{.precision = 2, .weighted_sum = 5, .usable_changes = 3};
  const PriceSpell usual = spell(100, 60, 10);
  const std::vector<PriceSpell> useless = {
      spell(100.5, 40, 10), spell(301, 40, 10),   spell(33, 40, 10),    spell(0, 40, 10),
      spell(-1, 40, 10),    spell(110, -1, 10),   spell(110, 40, 0),    spell(110, 40, -1),
      spell(kNaN, 40, 10),  spell(110, kNaN, 10), spell(110, 40, kNaN), spell(HUGE_VAL, 40, 10)};
  for (const PriceSpell& other : useless) {
    EXPECT_EQ(learn_contrast(before, usual, other), before);
    EXPECT_EQ(learn_contrast(before, other, usual), before);
  }
  EXPECT_EQ(learn_contrast(before, spell(100, 3, 10), spell(110, 2, 10)), before);
}

// 20 units, then none: y = ln(0.5 / 20.5) = -3.71; a rise that kills demand speaks for a steep one.
TEST(PriceResponse, hears_a_rise_after_which_nothing_sold) {
  const PriceEvidence evidence = learn_contrast({}, spell(100, 20, 10), spell(120, 0, 10));
  EXPECT_GT(evidence.weighted_sum / evidence.precision, 10);
}

// No contrast: w = 1, centre 5, stddev 0.25 x 5.
TEST(PriceResponse, starts_where_the_present_price_is_optimal) {
  const ElasticityBelief belief = elasticity({}, 5);
  EXPECT_NEAR(belief.mean, 5, 1e-12);
  EXPECT_NEAR(belief.stddev, 1.25, 1e-12);
  EXPECT_TRUE(belief.assumption);
}

// Prior precision at 5: 1 / 1.25^2 = 0.64, so w = 0.64 / 0.7146633 = 0.895526 and the centre is
// 5 w + 2.62 (1 - w) = 4.751352, its precision 1 / (0.0625 x 22.57535) = 0.708738. Mean
// (0.708738 x 4.751352 + 0.317630) / 0.783401 = 4.703963, stddev 1 / sqrt(0.783401) = 1.129815.
TEST(PriceResponse, weighs_prior_and_evidence_by_precision) {
  const PriceEvidence evidence{
      .precision = 0.0746633, .weighted_sum = 0.317630, .usable_changes = 1};
  const ElasticityBelief belief = elasticity(evidence, 5);
  EXPECT_NEAR(belief.mean, 4.703963, 1e-4);
  EXPECT_NEAR(belief.stddev, 1.129815, 1e-4);
  EXPECT_TRUE(belief.assumption);
}

// At a precision of 0.64 the evidence weighs as much as the prior: from there on it is the data's.
TEST(PriceResponse, is_an_assumption_until_the_data_outweighs_it) {
  EXPECT_TRUE(
      elasticity({.precision = 0.63, .weighted_sum = 2, .usable_changes = 9}, 5).assumption);
  EXPECT_FALSE(
      elasticity({.precision = 0.65, .weighted_sum = 2, .usable_changes = 1}, 5).assumption);
}

TEST(PriceResponse, brings_the_present_into_its_bounds_or_takes_the_category) {
  EXPECT_NEAR(elasticity({}, 0.3).mean, kMinElasticity, 1e-12);
  EXPECT_NEAR(elasticity({}, 400).mean, kMaxElasticity, 1e-12);
  for (const double unknown : {0.0, -3.0, kNaN, HUGE_VAL}) {
    EXPECT_NEAR(elasticity({}, unknown).mean, kCategoryElasticity, 1e-12);
    EXPECT_TRUE(elasticity({}, unknown).assumption);
  }
}

// However the data looks (here: dearer sold more), demand is never said to grow with the price.
TEST(PriceResponse, keeps_the_sign_whatever_the_data_says) {
  PriceEvidence evidence;
  for (int change = 0; change < 50; ++change) {
    evidence = learn_contrast(evidence, spell(100, 100, 30), spell(120, 300, 30));
  }
  EXPECT_LT(evidence.weighted_sum, 0);
  EXPECT_EQ(elasticity(evidence, 5).mean, kMinElasticity);
}

// Item that sells 20 a day at 100 and answers its price by `elasticity`; its days scatter by 0.3;
// each price holds for two weeks and moves by 8 to 15 per cent, up and down.
PriceEvidence simulated(double elasticity, int contrasts, std::mt19937_64& random) {
  std::gamma_distribution<double> scatter(1 / 0.3, 0.3);
  std::uniform_real_distribution<double> move(0.08, 0.15);
  const auto sell = [&](double price) {
    double units = 0;
    for (int day = 0; day < 14; ++day) {
      const double mean = 20 * std::pow(price / 100, -elasticity) * scatter(random);
      units += std::poisson_distribution<int>(mean)(random);
    }
    return spell(price, units, 14);
  };
  PriceEvidence evidence;
  PriceSpell before = sell(100);
  for (int change = 0; change < contrasts; ++change) {
    const double step = move(random);
    const PriceSpell after = sell(before.price * (before.price > 100 ? 1 - step : 1 + step));
    evidence = learn_contrast(evidence, before, after);
    before = after;
  }
  return evidence;
}

// 30 contrasts: x about 0.12, variance 2 / 280 + 2 x 0.3 / 14 + 0.02 = 0.07, so a precision of 0.2
// each, 4.6 discounted; with the prior's 2.2 a stddev of 0.38. Within 25% of 3 is within 2 of them.
TEST(PriceResponse, finds_the_true_elasticity) {
  std::mt19937_64 random(41);
  int near = 0;
  for (int item = 0; item < 200; ++item) {
    const double mean = elasticity(simulated(3, 30, random), 0).mean;
    if (mean > 2.25 && mean < 3.75) ++near;
  }
  EXPECT_GE(near, 190);
}

// A margin of a tenth sets out from 10; the true 3 takes over.
TEST(PriceResponse, lets_the_present_price_lose_its_say) {
  std::mt19937_64 random(42);
  double early = 0;
  double late = 0;
  for (int item = 0; item < 100; ++item) {
    early += elasticity(simulated(3, 2, random), 10).mean / 100;
    late += elasticity(simulated(3, 30, random), 10).mean / 100;
  }
  EXPECT_GT(early, 3.5);
  EXPECT_NEAR(late, 3, 0.4);
}

TEST(PriceResponse, stays_in_range_for_anything) {
  std::mt19937_64 random(43);
  std::uniform_real_distribution<double> power(-9, 9);
  PriceEvidence evidence;
  for (int draw = 0; draw < 100'000; ++draw) {
    const double price = std::pow(10, power(random));
    const PriceSpell before =
        spell(price, std::pow(10, power(random)), std::pow(10, power(random)));
    const PriceSpell after = spell(price * std::pow(3, power(random) / 9),
                                   std::pow(10, power(random)), std::pow(10, power(random)));
    evidence = learn_contrast(evidence, before, after);
    const ElasticityBelief belief = elasticity(evidence, std::pow(10, power(random)));
    ASSERT_TRUE(belief.mean >= kMinElasticity && belief.mean <= kMaxElasticity);
    ASSERT_TRUE(std::isfinite(belief.stddev) && belief.stddev > 0);
    ASSERT_TRUE(evidence.precision >= 0 && evidence.usable_changes <= 50);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
