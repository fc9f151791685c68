// Sparse demand: how often an item sells, as two numbers a memory, gamma-Poisson with forgetting.
// It serves items with too few sales for the demand filter, starts the filter when there are
// enough, and is what the pooled head reads of every item.
//
//   rate ~ Gamma(units + k m, exposure + k)    m, k: what the category knows (mean, and its weight
//                                              in periods)
//   forget: units <- w units, exposure <- w exposure;  learn: + units, + exposure
//
// Counts of slow movers scatter more than Poisson in proportion to their mean (an order of several
// units, a habit of buying twice): variance m (1 + k) + c m^2, and k = sum of surplus / sum of
// expected, with kExcessPrior of the category's. A period's surplus is what its squared error
// exceeds the law of variance m + (c + 1 / shape) m^2 by, shape being the gamma law's before the
// period; it counts by the item's own share of that law: a rate not known yet is no excess.
// The category stands apart from what is learnt, so that it can move while the item waits.
// Units: units or orders a period. Half-lives in periods of exposure.
// Source: Harvey & Fernandes, JBES 7 (1989) 407-417.
// Pure.
#pragma once

#include <array>
#include <cstddef>

namespace shelfd::forecasting {

inline constexpr std::array<double, 4> kUnitHalfLives{4, 10, 25, 80};
inline constexpr std::array<double, 2> kOrderHalfLives{10, 40};
inline constexpr std::size_t kSteadyMemory = 2;  // of kUnitHalfLives: the one that forecasts

// A discounted sum with the exposure it came from.
struct Tally {
  float sum = 0;       // >= 0
  float exposure = 0;  // >= 0

  friend bool operator==(const Tally&, const Tally&) = default;
};

struct SparseDemand {
  std::array<Tally, 4> units{};
  std::array<Tally, 2> orders{};
  Tally squares{};     // of a period's units, half-life kSquareHalfLife
  float active = 0;    // discounted count of periods that sold, half-life kActiveHalfLife
  float periods = 0;   // discounted count of periods with exposure, same half-life
  float since = 0;     // periods with exposure since the last that sold
  float surplus = 0;   // discounted: (y - m)^2 - m - (c + 1 / shape) m^2, over 1 + m
  float expected = 0;  // discounted: m, over 1 + m; m: what was expected of the period

  friend bool operator==(const SparseDemand&, const SparseDemand&) = default;
};

inline constexpr double kActiveHalfLife = 20;
inline constexpr double kSquareHalfLife = 60;
inline constexpr double kExcessHalfLife = 90;
inline constexpr double kExcessPrior = 5;  // expected units
inline constexpr double kMaxExcess = 1'000;

struct PeriodSold {
  double units = 0;      // >= 0
  double orders = 0;     // >= 0
  double exposure = 1;   // in (0, 1]
  double expected = 0;   // units that were expected of the period, > 0
  bool imputed = false;  // the units are a mean of what they may have been: they tell no scatter
};

// What the category says of rates and of scatter.
struct RatePrior {
  double mean = 0.5;     // units a period
  double weight = 2.4;   // periods
  double excess = 0;     // k: variance m (1 + k) + c m^2
  double scatter = 0.4;  // c of one period
};

[[nodiscard]] SparseDemand learn(const SparseDemand& demand, const PeriodSold& sold,
                                 const RatePrior& prior);

// Units or orders of past periods that came late, or below zero were taken back.
[[nodiscard]] SparseDemand correct(const SparseDemand& demand, double units, double orders);

// Units and orders that a share of a period would have had, as far as it is known (view_hint.h):
// rates alone learn from it, neither scatter nor how often the item sells.
[[nodiscard]] SparseDemand hinted(const SparseDemand& demand, const PeriodSold& hint);

// Mean a period. > 0.
[[nodiscard]] double rate(const Tally& tally, const RatePrior& prior);

// k of the item, shrunk to its category's. >= 0.
[[nodiscard]] double excess(const SparseDemand& demand, const RatePrior& prior);

}  // namespace shelfd::forecasting
