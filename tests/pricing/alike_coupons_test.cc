// Alike coupons: which are joined, what is told of them, and that nothing costs more or less by it.
#include "pricing/alike_coupons.h"

#include <gtest/gtest.h>

#include "bench/random_baskets.h"
#include "pricing/net_price.h"
#include "tests/pricing/naive_net_price.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

constexpr Money yuan(std::int64_t count) { return {count * kMicrosPerUnit}; }

Promotion ten_off(const char* id) {
  return {.id = id,
          .layer = 3,
          .benefit = AmountOff{.off = yuan(10)},
          .order_groups = {"platform"},
          .copies = 1};
}

Basket three_units() {
  Basket basket;
  for (int unit = 0; unit < 3; ++unit) {
    basket.units.push_back({.shop = "A", .list = yuan(50), .price = yuan(50)});
  }
  basket.promotions = {ten_off("first"), ten_off("second"), ten_off("third")};
  basket.rules.max_orders = 3;
  return basket;
}

std::vector<int> copies_of(const Basket& basket) {
  std::vector<int> copies;
  for (const PreparedPromotion& promotion : prepare(basket).promotions) {
    copies.push_back(promotion.scope == 0 ? 0 : promotion.copies);
  }
  return copies;
}

TEST(AlikeCoupons, say_the_same_and_exclude_each_other) {
  Basket basket = three_units();
  EXPECT_EQ(copies_of(basket), (std::vector{3, 0, 0}));
  basket.promotions[1].benefit = AmountOff{.off = yuan(11)};
  EXPECT_EQ(copies_of(basket), (std::vector{2, 1, 0}));
  basket.promotions[1].order_groups = {};
  EXPECT_EQ(copies_of(basket), (std::vector{1, 1, 1})) << "it may apply between the two";
  basket.promotions[1].scope.shops = {"B"};
  basket.promotions[1].per_order = 1;
  EXPECT_EQ(copies_of(basket), (std::vector{2, 0})) << "it reaches nothing";
}

TEST(AlikeCoupons, two_uses_in_an_order_are_not_two_coupons) {
  Basket basket = three_units();
  for (Promotion& promotion : basket.promotions) promotion.per_order = 2;
  for (Promotion& promotion : basket.promotions) promotion.copies = 2;
  EXPECT_EQ(copies_of(basket), (std::vector{2, 2, 2}));
}

// Each of three orders takes 10 off, by another of the three.
TEST(AlikeCoupons, each_order_is_told_a_coupon_that_is_held) {
  const NetPrice answer = cheapest_net_price(three_units());
  EXPECT_EQ(answer.net, yuan(120));
  ASSERT_EQ(answer.orders.size(), 3U);
  std::vector<std::size_t> told;
  for (const PricedOrder& order : answer.orders) {
    ASSERT_EQ(order.steps.size(), 1U);
    told.push_back(order.steps[0].promotion);
  }
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1, 2}));
}

// A coupon of a wild basket twice or three times, with a group in common.
Basket with_alike(RandomBaskets& random) {
  Basket basket = random.wild(5, 4);
  for (Promotion& promotion : basket.promotions) {
    if (!promotion.copies) continue;
    promotion.per_order = 1;
    if (random.chance(0.8)) promotion.order_groups.emplace_back("alike");
    const auto at = random.whole(0, static_cast<int>(basket.promotions.size()));
    const Promotion alike = promotion;
    basket.promotions.insert(basket.promotions.begin() + at, alike);
    break;
  }
  return basket;
}

TEST(AlikeCoupons, baskets_with_them_equal_every_way_tried) {
  int joined = 0;
  for (int seed = 0; seed < 4'000; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    const Basket basket = with_alike(random);
    for (const PreparedPromotion& promotion : prepare(basket).promotions) {
      joined += promotion.joined.empty() ? 0 : 1;
    }
    const NetPrice answer = cheapest_net_price(basket);
    ASSERT_EQ(answer.net.micros / 10'000, naive_net(basket)) << "seed " << seed;
    ASSERT_TRUE(answer.is_optimal());
    std::vector<int> used(basket.promotions.size(), 0);
    for (const PricedOrder& order : answer.orders) {
      for (const OrderStep& step : order.steps) used[step.promotion] += step.uses;
    }
    for (std::size_t at = 0; at < used.size(); ++at) {
      ASSERT_LE(used[at], basket.promotions[at].copies.value_or(kMaxTimes * kMaxTimes));
    }
  }
  EXPECT_GT(joined, 200);
}

}  // namespace
}  // namespace shelfd::pricing
