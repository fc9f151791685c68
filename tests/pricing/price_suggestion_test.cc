// Shows that a suggested price is the formulas' price, step by step, that the steps add up to the
// micro, and that a merchant who is right hears "keep": by one worked item for each step and
// branch, and on 10,000 and 100,000 random items.
#include "pricing/price_suggestion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr Money kTen{10'000'000};
// A rung is 0.52% here: the best rung is within one of the best price.
constexpr double kRung = 0.0055;

// Cost 6, no fees, elasticity 2.5: the best price is 6 x 2.5 / 1.5 = 10, the current one. Ten a
// day.
PriceInputs settled_item() {
  PriceInputs item;
  item.current = kTen;
  item.economics = UnitEconomics{.unit_cost = {6'000'000}};
  item.anchor_cost = {6'000'000};
  item.anchor_price = kTen;
  item.anchor_rate = 10;
  item.present_elasticity = 2.5;
  item.elasticity = 2.5;
  return item;
}

Money amount_of(const PriceAnswer& answer, PriceStep step) {
  for (const StepAmount& taken : answer.steps) {
    if (taken.step == step) return taken.amount;
  }
  return {};
}

Money sum_of(const PriceAnswer& answer) {
  Money sum;
  for (const StepAmount& taken : answer.steps) sum += taken.amount;
  return sum;
}

TEST(PriceSuggestion, keeps_a_price_that_is_right) {
  const PriceAnswer answer = suggest_price(settled_item());
  EXPECT_EQ(answer.price, kTen);
  EXPECT_TRUE(answer.steps.empty());
  EXPECT_FALSE(answer.binding);
  EXPECT_TRUE(answer.profit_known);
  EXPECT_EQ(answer.profit_gain, Money{});
  EXPECT_NEAR(answer.units_now, 280, 1e-9);
  EXPECT_NEAR(answer.units_then, 280, 1e-9);
  EXPECT_EQ(answer.chance_of_gain, 0);
}

// Cost 6.60: the best price is 11. A day at 10 earns 10 x 3.40 = 34; at 11, 10 x 1.1^-2.5 = 7.8799
// units earn 4.40 each: 34.6715. Over 28 days 18.80 more, with 220.64 units for 280.
TEST(PriceSuggestion, passes_a_dearer_cost_on) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {6'600'000};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_NEAR(main_units(answer.price), 11, 11 * kRung);
  ASSERT_EQ(answer.steps.size(), 1U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::Cost);
  EXPECT_EQ(kTen + answer.steps[0].amount, answer.price);
  EXPECT_FALSE(answer.binding);
  EXPECT_NEAR(main_units(answer.profit_gain), 18.80, 0.05);
  EXPECT_NEAR(answer.units_now, 280, 1e-9);
  EXPECT_NEAR(answer.units_then, 220.64, 220.64 * 2.5 * kRung);
  EXPECT_EQ(answer.chance_of_gain, 1);
}

// A rival (weight 1, pull 2) was at 10.50, now asks 9. Over 9 the elasticity is 2.5 + 2 = 4.5, best
// at 6 x 4.5 / 3.5 = 7.71; under 9 it is 2.5, best at 10: so exactly his price is best, 9.
TEST(PriceSuggestion, meets_a_rival_who_went_under) {
  PriceInputs item = settled_item();
  item.rival_pull = 2;
  item.anchor_rivals = {{{10'500'000}, 1}};
  item.rivals = {{{9'000'000}, 1}};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_NEAR(main_units(answer.price), 9, 9 * kRung);
  ASSERT_EQ(answer.steps.size(), 1U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::Rivals);
}

// The rival at 9 pulled when the merchant chose 10: of the elasticity 2.5 his part was 1, the own
// 1.5. He runs out: best at 6 x 1.5 / 0.5 = 18, as far as the ladder (30%) and the guard (20%) go.
TEST(PriceSuggestion, rises_when_a_cheaper_rival_runs_out) {
  PriceInputs item = settled_item();
  item.rival_pull = 1;
  item.anchor_rivals = {{{9'000'000}, 1}};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{12'000'000}));
  EXPECT_GT(amount_of(answer, PriceStep::Rivals), (Money{2'900'000}));
  EXPECT_LT(amount_of(answer, PriceStep::MaxChange), (Money{-900'000}));
  EXPECT_EQ(answer.binding, Guard::MaxChange);
}

// Learnt: elasticity 3, best at 6 x 3 / 2 = 9.
TEST(PriceSuggestion, follows_what_its_own_price_changes_showed) {
  PriceInputs item = settled_item();
  item.elasticity = 3;
  item.assumption = false;
  item.guardrails.person_price = kTen;  // careful holds only an assumption
  const PriceAnswer answer = suggest_price(item);
  EXPECT_NEAR(main_units(answer.price), 9, 9 * kRung);
  ASSERT_EQ(answer.steps.size(), 1U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::Response);
}

// Cost 1 at a price of 10: optimal at 10 / 9 = 1.11, which is not believed; at 1.2 the best is 6.
// The ladder ends at 7, the guard at 8.
TEST(PriceSuggestion, doubts_a_margin_out_of_the_believable_range) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {1'000'000};
  item.anchor_cost = {1'000'000};
  item.present_elasticity = 1.2;
  item.elasticity = 1.2;
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{8'000'000}));
  EXPECT_LT(amount_of(answer, PriceStep::PresentMargin), (Money{-2'900'000}));
  EXPECT_EQ(answer.binding, Guard::MaxChange);
}

// As passes_a_dearer_cost_on, on an assumption: 3% over the 10 that a person set, 10.30.
TEST(PriceSuggestion, moves_little_on_an_assumption) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {6'600'000};
  item.guardrails.person_price = kTen;
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{10'300'000}));
  ASSERT_EQ(answer.steps.size(), 2U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::Cost);
  EXPECT_EQ(answer.steps[1].step, PriceStep::Careful);
  EXPECT_EQ(sum_of(answer), (Money{300'000}));
  EXPECT_EQ(answer.binding, Guard::Careful);
}

// The gain of passes_a_dearer_cost_on is 18.80: under 20 it is not worth a change. A ceiling that
// bound on the way there does not bind the answer.
TEST(PriceSuggestion, goes_back_when_the_gain_is_small) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {6'600'000};
  item.min_gain = {20'000'000};
  item.guardrails.ceiling = Money{10'500'000};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, kTen);
  ASSERT_EQ(answer.steps.size(), 3U);
  EXPECT_EQ(answer.steps[1].step, PriceStep::Ceiling);
  EXPECT_EQ(answer.steps[2].step, PriceStep::SmallGain);
  EXPECT_EQ(sum_of(answer), Money{});
  EXPECT_FALSE(answer.binding);
  EXPECT_EQ(answer.profit_gain, Money{});
}

// From 10 to 11 a gain needs e < ln(4.4 / 3.4) / ln 1.1 = 2.705. With e ~ N(2.5, 1): Phi(0.205) =
// 0.58, under the 0.6 asked for (the uncertainty moves the best price a little above 11: 0.57).
TEST(PriceSuggestion, goes_back_when_the_gain_is_not_likely) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {6'600'000};
  item.elasticity_stddev = 1;
  EXPECT_EQ(suggest_price(item).price, kTen);
  item.min_chance = 0.5;
  const PriceAnswer answer = suggest_price(item);
  EXPECT_GT(answer.price, kTen);
  EXPECT_GT(answer.chance_of_gain, 0.5);
  EXPECT_LT(answer.chance_of_gain, 0.6);
}

// The ceiling is 9.50: no want of gain brings back 10. Right is 10, so 9.50 is as near as may be.
TEST(PriceSuggestion, never_goes_back_to_a_price_that_breaks_a_guard) {
  PriceInputs item = settled_item();
  item.guardrails.ceiling = Money{9'500'000};
  item.min_gain = {1'000'000'000};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{9'500'000}));
  ASSERT_EQ(answer.steps.size(), 1U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::Ceiling);
  EXPECT_EQ(answer.binding, Guard::Ceiling);
  EXPECT_LT(answer.profit_gain, Money{});
}

// The same ceiling with a learnt elasticity of 3 (best at 9): the way from 9.50 on to 9 must be
// worth it too, and is not, so the answer is what the guard makes of the current price.
TEST(PriceSuggestion, goes_back_to_the_nearest_allowed_price_when_the_rest_gains_little) {
  PriceInputs item = settled_item();
  item.elasticity = 3;
  item.guardrails.ceiling = Money{9'500'000};
  item.min_gain = {1'000'000'000};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{9'500'000}));
  EXPECT_GT(amount_of(answer, PriceStep::SmallGain), Money{});
  EXPECT_EQ(sum_of(answer), (Money{-500'000}));
}

// 97% of a market at 11.333 is 10.99301, to the cent 10.99: one step, however the cost went.
TEST(PriceSuggestion, matches_the_market_where_the_strategy_says_so) {
  PriceInputs item = settled_item();
  item.strategy = Strategy::MatchMarket;
  item.economics->unit_cost = {6'600'000};
  item.market = MarketPrice{.reference = {11'333'000}};
  item.match_ratio = 0.97;
  PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{10'990'000}));
  ASSERT_EQ(answer.steps.size(), 1U);
  EXPECT_EQ(answer.steps[0].step, PriceStep::MarketPosition);
  EXPECT_TRUE(answer.profit_known);
  item.economics.reset();
  answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{10'990'000}));
  EXPECT_FALSE(answer.profit_known);
}

TEST(PriceSuggestion, keeps_the_price_without_a_market_to_match) {
  PriceInputs item = settled_item();
  item.strategy = Strategy::MatchMarket;
  EXPECT_EQ(suggest_price(item).price, kTen);
}

TEST(PriceSuggestion, holds_but_for_a_guard) {
  PriceInputs item = settled_item();
  item.strategy = Strategy::Hold;
  item.economics->unit_cost = {6'600'000};
  item.guardrails.endings = {{990'000}};
  EXPECT_EQ(suggest_price(item).price, kTen);
  item.guardrails.floor = Money{10'500'000};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, (Money{10'990'000}));
  EXPECT_EQ(amount_of(answer, PriceStep::Floor), (Money{500'000}));
  EXPECT_EQ(amount_of(answer, PriceStep::Ending), (Money{490'000}));
  EXPECT_EQ(answer.binding, Guard::Ending);
}

TEST(PriceSuggestion, claims_no_profit_without_a_cost_or_a_rate) {
  PriceInputs item = settled_item();
  item.economics.reset();
  EXPECT_EQ(suggest_price(item).price, kTen);
  EXPECT_FALSE(suggest_price(item).profit_known);
  item = settled_item();
  item.economics->unit_cost = {6'600'000};
  item.anchor_rate = 0;
  EXPECT_EQ(suggest_price(item).price, kTen);
  EXPECT_FALSE(suggest_price(item).profit_known);
}

// A cost three times as high: the ladder ends at 13, the guard at 12, the margin floor is at 18.
TEST(PriceSuggestion, is_bounded_under_a_cost_shock_and_still_keeps_the_margin_floor) {
  PriceInputs item = settled_item();
  item.economics->unit_cost = {18'000'000};
  EXPECT_EQ(suggest_price(item).price, (Money{12'000'000}));
  item.guardrails.min_margin_ratio = 0;
  EXPECT_EQ(suggest_price(item).price, (Money{18'000'000}));
}

// An anchor at a micro, the price at a million, elasticity 40: the rate there would be 10 x exp(40
// x 27.6), more than a double holds. The price stays.
TEST(PriceSuggestion, keeps_the_price_when_the_rate_is_beyond_numbers) {
  PriceInputs item = settled_item();
  item.current = {1'000'000'000'000};
  item.anchor_price = {1};
  item.present_elasticity = 40;
  item.elasticity = 40;
  item.anchor_rate = 1e5;
  const PriceAnswer answer = suggest_price(item);
  EXPECT_EQ(answer.price, item.current);
  EXPECT_FALSE(answer.profit_known);
}

// The largest amounts that are read (12 digits) and the smallest, every strategy, and inputs that
// are no numbers: an answer, whose steps add up.
TEST(PriceSuggestion, answers_at_the_ends_of_the_range) {
  const Money largest{999'999'999'999'999'999};
  for (const Money current : {Money{1}, largest}) {
    for (const Money bound : {Money{1}, largest}) {
      for (const Strategy strategy : {Strategy::Profit, Strategy::MatchMarket, Strategy::Hold}) {
        for (const double number : {2.5, 0.0, std::nan(""), HUGE_VAL}) {
          PriceInputs item = settled_item();
          item.strategy = strategy;
          item.current = current;
          item.anchor_price = current;
          item.economics->unit_cost = bound;
          item.anchor_rate = number;
          item.elasticity_stddev = number;
          item.rivals = {{bound, 1}};
          item.market = MarketPrice{.reference = bound};
          item.match_ratio = 2;
          item.guardrails.floor = bound;
          item.guardrails.ceiling = bound;
          item.guardrails.min_margin_ratio = 0.9;
          item.guardrails.endings = {bound, {990'000}};
          item.reach_ratio = 0.5;
          const PriceAnswer answer = suggest_price(item);
          EXPECT_EQ(item.current + sum_of(answer), answer.price);
          EXPECT_GT(answer.price, Money{});
        }
      }
    }
  }
}

TEST(PriceSuggestion, adds_up_and_breaks_no_guard_for_100000_random_items) {
  RandomItems random(10);
  int moved = 0;
  for (int round = 0; round < 100'000; ++round) {
    const PriceInputs item = random.item();
    const PriceAnswer answer = suggest_price(item);
    ASSERT_EQ(item.current + sum_of(answer), answer.price);
    ASSERT_GT(answer.price, Money{});
    for (std::size_t index = 0; index < answer.steps.size(); ++index) {
      ASSERT_NE(answer.steps[index].amount, Money{});
      ASSERT_TRUE(index == 0 || answer.steps[index - 1].step < answer.steps[index].step);
    }
    ASSERT_TRUE(!answer.profit_known || (item.economics && item.anchor_rate > 0));

    // One exception, named in guardrails.h: a margin that no price reaches.
    const UnitEconomics* economics = item.economics ? &*item.economics : nullptr;
    const Guardrails& guardrails = item.guardrails;
    const bool unreachable = economics != nullptr && guardrails.min_margin_ratio &&
                             *guardrails.min_margin_ratio >= kept_share(*economics);
    ASSERT_EQ(broken_guard(answer.price, item.current, guardrails, economics),
              unreachable ? Guard::MarginFloor : Guard::None);
    moved += answer.price != item.current ? 1 : 0;
  }
  EXPECT_GT(moved, 30'000);
}

// A new item whose price is right: margin 3% to 60% of the price, random tax, fees and rivals, no
// evidence of its own, so elasticity as the present price implies, held to [1.2, 40], +- up to 1.
PriceInputs item_at_its_optimum(RandomItems& random) {
  PriceInputs item;
  item.current = random.price({10'000});
  UnitEconomics economics{.tax_rate = random.between(0, 0.2),
                          .fee_rate = random.between(0, 0.15),
                          .fee_fixed = random.near(item.current, 0, 0.02)};
  const double margin = random.between(0.03, 0.6) * main_units(item.current);
  const double cost = unit_margin(economics, item.current) - margin;
  economics.unit_cost = std::max(Money{}, round_money(cost));
  item.economics = economics;
  item.anchor_cost = economics.unit_cost;
  item.anchor_price = item.current;
  item.anchor_rate = random.between(0.01, 20);
  item.present_elasticity = std::clamp(elasticity_of_optimum(economics, item.current), 1.2, 40.0);
  item.elasticity = item.present_elasticity;
  item.elasticity_stddev = random.between(0, 1);
  item.rival_pull = random.between(0, 2);
  item.anchor_rivals = random.rivals(item.current, 0.7, 1.4);
  item.rivals = item.anchor_rivals;
  item.guardrails.person_price = item.current;
  return item;
}

TEST(PriceSuggestion, says_keep_to_new_items_at_their_optimum) {
  RandomItems random(11);
  constexpr int kItems = 10'000;
  int kept = 0;
  for (int round = 0; round < kItems; ++round) {
    const PriceInputs item = item_at_its_optimum(random);
    kept += suggest_price(item).price == item.current ? 1 : 0;
  }
  std::cout << "kept: " << kept << " of " << kItems << "\n";
  EXPECT_GE(kept, kItems * 95 / 100);
}

}  // namespace
}  // namespace shelfd::pricing
