// Net price: against every way tried on random baskets, and the promises that hold for all.
#include "pricing/net_price.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/pricing/naive_net_price.h"
#include "tests/pricing/random_baskets.h"

namespace shelfd::pricing {
namespace {

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

}  // namespace
}  // namespace shelfd::pricing
