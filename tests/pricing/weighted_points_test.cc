// Shows that weighted points are found as defined and by exact sums: worked points, ties, weights
// out of range, and the few-points sort against std::sort.
#include "pricing/weighted_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace shelfd::pricing {
namespace {

WeightedPoints& fill(WeightedPoints& points,
                     const std::vector<std::pair<std::int64_t, double>>& from) {
  for (const auto& [value, weight] : from) {
    points.add({.value = value, .weight = weight_units(weight), .position = points.all().size()});
  }
  points.sort();
  return points;
}

// Weights 4, 3, 2, 1 at 10, 20, 30, 40, total 10: the tenth is 1 (10), the half 5 (20), nine tenths
// 9 (30), all 10 (40).
TEST(WeightedPoints, are_the_smallest_values_that_reach_a_share) {
  WeightedPoints points(4);
  fill(points, {{40, 1}, {30, 2}, {20, 3}, {10, 4}});
  EXPECT_EQ(points.all()[points.point(1)].value, 10);
  EXPECT_EQ(points.all()[points.point(5)].value, 20);
  EXPECT_EQ(points.all()[points.point(9)].value, 30);
  EXPECT_EQ(points.all()[points.point(10)].value, 40);
  EXPECT_EQ(points.all()[points.point(0)].value, 10);
}

// Ten weights of 0.1 do not sum to one as doubles; as units they are equal, and five are half.
TEST(WeightedPoints, reach_half_with_half_of_equal_weights) {
  WeightedPoints points(10);
  fill(points,
       {{1, .1}, {2, .1}, {3, .1}, {4, .1}, {5, .1}, {6, .1}, {7, .1}, {8, .1}, {9, .1}, {10, .1}});
  EXPECT_EQ(points.all()[points.point(5)].value, 5);
}

TEST(WeightedPoints, hold_weights_to_their_range) {
  EXPECT_EQ(weight_units(1), 16'777'216);
  EXPECT_EQ(weight_units(0), 0);
  EXPECT_EQ(weight_units(-1), 0);
  EXPECT_EQ(weight_units(std::nan("")), 0);
  EXPECT_EQ(weight_units(1e-30), 1);
  EXPECT_EQ(weight_units(HUGE_VAL), 16 * 16'777'216);
  WeightedPoints points(2);
  fill(points, {{1, 0}, {2, std::nan("")}});
  EXPECT_TRUE(points.empty());
}

// Of 1 2 3 4: 2; of five: the third; equal ones count as often as they come. More than there is
// room for: the same.
TEST(WeightedPoints, find_the_lower_median) {
  std::vector<std::int32_t> values = {4, 1, 3, 2};
  EXPECT_EQ(lower_median(values), 2);
  values = {5, 5, 5, 1, 9};
  EXPECT_EQ(lower_median(values), 5);
  values = {7};
  EXPECT_EQ(lower_median(values), 7);
  std::mt19937_64 random(2);
  for (std::size_t count = 1; count < 2 * kRoomPoints; ++count) {
    values.clear();
    for (std::size_t at = 0; at < count; ++at) {
      values.push_back(static_cast<std::int32_t>(random() % 30));
    }
    std::vector<std::int32_t> sorted = values;
    std::ranges::sort(sorted);
    ASSERT_EQ(lower_median(values), sorted[(count - 1) / 2]);
  }
}

// From none over the room for few to more than it.
TEST(WeightedPoints, are_sorted_by_value_then_position) {
  std::mt19937_64 random(1);
  for (std::size_t count = 0; count < 2 * kRoomPoints; ++count) {
    WeightedPoints points(count);
    std::vector<std::pair<std::int64_t, std::size_t>> expected;
    for (std::size_t at = 0; at < count; ++at) {
      const auto value = static_cast<std::int64_t>(random() % 20);
      points.add({.value = value, .weight = 1, .position = at});
      expected.emplace_back(value, at);
    }
    points.sort();
    std::ranges::sort(expected);
    for (std::size_t at = 0; at < count; ++at) {
      ASSERT_EQ(points.all()[at].value, expected[at].first);
      ASSERT_EQ(points.all()[at].position, expected[at].second);
    }
  }
}

}  // namespace
}  // namespace shelfd::pricing
