#include "base/display.h"

#include <cmath>

namespace shelfd {
namespace {

constexpr double kRoundedBelow = 1e9;  // times 10^6 this is still a whole number of a double

}  // namespace

double rounded(double value, int decimals) {
  if (!std::isfinite(value)) return 0;
  if (std::abs(value) >= kRoundedBelow) return value;
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale + 0.0;  // and no negative zero
}

}  // namespace shelfd
