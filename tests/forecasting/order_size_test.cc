// Order size: discounted moments and the one-off point by hand; a mean that follows simulated
// orders and a point that one order in a thousand passes.
#include "forecasting/order_size.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// 3 orders of 6 units together: squares 36 / 3. Then 2 of 4: 2^(-1/60) = 0.9885140 of it and 4, 2,
// 16 / 2.
TEST(OrderSize, learns_discounted_moments) {
  const OrderSize first = learn(OrderSize{}, 6, 3);
  EXPECT_EQ(first, (OrderSize{.units = 6, .orders = 3, .squares = 12}));
  const OrderSize second = learn(first, 4, 2);
  EXPECT_NEAR(second.units, 9.931084, 1e-5);
  EXPECT_NEAR(second.orders, 4.965542, 1e-5);
  EXPECT_NEAR(second.squares, 19.862168, 1e-5);
}

TEST(OrderSize, learns_nothing_from_a_period_without_orders) {
  const OrderSize before{.units = 6, .orders = 3, .squares = 12};
  for (const double nothing : {0.0, -1.0, kNaN}) {
    EXPECT_EQ(learn(before, nothing, 3), before);
    EXPECT_EQ(learn(before, 3, nothing), before);
  }
}

// (9.931084 + 5 x 1.2) / (4.965542 + 5) = 1.598617.
TEST(OrderSize, shrinks_the_mean_to_the_category) {
  EXPECT_NEAR(mean_size({}, 1.2), 1.2, 1e-12);
  EXPECT_NEAR(mean_size({.units = 9.931084F, .orders = 4.965542F}, 1.2), 1.598617, 1e-6);
  EXPECT_EQ(mean_size({}, 0), 1e-3);
}

// Mean (40 + 5 x 1.2) / 25 = 1.84, mean square (100 + 5 x 6.7712) / 25 = 5.35424, variance 1.96864:
// sigma^2 = ln 1.5814745 = 0.4583578; 1.84 exp(3.0902323 x 0.6770213 - 0.2291789) = 11.854877.
TEST(OrderSize, puts_the_one_off_at_the_lognormal_point) {
  EXPECT_NEAR(one_off_above({.units = 40, .orders = 20, .squares = 100}), 11.854877, 1e-4);
}

TEST(OrderSize, calls_no_order_one_of_a_kind_before_ten_are_known) {
  EXPECT_TRUE(std::isinf(one_off_above({.units = 9, .orders = 9, .squares = 9})));
  EXPECT_EQ(one_off_above({.units = 10, .orders = 10, .squares = 10}), kLeastOneOff);
}

// Orders of 1 to 12 units, lognormal before rounding: at most one in two hundred is held (the point
// moves with the sample), and the mean is that of the last orders within 10%.
TEST(OrderSize, follows_simulated_orders) {
  std::mt19937_64 random(13);
  std::lognormal_distribution<double> units(1, 0.5);
  OrderSize size;
  int held = 0;
  double sum = 0;
  for (int order = 0; order < 20'000; ++order) {
    const double taken = std::ceil(units(random));
    if (order >= 1'000 && taken > one_off_above(size)) ++held;
    if (order >= 19'800) sum += taken / 200;
    size = learn(size, taken, 1);
  }
  EXPECT_LE(held, 100);
  EXPECT_GE(held, 1);
  EXPECT_NEAR(mean_size(size, 1.2), sum, 0.1 * sum);
}

}  // namespace
}  // namespace shelfd::forecasting
