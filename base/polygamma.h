// Polygamma: digamma, trigamma and the inverse of trigamma, for the conjugate step of the count
// filters.
//
//   digamma(x) = d/dx ln G(x),   trigamma(x) = d^2/dx^2 ln G(x),   x > 0
//
// Source: Abramowitz & Stegun 6.3.5, 6.3.18, 6.4.6, 6.4.12: raised above 6 by the recurrence, then
// the asymptotic series; |error| < 1e-10 relative above 1e-3.
// Pure. Cost: some twenty nanoseconds.
#pragma once

namespace shelfd {

[[nodiscard]] double digamma(double x);
[[nodiscard]] double trigamma(double x);
// The x > 0 with trigamma(x) = value, value > 0, |error| < 1e-8 relative. By Newton's method on the
// start 1/2 + 1/value, from which it rises to the answer (trigamma is convex).
[[nodiscard]] double inverse_trigamma(double value);

}  // namespace shelfd
