// Pooled head: features, and the map.
#include "forecasting/pooled_head.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMaxStandard = 5;
constexpr double kRateFloor = 0.02;  // units a period, inside a logarithm
constexpr double kBaseFloor = 0.005;
constexpr double kMinLogMean = -12;
constexpr double kMaxLogMean = 14;
constexpr double kMaxLogScatter = 8;

double log_rate(double rate) { return std::log(rate + kRateFloor); }

// The level that the bank stands at under no conditions, in units a period.
double bank_level(const DemandBelief& belief, const DemandPrior& prior) {
  double level = 0;
  for (const FilterState& member : belief.bank) {
    level += static_cast<double>(member.mean[kLevel]) / static_cast<double>(belief.bank.size());
  }
  return std::exp(level) * mean_size(belief.size, prior.size);
}

template <std::size_t Size>
double score(const HeadPart<Size>& part, const std::array<double, Size>& features) {
  double sum = 0;
  for (std::size_t at = 0; at < Size; ++at) {
    sum += part.weights[at] * standardized(features[at], part.centres[at], part.scales[at]);
  }
  return sum;
}

}  // namespace

double standardized(double feature, double centre, double scale) {
  return std::clamp((feature - centre) / scale, -kMaxStandard, kMaxStandard);
}

bool serves(const DemandBelief& belief) {
  return static_cast<double>(belief.sparse.periods) >= kServedPeriods;
}

HeadFeatures features_of(const DemandBelief& belief, const DemandPrior& prior,
                         const HeadSpan& span) {
  const SparseDemand& sparse = belief.sparse;
  std::array<double, 4> rates{};
  for (std::size_t at = 0; at < rates.size(); ++at) rates[at] = rate(sparse.units[at], prior.rate);
  const RatePrior orders{.mean = prior.rate.mean / std::max(prior.size, 1e-3),
                         .weight = prior.rate.weight};
  const double fast_orders = log_rate(rate(sparse.orders[0], orders));
  const double slow_orders = log_rate(rate(sparse.orders[1], orders));
  const double steady = rates.at(kSteadyMemory);
  const double u = log_rate(steady);
  const double a_period = span.units / std::max(span.exposure, 1e-6);
  const double filter = log_rate(a_period) - u;
  const double added =
      belief.bank.empty() ? 0 : log_rate(a_period) - log_rate(bank_level(belief, prior));
  const double quick = log_rate(rates[0]) - log_rate(rates[1]);
  const double middle = log_rate(rates[1]) - u;
  const double slow = u - log_rate(rates[3]);
  const double since = std::log1p(static_cast<double>(sparse.since));
  const double size = std::log(mean_size(belief.size, prior.size));
  const double square = static_cast<double>(sparse.squares.sum) /
                        std::max(static_cast<double>(sparse.squares.exposure), 1e-9);
  const double variation = std::log((square + 0.5) / std::pow(rates[3] + 0.1, 2));
  const double active =
      static_cast<double>(sparse.active) / std::max(1.0, static_cast<double>(sparse.periods));
  const double scatter = std::log(std::max(span.scatter, kMinScatter));
  const double after = std::log1p(span.after);
  const double length = std::log(std::max(span.periods, 1.0));
  return {.log_base = std::log((steady + kBaseFloor) * std::max(span.exposure, 1e-6)),
          .mean = {1,           added,   added * added, added * u,     u,
                   filter,      quick,   middle,        slow,          fast_orders - slow_orders,
                   slow_orders, since,   size,          variation,     active,
                   after,       u * u,   since * u,     since * since, u * quick,
                   u * slow,    scatter, length},
          .scatter = {1, added, u, variation, size, since, quick, active, scatter, slow_orders,
                      after, length}};
}

HeadLaw law_of(const PooledHead& head, const HeadFeatures& features) {
  const double log_mean = features.log_base + score(head.mean, features.mean);
  const double log_scatter = score(head.scatter, features.scatter);
  return {.mean = std::exp(std::clamp(log_mean, kMinLogMean, kMaxLogMean)),
          .scatter = std::exp(std::clamp(log_scatter, -kMaxLogScatter, kMaxLogScatter))};
}

}  // namespace shelfd::forecasting
