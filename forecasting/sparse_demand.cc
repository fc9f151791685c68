// Sparse demand: discounted sums.
#include "forecasting/sparse_demand.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMinRate = 1e-6;
constexpr double kMinShape = 1e-3;
constexpr double kMinWeight = 1e-3;  // periods
constexpr double kMaxSurplus = 400;  // of one period: beyond it is an event

void add(Tally& tally, double half_life, double sum, double exposure) {
  // A part of a period forgets its share.
  const double kept = std::exp2(-exposure / half_life);
  tally.sum = static_cast<float>(kept * static_cast<double>(tally.sum) + sum);
  tally.exposure = static_cast<float>(kept * static_cast<double>(tally.exposure) + exposure);
}

void learn_excess(SparseDemand& demand, const PeriodSold& sold, const RatePrior& prior) {
  const double m = sold.expected;
  const double error = sold.units - m;
  // What is not known of the rate is no excess of its counts: its variance counts as scatter, and a
  // period tells as much as the item's own share of the rate that it is held against.
  const Tally& steady = demand.units.at(kSteadyMemory);
  const double own = static_cast<double>(steady.exposure);
  const double share = own / (own + std::max(prior.weight, kMinWeight));
  const double shape =
      std::max(kMinShape, static_cast<double>(steady.sum) + prior.weight * prior.mean);
  const double scatter = prior.scatter + 1 / shape;
  const double surplus = (error * error - m - scatter * m * m) / (1 + m);
  const double kept = std::exp2(-1 / kExcessHalfLife);
  demand.surplus = static_cast<float>(kept * static_cast<double>(demand.surplus) +
                                      share * std::min(surplus, kMaxSurplus));
  demand.expected =
      static_cast<float>(kept * static_cast<double>(demand.expected) + share * m / (1 + m));
}

void shift(Tally& tally, double sum) {
  tally.sum = static_cast<float>(std::max(0.0, static_cast<double>(tally.sum) + sum));
}

}  // namespace

SparseDemand learn(const SparseDemand& demand, const PeriodSold& sold, const RatePrior& prior) {
  SparseDemand next = demand;
  if (!sold.imputed) learn_excess(next, sold, prior);
  for (std::size_t at = 0; at < next.units.size(); ++at) {
    add(next.units[at], kUnitHalfLives[at], sold.units, sold.exposure);
  }
  for (std::size_t at = 0; at < next.orders.size(); ++at) {
    add(next.orders[at], kOrderHalfLives[at], sold.orders, sold.exposure);
  }
  add(next.squares, kSquareHalfLife, sold.units * sold.units, sold.exposure);
  const float kept = static_cast<float>(std::exp2(-1 / kActiveHalfLife));
  next.active = kept * next.active + (sold.units > 0 ? 1.0F : 0.0F);
  next.periods = kept * next.periods + 1;
  next.since = sold.units > 0 ? 0 : next.since + 1;
  return next;
}

SparseDemand correct(const SparseDemand& demand, double units, double orders) {
  SparseDemand next = demand;
  for (Tally& tally : next.units) shift(tally, units);
  for (Tally& tally : next.orders) shift(tally, orders);
  return next;
}

SparseDemand hinted(const SparseDemand& demand, const PeriodSold& hint) {
  SparseDemand next = demand;
  for (std::size_t at = 0; at < next.units.size(); ++at) {
    add(next.units[at], kUnitHalfLives[at], hint.units, hint.exposure);
  }
  for (std::size_t at = 0; at < next.orders.size(); ++at) {
    add(next.orders[at], kOrderHalfLives[at], hint.orders, hint.exposure);
  }
  return next;
}

double excess(const SparseDemand& demand, const RatePrior& prior) {
  const double surplus = static_cast<double>(demand.surplus) + kExcessPrior * prior.excess;
  const double expected = static_cast<double>(demand.expected) + kExcessPrior;
  return std::clamp(surplus / expected, 0.0, kMaxExcess);
}

double rate(const Tally& tally, const RatePrior& prior) {
  const double sum = static_cast<double>(tally.sum) + prior.weight * prior.mean;
  const double exposure = static_cast<double>(tally.exposure) + prior.weight;
  return exposure > 0 ? std::max(kMinRate, sum / exposure) : std::max(kMinRate, prior.mean);
}

}  // namespace shelfd::forecasting
