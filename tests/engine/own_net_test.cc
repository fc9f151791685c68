// Shows that own and rivals' prices meet on one basis: what is paid after promotions, with delivery
// and tax counted alike. By one shop's life, through the step.
#include "engine/own_net.h"

#include <gtest/gtest.h>

#include "engine/price_flow.h"
#include "engine/verify.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

using pricing::AmountOff;
using pricing::Promotion;

Promotion off(double amount) { return {.benefit = AmountOff{.off = money(amount)}}; }

Promotion every_300_less_50() {
  return {.layer = 3,
          .gate = {.amount = money(300)},
          .benefit = AmountOff{.off = money(50), .every = true}};
}

CompetitorOffer offer_with(double price, const std::vector<Promotion>& promotions) {
  CompetitorOffer offer = Shop::offer("a", price);
  offer.promotions = promotions;
  return offer;
}

// The rival a as he is judged at `at`.
JudgedOffer rival(const Shop& shop, Instant at) {
  return price_inputs(shop.state, shop.policy, {}, at).offers.at(0);
}

// Listed at 30 with 4 off: paid 26. The suggestion tells all four prices and whom they are of.
TEST(OwnNet, a_rival_competes_with_what_is_paid_for_his_offer) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()},
                                {day(0.1), offer_with(30, {off(4), every_300_less_50()})}});
  EXPECT_EQ(rival(shop, day(0.1)).price, money(26));
  const MarketView& market = shop.last_price->market;
  EXPECT_EQ(market.reference, money(26));
  EXPECT_EQ(market.basket, pricing::ReferenceBasket::Alone);
  ASSERT_EQ(market.offers.size(), 1U);
  EXPECT_EQ(market.offers[0].nets.list, money(30));
  EXPECT_EQ(market.offers[0].nets.alone, money(26));
  // In a basket of 300 the piece bears 30 / 300 of 4 and of 50, 5.40; every 300 leaves a sixth, and
  // 4 for itself is the best: 26 is paid alone, 24.60 in full.
  EXPECT_LT(market.offers[0].nets.full, money(26));
  EXPECT_FALSE(market.own);
}

TEST(OwnNet, rules_choose_the_basket_that_is_compared) {
  Shop shop;
  Rules rules;
  rules.reference_basket = pricing::ReferenceBasket::Full;
  shop.policy = make_policy(nullptr, &rules);
  CatalogEntry entry = Shop::catalog();
  entry.own_promotions = {every_300_less_50()};
  (void)shop.step_to(day(0.1),
                     {{day(0), entry}, {day(0.1), offer_with(30, {every_300_less_50()})}});
  EXPECT_EQ(rival(shop, day(0.1)).price, money(25)) << "30 less a sixth";
  ASSERT_TRUE(shop.last_price->market.own);
  EXPECT_EQ(shop.last_price->market.own->nets.full, money(25)) << "the same for ourselves";
  EXPECT_EQ(current_paid(shop.last_price->basis.judged->inputs), money(25));
  EXPECT_EQ(shop.last_price->status, Status::Keep) << "alike on both sides";
}

TEST(OwnNet, discounts_for_members_are_shown_and_used_only_when_the_rules_say_so) {
  Promotion member = off(6);
  member.audience = "member";
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.1), offer_with(30, {member})}});
  EXPECT_EQ(rival(shop, day(0.1)).price, money(30));
  const pricing::OfferNets& nets = shop.last_price->market.offers.at(0).nets;
  EXPECT_EQ(nets.alone, money(30));
  EXPECT_EQ(nets.withheld, money(24));
  EXPECT_EQ(nets.unused, pricing::kUnusedAudience);
  Rules rules;
  rules.audiences = {"member"};
  Shop counted;
  counted.policy = make_policy(nullptr, &rules);
  (void)counted.step_to(day(0.1),
                        {{day(0), Shop::catalog()}, {day(0.1), offer_with(30, {member})}});
  EXPECT_EQ(rival(counted, day(0.1)).price, money(24));
}

// Seen at 0.1 days, 4 off from day 1 to day 2: the item wakes for both, without a new observation.
TEST(OwnNet, a_rival_s_promotion_begins_and_ends_on_time) {
  Promotion promotion = off(4);
  promotion.from = day(1);
  promotion.to = day(2);
  Shop shop;
  (void)shop.step_to(day(0.1),
                     {{day(0), Shop::catalog()}, {day(0.1), offer_with(30, {promotion})}});
  EXPECT_EQ(rival(shop, day(0.5)).price, money(30));
  EXPECT_EQ(rival(shop, day(1)).price, money(26));
  EXPECT_EQ(rival(shop, day(2)).price, money(30));
  std::optional<Instant> due = day(0.6);
  bool woken = false;
  for (int times = 0; times < 9 && due && *due < day(2); ++times) {
    due = next_due(shop.state.situation, 0, shop.policy, *due);
    woken = woken || due == day(1);
  }
  EXPECT_TRUE(woken);
}

// 20% tax. His 24 without tax are 28.80 beside ours with it; where ours are without, his 30 with it
// are 25.
TEST(OwnNet, counts_tax_alike_on_both_sides) {
  CatalogEntry entry = Shop::catalog();
  entry.tax_rate = 0.2;
  CompetitorOffer offer = Shop::offer("a", 24);
  offer.price_includes_tax = false;
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), entry}, {day(0.1), offer}});
  EXPECT_EQ(rival(shop, day(0.1)).price, money(28.80));
  entry.price_includes_tax = false;
  offer = Shop::offer("a", 30);
  offer.price_includes_tax = true;
  Shop without;
  (void)without.step_to(day(0.1), {{day(0), entry}, {day(0.1), offer}});
  EXPECT_EQ(rival(without, day(0.1)).price, money(25));
}

// Delivery of 3 on ours as on his: 33 against 31. It is no income: what is kept of it is a cost.
TEST(OwnNet, counts_delivery_alike_on_both_sides) {
  CatalogEntry entry = Shop::catalog();
  entry.shipping = Amount{.money = money(3)};
  entry.fee_rate = 0.1;
  CompetitorOffer offer = Shop::offer("a", 28);
  offer.shipping = Amount{.money = money(3)};
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), entry}, {day(0.1), offer}});
  const JudgedPrice judged = price_inputs(shop.state, shop.policy, {}, day(0.1));
  EXPECT_EQ(judged.offers.at(0).price, money(31));
  EXPECT_EQ(current_paid(judged.inputs), money(33));
  EXPECT_EQ(judged.inputs.economics->fee_fixed, money(2.70));
  const double margin = pricing::unit_margin(*judged.inputs.economics, money(33));
  EXPECT_NEAR(margin, 0.9 * 30 - 20, 1e-9) << "as at 30 without delivery";
}

// 3 off our 30 when the price was set: right as it was then. When the promotion ends 30 is paid, a
// tenth dearer than what was right: the price should come down.
TEST(OwnNet, the_anchor_is_what_was_paid_when_the_price_was_set) {
  CatalogEntry entry = Shop::catalog();
  Promotion promotion = off(3);
  promotion.to = day(40);
  entry.own_promotions = {promotion};
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), entry}, {day(0.1), Shop::offer("a", 31)}});
  EXPECT_EQ(shop.state.situation.anchor_paid, money(27));
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  EXPECT_EQ(shop.last_price->market.own->nets.alone, money(27));
  const pricing::PriceInputs then = price_inputs(shop.state, shop.policy, {}, day(39)).inputs;
  const pricing::PriceInputs later = price_inputs(shop.state, shop.policy, {}, day(40)).inputs;
  EXPECT_EQ(current_paid(then), money(27));
  EXPECT_EQ(current_paid(later), money(30));
}

// The undercut alert is of what is paid: 28 is 6.7% under a listed 30, and above the 27 paid.
TEST(OwnNet, nobody_undercuts_what_is_not_paid) {
  CatalogEntry entry = Shop::catalog();
  Shop listed;
  (void)listed.step_to(day(0.1), {{day(0), entry}, {day(0.1), Shop::offer("a", 28)}});
  ASSERT_EQ(listed.state.situation.alerts.size(), 1U);
  EXPECT_EQ(listed.state.situation.alerts[0].kind, AlertKind::Undercut);
  entry.own_promotions = {off(3)};
  Shop paid;
  (void)paid.step_to(day(0.1), {{day(0), entry}, {day(0.1), Shop::offer("a", 28)}});
  EXPECT_TRUE(paid.state.situation.alerts.empty());
}

// The memory changes nothing, and what is told verifies.
TEST(OwnNet, is_remembered_and_verified) {
  CatalogEntry entry = Shop::catalog();
  entry.own_promotions = {off(3), every_300_less_50()};
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), entry}, {day(0.1), offer_with(30, {off(4)})}});
  OwnNetMemory memory;
  const Situation& situation = shop.state.situation;
  const OwnNet first = own_net(situation, shop.policy, day(1), &memory);
  const OwnNet again = own_net(situation, shop.policy, day(1), &memory);
  const OwnNet without = own_net(situation, shop.policy, day(1), nullptr);
  EXPECT_EQ(first.curve, without.curve);
  EXPECT_EQ(again.curve, without.curve);
  EXPECT_EQ(again.nets, without.nets);
  PriceSuggestion told = *shop.last_price;
  EXPECT_TRUE(verify(told, "test").differences.empty());
  told.market.offers[0].nets.alone += money(1);
  EXPECT_FALSE(verify(told, "test").differences.empty());
  told = *shop.last_price;
  told.market.own->nets.alone += money(1);
  EXPECT_FALSE(verify(told, "test").differences.empty());
}

}  // namespace
}  // namespace shelfd::engine
