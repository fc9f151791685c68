// Common movement: levels by hand, one's own sales taken out, and on simulated items that a season
// is seen and no item's answer to its price is.
#include "forecasting/common_movement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/price_spell.h"

namespace shelfd::forecasting {
namespace {

ControlSums sums(double units, double expected) {
  return {.milli_units = std::llround(units * 1e3), .milli_expected = std::llround(expected * 1e3)};
}

// (150 + 20 x 1) / (100 + 20) = 1.4166667.
TEST(CommonMovement, is_units_over_expected_units_shrunk_to_the_week_before) {
  CommonMovement movement;
  learn_day(movement, 10, sums(150, 100));
  ASSERT_EQ(movement.days.size(), 1U);
  EXPECT_EQ(movement.days[0].micro_level, 1'416'667);
  EXPECT_EQ(movement.through, 10);
  learn_day(movement, 17, sums(0, 0));  // nothing told: as a week ago
  EXPECT_EQ(movement.days[1].micro_level, 1'416'667);
}

// Without the item's own 30 of 10: (120 + 20) / (90 + 20) = 1.2727273, of 90 expected.
TEST(CommonMovement, leaves_an_item_s_own_sales_out_for_it) {
  CommonMovement movement;
  learn_day(movement, 10, sums(150, 100));
  const CommonLevel level = level_without(movement, 10, sums(30, 10));
  EXPECT_NEAR(level.level, 140.0 / 110, 1e-9);
  EXPECT_NEAR(level.control_units, 90, 1e-9);
}

TEST(CommonMovement, takes_a_day_it_knows_nothing_of_for_the_one_before) {
  CommonMovement movement;
  EXPECT_EQ(level_without(movement, 5, {}).level, 1);
  learn_day(movement, 10, sums(150, 100));
  EXPECT_NEAR(level_without(movement, 12, {}).level, 1.416667, 1e-6);
  EXPECT_EQ(level_without(movement, 12, {}).control_units, 0);
}

TEST(CommonMovement, never_learns_a_day_twice_and_keeps_four_weeks) {
  CommonMovement movement;
  for (std::int32_t day = 1; day <= 100; ++day) learn_day(movement, day, sums(110, 100));
  EXPECT_EQ(movement.days.size(), kControlDays);
  const CommonMovement before = movement;
  learn_day(movement, 100, sums(9'999, 1));
  learn_day(movement, 40, sums(9'999, 1));
  EXPECT_EQ(movement, before);
}

TEST(CommonMovement, stays_in_its_bounds_whatever_is_told) {
  CommonMovement movement;
  for (std::int32_t day = 1; day < 60; ++day) {
    learn_day(movement, day, day % 2 == 0 ? sums(1e12, 0) : sums(0, 1e12));
    const CommonLevel level = level_without(movement, day, sums(5, 1e13));
    EXPECT_TRUE(level.level >= 0.05 && level.level <= 20);
    EXPECT_GE(level.control_units, 0);
  }
}

// Twenty items that sell 10 a day each at their rate of the first weeks, in a season that rises by
// 1% a day: after 50 days the level is 1.645.
TEST(CommonMovement, follows_a_season) {
  CommonMovement movement;
  for (std::int32_t day = 1; day <= 50; ++day) {
    learn_day(movement, day, sums(200 * std::exp(0.01 * day), 200));
  }
  EXPECT_NEAR(level_without(movement, 50, {}).level, std::exp(0.5), 0.02);
}

}  // namespace
}  // namespace shelfd::forecasting
