// Price response: prior and posterior by hand, signs by truncation against sums over the joint law,
// and on simulated sales: the true elasticity is found, the merchant's present price and what was
// assumed lose their say, and an item whose data says nothing keeps both.
#include "forecasting/price_response.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTenth = 1.2815516;  // of the standard normal law

// What an item knows of e, of k, and of both.
PriceEvidence knows(double own, double own_precision, double pull = 0, double pull_precision = 0) {
  PriceEvidence evidence{.spells = 2, .usable_changes = 1};
  evidence.information[4] = own_precision;
  evidence.information[7] = pull_precision;
  evidence.weighted[1] = own_precision * own;
  evidence.weighted[2] = pull_precision * pull;
  return evidence;
}

// No contrast: centre 5, stddev 0.3 x 5 = 1.5; zero lies 3.3 of them away, and adds 0.002.
TEST(PriceResponse, starts_where_the_present_price_is_optimal) {
  const ElasticityBelief belief = elasticity({}, {.present = 5});
  EXPECT_NEAR(belief.mean, 5, 0.01);
  EXPECT_NEAR(belief.stddev, 1.5, 0.01);
  EXPECT_NEAR(belief.low, 5 - 1.5 * kTenth, 0.01);
  EXPECT_NEAR(belief.high, 5 + 1.5 * kTenth, 0.01);
  EXPECT_EQ(belief.usable_changes, 0);
  EXPECT_TRUE(belief.assumption);
}

// Prior precision 1 / 2.25 = 0.444444: (0.444444 x 5 + 3) / 1.444444 = 3.615385, stddev 0.832050.
TEST(PriceResponse, weighs_prior_and_evidence_by_precision) {
  const ElasticityBelief belief = elasticity(knows(3, 1), {.present = 5});
  EXPECT_NEAR(belief.mean, 3.615385, 1e-4);
  EXPECT_NEAR(belief.stddev, 0.832050, 1e-3);
  EXPECT_EQ(belief.usable_changes, 1);
}

// At a precision of 0.444444 the evidence weighs as much as the prior at 5: then it is the data's.
TEST(PriceResponse, is_an_assumption_until_the_data_outweighs_it) {
  EXPECT_TRUE(elasticity(knows(3, 0.43), {.present = 5}).assumption);
  EXPECT_FALSE(elasticity(knows(3, 0.45), {.present = 5}).assumption);
}

// Half of the category's 2.62 is learnt: 0.5 / (0.09 x 6.8644) = 0.809321 against 0.444444, so
// the centre is 2.62 + 0.354489 x 2.38 = 3.463684.
TEST(PriceResponse, leans_to_a_category_that_has_learnt) {
  const ElasticityBelief belief = elasticity({}, {.present = 5, .category_share = 0.5});
  EXPECT_NEAR(belief.mean, 3.463684, 0.01);
  EXPECT_NEAR(elasticity({}, {.present = 5, .category_share = 0}).mean, 5, 0.01);
}

TEST(PriceResponse, brings_the_present_into_its_bounds_or_takes_the_category) {
  EXPECT_EQ(start_elasticity({.present = 0.3}), kMinElasticity);
  EXPECT_EQ(start_elasticity({.present = 400}), kMaxElasticity);
  for (const double unknown : {0.0, -3.0, kNaN, HUGE_VAL}) {
    EXPECT_EQ(start_elasticity({.present = unknown, .category = 3.3}), 3.3);
    EXPECT_TRUE(elasticity({}, {.present = unknown}).assumption);
  }
}

// k of N(1.5, 0.75) above zero: a = -2, l = 0.0552479: mean 1.5414359, stddev 0.75 x sqrt(1 - 2 l -
// l^2) = 0.7061368.
TEST(PriceResponse, keeps_the_rivals_pull_above_zero) {
  const ElasticityBelief belief = elasticity({}, {.present = 5});
  EXPECT_NEAR(belief.rival_pull, 1.5414359, 1e-6);
  EXPECT_NEAR(belief.rival_pull_stddev, 0.7061368, 1e-6);
  const ElasticityBelief pushed = elasticity(knows(0, 0, -4, 50), {.present = 5});
  EXPECT_GT(pushed.rival_pull, 0);
  EXPECT_LT(pushed.rival_pull, 0.1);
}

// However the data looks (here: dearer sold more, surely), demand is never said to grow with the
// price: the whole interval is above zero, not the mean alone. Pricing reads at least 1.2.
TEST(PriceResponse, keeps_the_sign_whatever_the_data_says) {
  const ElasticityBelief belief = elasticity(knows(-3, 10), {.present = 5});
  EXPECT_EQ(belief.mean, kMinElasticity);
  EXPECT_GT(belief.low, 0);
  EXPECT_LT(belief.high, 0.2);
  EXPECT_GT(belief.stddev, 0);
}

// The two truncations one after the other, against sums over the joint law of (T, k) where k > 0
// and T > k v: T's mean and stddev within 4%.
TEST(PriceResponse, agrees_with_sums_over_the_joint_law) {
  const double v = 0.6;
  for (const double own : {0.2, 1.0, 3.0}) {
    PriceEvidence evidence = knows(own, 2, 0.5, 2);
    evidence.information[5] = 0.8;
    const ElasticityBelief belief =
        elasticity(evidence, {.present = 2.5, .category = 2.5, .weight_below = v});
    double mass = 0;
    double first = 0;
    double second = 0;
    for (double e = 0.005; e < 12; e += 0.01) {
      for (double k = 0.005; k < 8; k += 0.01) {
        const double total = e + v * k;
        const double prior = std::pow((total - 2.5) / 0.75, 2) + std::pow((k - 1.5) / 0.75, 2);
        const double data =
            2 * e * e - 2 * (2 * own) * e + 2 * k * k - 2 * (2 * 0.5) * k + 2 * 0.8 * e * k;
        const double weight = std::exp(-(prior + data) / 2);
        mass += weight;
        first += weight * total;
        second += weight * total * total;
      }
    }
    const double mean = first / mass;
    EXPECT_NEAR(belief.mean / std::max(mean, kMinElasticity), 1, 0.04) << own;
    EXPECT_NEAR(belief.stddev / std::sqrt(second / mass - mean * mean), 1, 0.06) << own;
  }
}

// v of the rivals lie below: knowing e = 2 well and k = 1 well is knowing T = 2 + v.
TEST(PriceResponse, speaks_of_the_total_where_the_anchor_stands) {
  const PriceEvidence evidence = knows(2, 1e4, 1, 1e4);
  for (const double v : {0.0, 0.5, 1.0}) {
    EXPECT_NEAR(elasticity(evidence, {.present = 5, .weight_below = v}).mean, 2 + v, 0.01);
    EXPECT_NEAR(estimate_alone(evidence, v).mean, 2 + v, 0.01);
  }
  EXPECT_EQ(estimate_alone({}, 0.5).precision, 0);
}

// Item that sells 20 a day at 100 and answers its price by `elasticity`; its days scatter by 0.3;
// each price holds for two weeks and moves by 8 to 15 per cent, up and down.
PriceEvidence simulated(double elasticity, int changes, std::mt19937_64& random) {
  std::gamma_distribution<double> scatter(1 / 0.3, 0.3);
  std::uniform_real_distribution<double> move(0.08, 0.15);
  PriceEvidence evidence;
  double price = 100;
  for (int change = 0; change <= changes; ++change) {
    PriceSpell spell{.log_price = std::log(price)};
    for (int day = 0; day < 14; ++day) {
      const double mean = 20 * std::pow(price / 100, -elasticity) * scatter(random);
      const int units = std::poisson_distribution<int>(mean)(random);
      spell = add_day(spell, {.day = 14 * change + day, .units = static_cast<double>(units)});
    }
    evidence = learn_spell(evidence, rate_of(spell), {});
    price *= price > 100 ? 1 - move(random) : 1 + move(random);
  }
  return evidence;
}

TEST(PriceResponse, finds_the_true_elasticity) {
  std::mt19937_64 random(41);
  int near = 0;
  int covered = 0;
  for (int item = 0; item < 200; ++item) {
    const ElasticityBelief belief = elasticity(simulated(3, 30, random), {});
    if (belief.mean > 2.25 && belief.mean < 3.75) ++near;
    if (belief.low < 3 && belief.high > 3) ++covered;
    EXPECT_EQ(belief.usable_changes, 30);
  }
  EXPECT_GE(near, 190);
  EXPECT_GE(covered, 150);
}

// A margin of a tenth sets out from 10; the true 3 takes over.
TEST(PriceResponse, lets_the_present_price_lose_its_say) {
  std::mt19937_64 random(42);
  double early = 0;
  double late = 0;
  for (int item = 0; item < 100; ++item) {
    early += elasticity(simulated(3, 2, random), {.present = 10}).mean / 100;
    late += elasticity(simulated(3, 30, random), {.present = 10}).mean / 100;
  }
  EXPECT_GT(early, 3.5);
  EXPECT_NEAR(late, 3, 0.4);
}

// One price for ever, nothing sold ever, a million units a day: the prior, and no more.
TEST(PriceResponse, learns_nothing_from_a_life_without_contrasts) {
  for (const double units : {0.0, 1.0, 1e6}) {
    PriceEvidence evidence;
    for (int spell = 0; spell < 200; ++spell) {
      PriceSpell days{.log_price = std::log(100.0)};
      for (int day = 0; day < 14; ++day) {
        days = add_day(days, {.day = 14 * spell + day, .units = units});
      }
      evidence = learn_spell(evidence, rate_of(days), {});
    }
    const ElasticityBelief belief = elasticity(evidence, {.present = 5});
    EXPECT_NEAR(belief.mean, 5, 0.01) << units;
    EXPECT_NEAR(belief.stddev, 1.5, 0.01) << units;
    EXPECT_EQ(belief.usable_changes, 0);
    EXPECT_TRUE(belief.assumption);
  }
}

TEST(PriceResponse, stays_in_range_for_anything) {
  std::mt19937_64 random(43);
  std::uniform_real_distribution<double> power(-9, 9);
  PriceEvidence evidence;
  for (int draw = 0; draw < 50'000; ++draw) {
    PriceSpell spell{.log_price = power(random)};
    spell = add_day(spell, {.day = draw,
                            .units = std::pow(10, power(random)),
                            .hinge = std::abs(power(random)),
                            .level = std::pow(2, power(random))});
    evidence = learn_spell(evidence, rate_of(spell), {.weight = std::abs(power(random)) / 9});
    const ElasticityBelief belief = elasticity(
        evidence,
        {.present = std::pow(10, power(random)), .weight_below = std::abs(power(random)) / 9});
    ASSERT_TRUE(belief.mean >= kMinElasticity && belief.mean <= kMaxElasticity);
    ASSERT_TRUE(std::isfinite(belief.stddev) && belief.stddev > 0);
    ASSERT_TRUE(belief.low >= 0 && belief.low <= belief.high && std::isfinite(belief.high));
    ASSERT_TRUE(belief.rival_pull > 0 && std::isfinite(belief.rival_pull));
  }
}

}  // namespace
}  // namespace shelfd::forecasting
