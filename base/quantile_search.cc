#include "base/quantile_search.h"

#include <algorithm>
#include <cmath>

namespace shelfd {
namespace {

// P(x <= below) is short of p, P(x <= reached) is not; -1 and the largest answer need no proof.
struct Bracket {
  std::int64_t below = -1;
  double below_p = 0;
  std::int64_t reached = kMaxQuantileUnits;
  double reached_p = 1;
};

// Evaluates at `units`, inside the bracket, and moves one end there; true when it reached p.
bool probe(Bracket& bracket, std::int64_t units, double target,
           const std::function<double(std::int64_t)>& cdf) {
  const double p = cdf(units);
  if (p >= target) {
    bracket.reached = units;
    bracket.reached_p = p;
    return true;
  }
  bracket.below = units;
  bracket.below_p = p;
  return false;
}

std::int64_t inside(const Bracket& bracket, std::int64_t units) {
  return std::clamp(units, bracket.below + 1, bracket.reached - 1);
}

// Steps away from the start, twice as far each time, until p lies between the two ends.
void enclose(Bracket& bracket, const SearchStart& start, double target,
             const std::function<double(std::int64_t)>& cdf) {
  const auto limit = static_cast<double>(kMaxQuantileUnits);
  auto units = static_cast<std::int64_t>(std::clamp(std::floor(start.units), 0.0, limit - 1));
  auto step = static_cast<std::int64_t>(std::clamp(start.spread_units / 16, 1.0, limit));
  const bool down = probe(bracket, units, target, cdf);
  while (bracket.reached - bracket.below > 1) {
    units = inside(bracket, down ? units - step : units + step);
    if (probe(bracket, units, target, cdf) != down) return;
    step *= 2;
  }
}

// Where a straight line between the ends meets the target.
std::int64_t between(const Bracket& bracket, double target) {
  const double width = static_cast<double>(bracket.reached - bracket.below);
  const double rise = bracket.reached_p - bracket.below_p;
  const double share = rise > 0 ? (target - bracket.below_p) / rise : 0.5;
  return inside(bracket, bracket.below + static_cast<std::int64_t>(std::ceil(share * width)));
}

}  // namespace

double reach_of(double p) { return p - 1e-12 * std::min(p, 1 - p) - 0x1p-52; }

std::int64_t smallest_reaching(double p, const SearchStart& start,
                               const std::function<double(std::int64_t)>& cdf) {
  if (!(p > 0)) return 0;
  const double target = reach_of(p);
  Bracket bracket;
  enclose(bracket, start, target, cdf);
  for (bool interpolate = true; bracket.reached - bracket.below > 1; interpolate = !interpolate) {
    const std::int64_t middle = bracket.below + (bracket.reached - bracket.below) / 2;
    probe(bracket, interpolate ? between(bracket, target) : middle, target, cdf);
  }
  return bracket.reached;
}

}  // namespace shelfd
