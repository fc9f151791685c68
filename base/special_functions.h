// Special functions: the incomplete gamma and beta functions behind the laws of counts, with both
// tails, so that neither end of a law is lost to cancellation.
//
//   P(a, x) = 1/G(a) int_0^x t^(a-1) e^-t dt         gamma:  lower P, upper 1 - P
//   I_x(a, b) = 1/B(a, b) int_0^x t^(a-1) (1-t)^(b-1) dt     beta:  lower I, upper 1 - I
//
// What stands before each series is a Poisson or binomial term in Loader's saddle-point form, so
// it keeps 13 digits where ln G alone would have lost them (counts of a billion units).
// Sources: Loader, Fast and Accurate Computation of Binomial Probabilities (2000); the series and
// the continued fractions: Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8 (its even part as in Didonato
// & Morris, ACM TOMS 708, 1992), by Lentz's method.
// Deterministic: a series ends by its own terms, at the latest after kMaxTerms. Uses exp, log,
// log1p and sqrt only (lgamma writes a global of the C library). Pure.
// Cost: O(sqrt(a + b)) steps near the mean: 20 for tens of units, 10^5 for a billion.
#pragma once

namespace shelfd {

// Both tails, and the term: P and 1 - P; of gamma x^a e^-x / G(a+1), of beta
// G(a+b+1) / (G(a+1) G(b+1)) x^a y^b.
struct Tails {
  double lower = 0;
  double upper = 1;
  double term = 0;
};

// shape > 0, x >= 0.
[[nodiscard]] Tails gamma_tails(double shape, double x);

// A point of (0, 1) and its distance to one, handed in apart: 1 - x would lose a small y.
struct UnitPoint {
  double x = 0;
  double y = 1;
};

// a, b > 0; x + y = 1.
[[nodiscard]] Tails beta_tails(double a, double b, const UnitPoint& at);

}  // namespace shelfd
