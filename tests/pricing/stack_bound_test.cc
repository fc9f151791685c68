// Stack bound: never above the cheapest way, at the cheapest way where kinds of orders say all, and
// no lower with more work.
#include "pricing/stack_bound.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "bench/random_baskets.h"
#include "pricing/basket_parts.h"
#include "pricing/net_price.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

constexpr Money yuan(std::int64_t count) { return {count * kMicrosPerUnit}; }

int rounds(int quick, int slow) { return std::getenv("SHELFD_SLOW") != nullptr ? slow : quick; }

Minor bound_of(const Basket& basket, std::int64_t nodes, std::size_t cells = 12) {
  const PreparedBasket prepared = prepare(basket);
  Work work{.done = 0, .limit = kNoLimit};
  Minor bound = 0;
  for (const UnitSet part : basket_parts(prepared)) {
    bound += stack_bound(prepared, part, kNoLimit, work, {.cells = cells, .nodes = nodes});
  }
  return bound;
}

// 610 in all: 80 off above 400, and 90 off where 550 are left then. 610 - 80 = 530 are not, so it
// is the one or the other: 520. Bounded one by one: 610 - 80 - 90.
TEST(StackBound, sees_what_earlier_promotions_leave) {
  Basket basket;
  for (const int price : {180, 150, 120, 100, 60}) {
    basket.units.push_back({.list = yuan(price), .price = yuan(price)});
  }
  basket.promotions = {
      {.gate = {.amount = yuan(400), .count = {}}, .benefit = AmountOff{.off = yuan(80)}},
      {.layer = 2,
       .gate = {.amount = yuan(550), .count = {}, .basis = Basis::Running},
       .benefit = AmountOff{.off = yuan(90)}}};
  EXPECT_EQ(bound_of(basket, 10'000), 52'000);
  EXPECT_EQ(cheapest_net_price(basket).net, yuan(520));
  const PreparedBasket prepared = prepare(basket);
  EXPECT_LT(least_cost(prepared, prepared.units, 1), 45'000);
}

Basket of_skus(const std::vector<int>& prices) {
  Basket basket;
  for (const int price : prices) {
    basket.units.push_back({.sku = std::string(1, static_cast<char>('a' + basket.units.size())),
                            .list = yuan(price),
                            .price = yuan(price)});
  }
  return basket;
}

// 10 off 100 of a and b, 10 off 100 of b and c, never both at one unit; 30 off 200. An order of a
// and c has all three, since b is not in it: 250 - 50.
TEST(StackBound, unit_groups_exclude_only_where_a_unit_is_in_both_scopes) {
  Basket basket = of_skus({100, 50, 100});
  const Gate hundred{.amount = yuan(100), .count = {}};
  basket.promotions = {{.scope = {.skus = {{"a", "b"}}},
                        .gate = hundred,
                        .benefit = AmountOff{.off = yuan(10)},
                        .unit_groups = {"item"},
                        .copies = 1},
                       {.scope = {.skus = {{"b", "c"}}},
                        .gate = hundred,
                        .benefit = AmountOff{.off = yuan(10)},
                        .unit_groups = {"item"},
                        .copies = 1},
                       {.layer = 2,
                        .gate = {.amount = yuan(200), .count = {}},
                        .benefit = AmountOff{.off = yuan(30)}}};
  basket.rules.max_orders = 2;
  EXPECT_EQ(cheapest_net_price(basket).net, yuan(200));
  EXPECT_EQ(bound_of(basket, 10'000), 20'000);
}

TEST(StackBound, is_never_above_the_cheapest_way) {
  const int count = rounds(5'000, 100'000);
  for (int seed = 0; seed < count; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    const Basket basket =
        seed % 3 == 0 ? random.sale(random.whole(1, 8), random.whole(1, 6)) : random.wild(6, 6);
    const Minor net = cheapest_net_price(basket).net.micros / 10'000;
    const auto cells = static_cast<std::size_t>(random.whole(1, 12));
    EXPECT_LE(bound_of(basket, 20'000, cells), net) << "seed " << seed;
  }
}

TEST(StackBound, more_work_never_lowers_it) {
  for (int seed = 0; seed < 20; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).sale(20, 10);
    Minor before = 0;
    for (const std::int64_t nodes : {1, 3'000, 30'000}) {
      const Minor bound = bound_of(basket, nodes);
      EXPECT_GE(bound, before) << "seed " << seed;
      before = bound;
    }
  }
}

TEST(StackBound, stops_at_what_is_enough_and_at_the_end_of_the_work) {
  const Basket basket = RandomBaskets(3).sale(30, 15);
  const PreparedBasket prepared = prepare(basket);
  Work work{.done = 0, .limit = 50'000};
  const UnitSet part = basket_parts(prepared)[0];
  EXPECT_EQ(stack_bound(prepared, part, 100, work, {.cells = 12, .nodes = 10'000}), 100);
  const std::int64_t before = work.done;
  (void)stack_bound(prepared, part, kNoLimit, work, {.cells = 12, .nodes = 1'000'000});
  EXPECT_GT(work.done, before);
  EXPECT_LT(work.done, 60'000) << "one mix may be looked at when the work ends";
}

}  // namespace
}  // namespace shelfd::pricing
