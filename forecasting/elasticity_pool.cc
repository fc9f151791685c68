// Elasticity pool: see elasticity_pool.h.
#include "forecasting/elasticity_pool.h"

#include <algorithm>
#include <cmath>

#include "forecasting/price_response.h"

namespace shelfd::forecasting {
namespace {

constexpr double kMicro = 1e6;
constexpr double kVariance = kBetweenItems * kBetweenItems;

std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

// The pool's mean, held to the range of elasticities, around its parent's.
PooledElasticity around(const PooledElasticity& parent, const ElasticityPool& pool) {
  const double usual = kPoolItems / kVariance;
  const double weight = std::max(0.0, static_cast<double>(pool.micro_weight) / kMicro);
  const double sum = static_cast<double>(pool.micro_sum) / kMicro;
  const double learnt = weight / (usual + weight);
  const double mean = (usual * parent.mean + sum) / (usual + weight);
  return {.mean = std::clamp(mean, kMinElasticity, kMaxElasticity),
          .share = learnt + (1 - learnt) * parent.share};
}

}  // namespace

ElasticityPool add(const ElasticityPool& a, const ElasticityPool& b) {
  return {.items = wrapping_sum(a.items, b.items),
          .micro_weight = wrapping_sum(a.micro_weight, b.micro_weight),
          .micro_sum = wrapping_sum(a.micro_sum, b.micro_sum)};
}

ElasticityPool subtract(const ElasticityPool& a, const ElasticityPool& b) {
  return {.items = wrapping_difference(a.items, b.items),
          .micro_weight = wrapping_difference(a.micro_weight, b.micro_weight),
          .micro_sum = wrapping_difference(a.micro_sum, b.micro_sum)};
}

ElasticityPool report(const PriceEvidence& evidence, double weight_below) {
  const TotalEstimate estimate = estimate_alone(evidence, weight_below);
  if (!(estimate.precision >= kLeastReported) || !std::isfinite(estimate.mean)) return {};
  const double weight = 1 / (1 / estimate.precision + kVariance);
  const double mean = std::clamp(estimate.mean, -kMostReported, kMostReported);
  return {.items = 1,
          .micro_weight = std::llround(weight * kMicro),
          .micro_sum = std::llround(weight * mean * kMicro)};
}

PooledElasticity pooled_elasticity(const ElasticityPool& category, const ElasticityPool& merchant) {
  const PooledElasticity everywhere{.mean = kCategoryElasticity, .share = 0};
  return around(around(everywhere, merchant), category);
}

}  // namespace shelfd::forecasting
