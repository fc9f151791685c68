// Shows what one piece costs alone and in a full basket, what is withheld and why, and when that
// changes: worked promotions of each kind, then promises on random ones.
#include "pricing/offer_net.h"

#include <gtest/gtest.h>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 11}};
constexpr std::chrono::hours kHour{1};

Money money(double units) { return round_money(units); }

Promotion threshold(double gate, double off, bool every) {
  return {.layer = 3,
          .gate = {.amount = money(gate)},
          .benefit = AmountOff{.off = money(off), .every = every}};
}

OfferNets nets_of(double price, const std::vector<Promotion>& promotions, double shipping = 0) {
  return offer_nets({.price = money(price), .shipping = money(shipping)}, promotions, kNow, {});
}

TEST(OfferNet, of_no_promotion_is_the_list_price_with_its_shipping) {
  const OfferNets nets = nets_of(100, {}, 6);
  EXPECT_EQ(nets.list, money(106));
  EXPECT_TRUE(nets.is_plain());
}

// Every 300 less 50: 120 alone meets nothing; in a basket of 300 it bears 120 / 300 of 50, 20. The
// sixth is 16.67% off. At 350 alone: 50 off; filled up to 600 it bears 350 / 600 of 100, 58.33, cut
// to the cent in the seller's favour or not by largest remainder: 291.67.
TEST(OfferNet, in_a_full_basket_has_the_best_rate_of_a_threshold) {
  const OfferNets small = nets_of(120, {threshold(300, 50, true)});
  EXPECT_EQ(small.alone, money(120));
  EXPECT_EQ(small.full, money(100));
  const OfferNets large = nets_of(350, {threshold(300, 50, true)});
  EXPECT_EQ(large.alone, money(300));
  EXPECT_EQ(large.full, money(291.67));
}

// Once, 199 less 20: at 250 the piece alone is the best basket there is.
TEST(OfferNet, in_a_full_basket_is_never_dearer_than_alone) {
  const OfferNets nets = nets_of(250, {threshold(199, 20, false)});
  EXPECT_EQ(nets.alone, money(230));
  EXPECT_EQ(nets.full, money(230));
}

// 199 less 20 once and every 300 less 50: a basket of 300 bears both, 70 of 300. 60 of it: 14.
TEST(OfferNet, tells_one_basket_for_all_thresholds_together) {
  const OfferNets nets = nets_of(60, {threshold(199, 20, false), threshold(300, 50, true)});
  EXPECT_EQ(nets.full, money(46));
}

// A coupon of 10 off this item alone is not shared with what fills the basket: 110, then 300 are
// met by the price of 120 (gates see activity prices), and 120 / 300 of 50 by what runs: 110 / 290
// of 50 is 18.97.
TEST(OfferNet, shares_only_what_the_whole_order_gets) {
  Promotion coupon{
      .layer = 1, .scope = {.skus = {{kItemSku}}}, .benefit = AmountOff{.off = money(10)}};
  const OfferNets nets = nets_of(120, {coupon, threshold(300, 50, true)});
  EXPECT_EQ(nets.alone, money(110));
  EXPECT_EQ(nets.full, money(110 - 18.97));
}

// Three for two: 100 alone, 66.67 a piece of three (200 / 3, rounded up).
TEST(OfferNet, counts_pieces_of_a_group) {
  const OfferNets nets = nets_of(100, {{.benefit = NForM{.size = 3, .paid = 2}}});
  EXPECT_EQ(nets.alone, money(100));
  EXPECT_EQ(nets.full, money(66.67));
}

// A deposit of 20 that counts 40; 10% off with at most 5; a flash price of 70.
TEST(OfferNet, knows_the_promotions_of_one_item) {
  EXPECT_EQ(nets_of(100, {{.benefit = DepositGrows{.paid = money(20), .counts = money(40)}}}).alone,
            money(80));
  EXPECT_EQ(nets_of(100, {{.benefit = PercentOff{.basis_points = 1000, .cap = money(5)}}}).alone,
            money(95));
  EXPECT_EQ(nets_of(100, {{.benefit = FixedPrice{.price = money(70)}}}).alone, money(70));
}

// Delivery of 6 on top, in a full basket too: 126 and 106. A promotion may take it off.
TEST(OfferNet, bears_the_delivery) {
  const OfferNets nets = nets_of(120, {threshold(300, 50, true)}, 6);
  EXPECT_EQ(nets.list, money(126));
  EXPECT_EQ(nets.alone, money(126));
  EXPECT_EQ(nets.full, money(106));
  EXPECT_EQ(nets_of(120, {{.benefit = FreeShipping{}}}, 6).alone, money(120));
}

TEST(OfferNet, shows_and_does_not_use_what_is_for_members) {
  Promotion member{.benefit = AmountOff{.off = money(15)}, .audience = "member"};
  const OfferNets nets = nets_of(100, {member});
  EXPECT_EQ(nets.alone, money(100));
  EXPECT_EQ(nets.full, money(100));
  EXPECT_EQ(nets.withheld, money(85));
  EXPECT_EQ(nets.unused, kUnusedAudience);
  const std::vector<std::string> audiences = {"member"};
  const OfferNets used = offer_nets({.price = money(100)}, std::vector{member}, kNow, audiences);
  EXPECT_EQ(used.alone, money(85));
  EXPECT_EQ(used.unused, 0);
}

TEST(OfferNet, says_what_is_out_of_its_time_and_what_needs_other_items) {
  Promotion later{.benefit = AmountOff{.off = money(15)}, .from = kNow + kHour};
  Promotion pair{.benefit = Bundle{.parts = {{.skus = {{kItemSku}}}, {.skus = {{"x"}}}}}};
  const OfferNets nets = nets_of(100, {later, pair});
  EXPECT_EQ(nets.alone, money(100));
  EXPECT_EQ(nets.unused, kUnusedWindow | kUnusedOtherItems);
}

// From an hour on 15 off, until the third: three spans, the second of which ends with it.
TEST(OfferNet, changes_when_a_promotion_begins_and_ends) {
  const Promotion promotion{
      .benefit = AmountOff{.off = money(15)}, .from = kNow + kHour, .to = kNow + 3 * kHour};
  const auto spans =
      net_spans({.price = money(100)}, std::vector{promotion}, kNow, kNow + 72 * kHour, {});
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0].nets.alone, money(100));
  EXPECT_EQ(spans[1].from, kNow + kHour);
  EXPECT_EQ(spans[1].nets.alone, money(85));
  EXPECT_EQ(spans[2].from, kNow + 3 * kHour);
  EXPECT_EQ(spans[2].nets.alone, money(100));
  EXPECT_EQ(net_spans({.price = money(100)}, std::vector{promotion}, kNow, kNow, {}).size(), 1U);
  EXPECT_TRUE(net_spans({.price = money(100)}, {}, kNow, kNow + kHour, {}).empty());
}

TEST(OfferNet, leaves_a_scraper_s_zero_and_a_broken_cent_as_they_are) {
  EXPECT_EQ(nets_of(0, {threshold(300, 50, true)}).full, money(0));
  EXPECT_EQ(nets_of(-3, {threshold(300, 50, true)}).alone, money(-3));
  const OfferNets nets = nets_of(10.005, {{.benefit = AmountOff{.off = money(1)}}});
  EXPECT_EQ(nets.alone, money(9.005));
}

// Whatever the promotions: full <= alone <= list, withheld <= alone, none below zero.
TEST(OfferNet, keeps_its_promises_on_random_offers) {
  RandomItems random(11);
  int full_is_less = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Promotion> promotions;
    for (int left = random.whole(1, 3); left > 0; --left) {
      Promotion promotion =
          threshold(random.whole(5, 400), random.whole(1, 60), random.chance(0.5));
      promotion.layer = random.whole(1, 4);
      if (random.chance(0.3))
        promotion.benefit = PercentOff{.basis_points = random.whole(100, 5000)};
      if (random.chance(0.3)) promotion.gate.amount.reset();
      if (!promotion.gate.amount && std::holds_alternative<AmountOff>(promotion.benefit)) {
        promotion.benefit = AmountOff{.off = money(random.whole(1, 60))};
      }
      if (random.chance(0.3)) promotion.audience = "member";
      promotions.push_back(promotion);
    }
    const OfferNets nets = nets_of(random.whole(1, 500), promotions, random.whole(0, 9));
    ASSERT_LE(nets.full, nets.alone);
    ASSERT_LE(nets.alone, nets.list);
    ASSERT_LE(nets.withheld, nets.alone);
    ASSERT_GE(nets.full, Money{});
    full_is_less += nets.full < nets.alone ? 1 : 0;
  }
  EXPECT_GT(full_is_less, 500);
}

}  // namespace
}  // namespace shelfd::pricing
