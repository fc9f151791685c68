// Shows that what the rules say of the market reaches the judged message: rivals' weights, own
// accounts, conditions, the bar and the cap. By one shop with three rivals.
#include <gtest/gtest.h>

#include "engine/price_flow.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// Rivals a, b, c at 28, 30, 33, seen now.
Shop with_rivals(const Rules& rules) {
  Shop shop;
  shop.policy = make_policy(nullptr, &rules);
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()},
                                {day(0.1), Shop::offer("a", 28)},
                                {day(0.1), Shop::offer("b", 30)},
                                {day(0.1), Shop::offer("c", 33)}});
  return shop;
}

JudgedOffer offer_of(const Shop& shop, const std::string& competitor) {
  for (const JudgedOffer& offer : price_inputs(shop.state, shop.policy, {}, day(0.1)).offers) {
    if (offer.competitor == name_hash(competitor)) return offer;
  }
  return {};
}

// Weights 0.8 each: thrice that for a, but no more than twice the median.
TEST(PriceInputs, weigh_a_rival_as_the_merchant_says) {
  Rules rules;
  rules.rivals = {{.competitor = "a", .weight = 3}, {.competitor = "c", .weight = 0.5}};
  const Shop shop = with_rivals(rules);
  EXPECT_NEAR(offer_of(shop, "a").weight, 1.6, 1e-6);
  EXPECT_NEAR(offer_of(shop, "b").weight, 0.8, 1e-6);
  EXPECT_NEAR(offer_of(shop, "c").weight, 0.4, 1e-6);
  EXPECT_NEAR(offer_of(shop, "a").pull / offer_of(shop, "b").pull, 3, 1e-5);
  EXPECT_EQ(shop.last_price->market.reference, money(28));
  rules.max_weight_ratio = 10;
  EXPECT_NEAR(offer_of(with_rivals(rules), "a").weight, 2.4, 1e-6);
}

TEST(PriceInputs, leave_out_who_is_no_rival_and_who_is_the_merchant) {
  Rules rules;
  rules.rivals = {{.competitor = "a", .weight = 0}};
  rules.own_accounts = {"b"};
  const Shop shop = with_rivals(rules);
  EXPECT_EQ(offer_of(shop, "a").left_out, pricing::LeftOut::NotARival);
  EXPECT_EQ(offer_of(shop, "a").pull, 0);
  EXPECT_EQ(offer_of(shop, "b").left_out, pricing::LeftOut::OwnAccount);
  EXPECT_EQ(shop.last_price->market.reference, money(33));
}

TEST(PriceInputs, count_the_conditions_that_the_rules_name) {
  Rules rules;
  rules.offer_conditions = {pricing::Condition::Used};
  Shop shop = with_rivals(rules);
  EXPECT_EQ(offer_of(shop, "a").left_out, pricing::LeftOut::Condition);
  CompetitorOffer used = Shop::offer("b", 30);
  used.condition = pricing::Condition::Used;
  (void)shop.step_to(day(0.1), {{day(0.1) + Duration{1}, used}});
  EXPECT_EQ(offer_of(shop, "b").left_out, pricing::LeftOut::None);
}

// Three equal offers are three effective ones.
TEST(PriceInputs, set_the_bar_of_the_market) {
  Rules rules;
  rules.min_effective_offers = 3;
  EXPECT_TRUE(with_rivals(rules).last_price->market.reference);
  rules.min_effective_offers = 3.1;
  const Shop shop = with_rivals(rules);
  EXPECT_FALSE(shop.last_price->market.reference);
  EXPECT_EQ(shop.last_price->reasons.back().code, ReasonCode::NoMarket);
}

TEST(PriceInputs, name_the_nearest_and_the_cheapest_rival) {
  const Shop shop = with_rivals({});
  const auto hash = [](const char* name) { return "#" + std::to_string(name_hash(name)); };
  EXPECT_EQ(shop.last_price->market.cheapest_competitor, hash("a"));
  EXPECT_EQ(shop.last_price->market.nearest_competitor, hash("b"));
  EXPECT_EQ(shop.last_price->market.nearest, money(30));
}

}  // namespace
}  // namespace shelfd::engine
