// Shows that the search finds the same whole number from any start, in few steps, and that an
// exactly met p counts as met.
#include "base/quantile_search.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shelfd {
namespace {

// P(x <= k) = (k + 1) / 100 up to 99: reaches p at the smallest k with k + 1 >= 100 p.
double hundred_steps(std::int64_t units) {
  return std::clamp(static_cast<double>(units + 1) / 100, 0.0, 1.0);
}

TEST(SmallestReaching, is_the_same_from_every_start) {
  for (const double start : {-5.0, 0.0, 41.0, 42.0, 43.0, 99.0, 1e6, 1e12}) {
    for (const double spread : {0.0, 1.0, 500.0, 1e12}) {
      EXPECT_EQ(smallest_reaching(0.425, {.units = start, .spread_units = spread}, hundred_steps),
                42);
    }
  }
}

TEST(SmallestReaching, counts_an_exactly_met_p_as_met) {
  for (int k = 0; k < 100; ++k) {
    const double p = static_cast<double>(k + 1) / 100;
    EXPECT_EQ(smallest_reaching(p + 1e-14 * std::min(p, 1 - p), {}, hundred_steps), k);
  }
}

TEST(SmallestReaching, is_zero_for_a_p_of_zero_and_bounded_where_p_is_never_reached) {
  EXPECT_EQ(smallest_reaching(0, {}, hundred_steps), 0);
  EXPECT_EQ(smallest_reaching(0.5, {}, [](std::int64_t) { return 0.4; }), kMaxQuantileUnits);
}

// From 0 to 7 * 10^8: doubling takes about 30 steps, the bracket at most twice 30 more.
TEST(SmallestReaching, takes_few_steps_however_far_the_start) {
  int calls = 0;
  const auto far_step = [&](std::int64_t units) {
    ++calls;
    return units >= 700'000'000 ? 1.0 : 0.0;
  };
  EXPECT_EQ(smallest_reaching(0.5, {.units = 0, .spread_units = 1}, far_step), 700'000'000);
  EXPECT_LE(calls, 90);
}

}  // namespace
}  // namespace shelfd
