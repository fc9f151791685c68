// Demand outlook: demand over a number of days, or over a lead time plus a review period, as a law
// of whole units.
//
// Days share one uncertain rate and scatter each on its own, so for H days with rate mean m,
// rate variance v and scatter c:  mean H m, variance H m + H c m^2 + H^2 v, matched by a negative
// binomial. A random lead time is cut into at most kMaxMixtureParts spans of equal probability,
// each with its mean length l and variance s^2 of length, so that the whole keeps mean and
// variance:
//
//   variance = l m + l c m^2 + (l^2 + s^2) v + s^2 m^2
//   v        = a / b^2 (1 + c m own), own = 1 - leans_on_category: own days that scatter say less
//
// Where days move together (price changes, events), the law is too narrow beyond a day or two.
// Source: as demand_filter.h; variance by conditioning on the rate.
// Pure.
#pragma once

#include "base/count_mixture.h"
#include "forecasting/demand_filter.h"
#include "forecasting/lead_time.h"

namespace shelfd::forecasting {

// days >= 0 (0: no demand), may be a fraction.
[[nodiscard]] NegativeBinomial demand_over(const DemandBelief& belief, double days);

// Over lead time + `review_days`.
[[nodiscard]] CountMixture demand_over(const DemandBelief& belief, const LeadTimeLaw& lead,
                                       double review_days);

}  // namespace shelfd::forecasting
