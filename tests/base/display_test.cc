// Numbers where they are shown: to how many decimals, and what is left alone.
#include "base/display.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace shelfd {
namespace {

// 1.23456 to 4 decimals: 12345.6 rounds to 12346.
TEST(Display, rounds_to_the_decimals_shown) {
  EXPECT_EQ(rounded(1.23456, 4), 1.2346);
  EXPECT_EQ(rounded(-0.5, 0), -1);
  EXPECT_EQ(rounded(0.0000004, 6), 0);
}

TEST(Display, shows_what_was_shown_as_it_is) {
  for (const double value : {0.1, 12.3457, 99999.0001}) {
    EXPECT_EQ(rounded(rounded(value, 4), 4), rounded(value, 4));
  }
}

TEST(Display, knows_no_negative_zero_and_nothing_that_is_not_finite) {
  EXPECT_FALSE(std::signbit(rounded(-0.00001, 4)));
  EXPECT_EQ(rounded(std::numeric_limits<double>::infinity(), 4), 0);
  EXPECT_EQ(rounded(std::nan(""), 4), 0);
}

TEST(Display, leaves_a_thousand_million_and_more_alone) {
  EXPECT_EQ(rounded(1e9 + 0.123456789, 4), 1e9 + 0.123456789);
}

}  // namespace
}  // namespace shelfd
