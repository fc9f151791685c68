// Statistics: the laws that the models share. Counts are gamma-Poisson, so their totals are
// negative binomial with a real size; the rest serves them.
//
// Formulas: NB(size r, mean m): p(k) = G(k+r)/(k! G(r)) (r/(r+m))^r (m/(r+m))^k, variance
// m + m^2/r. Source: Johnson, Kemp & Kotz, Univariate Discrete Distributions, 3rd ed., ch. 5.
// Deterministic: sums run in a fixed order, no series is cut by a clock. Pure.
// Not here: what is counted (forecasting).
#pragma once

#include <cstdint>

namespace shelfd {

// Standard normal distribution function and its inverse (|error| < 1e-9; p in (0, 1), ends are
// brought to +-8.3).
[[nodiscard]] double normal_cdf(double z);
[[nodiscard]] double normal_quantile(double p);

// Lower regularized incomplete gamma P(shape, x): the gamma distribution function with rate 1.
// shape > 0, x >= 0.
[[nodiscard]] double gamma_cdf(double shape, double x);
// The x with gamma_cdf(shape, x) = p, |error| < 1e-9 relative.
[[nodiscard]] double gamma_quantile(double shape, double p);

// Negative binomial with `size` > 0 and `mean_units` >= 0; the Poisson law as size -> infinity
// (sizes above 1e8 are taken for it). Mean zero: all mass at 0.
struct NegativeBinomial {
  double size = 1;
  double mean_units = 0;
};

[[nodiscard]] double probability(const NegativeBinomial& law, std::int64_t units);
// P(demand <= units); units < 0: 0.
[[nodiscard]] double cdf(const NegativeBinomial& law, std::int64_t units);
// The smallest whole x with P(demand <= x) >= p; p in [0, 1), at most 1e9.
[[nodiscard]] std::int64_t quantile(const NegativeBinomial& law, double p);
// E[max(0, demand - units)], units per horizon; units < 0: mean - units.
[[nodiscard]] double expected_excess(const NegativeBinomial& law, std::int64_t units);

}  // namespace shelfd
