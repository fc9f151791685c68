#include "base/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/count_walk.h"
#include "base/quantile_search.h"
#include "base/special_functions.h"

namespace shelfd {
namespace {

constexpr double kSqrtTwo = std::numbers::sqrt2;
constexpr double kSqrtTwoPi = 2.506628274631000502416;
constexpr double kMaxNormal = 8.3;
constexpr double kPoissonSize = 1e8;
constexpr std::int64_t kWalkUnits = 48;      // up to here a walk beats the continued fraction
constexpr std::int64_t kQuantileWalk = 192;  // a quantile's walk gives up here
constexpr std::int64_t kMaxUnits = 1'000'000'000'000'000;

// Acklam's rational approximation, |relative error| < 1.2e-9, for p in (0, 0.5].
double rough_normal_quantile(double p) {
  if (p < 0.02425) {
    const double q = std::sqrt(-2 * std::log(p));
    return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q -
              2.549732539343734) *
                 q +
             4.374664141464968) *
                q +
            2.938163982698783) /
           ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q +
             3.754408661907416) *
                q +
            1);
  }
  const double q = p - 0.5;
  const double r = q * q;
  return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
            1.383577518672690e+02) *
               r -
           3.066479806614716e+01) *
              r +
          2.506628277459239) *
         q /
         (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
            6.680131188771972e+01) *
               r -
           1.328068155288572e+01) *
              r +
          1);
}

// Wilson and Hilferty's cube, or for small shapes the first term of the series, as a logarithm.
double rough_log_gamma_quantile(double shape, double p) {
  const double power = (std::log(p) - std::log(gamma_tails(shape, 1).term) - 1) / shape;
  const double cube = 1 - 1 / (9 * shape) + normal_quantile(p) / (3 * std::sqrt(shape));
  if (shape < 1 || cube < 0.1) return std::min(power, std::log(shape + 30));
  return std::log(shape) + 3 * std::log(cube);
}

// A law within the range that the functions below are exact in; what is not a number is no demand.
NegativeBinomial bounded(const NegativeBinomial& law) {
  return {.size = law.size > 1e-9 ? law.size : 1e-9,
          .mean_units = law.mean_units > 0 ? std::min(law.mean_units, 1e12) : 0};
}

bool is_poisson(const NegativeBinomial& law) { return law.size > kPoissonSize; }

// All that is asked of a law at one count.
struct Point {
  double mass = 0;     // P(demand = units)
  double at_most = 1;  // P(demand <= units)
  double above = 0;    // P(demand > units)
};

Point poisson_point(double mean, double units) {
  const Tails tails = gamma_tails(units + 1, mean);
  return {.mass = tails.term * ((units + 1) / mean), .at_most = tails.upper, .above = tails.lower};
}

Point negative_binomial_point(const NegativeBinomial& law, double units) {
  const double total = law.size + law.mean_units;
  const UnitPoint at{.x = law.size / total, .y = law.mean_units / total};
  const Tails tails = beta_tails(law.size, units + 1, at);
  const double n = law.size + units;
  const double mass =
      tails.term == 0 ? 0 : tails.term * (law.size / n) * ((units + 1) / (n + 1)) / at.y;
  return {.mass = mass, .at_most = tails.lower, .above = tails.upper};
}

// `law` is bounded and has a mean above zero; units >= 0.
Point point_of(const NegativeBinomial& law, std::int64_t units) {
  if (units <= kWalkUnits) {
    CountWalk walk = start_walk(law);
    if (units == 0 || walkable(walk)) {
      for (std::int64_t i = 0; i < units; ++i) walk.advance();
      const double at_most = std::min(1.0, walk.at_most);
      return {.mass = walk.mass, .at_most = at_most, .above = 1 - at_most};
    }
  }
  const auto count = static_cast<double>(std::min(units, kMaxUnits));
  return is_poisson(law) ? poisson_point(law.mean_units, count)
                         : negative_binomial_point(law, count);
}

// The normal law corrected for skewness (Cornish and Fisher's first term).
SearchStart expected_quantile(const NegativeBinomial& law, double p) {
  const double ratio = is_poisson(law) ? 0 : law.mean_units / law.size;
  const double spread = std::sqrt(law.mean_units * (1 + ratio));
  const double skewness = (1 + 2 * ratio) / spread;
  const double z = normal_quantile(p);
  return {.units = law.mean_units + spread * (z + skewness * (z * z - 1) / 6),
          .spread_units = spread};
}

// p in (0, 1/2].
double lower_normal_quantile(double p) {
  double z = rough_normal_quantile(p);
  if (z < -kMaxNormal) return -kMaxNormal;
  const double step = (normal_cdf(z) - p) * kSqrtTwoPi * std::exp(z * z / 2);
  z -= step / (1 + z * step / 2);  // Halley
  return std::max(z, -kMaxNormal);
}

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / kSqrtTwo); }

double normal_quantile(double p) {
  if (!(p > 0)) return -kMaxNormal;
  if (p >= 1) return kMaxNormal;
  return p > 0.5 ? -lower_normal_quantile(1 - p) : lower_normal_quantile(p);
}

double gamma_cdf(double shape, double x) { return gamma_tails(shape, x).lower; }

// Newton on ln P (below the median) or ln (1 - P) over ln x: both are concave, so it cannot circle.
double gamma_quantile(double shape, double p) {
  if (!(p > 0)) return 0;
  const bool low = p <= 0.5;
  const double goal = std::log(low ? p : std::max(1 - p, 1e-17));
  double log_x = rough_log_gamma_quantile(shape, p);
  for (int i = 0; i < 200; ++i) {
    const Tails tails = gamma_tails(shape, std::exp(log_x));
    const double reached = low ? tails.lower : tails.upper;
    if (reached <= 0) {
      log_x += low ? 1 : -1;
      continue;
    }
    const double slope = shape * tails.term / reached;
    const double error = low ? goal - std::log(reached) : std::log(reached) - goal;
    const double step = std::clamp(error / std::max(slope, 1e-300), -1.0, 1.0);
    log_x += step;
    if (std::abs(step) < 1e-13) break;
  }
  return std::exp(log_x);
}

CountWalk start_walk(const NegativeBinomial& law) {
  CountWalk walk;
  const double ratio = is_poisson(law) ? 0 : law.mean_units / law.size;
  walk.slope = is_poisson(law) ? 0 : law.mean_units / (law.size + law.mean_units);
  walk.start = law.mean_units / (1 + ratio);
  walk.mass = std::exp(is_poisson(law) ? -law.mean_units : -law.size * std::log1p(ratio));
  walk.at_most = walk.mass;
  return walk;
}

bool walkable(const CountWalk& walk) { return walk.mass > 1e-260; }

double probability(const NegativeBinomial& law, std::int64_t units) {
  if (units < 0) return 0;
  const NegativeBinomial within = bounded(law);
  if (within.mean_units == 0) return units == 0 ? 1 : 0;
  return point_of(within, units).mass;
}

double cdf(const NegativeBinomial& law, std::int64_t units) {
  if (units < 0) return 0;
  const NegativeBinomial within = bounded(law);
  return within.mean_units == 0 ? 1 : point_of(within, units).at_most;
}

std::int64_t quantile(const NegativeBinomial& law, double p) {
  const NegativeBinomial within = bounded(law);
  if (!(p > 0) || within.mean_units == 0) return 0;
  const SearchStart start = expected_quantile(within, p);
  CountWalk walk = start_walk(within);
  if (start.units <= kQuantileWalk / 2.0 && walkable(walk)) {
    for (std::int64_t units = 0; units <= kQuantileWalk; ++units, walk.advance()) {
      if (walk.at_most >= reach_of(p)) return units;
    }
  }
  return smallest_reaching(p, start,
                           [&](std::int64_t units) { return point_of(within, units).at_most; });
}

// (mean - x) P(D > x) + mean (1 + x / size) P(D = x): Zipkin, Foundations of Inventory Management
// (2000), app. C; the Poisson law without the middle bracket.
double expected_excess(const NegativeBinomial& law, std::int64_t units) {
  const NegativeBinomial within = bounded(law);
  const auto x = static_cast<double>(units);
  if (units < 0 || within.mean_units == 0) return std::max(0.0, within.mean_units - x);
  const Point point = point_of(within, units);
  const double widening = is_poisson(within) ? 1 : 1 + x / within.size;
  return std::max(
      0.0, (within.mean_units - x) * point.above + within.mean_units * widening * point.mass);
}

}  // namespace shelfd
