// Day profile: shares by hand, sums, and what an unknown day is.
#include "forecasting/day_profile.h"

#include <gtest/gtest.h>

namespace shelfd::forecasting {
namespace {

TEST(DayProfile, is_an_even_day_until_orders_are_known) {
  const DayProfile even = profile_of({});
  EXPECT_EQ(even.known, 0);
  for (const double at : {0.0, 0.1, 0.5, 0.77, 1.0}) EXPECT_NEAR(share_until(even, at), at, 1e-12);
}

// 60 orders, all between 10:00 and 12:00, and 60 of an even day: (60 + 5) / 120 in that part, 5 /
// 120 in each other.
TEST(DayProfile, leans_on_an_even_day_by_sixty_orders) {
  DayParts orders{};
  orders[5] = 60;
  const DayProfile profile = profile_of(orders);
  EXPECT_NEAR(profile.known, 0.5, 1e-12);
  EXPECT_NEAR(share_until(profile, 10.0 / 24), 25.0 / 120, 1e-12);
  EXPECT_NEAR(share_until(profile, 11.0 / 24), 25.0 / 120 + 65.0 / 240, 1e-12);
  EXPECT_NEAR(share_until(profile, 12.0 / 24), 90.0 / 120, 1e-12);
  EXPECT_NEAR(share_until(profile, 1), 1, 1e-12);
}

TEST(DayProfile, holds_moments_outside_of_the_day_and_counts_below_zero) {
  DayParts orders{};
  orders.front() = -40;
  const DayProfile profile = profile_of(orders);
  EXPECT_EQ(share_until(profile, -3), 0);
  EXPECT_EQ(share_until(profile, 7), 1);
  EXPECT_NEAR(share_until(profile, 0.25), 0.25, 1e-12);
  EXPECT_EQ(day_part(-1), 0U);
  EXPECT_EQ(day_part(0.999), 11U);
  EXPECT_EQ(day_part(1), 11U);
}

}  // namespace
}  // namespace shelfd::forecasting
