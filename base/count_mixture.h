// Count mixture: demand over an uncertain span as a weighted sum of negative binomial laws, one for
// each of a few lengths of the span. It is small enough to travel in a suggestion, so that a plan
// can be judged again from what it carries, and exact: no quantile is interpolated.
//
// Units: whole selling units over the span. Weights are >= 0 and sum to 1 (within 1e-9). An empty
// mixture is no demand at all.
// Pure. Not here: how the spans come about (forecasting/demand_outlook.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/statistics.h"

namespace shelfd {

inline constexpr std::size_t kMaxMixtureParts = 8;

struct MixturePart {
  double weight = 0;
  NegativeBinomial law{};
};

using CountMixture = std::vector<MixturePart>;  // at most kMaxMixtureParts

[[nodiscard]] double mean_units(const CountMixture& demand);
[[nodiscard]] double cdf(const CountMixture& demand, std::int64_t units);
// The smallest whole x with P(demand <= x) >= p, p in [0, 1).
[[nodiscard]] std::int64_t quantile(const CountMixture& demand, double p);
// The same of several p, in any order: in one walk where a walk finds them.
void quantiles(const CountMixture& demand, std::span<const double> ps,
               std::span<std::int64_t> units);
// E[max(0, demand - units)].
[[nodiscard]] double expected_excess(const CountMixture& demand, std::int64_t units);

}  // namespace shelfd
