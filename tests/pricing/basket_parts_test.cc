// Basket parts: what ties units together.
#include "pricing/basket_parts.h"

#include <gtest/gtest.h>

namespace shelfd::pricing {
namespace {

Basket two_shops() {
  Basket basket;
  basket.units = {{.sku = "a", .shop = "A", .price = {kMicrosPerUnit}},
                  {.sku = "b", .shop = "B", .price = {kMicrosPerUnit}},
                  {.sku = "c", .shop = "A", .price = {kMicrosPerUnit}}};
  for (const char* shop : {"A", "B"}) {
    Promotion coupon{.id = shop, .benefit = AmountOff{.off = {10'000}}};
    coupon.scope.shops = {shop};
    basket.promotions.push_back(coupon);
  }
  return basket;
}

TEST(BasketParts, shops_without_a_promotion_in_common_part) {
  EXPECT_EQ(basket_parts(prepare(two_shops())), (std::vector<UnitSet>{5U, 2U}));
}

TEST(BasketParts, an_order_group_ties_and_a_unit_group_does_not) {
  Basket basket = two_shops();
  for (Promotion& promotion : basket.promotions) promotion.unit_groups = {"g"};
  EXPECT_EQ(basket_parts(prepare(basket)).size(), 2U);
  for (Promotion& promotion : basket.promotions) promotion.order_groups = {"g"};
  EXPECT_EQ(basket_parts(prepare(basket)), (std::vector<UnitSet>{7U}));
}

TEST(BasketParts, a_fee_ties_the_units_of_a_shop) {
  Basket basket = two_shops();
  basket.promotions.clear();
  EXPECT_EQ(basket_parts(prepare(basket)).size(), 3U);
  basket.rules.shipping = Shipping{.fee = {kMicrosPerUnit}, .free_from = {9 * kMicrosPerUnit}};
  EXPECT_EQ(basket_parts(prepare(basket)), (std::vector<UnitSet>{5U, 2U}));
}

}  // namespace
}  // namespace shelfd::pricing
