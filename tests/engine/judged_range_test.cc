// What the judge may be given: the defaults are within range, and what is not finite, or so large
// that sums would overflow, is named.
#include "engine/judged_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace shelfd::engine {
namespace {

TEST(JudgedRange, holds_what_the_engine_makes) {
  EXPECT_EQ(out_of_range(JudgedPrice{}), "");
  EXPECT_EQ(out_of_range(JudgedPlan{}), "");
}

TEST(JudgedRange, names_the_field_of_a_price_that_is_out_of_it) {
  JudgedPrice judged;
  judged.offers.push_back({.pull = std::nanf("")});
  EXPECT_EQ(out_of_range(judged), "offers.pull");
  judged.offers.front().pull = 2;
  EXPECT_EQ(out_of_range(judged), "offers.pull");
  judged.inputs.elasticity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(out_of_range(judged), "elasticity");
}

// Half of the weight is missing; then a mean that is not a number.
TEST(JudgedRange, names_the_field_of_a_plan_that_is_out_of_it) {
  JudgedPlan judged;
  judged.demand = {{.weight = 0.5, .law = {.size = 2, .mean_units = 3}}};
  EXPECT_EQ(out_of_range(judged), "demand");
  judged.demand.front().weight = 1;
  EXPECT_EQ(out_of_range(judged), "");
  judged.demand_waiting = {{.weight = 1, .law = {.size = 2, .mean_units = std::nan("")}}};
  EXPECT_EQ(out_of_range(judged), "demand_waiting");
  judged.stock.on_hand = {std::numeric_limits<std::int64_t>::min()};
  EXPECT_EQ(out_of_range(judged), "on_hand");
}

}  // namespace
}  // namespace shelfd::engine
