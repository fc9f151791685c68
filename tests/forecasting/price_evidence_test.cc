// Price evidence: contrasts by hand, that each noise counts once, what a cause weighs, what says
// nothing, and on simulated items that the errors are as large as they are said to be.
#include "forecasting/price_evidence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr ChangeSay kSure{.weight = 1, .person = false};
constexpr ChangeSay kPerson{.weight = kPersonWeight, .person = true};
constexpr ChangeSay kNothing{.weight = 0, .person = false};

SpellRate rate(double price, double units_a_day, double middle_day) {
  return {.log_rate = std::log(units_a_day),
          .variance = 0.05,
          .log_price = std::log(price),
          .units = 14 * units_a_day,
          .middle_day = middle_day};
}

PriceEvidence after(const std::vector<SpellRate>& rates, const ChangeSay& say = kSure) {
  PriceEvidence evidence;
  for (const SpellRate& one : rates) evidence = learn_spell(evidence, one, say);
  return evidence;
}

// Information with the noise as it is said to be.
ResponseInformation as_said(PriceEvidence evidence) {
  evidence.noise_sum = evidence.noise_spells = 0;
  return response_information(evidence);
}

// x = ln 1.1 = 0.0953102, y = ln(4 / 6) = -0.4054651. Drift 14 x 0.002 = 0.028; the first spell is
// discounted: (0.05 + 0.028) / 0.98 + 0.05 = 0.1295918. Precision 0.0090840 / 0.1295918 =
// 0.0700973, sum 0.0386450 / 0.1295918 = 0.298206: an estimate of y / -x = 4.254.
TEST(PriceEvidence, learns_a_contrast_by_its_precision) {
  const PriceEvidence evidence = after({rate(100, 6, 7), rate(110, 4, 21)});
  const ResponseInformation known = as_said(evidence);
  EXPECT_NEAR(known.own, 0.0700973, 1e-6);
  EXPECT_NEAR(known.own_sum, 0.298206, 1e-5);
  EXPECT_NEAR(known.pull, 0, 1e-12);
  EXPECT_EQ(evidence.usable_changes, 1);
}

// Drift 0.028 + (1 / 0.3 - 1) (0.028 + 0.1) = 0.3266667: (0.05 + 0.3266667) / 0.98 + 0.05 =
// 0.4343537, precision 0.0209139. What persons may have seen has a stddev of 2: 1 / (1 /
// 0.0209139 + 4) = 0.0192994.
TEST(PriceEvidence, hears_a_person_without_a_cause_less) {
  const ResponseInformation known = as_said(after({rate(100, 6, 7), rate(110, 4, 21)}, kPerson));
  EXPECT_NEAR(known.own, 0.0192994, 1e-6);
  EXPECT_NEAR(known.own_sum / known.own, 4.25416, 1e-4);
}

// A hundred changes by persons: still less than 1 / 2^2, for they may all be wrong alike.
TEST(PriceEvidence, never_trusts_persons_beyond_what_they_may_have_seen) {
  PriceEvidence persons;
  PriceEvidence sure;
  for (int change = 0; change < 100; ++change) {
    const SpellRate one = rate(change % 2 == 0 ? 100 : 115, change % 2 == 0 ? 60 : 40, 14 * change);
    persons = learn_spell(persons, one, kPerson);
    sure = learn_spell(sure, one, kSure);
  }
  EXPECT_LT(as_said(persons).own, 1 / (kPersonBias * kPersonBias));
  EXPECT_GT(as_said(sure).own, 4 * as_said(persons).own);
}

// A change for demand says nothing, but the spells after it can be compared again.
TEST(PriceEvidence, begins_anew_after_a_change_that_demand_caused) {
  PriceEvidence evidence = after({rate(100, 6, 7), rate(110, 9, 21)}, kNothing);
  EXPECT_NEAR(as_said(evidence).own, 0, 1e-12);
  EXPECT_EQ(evidence.usable_changes, 0);
  evidence = learn_spell(evidence, rate(121, 6, 35), kSure);
  EXPECT_NEAR(as_said(evidence).own, 0.0700973, 1e-6);
  EXPECT_NEAR(as_said(evidence).own_sum / as_said(evidence).own, 4.25416, 1e-4);
}

// 100, 105, 110.25, of which the middle one says nothing (variance 1000): as good as the contrast
// of the outer two, 28 days apart: two contrasts that share the middle's noise are not two.
TEST(PriceEvidence, counts_the_noise_of_a_spell_once) {
  SpellRate noisy = rate(105, 50, 21);
  noisy.variance = 1000;
  const ResponseInformation known = as_said(after({rate(100, 6, 7), noisy, rate(110.25, 4, 35)}));
  const double x = std::log(1.1025);
  const double variance = ((0.05 + 0.028) / 0.98 + 0.028) / 0.98 + 0.05;
  EXPECT_NEAR(known.own, x * x / variance, 1e-5);
}

// The price stays at 100; a rival goes from 100 to 90, hinge 0.8 ln(10 / 9), and sales fall by a
// tenth: all of it is his pull.
TEST(PriceEvidence, learns_the_pull_from_a_rival_who_moves) {
  SpellRate undercut = rate(100, 5.4, 21);
  undercut.hinge = 0.8 * std::log(10.0 / 9);
  const ResponseInformation known = as_said(after({rate(100, 6, 7), undercut}));
  EXPECT_NEAR(known.own, 0, 1e-12);
  EXPECT_NEAR(known.pull_sum / known.pull, std::log(6 / 5.4) / undercut.hinge, 1e-9);
}

// Own price up a tenth while the rival's is too: his pull is the same, and all else is the own
// answer; were he left out of account, a rise that he shares would look as any other.
TEST(PriceEvidence, controls_for_rivals_who_move_at_the_same_time) {
  PriceEvidence evidence;
  std::mt19937_64 random(5);
  std::normal_distribution<double> draw;
  for (int spell = 0; spell < 400; ++spell) {
    SpellRate one = rate(100 * std::exp(0.1 * draw(random)), 6, 14 * spell);
    one.hinge = std::max(0.0, 0.6 * (one.log_price - std::log(100.0)) + 0.03 * draw(random));
    one.log_rate = 5 - 2 * (one.log_price - std::log(100.0)) - 3 * one.hinge;
    evidence = learn_spell(evidence, one, kSure);
  }
  const ResponseInformation known = as_said(evidence);
  const double determinant = known.own * known.pull - known.cross * known.cross;
  EXPECT_NEAR((known.pull * known.own_sum - known.cross * known.pull_sum) / determinant, 2, 0.02);
  EXPECT_NEAR((known.own * known.pull_sum - known.cross * known.own_sum) / determinant, 3, 0.05);
}

TEST(PriceEvidence, leaves_out_what_says_nothing) {
  const PriceEvidence before = after({rate(100, 6, 7)});
  SpellRate wrong = rate(110, 4, 21);
  for (double SpellRate::* field :
       {&SpellRate::log_rate, &SpellRate::variance, &SpellRate::log_price, &SpellRate::hinge,
        &SpellRate::middle_day}) {
    SpellRate broken = wrong;
    broken.*field = kNaN;
    EXPECT_EQ(learn_spell(before, broken, kSure), before);
  }
  wrong.variance = 0;
  EXPECT_EQ(learn_spell(before, wrong, kSure), before);
  EXPECT_NEAR(as_said(after({rate(100, 6, 7), rate(301, 4, 21)})).own, 0, 1e-12) << "another pack";
  EXPECT_NEAR(as_said(after({rate(100, 0.2, 7), rate(110, 0.1, 21)})).own, 0, 1e-12)
      << "4.2 units of both";
  EXPECT_EQ(after({rate(100, 6, 7), rate(100.5, 4, 21)}).usable_changes, 0) << "half a percent";
}

// Two hundred days apart the level may have gone anywhere: 0.4 of variance.
TEST(PriceEvidence, hardly_hears_a_contrast_over_a_gap_of_two_hundred_days) {
  const double near = as_said(after({rate(100, 6, 7), rate(110, 4, 21)})).own;
  const double far = as_said(after({rate(100, 6, 7), rate(110, 4, 207)})).own;
  EXPECT_LT(far, near / 3);
  EXPECT_GT(far, 0);
}

// An item that sells 10 a day and answers by 3, whose level drifts as assumed; its price goes up
// and down by a tenth every two weeks. Errors over what they are said to be: a stddev of 1, less
// what discounting leaves unused. (Taking each pair of spells for a contrast of its own gives 1.4.)
TEST(PriceEvidence, says_truly_how_sure_it_is) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> draw;
  constexpr int kItems = 2'000;
  double squares = 0;
  double sum = 0;
  for (int item = 0; item < kItems; ++item) {
    PriceEvidence evidence;
    double level = 0;
    for (int spell = 0; spell < 12; ++spell) {
      level += std::sqrt(0.028) * draw(random);
      SpellRate one = rate(spell % 2 == 0 ? 100 : 110, 10, 14 * spell);
      one.log_rate +=
          level - 3 * (one.log_price - std::log(100.0)) + std::sqrt(one.variance) * draw(random);
      evidence = learn_spell(evidence, one, kSure);
    }
    const ResponseInformation known = as_said(evidence);
    const double error = (known.own_sum / known.own - 3) * std::sqrt(known.own);
    sum += error;
    squares += error * error;
  }
  EXPECT_NEAR(sum / kItems, 0, 0.1);
  EXPECT_NEAR(std::sqrt(squares / kItems), 0.93, 0.07) << "a little less sure than it might be";
}

// The same with noise of twice the stddev that is said: the factor nears 4, from 1.
TEST(PriceEvidence, learns_that_its_noise_is_larger_than_assumed) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> draw;
  PriceEvidence evidence;
  EXPECT_EQ(noise_factor(evidence), 1);
  for (int spell = 0; spell < 200; ++spell) {
    SpellRate one = rate(spell % 2 == 0 ? 100 : 110, 10, 14 * spell);
    one.log_rate += -3 * (one.log_price - std::log(100.0)) + 2 * std::sqrt(0.064) * draw(random);
    evidence = learn_spell(evidence, one, kSure);
  }
  EXPECT_GT(noise_factor(evidence), 1.8);
  EXPECT_LT(noise_factor(evidence), 5);
}

TEST(PriceEvidence, is_finite_for_anything_finite) {
  std::mt19937_64 random(43);
  std::uniform_real_distribution<double> power(-6, 6);
  PriceEvidence evidence;
  for (int draw = 0; draw < 50'000; ++draw) {
    const SpellRate one{.log_rate = power(random) * 3,
                        .variance = std::pow(10, power(random)),
                        .log_price = draw % 3 == 0 ? evidence.log_price : power(random) / 2,
                        .hinge = std::abs(power(random)),
                        .units = std::pow(10, power(random)),
                        .middle_day = static_cast<double>(draw) * 20};
    evidence = learn_spell(evidence, one,
                           {.weight = std::abs(power(random)) / 6, .person = draw % 2 == 0});
    const ResponseInformation known = response_information(evidence);
    ASSERT_TRUE(std::isfinite(known.own_sum) && std::isfinite(known.pull_sum));
    ASSERT_TRUE(known.own >= 0 && known.pull >= 0 && std::isfinite(known.cross));
  }
}

}  // namespace
}  // namespace shelfd::forecasting
