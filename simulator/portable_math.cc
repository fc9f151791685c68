// The series of portable_math.h, evaluated from the last term to the first.
#include "simulator/portable_math.h"

#include <cmath>
#include <numbers>

namespace shelfd::simulator {
namespace {

constexpr double kLargestExponent = 700;
// ln 2 in two parts: the first has few enough bits that n times it is exact (fdlibm, e_exp.c).
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;

}  // namespace

double portable_exp(double x) {
  if (x < -kLargestExponent) return 0;
  if (x > kLargestExponent) x = kLargestExponent;
  const double n = std::round(x / std::numbers::ln2);
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double sum = 1;
  for (int i = 13; i >= 1; --i) sum = 1 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(n));
}

double portable_ln(double x) {
  int n = 0;
  double m = std::frexp(x, &n);  // in [0.5, 1)
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --n;
  }
  const double s = (m - 1) / (m + 1);
  double sum = 0;
  for (int i = 21; i >= 1; i -= 2) sum = 1.0 / i + sum * s * s;
  return n * kLn2High + (n * kLn2Low + 2 * s * sum);
}

}  // namespace shelfd::simulator
