// Elasticity pool: what items of one category, and of one merchant, found out about their own
// elasticity, so that an item without price changes of its own starts from theirs.
//
//   an item reports   weight = 1 / (1 / precision + kBetweenItems^2), and weight x its estimate
//   merchant's mean   = (kPoolItems u 2.62 + sum of weight x estimate) / (kPoolItems u + sum of
//   weight) category's mean   = the same over the category, around the merchant's mean;  u = 1 /
//   kBetweenItems^2 learnt share      = how much of that mean rests on reports
//
// The estimate is the item's evidence alone, without any prior, so that no prior teaches itself;
// an item takes its own report out before it reads. Integers: the order of reports does not matter.
// Sources: shrinkage of means by their precision, Gelman et al., Bayesian Data Analysis, 3rd ed.,
// ch. 5.4; 2.62: price_response.h.
// Pure. Nothing crosses merchants.
#pragma once

#include <compare>
#include <cstdint>

#include "forecasting/price_evidence.h"

namespace shelfd::forecasting {

// Stddev of the elasticity between the items of a category, and what a parent weighs: assumptions.
inline constexpr double kBetweenItems = 1;
inline constexpr double kPoolItems = 5;
inline constexpr double kMostReported = 40;     // an estimate beyond it, either way, reports this
inline constexpr double kLeastReported = 0.02;  // precision of an item that reports

// Reports and their sums: both add and subtract field by field, modulo 2^64.
struct ElasticityPool {
  std::int64_t items = 0;
  std::int64_t micro_weight = 0;
  std::int64_t micro_sum = 0;  // of weight x elasticity

  friend auto operator<=>(const ElasticityPool&, const ElasticityPool&) = default;
};

[[nodiscard]] ElasticityPool add(const ElasticityPool& a, const ElasticityPool& b);
[[nodiscard]] ElasticityPool subtract(const ElasticityPool& a, const ElasticityPool& b);

// What an item reports of its total elasticity, its cheaper rivals having `weight_below`: nothing
// until its own changes say something.
[[nodiscard]] ElasticityPool report(const PriceEvidence& evidence, double weight_below);

struct PooledElasticity {
  double mean = 0;   // > 0
  double share = 0;  // in [0, 1)
};

[[nodiscard]] PooledElasticity pooled_elasticity(const ElasticityPool& category,
                                                 const ElasticityPool& merchant);

}  // namespace shelfd::forecasting
