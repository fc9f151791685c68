// Demand filter: forgetting, learning, and the scatter of days.
#include "forecasting/demand_filter.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

// A day with less exposure says too little about how days scatter.
constexpr double kMinScatterExposure = 0.5;

// 2^(-1/45): half-life 45 days, as in the trials on B2W behind docs/models.md.
constexpr double kScatterMemory = 0.98471;

// The part of an observation above this is cut: beyond six times the expected units, (6 - 1)^2, a
// day is an event, not scatter. Measured on the six products of B2W, a day ahead: cut at 9, 25 and
// not at all, the 0.9 quantile covers 0.895, 0.904, 0.910, the 0.5 one 0.63, 0.59, 0.39, and the
// loss (2 x pinball / units, mean over 0.5, 0.9, 0.99 and the products) is 0.601, 0.584, 0.593.
constexpr double kMaxObservedScatter = 25;

double bounded_exposure(double exposure) {
  return std::isfinite(exposure) ? std::clamp(exposure, 0.0, 1.0) : 0.0;
}

// How much a day with `expected` units says about scatter: the square of the part of its variance
// that is scatter, at the default. Near 0 for slow movers, where each day is Poisson noise, near 1
// for fast ones. Proportional to the precision of the observation.
double scatter_information(double expected) {
  const double part = kDefaultScatter * expected / (1 + kDefaultScatter * expected);
  return part * part;
}

// `scatter` is the shrunk mean itself, so the sum behind it is taken out, discounted, added to, and
// shrunk again.
void learn_scatter(DemandBelief& belief, double units, double expected) {
  const double ratio = units / expected - 1;  // (y - m) / m, without m^2, which could underflow
  const double observed = std::min(ratio * ratio - 1 / expected, kMaxObservedScatter);
  const double information = scatter_information(expected);
  const double surplus =
      (belief.scatter - kDefaultScatter) * (kScatterPriorDays + belief.scatter_weight);
  const double own_sum = surplus + kDefaultScatter * belief.scatter_weight;
  const double weight = kScatterMemory * belief.scatter_weight + information;
  const double sum = kScatterMemory * own_sum + information * observed;
  const double shrunk = (kScatterPriorDays * kDefaultScatter + sum) / (kScatterPriorDays + weight);
  belief.scatter = std::clamp(shrunk, 0.0, kMaxScatter);
  belief.scatter_weight = weight;
}

}  // namespace

DemandBelief close_day(const DemandBelief& belief, const ClosedDay& day) {
  const double exposure = bounded_exposure(day.exposure);
  const double late = static_cast<double>(day.late_units.units);
  DemandBelief next = belief;
  if (exposure > 0) {
    const double units = std::max(0.0, static_cast<double>(day.units.units));
    if (exposure >= kMinScatterExposure) {
      learn_scatter(next, units, exposure * rate_units_per_day(belief));
    }
    const double kept = std::pow(kForgetting, exposure);
    next.shape = kept * belief.shape + units;
    next.exposure_days = kept * belief.exposure_days + exposure;
    next.selling_days = kept * belief.selling_days + exposure;
  }
  next.shape = std::max(next.shape + late, kMinShape);
  next.exposure_days = std::max(next.exposure_days, kMinExposureDays);
  return next;
}

double rate_units_per_day(const DemandBelief& belief) {
  return std::max(belief.shape, kMinShape) / std::max(belief.exposure_days, kMinExposureDays);
}

}  // namespace shelfd::forecasting
