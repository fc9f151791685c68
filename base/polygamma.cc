// Polygamma: the recurrence up to 6, then the asymptotic series.
#include "base/polygamma.h"

#include <algorithm>
#include <cmath>

namespace shelfd {
namespace {

constexpr double kSeriesFrom = 6;
constexpr int kMaxSteps = 24;
constexpr double kPrecision = 1e-11;
// Beyond these ends the first terms of a series are the function to the last digits: x^-2 + pi^2 /
// 6 below x = 1e-3 (the next is 2.4 x, A&S 6.4.9), and 1 / x.
constexpr double kLargeValue = 1e6;
constexpr double kSixthOfPiSquared = 1.6449340668482264;
constexpr double kSmallValue = 1e-12;

// d/dx trigamma, x > 0.
double tetragamma(double x) {
  double sum = 0;
  while (x < kSeriesFrom) {
    sum -= 2 / (x * x * x);
    x += 1;
  }
  const double i = 1 / x;
  const double s = i * i;
  return sum - s * (1 + i * (1 + i * (0.5 - s * (1.0 / 6 - s * (1.0 / 6 - s * 0.3)))));
}

}  // namespace

double digamma(double x) {
  double sum = 0;
  while (x < kSeriesFrom) {
    sum -= 1 / x;
    x += 1;
  }
  const double s = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x -
         s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132)))));
}

double trigamma(double x) {
  double sum = 0;
  while (x < kSeriesFrom) {
    sum += 1 / (x * x);
    x += 1;
  }
  const double i = 1 / x;
  const double s = i * i;
  return sum +
         i * (1 +
              i * (0.5 + i * (1.0 / 6 -
                              s * (1.0 / 30 - s * (1.0 / 42 - s * (1.0 / 30 - s * (5.0 / 66)))))));
}

double inverse_trigamma(double value) {
  if (value > kLargeValue) return 1 / std::sqrt(value - kSixthOfPiSquared);
  if (value < kSmallValue) return 1 / value;
  double x = 0.5 + 1 / value;
  for (int step = 0; step < kMaxSteps; ++step) {
    // Newton's step on 1 / trigamma, nearly a straight line: trigamma (1 - trigamma / value) /
    // tetragamma.
    const double at = trigamma(x);
    const double change = at * (1 - at / value) / tetragamma(x);
    x += change;
    if (std::abs(change) < kPrecision * x) break;
  }
  return x;
}

}  // namespace shelfd
