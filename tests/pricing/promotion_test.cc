// Promotions: one way to buy one order, step by step, on answers worked out by hand, and what the
// rules forbid.
#include "pricing/promotion.h"

#include <gtest/gtest.h>

namespace shelfd::pricing {
namespace {

Money yuan(std::int64_t whole, std::int64_t cents = 0) {
  return {whole * kMicrosPerUnit + cents * 10'000};
}

Basket of_prices(const std::vector<Money>& prices) {
  Basket basket;
  for (std::size_t at = 0; at < prices.size(); ++at) {
    basket.units.push_back({.sku = "s" + std::to_string(at),
                            .shop = "A",
                            .category = "x",
                            .list = prices[at],
                            .price = prices[at]});
  }
  return basket;
}

Promotion threshold(int layer, Money gate, Money off, Basis basis = Basis::Activity) {
  return {.id = "threshold",
          .layer = layer,
          .gate = {.amount = gate, .count = {}, .basis = basis},
          .benefit = AmountOff{.off = off}};
}

// Note 4.3, 1: 400 less 380 by the shop; 400-50 over shops sees 400 in parallel: 20 - 50, cut at 0.
TEST(Promotion, parallel_thresholds_do_not_see_earlier_discounts) {
  Basket basket = of_prices({yuan(400)});
  basket.promotions = {threshold(2, yuan(400), yuan(380)), threshold(3, yuan(400), yuan(50))};
  const auto order = price_order(basket, {0}, {1, 1});
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->net, Money{});
  ASSERT_EQ(order->steps.size(), 2U);
  EXPECT_EQ(order->steps[0].off, yuan(380));
  EXPECT_EQ(order->steps[1].off, yuan(20));
}

// The same in sequence: 20 is left, below 400.
TEST(Promotion, a_running_threshold_sees_what_is_left) {
  Basket basket = of_prices({yuan(400)});
  basket.promotions = {threshold(2, yuan(400), yuan(380)),
                       threshold(3, yuan(400), yuan(50), Basis::Running)};
  EXPECT_FALSE(price_order(basket, {0}, {1, 1}).has_value());
  EXPECT_EQ(price_order(basket, {0}, {1, 0})->net, yuan(20));
}

// Note 4.3, 2: 100, 10 off and half: (100 - 10) / 2 = 45, or 100 / 2 - 10 = 40.
TEST(Promotion, layers_order_the_steps) {
  Basket basket = of_prices({yuan(100)});
  Promotion ten{.id = "10 off", .layer = 1, .benefit = AmountOff{.off = yuan(10)}};
  const Promotion half{.id = "half", .layer = 2, .benefit = PercentOff{.basis_points = 5'000}};
  basket.promotions = {ten, half};
  EXPECT_EQ(price_order(basket, {0}, {1, 1})->net, yuan(45));
  ten.layer = 3;
  basket.promotions = {ten, half};
  EXPECT_EQ(price_order(basket, {0}, {1, 1})->net, yuan(40));
}

// 11.00 over three equal units: 3.67, 3.67, 3.66; the remainders tie, so the lower index pays less.
TEST(Promotion, a_tie_goes_to_the_lower_index) {
  Basket basket = of_prices({yuan(59), yuan(59), yuan(59)});
  basket.promotions = {threshold(2, yuan(150), yuan(11))};
  const auto order = price_order(basket, {0, 1, 2}, {1});
  EXPECT_EQ(order->lines, (std::vector<Money>{yuan(55, 33), yuan(55, 33), yuan(55, 34)}));
}

// 60 and 60 with the second free: a 20 split by activity gives each 10; what the free one cannot
// bear is lost, or goes to the other.
TEST(Promotion, an_excess_is_lost_or_goes_on) {
  Basket basket = of_prices({yuan(60), yuan(60)});
  const Promotion free{.id = "2 for 1", .layer = 1, .benefit = NForM{.size = 2, .paid = 1}};
  basket.promotions = {free, threshold(2, yuan(100), yuan(20))};
  basket.rules.allocate = Allocate::Activity;
  basket.rules.overflow = Overflow::Lost;
  EXPECT_EQ(price_order(basket, {0, 1}, {1, 1})->net, yuan(50));
  basket.rules.overflow = Overflow::Redistribute;
  EXPECT_EQ(price_order(basket, {0, 1}, {1, 1})->net, yuan(40));
}

// Each order and shop below 99 pays 10; the waiver covers shop A only.
TEST(Promotion, shipping_is_charged_by_shop_and_waived_by_scope) {
  Basket basket = of_prices({yuan(50), yuan(40)});
  basket.units[1].shop = "B";
  basket.rules.shipping = Shipping{.fee = yuan(10), .free_from = yuan(99)};
  Promotion waiver{.id = "free", .layer = 4, .benefit = FreeShipping{}};
  waiver.scope.shops = {"A"};
  basket.promotions = {waiver};
  EXPECT_EQ(price_order(basket, {0, 1}, {0})->net, yuan(110));
  const auto order = price_order(basket, {0, 1}, {1});
  EXPECT_EQ(order->net, yuan(100));
  EXPECT_EQ(order->shipping.size(), 2U);
  EXPECT_EQ(order->steps[0].off, yuan(10));
}

TEST(Promotion, what_the_rules_forbid_is_no_order) {
  Basket basket = of_prices({yuan(100)});
  Promotion one = threshold(2, yuan(50), yuan(5));
  Promotion other = threshold(2, yuan(60), yuan(6));
  one.unit_groups = {"deal"};
  other.unit_groups = {"deal"};
  basket.promotions = {one, other};
  EXPECT_FALSE(price_order(basket, {0}, {1, 1}).has_value()) << "partners at one unit";
  EXPECT_FALSE(price_order(basket, {0}, {2, 0}).has_value()) << "more than per_order";
  basket.promotions[1].audience = "member";
  EXPECT_FALSE(price_order(basket, {0}, {0, 1}).has_value()) << "not of the audience";
  basket.promotions[0].automatic = true;
  EXPECT_FALSE(price_order(basket, {0}, {0, 0}).has_value()) << "an automatic one left out";
  basket.promotions[0].to = basket.at;
  EXPECT_TRUE(price_order(basket, {0}, {0, 0}).has_value()) << "its window is over";
}

// Amounts at the end of the range, an every-X of one cent: no overflow, nothing below zero.
TEST(Promotion, the_largest_amounts_stay_exact) {
  Basket basket = of_prices(std::vector<Money>(kMaxBasketUnits, kMaxBasketAmount));
  basket.promotions = {threshold(2, Money{10'000}, kMaxBasketAmount)};
  basket.promotions[0].benefit = AmountOff{.off = kMaxBasketAmount, .every = true};
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < kMaxBasketUnits; ++at) all.push_back(at);
  EXPECT_EQ(price_order(basket, all, {1})->net, Money{});
  basket.promotions[0].benefit = PercentOff{.basis_points = 3'333};
  EXPECT_EQ(price_order(basket, all, {1})->net.micros, 42'668'800'000 * kMicrosPerUnit);
}

}  // namespace
}  // namespace shelfd::pricing
