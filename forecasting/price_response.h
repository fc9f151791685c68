// Price response: how demand answers the item's own price and its rivals', as two truncated normal
// laws: the *causal* posterior, the only one that pricing reads.
//
//   e: own elasticity, k: the rivals' pull, T = e + k v: total elasticity at the anchor, where the
//   rivals cheaper than the anchor price have the weight v there
//
//   start  = elasticity at which the merchant's own last price was optimal, in [1.2, 40]; where no
//            cost is known the category's
//   w      = P(start) / (P(start) + P(evidence of T) + share P(category)),  P(m) = 1 / (spread m)^2
//   prior    T ~ N(w start + (1 - w) category, stddev spread x that),
//            k ~ N(kRivalPull, kPullStddev)
//   posterior of (T, k): prior times evidence (price_evidence.h), both by precision
//   signs:   k > 0 first, then e = T - k v > 0 at the mean of k: the moments of the truncated
//            normal go on (truncated_normal.h), so mean, stddev and interval all know the sign
//
// So without price changes the merchant's price is taken for reasonable; evidence, the item's own
// and the category's, moves the centre by precision (docs/decisions/0004). `share` says how far the
// category's mean rests on its items' own evidence (elasticity_pool.h).
// Sources: -2.62 for the default, Bijmolt, van Heerde & Pieters, JMR 42 (2005); normal updating,
// West & Harrison ch. 2. Pure.
#pragma once

#include <cstdint>

#include "forecasting/price_evidence.h"

namespace shelfd::forecasting {

inline constexpr double kMinElasticity = 1.2;
inline constexpr double kMaxElasticity = 40;
inline constexpr double kCategoryElasticity = 2.62;
inline constexpr double kPriorSpread = 0.3;  // stddev / centre: an assumption
inline constexpr double kRivalPull = 1.5;    // extra elasticity above all rivals: an assumption
inline constexpr double kPullStddev = 0.75;  // an assumption

struct ElasticityPrior {
  // The elasticity at which the present price is optimal; 0 where it is not known (no cost, or no
  // margin).
  double present = 0;
  double category = kCategoryElasticity;  // the category's mean, > 0
  double category_share = 0;              // how far that is learnt, in [0, 1)
  double weight_below = 0;                // v, in [0, 1]
};

struct ElasticityBelief {
  double mean = kCategoryElasticity;  // of T, in [1.2, 40]: what pricing reads
  double stddev = 0;                  // of T, >= 0
  double low = 0;                     // 10% and 90% points of T, >= 0
  double high = 0;
  double rival_pull = kRivalPull;  // mean of k, > 0
  double rival_pull_stddev = 0;
  std::int32_t usable_changes = 0;  // of its own price, the one that is being watched included
  bool assumption = true;           // the prior still weighs more than the evidence
};

// The start of the prior: `present` held to its range, or the category's.
[[nodiscard]] double start_elasticity(const ElasticityPrior& prior);

// What the evidence alone says of T: only k has its prior.
struct TotalEstimate {
  double mean = 0;
  double precision = 0;  // >= 0; 0: nothing, and the mean is 0
};

[[nodiscard]] TotalEstimate estimate_alone(const PriceEvidence& evidence, double weight_below);

[[nodiscard]] ElasticityBelief elasticity(const PriceEvidence& evidence,
                                          const ElasticityPrior& prior);

}  // namespace shelfd::forecasting
