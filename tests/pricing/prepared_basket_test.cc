// Prepared basket: coupons as one number, and what is left out.
#include "pricing/prepared_basket.h"

#include <gtest/gtest.h>

namespace shelfd::pricing {
namespace {

Basket with_copies(const std::vector<int>& copies) {
  Basket basket;
  basket.units = std::vector<BasketUnit>(kMaxBasketUnits, {.price = {kMicrosPerUnit}});
  basket.rules.max_orders = kMaxTimes;
  for (const int held : copies) {
    basket.promotions.push_back({.benefit = AmountOff{.off = {10'000}}, .copies = held});
  }
  return basket;
}

TEST(PreparedBasket, coupons_compare_field_by_field) {
  const PreparedBasket basket = prepare(with_copies({3, 1}));
  const Coupons one = basket.promotions[0].coupon;
  const Coupons other = basket.promotions[1].coupon;
  EXPECT_TRUE(basket.coupons == 3 * one + other);
  EXPECT_TRUE(fits(2 * one, basket.coupons, basket.guards));
  EXPECT_TRUE(fits(one + other, one + other, basket.guards));
  EXPECT_FALSE(fits(2 * one, one + other, basket.guards));
  EXPECT_FALSE(fits(other, 3 * one, basket.guards));
  EXPECT_EQ(basket.promotions[0].count_in(2 * one + other), 2);
}

TEST(PreparedBasket, says_that_it_holds_coupons_back) {
  EXPECT_FALSE(prepare(with_copies(std::vector<int>(30, 3))).holds_back);
  EXPECT_TRUE(prepare(with_copies(std::vector<int>(64, 31))).holds_back);
}

TEST(PreparedBasket, leaves_out_what_nobody_can_use) {
  Basket basket = with_copies({0, 1});
  basket.promotions[1].gate.amount = Money{65 * kMicrosPerUnit};
  EXPECT_TRUE(prepare(basket).promotions.empty());
  EXPECT_EQ(prepare(basket, Keep::All).promotions.size(), 2U);
}

}  // namespace
}  // namespace shelfd::pricing
