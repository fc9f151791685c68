// Count walk: the masses of a negative binomial law one by one from zero, by their ratio
//
//   p(k+1) / p(k) = (size + k) / (k + 1) * mean / (size + mean)      (Poisson: mean / (k + 1))
//
// The quick way for slow movers: one multiplication and one division a unit.
// Source: Johnson, Kemp & Kotz, Univariate Discrete Distributions, 3rd ed., ch. 5 (Panjer's class).
// Pure. Not here: laws too large to walk (statistics.h decides).
#pragma once

#include "base/statistics.h"

namespace shelfd {

// Standing at `units`, whose probability is `mass`.
struct CountWalk {
  double units = 0;
  double mass = 1;
  double at_most = 1;  // sum of the masses so far
  double slope = 0;    // mean / (size + mean); 0 for Poisson
  double start = 0;    // p(1) / p(0)

  void advance() {
    mass *= (start + slope * units) / (units + 1);
    units += 1;
    at_most += mass;
  }
};

// At zero units. Below e^-600 the first mass is too small to build on: `walkable` says no.
[[nodiscard]] CountWalk start_walk(const NegativeBinomial& law);
[[nodiscard]] bool walkable(const CountWalk& walk);

}  // namespace shelfd
