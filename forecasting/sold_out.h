// Sold out: what a period says of its rate when it sold all there was and when that was is not
// known: demand was at least so many counts.
//
//   Y | mu ~ Poisson(exposure x mu), mu ~ Gamma(alpha, beta): Y ~ NB
//   A0 = sum_{y<s} P(y), A1 = sum_{y<s} P(y) psi(alpha + y),
//   A2 = sum_{y<s} P(y) (psi'(alpha + y) + psi(alpha + y)^2)
//   f = psi(alpha) - ln beta, q = psi'(alpha), g = f + ln(beta + exposure)
//   E1 = (g - A1) / (1 - A0), E2 = (q + g^2 - A2) / (1 - A0)
//   f* = E1 - ln(beta + exposure), q* = E2 - E1^2:  mean and variance of ln mu given Y >= s
//
// A count that is no whole number (a quasi-Poisson share) lies between its neighbours. Where Y >= s
// was all but certain nothing is learnt; where it was all but impossible, or s is above
// kMostCounts, Y = s is. Source: West & Harrison, Bayesian Forecasting and Dynamic Models, 2nd ed.,
// ch. 14 (conjugate step); the sums: total expectation. Checked in the test against 4 million
// draws. Pure. Cost: O(s), some ten nanoseconds each.
#pragma once

namespace shelfd::forecasting {

inline constexpr double kMostCounts = 20'000;

struct GammaRate {
  double alpha = 1;  // > 0
  double beta = 1;   // > 0
};

// Of ln mu.
struct LogRate {
  double mean = 0;
  double variance = 0;
};

// least >= 0, exposure > 0.
[[nodiscard]] LogRate log_rate_sold_out(const GammaRate& rate, double exposure, double least);

// E[Y | Y >= least], at least `least`.
[[nodiscard]] double mean_sold_out(const GammaRate& rate, double exposure, double least);

}  // namespace shelfd::forecasting
