// Demand outlook: demand over any number of periods, or over a lead time plus a review period, as a
// law of whole units.
//
//   path      mean units of the next 1, 2, .. 28 periods together, and a period's after them
//   h periods NB with mean m_h and variance m_h + c_h m_h^2; c_h between the anchors 1, 7, 14, 28
//             by interpolation in ln h, beyond them the last
//   doubt     c_h + ((2 s - 1) / r + c) / (periods + k): what is not known of the rate r
//             (rate_doubt); s: mean units an order; small once an item has sold for weeks
//   head      where a pooled head serves the item (pooled_head.h), m_h and c_h at the anchors are
//             its, and between them the path is scaled by the interpolated ratio; an item too young
//             for it keeps its filters
//
// A random lead time is cut into at most kMaxMixtureParts spans of equal probability, each with its
// mean length l and variance s^2, so that the whole keeps mean and variance:
//   variance = m_l + c_l m_l^2 + s^2 r^2,   r: mean units a period there
// Exact sums and quantiles of these laws: no draws, so no simulation noise.
// Sources: conditioning on the span; Silver, Pyke & Thomas, 4th ed., ch. 6 (random lead time).
// Pure.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/count_mixture.h"
#include "forecasting/demand_belief.h"
#include "forecasting/lead_time.h"
#include "forecasting/pooled_head.h"

namespace shelfd::forecasting {

struct DemandPath {
  std::array<double, kPathPeriods + 1> total{};   // of the next k periods; total[0] = 0
  double later = 0;                               // a period, beyond them
  std::array<double, kAnchors.size()> scatter{};  // c at the anchors

  friend bool operator==(const DemandPath&, const DemandPath&) = default;
};

// `ahead` may be shorter than kPathPeriods: the rest is as its mean. Never empty. `head`: null
// where there is none. Cost: O(kPathPeriods).
[[nodiscard]] DemandPath demand_path(const DemandBelief& belief,
                                     std::span<const PlannedPeriod> ahead, const DemandPrior& prior,
                                     const PooledHead* head = nullptr);

// Mean units over the next `periods`, >= 0, may be a fraction.
[[nodiscard]] double mean_over(const DemandPath& path, double periods);
// c of that total.
[[nodiscard]] double scatter_over(const DemandPath& path, double periods);

// periods >= 0 (0: no demand), may be a fraction.
[[nodiscard]] NegativeBinomial demand_over(const DemandPath& path, double periods);

// Of one period, the `ahead`-th from now (1: the next). 1 <= ahead <= kPathPeriods.
[[nodiscard]] NegativeBinomial demand_of(const DemandPath& path, std::size_t ahead);

// A lead time in at most kMaxMixtureParts shares of about equal probability, shortest first; sums
// of each, by probability.
struct LeadShare {
  double weight = 0;
  double days = 0;     // weight x days
  double squares = 0;  // weight x days^2
};
using LeadShares = std::vector<LeadShare>;
[[nodiscard]] LeadShares shares_of(const LeadTimeLaw& lead);

// Over lead time + `review_days`; periods are days.
[[nodiscard]] CountMixture demand_over(const DemandPath& path, const LeadShares& lead,
                                       double review_days);
[[nodiscard]] CountMixture demand_over(const DemandPath& path, const LeadTimeLaw& lead,
                                       double review_days);

}  // namespace shelfd::forecasting
