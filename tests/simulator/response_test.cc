// Response: worked examples of the hinges and of the optimum, which is checked against a grid.
#include "simulator/response.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/item_birth.h"

namespace shelfd::simulator {
namespace {

Rival rival_at(std::int64_t micros, double weight) {
  Rival rival;
  rival.price = {micros};
  rival.weight = weight;
  refresh(rival);
  return rival;
}

// Two rivals of weight 0.4 at 8 and 0.5 at 20: H(10) = 0.4 ln(10 / 8) = 0.08926.
TEST(Response, only_cheaper_rivals_in_stock_pull) {
  std::vector<Rival> rivals = {rival_at(8'000'000, 0.4), rival_at(20'000'000, 0.5)};
  EXPECT_NEAR(true_hinge(rivals, {10'000'000}), 0.4 * std::log(1.25), 1e-12);
  rivals[0].in_stock = false;
  EXPECT_EQ(true_hinge(rivals, {10'000'000}), 0);
}

// Cost 6, nothing taxed, e = 3: optimum 6 * 3 / 2 = 9 without rivals. A rival at 8 with k w = 1
// makes it 4: 6 * 4 / 3 = 8, exactly his price. At 7: 6 * 4 / 3 = 8 again, above him.
TEST(Response, the_optimum_moves_with_the_rivals) {
  Item item;
  item.cost = {6'000'000};
  item.truth.elasticity = 3;
  item.truth.rival_pull = 2;
  EXPECT_EQ(true_optimum(item).micros, 9'000'000);
  item.rivals = {rival_at(8'500'000, 0.5)};
  EXPECT_EQ(true_optimum(item).micros, 8'500'000);
  item.rivals = {rival_at(7'000'000, 0.5)};
  EXPECT_EQ(true_optimum(item).micros, 8'000'000);
}

// Profit at the optimum is at least that at any price of a grid of 0.5% within half and twice it.
TEST(Response, no_price_of_a_grid_earns_more_than_the_optimum) {
  for (std::size_t index = 0; index < 200; ++index) {
    const Item item = draw_item({}, index);
    const auto profit = [&item](Money price) {
      return price_effect(item, price) *
             (kept_share(item.truth) * main_units(price) - main_units(item.cost));
    };
    const Money best = true_optimum(item);
    for (double ratio = 0.5; ratio < 2; ratio *= 1.005) {
      EXPECT_LE(profit(times_ratio_nearest(best, ratio)), profit(best) * (1 + 1e-9)) << index;
    }
  }
}

TEST(Response, shop_prices_end_in_nine_cents) {
  EXPECT_EQ(shop_price(24.37).micros, 24'390'000);
  EXPECT_EQ(shop_price(24.31).micros, 24'290'000);
  EXPECT_EQ(shop_price(0).micros, 190'000);
}

}  // namespace
}  // namespace shelfd::simulator
