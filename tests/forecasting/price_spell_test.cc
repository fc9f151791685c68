// Price spell: sums, rate and variance by hand, and what is left out.
#include "forecasting/price_spell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Days of 4, 8 and 0 units; the last one in stock for half the day, at a common level of 1.5.
PriceSpell three_days() {
  PriceSpell spell{.log_price = std::log(20.0)};
  spell = add_day(spell, {.day = 10, .units = 4, .hinge = 0.1});
  spell = add_day(spell, {.day = 11, .units = 8, .hinge = 0.1});
  return add_day(
      spell,
      {.day = 14, .units = 3, .exposure = 0.5, .hinge = 0.3, .level = 1.5, .control_units = 40});
}

// U = 15, W = 1 + 1 + 0.75 = 2.75, Q = 16 + 64 + 9 / 0.75 = 92, hinge (0.1 + 0.1 + 0.225) / 2.75.
TEST(PriceSpell, adds_days_by_exposure_and_common_level) {
  const PriceSpell spell = three_days();
  EXPECT_DOUBLE_EQ(spell.units, 15);
  EXPECT_DOUBLE_EQ(spell.weight, 2.75);
  EXPECT_DOUBLE_EQ(spell.squares, 92);
  EXPECT_EQ(spell.days, 3);
  const SpellRate rate = rate_of(spell);
  EXPECT_NEAR(rate.log_rate, std::log(15.5 / 2.75), 1e-12);
  EXPECT_NEAR(rate.hinge, 0.425 / 2.75, 1e-12);
  EXPECT_DOUBLE_EQ(rate.middle_day, 12);
}

// Usual scatter 1 + 0.3 x 5 = 2.5. Seen: (92 x 2.75 / 15 - 15) / 2 = 0.9333333. Together (7 x 2.5 +
// 2 x 0.9333333) / 9 = 2.1518519. Variance 2.1518519 / 15.5 + 1 / (40 + 3 x 20) = 0.1488291; the
// control's share 40 / 100.
TEST(PriceSpell, shrinks_the_scatter_of_its_days) {
  const SpellRate rate = rate_of(three_days());
  EXPECT_NEAR(rate.variance, 0.1488291, 1e-6);
  EXPECT_NEAR(rate.control_share, 0.4, 1e-12);
}

// A wholesaler's orders of 100 units scatter more than a shop's of 1, at the same rate.
TEST(PriceSpell, knows_that_few_large_orders_say_less) {
  PriceSpell steady{.log_price = 3};
  PriceSpell lumpy{.log_price = 3};
  for (int day = 0; day < 14; ++day) {
    steady = add_day(steady, {.day = day, .units = 10});
    lumpy = add_day(lumpy, {.day = day, .units = day % 7 == 0 ? 70.0 : 0.0});
  }
  EXPECT_EQ(steady.units, lumpy.units);
  EXPECT_GT(rate_of(lumpy).variance, 5 * rate_of(steady).variance);
}

TEST(PriceSpell, is_finite_where_nothing_sold_or_a_million_did) {
  for (const double units : {0.0, 1e6}) {
    PriceSpell spell{.log_price = 3};
    for (int day = 0; day < 28; ++day) spell = add_day(spell, {.day = day, .units = units});
    const SpellRate rate = rate_of(spell);
    EXPECT_TRUE(std::isfinite(rate.log_rate));
    EXPECT_TRUE(std::isfinite(rate.variance));
    EXPECT_GT(rate.variance, 0);
  }
}

TEST(PriceSpell, leaves_out_a_day_that_is_none) {
  const PriceSpell before = three_days();
  for (const PriceDay& day :
       {PriceDay{.day = 15, .units = kNaN}, PriceDay{.day = 15, .units = -1},
        PriceDay{.day = 15, .exposure = 0}, PriceDay{.day = 15, .exposure = 2},
        PriceDay{.day = 15, .hinge = -1}, PriceDay{.day = 15, .level = 0},
        PriceDay{.day = 15, .level = HUGE_VAL}, PriceDay{.day = 15, .control_units = kNaN}}) {
    EXPECT_EQ(add_day(before, day), before);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
