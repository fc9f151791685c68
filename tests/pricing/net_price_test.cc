// Net price: against every way tried on random baskets, and the promises that hold for all.
#include "pricing/net_price.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "bench/random_baskets.h"
#include "tests/pricing/naive_net_price.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

int rounds(int quick, int slow) { return std::getenv("SHELFD_SLOW") != nullptr ? slow : quick; }

std::int64_t cents(Money money) { return money.micros / 10'000; }

// The answer's own orders, priced by the naive till: the same lines, steps and sum; no unit bought
// twice, no coupon used more often than held.
void expect_orders_add_up(const Basket& basket, const NetPrice& answer) {
  std::vector<int> times_bought(basket.units.size(), 0);
  std::vector<int> used(basket.promotions.size(), 0);
  std::int64_t net = 0;
  for (const PricedOrder& order : answer.orders) {
    std::vector<int> uses(basket.promotions.size(), 0);
    for (const OrderStep& step : order.steps) uses[step.promotion] = step.uses;
    const std::optional<NaiveOrder> naive = naive_order(basket, order.units, uses);
    ASSERT_TRUE(naive.has_value());
    EXPECT_EQ(cents(order.net), naive->net);
    ASSERT_EQ(order.lines.size(), naive->lines.size());
    for (std::size_t line = 0; line < order.lines.size(); ++line) {
      EXPECT_EQ(cents(order.lines[line]), naive->lines[line]);
      EXPECT_GE(naive->lines[line], 0);
    }
    Money total{};
    for (const std::size_t unit : order.units) total += basket.units[unit].price;
    for (const OrderStep& step : order.steps) {
      EXPECT_EQ(cents(step.off), naive->offs[step.promotion]);
      used[step.promotion] += step.uses;
      total -= step.off;
    }
    for (const ShippingFee& fee : order.shipping) total += fee.fee;
    EXPECT_EQ(total, order.net) << "price less steps plus fees";
    for (const std::size_t unit : order.units) ++times_bought[unit];
    net += naive->net;
  }
  EXPECT_EQ(cents(answer.net), net);
  EXPECT_LE(std::ssize(answer.orders), basket.rules.max_orders);
  for (const int times : times_bought) EXPECT_EQ(times, 1);
  for (std::size_t at = 0; at < used.size(); ++at) {
    EXPECT_LE(used[at], basket.promotions[at].copies.value_or(kMaxTimes * kMaxTimes));
  }
}

TEST(NetPrice, equals_every_way_tried_on_wild_baskets) {
  const int count = rounds(2'000, 100'000);
  for (int seed = 0; seed < count; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).wild(6, 6);
    const NetPrice answer = cheapest_net_price(basket);
    ASSERT_EQ(cents(answer.net), naive_net(basket)) << "seed " << seed;
    ASSERT_TRUE(answer.is_optimal()) << "seed " << seed;
    expect_orders_add_up(basket, answer);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

TEST(NetPrice, equals_every_way_tried_on_baskets_of_a_sale) {
  const int count = rounds(500, 20'000);
  for (int seed = 0; seed < count; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    const Basket basket = random.sale(random.whole(1, 6), random.whole(1, 6));
    const NetPrice answer = cheapest_net_price(basket);
    ASSERT_EQ(cents(answer.net), naive_net(basket)) << "seed " << seed;
    ASSERT_TRUE(answer.is_optimal()) << "seed " << seed;
    expect_orders_add_up(basket, answer);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

// A further copy, and a further coupon that nobody must use, only widen the choice.
TEST(NetPrice, more_coupons_never_cost_more) {
  for (int seed = 0; seed < 500; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    Basket basket = random.wild(6, 5);
    const Money before = cheapest_net_price(basket).net;
    for (Promotion& promotion : basket.promotions) {
      if (promotion.copies) ++*promotion.copies;
    }
    const Money with_copies = cheapest_net_price(basket).net;
    EXPECT_LE(with_copies, before) << "seed " << seed;
    basket.promotions.push_back({.id = "more",
                                 .layer = random.whole(1, 4),
                                 .benefit = AmountOff{.off = {random.whole(1, 60) * 10'000}},
                                 .copies = 1});
    EXPECT_LE(cheapest_net_price(basket).net, with_copies) << "seed " << seed;
  }
}

// What the specification leaves open, order must not decide: promotions of different layers may
// stand in any order, and of units that nothing tells apart each may stand for the other. (Inside a
// layer the order of the list counts; ties of unlike units go to the lower index.)
TEST(NetPrice, the_order_of_layers_and_of_like_units_does_not_matter) {
  for (int seed = 0; seed < 500; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).wild(6, 6);
    const Money net = cheapest_net_price(basket).net;
    Basket other = basket;
    std::stable_sort(other.promotions.begin(), other.promotions.end(),
                     [](const Promotion& a, const Promotion& b) { return a.layer > b.layer; });
    EXPECT_EQ(cheapest_net_price(other).net, net) << "seed " << seed;
  }
}

// Whole prices and amounts that divide leave no ties of cents: then no order of units matters.
TEST(NetPrice, the_order_of_units_does_not_matter_where_nothing_is_rounded) {
  for (int seed = 0; seed < 300; ++seed) {
    RandomBaskets random(static_cast<std::uint64_t>(seed));
    Basket basket;
    for (int unit = random.whole(2, 7); unit > 0; --unit) {
      const Money price{random.whole(1, 40) * 10 * kMicrosPerUnit};
      basket.units.push_back({.list = price, .price = price});
    }
    for (const int gate : {50, 120, 300}) {
      basket.promotions.push_back({.gate = {.amount = Money{gate * kMicrosPerUnit}, .count = {}},
                                   .benefit = AmountOff{.off = {gate * 100'000}},
                                   .copies = random.whole(1, 3)});
    }
    basket.rules.max_orders = random.whole(1, 4);
    const Money net = cheapest_net_price(basket).net;
    std::reverse(basket.units.begin(), basket.units.end());
    EXPECT_EQ(cheapest_net_price(basket).net, net) << "seed " << seed;
  }
}

// Small efforts end with a way that can be bought and a bound below the cheapest.
TEST(NetPrice, a_small_effort_gives_a_way_and_an_honest_gap) {
  for (int seed = 0; seed < 200; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).wild(6, 6);
    const Money exact = cheapest_net_price(basket).net;
    for (const std::int64_t nodes : {1, 10, 60, 200}) {
      const NetPrice answer = cheapest_net_price(basket, {.nodes = nodes});
      EXPECT_LE(answer.bound, exact) << "seed " << seed;
      EXPECT_GE(answer.net, exact) << "seed " << seed;
      expect_orders_add_up(basket, answer);
    }
  }
}

TEST(NetPrice, large_baskets_end_with_an_answer_and_a_gap) {
  for (int seed = 0; seed < 3; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).sale(40, 15);
    const NetPrice answer = cheapest_net_price(basket, {.nodes = 20'000});
    EXPECT_LE(answer.bound, answer.net);
    EXPECT_LT(answer.nodes, 40'000);
    expect_orders_add_up(basket, answer);
  }
}

}  // namespace
}  // namespace shelfd::pricing
