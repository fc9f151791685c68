// The fingerprint of this machine's arithmetic: its form, that it stays, and that one bit of one
// function's answer changes it.
#include "base/arithmetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace shelfd {
namespace {

TEST(Arithmetic, is_sixteen_hex_digits) {
  const std::string print = arithmetic_fingerprint();
  EXPECT_EQ(print.size(), 16U);
  EXPECT_TRUE(std::ranges::all_of(print, [](char digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  }));
}

TEST(Arithmetic, stays_the_same_on_one_machine) {
  EXPECT_EQ(arithmetic_fingerprint(), arithmetic_fingerprint());
  EXPECT_EQ(arithmetic_fingerprint(), arithmetic_fingerprint(MathFunctions{}));
}

// One unit in the last place, as between glibc with and without fused multiply-add, and in one
// probe only: x = 0.00058 * 6400 = 3.712.
double nudged_exp(double x) {
  return x > 3.7118 && x < 3.7122 ? std::nextafter(std::exp(x), 0.0) : std::exp(x);
}
double nudged_exp2(double x) { return std::nextafter(std::exp2(x), 0.0); }
double nudged_log(double x) { return std::nextafter(std::log(x), 9.0); }
double nudged_log1p(double x) { return std::nextafter(std::log1p(x), 9.0); }
double nudged_pow(double x, double y) { return std::nextafter(std::pow(x, y), 0.0); }
double nudged_lgamma(double x) { return std::nextafter(std::lgamma(x), 9.0); }
double nudged_erfc(double x) { return std::nextafter(std::erfc(x), 1.0); }

TEST(Arithmetic, tells_a_last_bit_of_each_function) {
  const std::string print = arithmetic_fingerprint();
  EXPECT_NE(print, arithmetic_fingerprint({.exp = nudged_exp}));
  EXPECT_NE(print, arithmetic_fingerprint({.exp2 = nudged_exp2}));
  EXPECT_NE(print, arithmetic_fingerprint({.log = nudged_log}));
  EXPECT_NE(print, arithmetic_fingerprint({.log1p = nudged_log1p}));
  EXPECT_NE(print, arithmetic_fingerprint({.pow = nudged_pow}));
  EXPECT_NE(print, arithmetic_fingerprint({.lgamma = nudged_lgamma}));
  EXPECT_NE(print, arithmetic_fingerprint({.erfc = nudged_erfc}));
}

}  // namespace
}  // namespace shelfd
