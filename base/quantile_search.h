// Quantile search: the smallest whole x >= 0 at which a distribution function reaches p, by
// bracketing from a start and then interpolating: a handful of evaluations, whatever the size.
//
// A sum of doubles may miss a p that it meets exactly by its last bits (a geometric law at 0.5), so
// a distance of 1e-12 min(p, 1 - p) + 2^-52 counts as reached.
// Pure.
#pragma once

#include <cstdint>
#include <functional>

namespace shelfd {

inline constexpr std::int64_t kMaxQuantileUnits = 1'000'000'000;

// Where the quantile is expected, and how far off that may be. Any values end in the same answer.
struct SearchStart {
  double units = 0;
  double spread_units = 1;
};

// `cdf` never falls. Answers are in [0, kMaxQuantileUnits], the end where p is not reached before.
[[nodiscard]] std::int64_t smallest_reaching(double p, const SearchStart& start,
                                             const std::function<double(std::int64_t)>& cdf);

// What counts as having reached p.
[[nodiscard]] double reach_of(double p);

}  // namespace shelfd
