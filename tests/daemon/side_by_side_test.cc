// Shows what two models are counted to agree and differ in: amounts worked out by hand.
#include "daemon/side_by_side.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

constexpr Currency kEur{{'E', 'U', 'R'}};
constexpr Currency kUsd{{'U', 'S', 'D'}};

PriceAnswer priced(std::int64_t units, std::int64_t gain_units, Currency currency = kEur) {
  return {.is_open = gain_units > 0,
          .suggested = Money{units * kMicrosPerUnit},
          .gain = Money{gain_units * kMicrosPerUnit},
          .currency = currency};
}

// 10 -> 11 is +10%, 20 -> 16 is -20%: 15% on the mean. m/d is in another currency, m/e has no
// amount with B: they differ and are not measured.
TEST(SideBySide, measures_prices_that_differ) {
  Answers a;
  Answers b;
  a.prices = {{"m/a", priced(10, 1)}, {"m/b", priced(20, 2)}, {"m/c", priced(5, 0)},
              {"m/d", priced(7, 0)},  {"m/e", priced(8, 4)},  {"m/f", priced(9, 0)}};
  b.prices = {{"m/a", priced(11, 3)},      {"m/b", priced(16, 5)},      {"m/c", priced(5, 0)},
              {"m/d", priced(7, 6, kUsd)}, {"m/e", {.currency = kEur}}, {"m/g", priced(1, 0)}};
  const PricesBeside beside = prices_beside(a, b);
  EXPECT_EQ(beside.both, 5);
  EXPECT_EQ(beside.only_a, 1);
  EXPECT_EQ(beside.only_b, 1);
  EXPECT_EQ(beside.same, 1);
  EXPECT_EQ(beside.differing, 4);
  EXPECT_EQ(beside.measured, 2);
  EXPECT_NEAR(beside.mean_ratio, 0.15, 1e-12);
  EXPECT_NEAR(beside.largest_ratio, -0.2, 1e-12);
  EXPECT_EQ(beside.largest_item, "m/b");
  EXPECT_EQ(beside.open_a, 3);
  EXPECT_EQ(beside.gain_a, (std::map<std::string, Money>{{"EUR", Money{7 * kMicrosPerUnit}}}));
  EXPECT_EQ(beside.gain_b, (std::map<std::string, Money>{{"EUR", Money{8 * kMicrosPerUnit}},
                                                         {"USD", Money{6 * kMicrosPerUnit}}}));
}

// 10 -> 4 and 0 -> 12: 9 units on the mean, 12 the largest.
TEST(SideBySide, measures_plans_that_differ) {
  Answers a;
  Answers b;
  a.plans = {{"m/a", {.is_open = true, .units = 10}}, {"m/b", {}}, {"m/c", {}}};
  b.plans = {
      {"m/a", {.is_open = true, .units = 4}}, {"m/b", {.is_open = true, .units = 12}}, {"m/c", {}}};
  const PlansBeside beside = plans_beside(a, b);
  EXPECT_EQ(beside.same, 1);
  EXPECT_EQ(beside.differing, 2);
  EXPECT_NEAR(beside.mean_units, 9, 1e-12);
  EXPECT_EQ(beside.largest_units, 12);
  EXPECT_EQ(beside.largest_item, "m/b");
  EXPECT_EQ(beside.units_a, 10);
  EXPECT_EQ(beside.units_b, 16);
}

TEST(SideBySide, of_nothing_is_nothing) {
  const PricesBeside prices = prices_beside({}, {});
  EXPECT_EQ(prices.both, 0);
  EXPECT_EQ(prices.mean_ratio, 0);
  EXPECT_EQ(plans_beside({}, {}).mean_units, 0);
}

}  // namespace
}  // namespace shelfd::daemon
