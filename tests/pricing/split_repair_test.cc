// Split repair: finds what it can, buys each unit once, and stops where it is told.
#include "pricing/split_repair.h"

#include <gtest/gtest.h>

#include "bench/random_baskets.h"
#include "pricing/net_price.h"

namespace shelfd::pricing {
namespace {

using bench::RandomBaskets;

TEST(SplitRepair, comes_near_the_cheapest_of_small_baskets) {
  double worst = 0;
  int equal = 0;
  for (int seed = 0; seed < 100; ++seed) {
    const Basket basket = RandomBaskets(static_cast<std::uint64_t>(seed)).sale(8, 6);
    const PreparedBasket prepared = prepare(basket);
    Work work{.done = 0, .limit = 20'000};
    const Split split = SplitRepair(prepared, prepared.units, work).improve(0, 20'000);
    UnitSet bought = 0;
    for (const OrderPart& order : split.orders) {
      EXPECT_EQ(bought & order.units, 0U);
      bought |= order.units;
    }
    EXPECT_EQ(bought, prepared.units);
    EXPECT_LT(work.done, 30'000) << "an order begun is brought to its first way";
    const auto best = static_cast<double>(cheapest_net_price(basket).net.micros / 10'000);
    const auto found = static_cast<double>(split.net);
    EXPECT_GE(found, best);
    worst = std::max(worst, best > 0 ? (found - best) / best : 0.0);
    equal += found == best ? 1 : 0;
  }
  EXPECT_GE(equal, 90);
  EXPECT_LT(worst, 0.05);
}

}  // namespace
}  // namespace shelfd::pricing
