// Basket advice: the fall-back, the way over a threshold, and what is forced on a basket.
#include "pricing/basket_advice.h"

#include <gtest/gtest.h>

namespace shelfd::pricing {
namespace {

Money yuan(std::int64_t whole) { return {whole * kMicrosPerUnit}; }

Basket one_coat() {
  Basket basket;
  basket.units = {{.sku = "coat", .shop = "A", .list = yuan(290), .price = yuan(290)}};
  basket.promotions = {{.id = "300-50",
                        .layer = 3,
                        .gate = {.amount = yuan(300), .count = {}},
                        .benefit = AmountOff{.off = yuan(50), .every = true},
                        .automatic = true}};
  return basket;
}

// 290 + 12 reaches 300: 252, 38 less than without the socks.
TEST(BasketAdvice, names_the_item_that_crosses_a_threshold) {
  const Basket basket = one_coat();
  const BasketUnit socks{.sku = "socks", .shop = "A", .list = yuan(12), .price = yuan(12)};
  const BasketAdvice advice = advise(basket, cheapest_net_price(basket), {socks});
  ASSERT_TRUE(advice.add_on.has_value());
  EXPECT_EQ(advice.add_on->unit.sku, "socks");
  EXPECT_EQ(advice.add_on->net, yuan(252));
  EXPECT_EQ(advice.add_on->extra, yuan(-38));
}

// Two coupons of 20 and 12 that exclude each other: without the first, 278.
TEST(BasketAdvice, falls_back_to_the_next_coupon) {
  Basket basket = one_coat();
  for (const int off : {20, 12}) {
    basket.promotions.push_back({.id = std::to_string(off),
                                 .benefit = AmountOff{.off = yuan(off)},
                                 .order_groups = {"coupon"},
                                 .copies = 1});
  }
  const NetPrice answer = cheapest_net_price(basket);
  EXPECT_EQ(answer.net, yuan(270));
  const BasketAdvice advice = advise(basket, answer, {});
  ASSERT_TRUE(advice.next_best.has_value());
  EXPECT_EQ(advice.next_best->net, yuan(278));
  EXPECT_EQ(advice.next_best->without, 1U);
}

// Two pieces of 300: 5 off each by itself leaves 590, below the running gate of 600 that takes 100.
TEST(BasketAdvice, says_what_an_automatic_promotion_costs) {
  Basket basket;
  basket.units = std::vector<BasketUnit>(2, {.list = yuan(300), .price = yuan(300)});
  basket.promotions = {
      {.id = "flash", .benefit = FixedPrice{.price = yuan(295)}, .automatic = true},
      {.id = "600-100",
       .layer = 2,
       .gate = {.amount = yuan(600), .count = {}, .basis = Basis::Running},
       .benefit = AmountOff{.off = yuan(100)}}};
  const NetPrice answer = cheapest_net_price(basket);
  EXPECT_EQ(answer.net, yuan(590));
  EXPECT_EQ(advise(basket, answer, {}).automatic_cost, yuan(90));
}

}  // namespace
}  // namespace shelfd::pricing
