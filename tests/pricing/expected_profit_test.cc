// Shows that the unit margin, the response to prices and the best price on a ladder are those of
// the formulas: by worked numbers, by the note's known optima, by counting for the chance of a
// gain, and by the order that rivals' prices must keep, on random items.
#include "pricing/expected_profit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "pricing/price_ladder.h"
#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr UnitEconomics kTaxed{.tax_rate = 0.19,
                               .fee_rate = 0.1,
                               .variable_cost_rate = 0.02,
                               .fee_fixed = {500'000},
                               .unit_cost = {60'000'000},
                               .return_cost = {1'200'000}};

// The example of the pricing note, section 3.2: c 6, f 0.5, phi 0.1.
constexpr UnitEconomics kNote{.fee_rate = 0.1, .fee_fixed = {500'000}, .unit_cost = {6'000'000}};
constexpr UnitEconomics kCostOnly{.unit_cost = {6'000'000}};

std::vector<Money> every(Money step, Money low, Money high) {
  std::vector<Money> ladder;
  for (Money price = low; price <= high; price += step) ladder.push_back(price);
  return ladder;
}

// 119 / 1.19 = 100; less 11.90, 2.38, 0.50, 60 and 1.20: 24.02. Tax on top: 119 - 11.90 - 2.38 -
// 61.70 = 43.02.
TEST(ExpectedProfit, takes_tax_fees_and_costs_off_a_price) {
  EXPECT_NEAR(unit_margin(kTaxed, {119'000'000}), 24.02, 1e-9);
  UnitEconomics on_top = kTaxed;
  on_top.price_includes_tax = false;
  EXPECT_NEAR(unit_margin(on_top, {119'000'000}), 43.02, 1e-9);
}

// 1 / 1.19 - 0.12 = 0.7203361; without tax inside 0.88.
TEST(ExpectedProfit, keeps_a_share_of_each_main_unit) {
  EXPECT_NEAR(kept_share(kTaxed), 1 / 1.19 - 0.12, 1e-12);
  UnitEconomics on_top = kTaxed;
  on_top.price_includes_tax = false;
  EXPECT_NEAR(kept_share(on_top), 0.88, 1e-12);
}

// Note 3.2: eps 2.62 has its optimum at 11.6803840878. At a loss there is none: 0.
TEST(ExpectedProfit, knows_the_elasticity_at_which_a_price_is_best) {
  EXPECT_NEAR(elasticity_of_optimum(kNote, {11'680'384}), 2.62, 1e-6);
  EXPECT_EQ(elasticity_of_optimum(kNote, {7'000'000}), 0);
}

// 0.5 ln(10 / 8) = 0.1115718; the rival at 12 is dearer. At 12 exactly his hinge is still zero.
TEST(ExpectedProfit, counts_only_cheaper_rivals) {
  const std::vector<RivalPrice> rivals = {{{8'000'000}, 0.5}, {{12'000'000}, 0.3}};
  EXPECT_NEAR(hinge(rivals, {10'000'000}), 0.5 * std::log(1.25), 1e-12);
  EXPECT_EQ(hinge(rivals, {8'000'000}), 0);
  EXPECT_EQ(weight_below(rivals, {10'000'000}), 0.5);
  EXPECT_EQ(weight_below(rivals, {8'000'000}), 0);
  EXPECT_EQ(weight_below(rivals, {12'010'000}), 0.8);
  EXPECT_EQ(hinge({}, {10'000'000}), 0);
}

// p0 10, e 2 +- 0.5, k 1, H0 0, rate 4, p 12, L = ln 1.2 = 0.1823216: exponent -0.3646431 +
// 0.0041551
// - 0.5 ln 1.5 = -0.5632206, rate 4 x 0.5693724 = 2.2774897. At the anchor and its H0: 4.
TEST(ExpectedProfit, expects_the_rate_of_the_formula) {
  const Response response{
      .anchor_price = {10'000'000}, .elasticity = 2, .stddev = 0.5, .rival_pull = 1, .rate = 4};
  const std::vector<RivalPrice> rivals = {{{8'000'000}, 0.5}, {{12'000'000}, 0.3}};
  Response anchored = response;
  anchored.anchor_hinge = 0.5 * std::log(1.25);
  EXPECT_NEAR(expected_rate(response, rivals, {12'000'000}), 2.2774897219, 1e-9);
  EXPECT_NEAR(expected_rate(anchored, rivals, {10'000'000}), 4, 1e-12);
}

// Note 3.2: eps 2.62 -> 11.6803840878, eps 2 -> 14.4444444444; the nearest cent.
TEST(ExpectedProfit, is_largest_at_the_known_optimum) {
  const std::vector<Money> cents = every({10'000}, {8'000'000}, {20'000'000});
  Response response{.anchor_price = {10'000'000}, .elasticity = 2.62, .rate = 1};
  EXPECT_EQ(best_price(kNote, response, {}, cents, {10'000'000}), (Money{11'680'000}));
  response.elasticity = 2;
  EXPECT_EQ(best_price(kNote, response, {}, cents, {10'000'000}), (Money{14'440'000}));
}

// On the ladder's own rungs (half a percent apart) the answer is within one rung of the optimum.
TEST(ExpectedProfit, is_largest_on_the_rung_next_to_the_known_optimum) {
  Response response{.anchor_price = {10'000'000}, .elasticity = 2.62, .rate = 1};
  const std::vector<Money> near_twelve = price_ladder({12'000'000}, 0.3, {10'000});
  const Money best = best_price(kNote, response, {}, near_twelve, {12'000'000});
  EXPECT_NEAR(main_units(best), 11.6803840878, 11.68 * 0.0055);
  response.elasticity = 2;
  const std::vector<Money> near_fourteen = price_ladder({14'000'000}, 0.3, {10'000});
  const Money dearer = best_price(kNote, response, {}, near_fourteen, {14'000'000});
  EXPECT_NEAR(main_units(dearer), 14.4444444444, 14.44 * 0.0055);
}

// The note's trap: c 6, p0 10, eps 2.62 +- 0.5. Plug-in optimum 9.7037, Bayes optimum 9.686 with
// 4.0079 a day there; 0.0537 at 10^4, 1.2462 at 10^6, and beyond every bound after that: at 10^8 it
// is 10^8 exp(-2.62 L + L^2 / 8), L = ln 10^7 = 16.118: exp(18.42 - 42.23 + 32.47) = 5,800.
// A ladder of half and one and a half times the price never sees it.
TEST(ExpectedProfit, grows_without_limit_where_the_ladder_does_not_go) {
  Response response{.anchor_price = {10'000'000}, .elasticity = 2.62, .stddev = 0.5, .rate = 1};
  const auto daily = [&](std::int64_t units) {
    const Money price{units * kMicrosPerUnit};
    return expected_rate(response, {}, price) * unit_margin(kCostOnly, price);
  };
  const std::vector<Money> fine = every({1'000}, {7'000'000}, {15'000'000});
  const Money best = best_price(kCostOnly, response, {}, fine, {10'000'000});
  EXPECT_EQ(best, (Money{9'686'000}));
  EXPECT_NEAR(expected_rate(response, {}, best) * unit_margin(kCostOnly, best), 4.0079, 5e-5);
  EXPECT_NEAR(daily(10'000), 0.0537, 5e-5);
  EXPECT_NEAR(daily(1'000'000), 1.2462, 5e-5);
  EXPECT_GT(daily(100'000'000), 5'000);

  const std::vector<Money> ladder = price_ladder({10'000'000}, 0.5, {10'000});
  const Money rung = best_price(kCostOnly, response, {}, ladder, {10'000'000});
  EXPECT_NEAR(main_units(rung), 9.686, 9.686 * 0.01);
  response.stddev = 0;
  EXPECT_EQ(best_price(kCostOnly, response, {}, fine, {10'000'000}), (Money{9'704'000}));
}

// With no sales every rung earns nothing: the current price, or the lowest where it is no rung.
TEST(ExpectedProfit, breaks_ties_for_the_current_price_then_the_lower) {
  const Response response{.anchor_price = {10'000'000}, .elasticity = 2, .rate = 0};
  const std::vector<Money> ladder = {{9'000'000}, {10'000'000}, {11'000'000}};
  EXPECT_EQ(best_price(kCostOnly, response, {}, ladder, {10'000'000}), (Money{10'000'000}));
  EXPECT_EQ(best_price(kCostOnly, response, {}, ladder, {10'500'000}), (Money{9'000'000}));
}

// Cost 20 is above the whole ladder: the least loss is at its top.
TEST(ExpectedProfit, loses_least_at_the_top_where_nothing_earns) {
  const UnitEconomics dear{.unit_cost = {20'000'000}};
  const Response response{.anchor_price = {10'000'000}, .elasticity = 2, .rate = 3};
  const std::vector<Money> ladder = price_ladder({10'000'000}, 0.3, {10'000});
  EXPECT_EQ(best_price(dear, response, {}, ladder, {10'000'000}), ladder.back());
}

// c 6, from 10 to 9: margins 4 and 3. A gain needs e ln(10/9) > ln(4/3), e > 2.7305; with e ~
// N(2.62, 0.5): 1 - Phi(0.2209) = 0.4125818. The way back is the rest.
TEST(ExpectedProfit, gives_the_chance_that_a_cut_gains) {
  Response response{.anchor_price = {10'000'000}, .elasticity = 2.62, .stddev = 0.5, .rate = 1};
  const auto chance = [&](Money now, Money then) {
    return chance_of_gain(kCostOnly, response, {}, now, then);
  };
  EXPECT_NEAR(chance({10'000'000}, {9'000'000}), 0.4125818, 1e-6);
  EXPECT_NEAR(chance({9'000'000}, {10'000'000}), 1 - 0.4125818, 1e-6);
  EXPECT_EQ(chance({10'000'000}, {10'000'000}), 0);
  response.stddev = 0;
  EXPECT_EQ(chance({10'000'000}, {9'000'000}), 0);
  EXPECT_EQ(chance({9'000'000}, {10'000'000}), 1);
}

// Cost 6: 5 loses, 6 earns nothing, 7 earns.
TEST(ExpectedProfit, is_sure_of_the_chance_where_one_price_earns_and_one_does_not) {
  const Response response{.anchor_price = {10'000'000}, .elasticity = 2, .stddev = 1, .rate = 1};
  const auto chance = [&](Money now, Money then) {
    return chance_of_gain(kCostOnly, response, {}, now, then);
  };
  EXPECT_EQ(chance({5'000'000}, {7'000'000}), 1);
  EXPECT_EQ(chance({5'000'000}, {6'000'000}), 1);
  EXPECT_EQ(chance({7'000'000}, {5'000'000}), 0);
  EXPECT_EQ(chance({6'000'000}, {5'000'000}), 0);
}

// Counts over 2,001 equally likely elasticities; both earning and both losing items are among them.
TEST(ExpectedProfit, gives_the_chance_that_counting_gives) {
  RandomItems random(7);
  for (int round = 0; round < 300; ++round) {
    const Money now = random.price({10'000});
    const Money then = random.near(now, 0.7, 1.4);
    const UnitEconomics economics = random.economics(now);
    const std::vector<RivalPrice> rivals = random.rivals(now, 0.7, 1.4);
    Response response{.anchor_price = random.near(now, 0.8, 1.2),
                      .elasticity = random.between(0.5, 6),
                      .stddev = random.between(0.1, 2),
                      .rival_pull = random.between(0, 3),
                      .rate = 1};
    const double chance = chance_of_gain(economics, response, rivals, now, then);
    Response certain = response;
    certain.stddev = 0;
    constexpr int kDraws = 2'001;
    int gains = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      certain.elasticity =
          response.elasticity + response.stddev * normal_quantile((draw + 0.5) / kDraws);
      const double before = expected_rate(certain, rivals, now) * unit_margin(economics, now);
      const double after = expected_rate(certain, rivals, then) * unit_margin(economics, then);
      gains += after > before ? 1 : 0;
    }
    ASSERT_NEAR(chance, static_cast<double>(gains) / kDraws, 1.0 / kDraws);
  }
}

// A rate stays finite however far the anchor is.
TEST(ExpectedProfit, stays_finite_far_from_the_anchor) {
  const Response response{
      .anchor_price = {10'000}, .elasticity = 40, .stddev = 40, .rival_pull = 3, .rate = 1};
  EXPECT_TRUE(std::isfinite(expected_rate(response, {}, {1'000'000'000'000'000})));
  const std::vector<Money> ladder = price_ladder({1'000'000'000'000'000}, 0.3, {10'000});
  EXPECT_TRUE(
      std::binary_search(ladder.begin(), ladder.end(),
                         best_price(kCostOnly, response, {}, ladder, {1'000'000'000'000'000})));
}

// Rivals that stay, with their weights: one 10% cheaper never raises the best price, one gone (the
// others' weights as they were) never lowers it.
TEST(ExpectedProfit, follows_a_rival_down_and_never_falls_when_he_leaves) {
  RandomItems random(8);
  int lowered = 0;
  int raised = 0;
  for (int round = 0; round < 10'000; ++round) {
    const Money current = random.price({10'000});
    std::vector<RivalPrice> rivals = random.rivals(current, 0.7, 1.4);
    rivals.push_back({.price = random.near(current, 0.7, 1.4), .weight = random.between(0, 0.5)});
    const UnitEconomics economics = random.economics(current);
    const Response response{.anchor_price = random.near(current, 0.8, 1.2),
                            .elasticity = random.between(0.05, 6),
                            .stddev = random.between(0, 0.5),
                            .rival_pull = random.between(0, 5),
                            .anchor_hinge = random.between(0, 0.3),
                            .rate = 1};
    const std::vector<Money> ladder = price_ladder(current, 0.3, {10'000});
    const Money best = best_price(economics, response, rivals, ladder, current);

    std::vector<RivalPrice> cheaper = rivals;
    cheaper.back().price = times_ratio_nearest(cheaper.back().price, 0.9);
    const Money with_cheaper = best_price(economics, response, cheaper, ladder, current);
    ASSERT_LE(with_cheaper, best);
    std::vector<RivalPrice> fewer = rivals;
    fewer.pop_back();
    const Money with_fewer = best_price(economics, response, fewer, ladder, current);
    ASSERT_GE(with_fewer, best);
    lowered += with_cheaper < best ? 1 : 0;
    raised += with_fewer > best ? 1 : 0;
  }
  // The property is not empty: rivals do move the price.
  EXPECT_GT(lowered, 500);
  EXPECT_GT(raised, 500);
}

}  // namespace
}  // namespace shelfd::pricing
