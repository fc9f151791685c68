// Truncated normal: see truncated_normal.h.
#include "forecasting/truncated_normal.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"

namespace shelfd::forecasting {
namespace {

constexpr double kRootTwo = 1.4142135623730951;
constexpr double kRootTwoPi = 2.5066282746310002;
// From here on the upper tail is taken by its series: erfc loses its digits, and underflows at 38.
constexpr double kFar = 12;

double cut(const NormalAbove& law) { return (law.least - law.mean) / law.stddev; }

// phi(a) / (1 - Phi(a)) - a. Far out 1 - Phi(a) = phi(a) / a (1 - r), r = 1/a^2 - 3/a^4 + 15/a^6 -
// 105/a^8.
double mean_excess(double a) {
  if (a > kFar) {
    const double s = 1 / (a * a);
    const double r = s * (1 - s * (3 - s * (15 - s * 105)));
    return a * r / (1 - r);
  }
  return std::exp(-a * a / 2) / kRootTwoPi / (0.5 * std::erfc(a / kRootTwo)) - a;
}

// The excess whose quadratic form a x + x^2 / 2 is `size`.
double excess_of(double a, double size) { return 2 * size / (a + std::sqrt(a * a + 2 * size)); }

}  // namespace

double truncated_mean(const NormalAbove& law) {
  if (!(law.stddev > 0)) return std::max(law.mean, law.least);
  const double a = cut(law);
  return std::max(law.least, law.least + law.stddev * mean_excess(a));
}

double truncated_stddev(const NormalAbove& law) {
  if (!(law.stddev > 0)) return 0;
  const double a = cut(law);
  // The law of what exceeds a: nearly exponential with mean 1 / a.
  if (a > kFar) return law.stddev / a * (1 - 3 / (a * a));
  const double l = mean_excess(a) + a;
  return law.stddev * std::sqrt(std::clamp(1 + a * l - l * l, 0.0, 1.0));
}

double truncated_quantile(const NormalAbove& law, double p) {
  if (!(law.stddev > 0)) return std::max(law.mean, law.least);
  const double a = cut(law);
  if (a > kFar / 2) {
    // -ln of the share of the tail beyond a + x is nearly a x + x^2 / 2 + ln(1 + x / a).
    const double size = -std::log1p(-p);
    const double rough = excess_of(a, size);
    return law.least + law.stddev * excess_of(a, std::max(0.0, size - std::log1p(rough / a)));
  }
  const double above = (1 - p) * 0.5 * std::erfc(a / kRootTwo);
  return std::max(law.least, law.mean - law.stddev * normal_quantile(above));
}

}  // namespace shelfd::forecasting
