// Order mix: worked examples, and never above the cheapest way when the kinds of its orders are
// given.
#include "pricing/order_mix.h"

#include <gtest/gtest.h>

#include "bench/random_baskets.h"
#include "pricing/basket_parts.h"
#include "pricing/net_price.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

constexpr Money yuan(std::int64_t count) { return {count * kMicrosPerUnit}; }

// Two of 100; 100 or more saves 10, once an order.
Basket two_of_a_hundred(int orders) {
  Basket basket;
  for (int unit = 0; unit < 2; ++unit) {
    basket.units.push_back({.list = yuan(100), .price = yuan(100)});
  }
  basket.promotions.push_back(
      {.gate = {.amount = yuan(100), .count = {}}, .benefit = AmountOff{.off = yuan(10)}});
  basket.rules.max_orders = orders;
  return basket;
}

Minor least(const Basket& basket, const std::vector<OrderKind>& kinds) {
  const PreparedBasket prepared = prepare(basket);
  return OrderMix(prepared, prepared.units, 8).least_cost_of(kinds).least;
}

TEST(OrderMix, an_order_of_each_kind_takes_off_what_it_may) {
  EXPECT_EQ(least(two_of_a_hundred(2), {{.count = 2}}), 18'000);
  EXPECT_EQ(least(two_of_a_hundred(2), {{.count = 1, .in = 1}, {.count = 1, .out = 1}}), 19'000);
  EXPECT_EQ(least(two_of_a_hundred(2), {{.count = 2, .out = 1}}), 20'000);
}

// Three orders of 100 cannot be had of 200: such a mix costs more than any basket.
TEST(OrderMix, a_mix_that_cannot_be_costs_more_than_all) {
  EXPECT_GT(least(two_of_a_hundred(3), {{.count = 3, .in = 1}}), 20'000);
}

// 50 off, and 10 off where 180 are left: 200 - 50 leaves 150, so one or the other.
TEST(OrderMix, a_gate_of_running_prices_does_not_see_what_is_taken_off_before) {
  Basket basket = two_of_a_hundred(1);
  basket.promotions = {{.benefit = AmountOff{.off = yuan(50)}},
                       {.layer = 2,
                        .gate = {.amount = yuan(180), .count = {}, .basis = Basis::Running},
                        .benefit = AmountOff{.off = yuan(10)}}};
  EXPECT_EQ(least(basket, {{.count = 1, .in = 1, .out = 2}}), 15'000);
  EXPECT_EQ(least(basket, {{.count = 1, .in = 2, .out = 1}}), 19'000);
  EXPECT_GT(least(basket, {{.count = 1, .in = 3}}), 15'000);
  basket.promotions[1].gate.basis = Basis::Activity;
  EXPECT_EQ(least(basket, {{.count = 1, .in = 3}}), 14'000);
}

// 80 off the one that costs 50 takes 50, and 10 more go where 150 are left: 140, though less than
// the amount was taken off.
TEST(OrderMix, an_amount_is_cut_to_what_its_units_cost) {
  Basket basket = two_of_a_hundred(1);
  basket.units[0] = {.sku = "a", .list = yuan(50), .price = yuan(50)};
  basket.units[1] = {.sku = "b", .list = yuan(150), .price = yuan(150)};
  basket.promotions = {
      {.scope = {.skus = {{"a"}}}, .benefit = AmountOff{.off = yuan(80)}, .copies = 1},
      {.layer = 2,
       .gate = {.amount = yuan(150), .count = {}, .basis = Basis::Running},
       .benefit = AmountOff{.off = yuan(10)}}};
  basket.rules.max_orders = 1;
  EXPECT_EQ(cheapest_net_price(basket).net, yuan(140));
  EXPECT_EQ(least(basket, {{.count = 1, .in = 3}}), 14'000);
}

// 10 off for every 80 of 200: 2.5 times where they divide, else twice or not at all.
TEST(OrderMix, times_of_one_order_are_asked_for_where_they_are_no_whole_number) {
  Basket basket = two_of_a_hundred(1);
  basket.promotions[0].gate.amount = yuan(80);
  basket.promotions[0].benefit = AmountOff{.off = yuan(10), .every = true};
  const PreparedBasket prepared = prepare(basket);
  const OrderMix mix(prepared, prepared.units, 8);
  EXPECT_EQ(least(basket, {{.count = 1, .times = {{.place = 0, .most = 1}}}}), 19'000);
  EXPECT_GT(least(basket, {{.count = 1, .times = {{.place = 0, .least = 3}}}}), 18'000);
  EXPECT_EQ(mix.least_cost_of({{.count = 1}}).least, 18'000) << "in all orders twice at most";
}

// Each order of the cheapest way as a kind of its own.
std::vector<OrderKind> kinds_of(const PreparedBasket& prepared, const NetPrice& answer) {
  std::vector<OrderKind> kinds;
  for (const PricedOrder& order : answer.orders) {
    OrderKind kind{.count = 1};
    for (std::size_t place = 0; place < prepared.promotions.size(); ++place) {
      bool is_used = false;
      for (const OrderStep& step : order.steps) {
        is_used = is_used || step.promotion == prepared.promotions[place].source;
        for (const JoinedCopies& joined : prepared.promotions[place].joined) {
          is_used = is_used || step.promotion == prepared.promotions[joined.place].source;
        }
      }
      (is_used ? kind.in : kind.out) |= PromotionSet{1} << place;
    }
    kinds.push_back(kind);
  }
  return kinds;
}

TEST(OrderMix, is_never_above_the_cheapest_way_of_its_kinds) {
  int tested = 0;
  for (int seed = 0; seed < 6'000; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    const Basket basket = seed % 2 == 0 ? random.wild(6, 6) : random.sale(8, 6);
    const PreparedBasket prepared = prepare(basket);
    if (basket_parts(prepared).size() != 1) continue;
    const OrderMix mix(prepared, prepared.units, 12);
    if (!mix.is_small()) continue;
    const NetPrice answer = cheapest_net_price(basket);
    const MixAnswer mixed = mix.least_cost_of(kinds_of(prepared, answer));
    EXPECT_LE(mixed.least, answer.net.micros / 10'000) << "seed " << seed;
    ++tested;
  }
  EXPECT_GT(tested, 4'000);
}

}  // namespace
}  // namespace shelfd::pricing
