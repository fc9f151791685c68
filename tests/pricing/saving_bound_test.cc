// Saving bound: never above what a naive search of every way finds, for parts of baskets, in one
// order and several, with coupons and without.
#include "pricing/saving_bound.h"

#include <gtest/gtest.h>

#include "bench/random_baskets.h"
#include "tests/pricing/naive_net_price.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

Basket part_of(const Basket& basket, UnitSet units) {
  Basket part = basket;
  part.units.clear();
  for_each_unit(units, [&](std::size_t unit) { part.units.push_back(basket.units[unit]); });
  return part;
}

void forbid_coupons(const PreparedBasket& prepared, Basket& basket) {
  for (const PreparedPromotion& promotion : prepared.promotions) {
    if (promotion.coupon != 0) basket.promotions[promotion.source].per_order = 0;
    for (const JoinedCopies& joined : promotion.joined) {
      basket.promotions[prepared.promotions[joined.place].source].per_order = 0;
    }
  }
}

void expect_below(const Basket& basket, RandomBaskets& random, int seed) {
  const PreparedBasket prepared = prepare(basket);
  const auto all = static_cast<int>(prepared.units);
  const auto units = static_cast<UnitSet>(random.whole(1, all));
  for (const int orders : {1, basket.rules.max_orders}) {
    Basket part = part_of(basket, units);
    part.rules.max_orders = orders;
    EXPECT_LE(least_cost(prepared, units, orders), naive_net(part)) << "seed " << seed;
    forbid_coupons(prepared, part);
    EXPECT_LE(least_cost(prepared, units, orders, WithCoupons::No), naive_net(part))
        << "seed " << seed;
  }
}

TEST(SavingBound, never_exceeds_the_cheapest_way) {
  for (int seed = 0; seed < 1'000; ++seed) {
    RandomBaskets wild(static_cast<std::uint64_t>(seed));
    expect_below(wild.wild(5, 5), wild, seed);
    RandomBaskets sale(static_cast<std::uint64_t>(seed));
    expect_below(sale.sale(sale.whole(1, 6), sale.whole(1, 5)), sale, seed);
  }
}

// 180 150 120 100 60: every 300 less 50 twice at most, a coupon of 30 twice: 610 - 100 - 60.
TEST(SavingBound, is_the_answer_where_thresholds_fit) {
  Basket basket;
  for (const int price : {180, 150, 120, 100, 60}) {
    basket.units.push_back({.list = {price * kMicrosPerUnit}, .price = {price * kMicrosPerUnit}});
  }
  basket.promotions = {{.gate = {.amount = Money{300 * kMicrosPerUnit}, .count = {}},
                        .benefit = AmountOff{.off = {50 * kMicrosPerUnit}, .every = true}},
                       {.gate = {.amount = Money{200 * kMicrosPerUnit}, .count = {}},
                        .benefit = AmountOff{.off = {30 * kMicrosPerUnit}},
                        .copies = 2}};
  basket.rules.max_orders = 5;
  const PreparedBasket prepared = prepare(basket);
  EXPECT_EQ(least_cost(prepared, prepared.units, 5), 45'000);
  EXPECT_EQ(least_cost(prepared, prepared.units, 5, WithCoupons::No), 51'000);
}

}  // namespace
}  // namespace shelfd::pricing
