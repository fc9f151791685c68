// Truncated normal: the law of X ~ N(mean, stddev^2) given X > least, for quantities whose sign is
// known: what an elasticity or a pull may be is cut off, not pushed to the border.
//
//   a = (least - mean) / stddev,   l = phi(a) / (1 - Phi(a))      (Mills' ratio, inverted)
//   mean     = mean + stddev l
//   variance = stddev^2 (1 + a l - l^2)
//   quantile = mean - stddev Phi^-1((1 - p) (1 - Phi(a)))
//
// Source: Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 1, 2nd ed., ch. 13
// section 10.1; far out, where the tail is all there is, its exponential form (Mills' ratio by
// Abramowitz & Stegun 7.1.23). Pure. Not here: what is truncated (price_response.h).
#pragma once

namespace shelfd::forecasting {

struct NormalAbove {
  double mean = 0;    // of the whole normal law
  double stddev = 0;  // of the whole normal law, >= 0; 0: all mass at max(mean, least)
  double least = 0;
};

[[nodiscard]] double truncated_mean(const NormalAbove& law);
[[nodiscard]] double truncated_stddev(const NormalAbove& law);
// The x with P(X <= x) = p; p in (0, 1).
[[nodiscard]] double truncated_quantile(const NormalAbove& law, double p);

}  // namespace shelfd::forecasting
