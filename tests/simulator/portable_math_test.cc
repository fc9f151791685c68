// Portable mathematics: agrees with the library's exp and log to 1e-14, and with exact values.
#include "simulator/portable_math.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::simulator {
namespace {

TEST(PortableMath, exp_agrees_with_the_library) {
  for (double x = -690; x < 690; x += 0.371) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1, 1e-13) << x;
  }
  EXPECT_EQ(portable_exp(0), 1);
  EXPECT_EQ(portable_exp(-1000), 0);
  EXPECT_EQ(portable_exp(1000), portable_exp(700));
}

TEST(PortableMath, ln_agrees_with_the_library) {
  for (double x = 1e-9; x < 1e12; x *= 1.37) {
    EXPECT_NEAR(portable_ln(x), std::log(x), 1e-14 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
  EXPECT_EQ(portable_ln(1), 0);
}

}  // namespace
}  // namespace shelfd::simulator
