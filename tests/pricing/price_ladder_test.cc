// Shows that the ladder is bounded, ascending, in whole steps and always holds the current price:
// by worked ladders and by the same promises on random prices.
#include "pricing/price_ladder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr Money kCent{10'000};

// Half a percent of 100 is 0.50, so one rung down is 100 / 1.005 = 99.5025 and one up 100.50.
// reach 0.01: ln 1.01 / ln 1.005 = 1.995, one rung up; -ln 0.99 / ln 1.005 = 2.015, two down:
// 100 / 1.005^2 = 99.0075.
TEST(PriceLadder, steps_by_half_a_percent_in_whole_cents) {
  const std::vector<Money> expected = {{99'010'000}, {99'500'000}, {100'000'000}, {100'500'000}};
  EXPECT_EQ(price_ladder({100'000'000}, 0.01, kCent), expected);
}

// reach 0.3 takes -ln 0.7 + ln 1.3 = 0.6190 of logs, 124 rungs of ln 1.005; with 120 steps a rung
// is 0.6190 / 120 = 0.00516. Ends: within one rung of 70 and 130.
TEST(PriceLadder, widens_its_rungs_rather_than_pass_the_limit) {
  const std::vector<Money> ladder = price_ladder({100'000'000}, 0.3, kCent);
  EXPECT_LE(ladder.size(), kMaxRungs);
  EXPECT_GE(ladder.size(), kMaxRungs - 1);
  EXPECT_LT(ladder.front(), (Money{70'400'000}));
  EXPECT_GT(ladder.back(), (Money{129'300'000}));
}

// At 0.03 a cent is a third: within 0.3 of it there is no other cent. Within 0.5: 0.02 and 0.04.
TEST(PriceLadder, leaves_out_what_the_minor_unit_cannot_reach) {
  EXPECT_EQ(price_ladder({30'000}, 0.3, kCent), std::vector<Money>{{30'000}});
  const std::vector<Money> expected = {{20'000}, {30'000}, {40'000}};
  EXPECT_EQ(price_ladder({30'000}, 0.5, kCent), expected);
}

// 9.995 is between two cents and still a rung.
TEST(PriceLadder, holds_a_current_price_off_the_step) {
  const std::vector<Money> ladder = price_ladder({9'995'000}, 0.1, kCent);
  EXPECT_EQ(std::count(ladder.begin(), ladder.end(), Money{9'995'000}), 1);
}

TEST(PriceLadder, keeps_its_promises_on_random_prices) {
  RandomItems random(1);
  for (int round = 0; round < 10'000; ++round) {
    const Money step = random.step();
    const Money current = random.price(step);
    const double reach = random.between(0.001, 0.5);
    const std::vector<Money> ladder = price_ladder(current, reach, step);
    ASSERT_LE(ladder.size(), kMaxRungs);
    ASSERT_TRUE(std::binary_search(ladder.begin(), ladder.end(), current));
    ASSERT_EQ(std::adjacent_find(ladder.begin(), ladder.end(), std::greater_equal<>()),
              ladder.end());
    for (const Money price : ladder) {
      ASSERT_GT(price, Money{});
      ASSERT_TRUE(price == current || price.micros % step.micros == 0);
      ASSERT_LE(std::abs(main_units(price) / main_units(current) - 1), reach + 1e-6);
    }
  }
}

}  // namespace
}  // namespace shelfd::pricing
