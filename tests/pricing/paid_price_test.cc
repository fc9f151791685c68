// Shows that a price is judged by what is paid for it: the same item with and without own
// promotions of a tenth, a threshold beside the price, the margin floor and the market's position.
// Each best price is worked out in what is paid and then taken back to the list.
#include <gtest/gtest.h>

#include "pricing/price_suggestion.h"

namespace shelfd::pricing {
namespace {

constexpr Money kTen{10'000'000};
constexpr double kRung = 0.0055;  // the best rung is within one of the best price

Money money(double units) { return round_money(units); }

// A tenth off every price.
NetCurve tenth_off() {
  return {
      .knots = {{.list = money(5), .paid = money(4.5)}, {.list = money(15), .paid = money(13.5)}}};
}

// Elasticity 2.5 and cost 5.40: the best paid price is 5.40 x 2.5 / 1.5 = 9, listed as 10.
PriceInputs item_with_a_tenth_off() {
  PriceInputs item;
  item.current = kTen;
  item.economics = UnitEconomics{.unit_cost = money(5.4)};
  item.anchor_cost = money(5.4);
  item.anchor_price = kTen;
  item.anchor_paid = money(9);
  item.anchor_rate = 10;
  item.present_elasticity = 2.5;
  item.elasticity = 2.5;
  item.guardrails.own_net = tenth_off();
  return item;
}

TEST(PaidPrice, keeps_a_price_whose_promotion_was_there_when_it_was_set) {
  const PriceAnswer answer = suggest_price(item_with_a_tenth_off());
  EXPECT_EQ(answer.price, kTen);
  EXPECT_TRUE(answer.steps.empty());
}

// At the anchor 10 was paid and right for a cost of 6. With a tenth off 9 is paid: 10 is at 11.11.
TEST(PaidPrice, gives_a_promotion_that_began_since_back_on_the_list) {
  PriceInputs item = item_with_a_tenth_off();
  item.economics->unit_cost = item.anchor_cost = money(6);
  item.anchor_paid = {};
  const PriceAnswer answer = suggest_price(item);
  EXPECT_NEAR(main_units(answer.price), 10 / 0.9, 11.11 * kRung);
}

// The gain is of what is paid: at a cost of 5.94 the best is 9.90 paid, 11 listed. A day at 9 earns
// 10 x 3.06; at 9.90 it sells 10 x 1.1^-2.5 = 7.8799 for 3.96: 31.204. Over 28 days 16.92.
TEST(PaidPrice, earns_what_is_paid) {
  PriceInputs item = item_with_a_tenth_off();
  item.economics->unit_cost = money(5.94);
  const PriceAnswer answer = suggest_price(item);
  EXPECT_NEAR(main_units(answer.price), 11, 11 * kRung);
  EXPECT_NEAR(main_units(answer.profit_gain), 16.92, 0.05);
}

// A rival at 9.50 is above the 9 that are paid and below the 10 listed: he pulls nobody away, so
// that his going changes nothing.
TEST(PaidPrice, meets_rivals_by_what_is_paid) {
  PriceInputs item = item_with_a_tenth_off();
  item.rival_pull = 2;
  item.anchor_rivals = item.rivals = {{.price = money(9.5), .weight = 1}};
  EXPECT_EQ(suggest_price(item).price, kTen);
  item.rivals.clear();
  EXPECT_EQ(suggest_price(item).price, kTen);
  // Without the promotion he is cheaper, and his going frees the price.
  item.guardrails.own_net = {};
  item.anchor_paid = {};
  item.economics->unit_cost = item.anchor_cost = money(6);
  EXPECT_GT(suggest_price(item).price, kTen);
}

// 5.40 at 40% of what is paid: paid 9, listed 10. Listed 9.99 does not pay it.
TEST(PaidPrice, holds_the_margin_on_what_is_paid) {
  const PriceInputs item = item_with_a_tenth_off();
  Guardrails guardrails = item.guardrails;
  guardrails.min_margin_ratio = 0.4;
  EXPECT_EQ(broken_guard(kTen, kTen, guardrails, &*item.economics), Guard::None);
  EXPECT_EQ(broken_guard(money(9.99), money(9.99), guardrails, &*item.economics),
            Guard::MarginFloor);
  guardrails.own_net = {};
  EXPECT_EQ(broken_guard(money(9.5), money(9.5), guardrails, &*item.economics), Guard::None);
}

TEST(PaidPrice, takes_the_market_s_position_by_what_is_paid) {
  PriceInputs item = item_with_a_tenth_off();
  item.strategy = Strategy::MatchMarket;
  item.market = MarketPrice{.reference = money(9.9)};
  EXPECT_EQ(suggest_price(item).price, money(11));
}

// 30 off from 200 on. At 199.99 the full price is paid; the best paid price of 190 is there at 190
// and at 220, and from a current price of 205 both are within reach: the profit is the same, and a
// rung of neither is missed by a search that would take the curve for a smooth one.
TEST(PaidPrice, finds_the_best_price_across_a_threshold) {
  PriceInputs item;
  item.current = money(205);
  item.economics = UnitEconomics{.unit_cost = money(114)};  // 114 x 2.5 / 1.5 = 190
  item.anchor_cost = money(114);
  item.anchor_price = money(205);
  item.anchor_paid = money(190);
  item.anchor_rate = 10;
  item.present_elasticity = item.elasticity = 2.5;
  item.guardrails.own_net = {.knots = {{money(100), money(100)},
                                       {money(199.99), money(199.99)},
                                       {money(200), money(170)},
                                       {money(300), money(270)}}};
  const Money price = suggest_price(item).price;
  EXPECT_NEAR(main_units(item.guardrails.own_net.paid(price)), 190, 190 * kRung);
  EXPECT_NE(price, money(205)) << "where 175 is paid";
}

}  // namespace
}  // namespace shelfd::pricing
