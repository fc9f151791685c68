// Pooled head: what hundreds of items teach together about turning an item's filters into a law of
// its next total: a log-linear map of its features to mean and scatter, fitted by `shelfd train`
// and published as a versioned `rules` record. Everything works without one.
//
//   total ~ NB(mean m, variance m + c m^2)
//   ln m = ln(rate x exposure) + sum of a_k clip((z_k - centre_k) / scale_k, +-5)
//   ln c =                       sum of b_k clip((d_k - centre_k) / scale_k, +-5)
//
// Features are logs of the two-number rates at half-lives 4, 10, 25, 80 and their differences, of
// the rate of orders, time since the last sale, size, variation and share of periods that sold, how
// far the filter's mean lies from these, and how much of it the period's conditions add.
// Source: generalized linear models, McCullagh & Nelder, ch. 2 and 10 (joint mean and dispersion).
// Pure. Not here: the fit (backtest/head_training.h).
#pragma once

#include <array>
#include <cstddef>

#include "forecasting/demand_belief.h"

namespace shelfd::forecasting {

inline constexpr std::size_t kMeanFeatures = 23;
inline constexpr std::size_t kScatterFeatures = 12;
// Of the mean's: how far ahead a span begins, and how long it is.
inline constexpr std::size_t kAfterFeature = 15;
inline constexpr std::size_t kLengthFeature = 22;

// Weights with the centre and scale of each feature; the first feature is 1.
template <std::size_t Size>
struct HeadPart {
  std::array<double, Size> weights{};
  std::array<double, Size> centres{};
  std::array<double, Size> scales{};  // > 0

  friend bool operator==(const HeadPart&, const HeadPart&) = default;
};

struct PooledHead {
  HeadPart<kMeanFeatures> mean{};
  HeadPart<kScatterFeatures> scatter{};

  friend bool operator==(const PooledHead&, const PooledHead&) = default;
};

// The span that is asked for, as the filters see it.
struct HeadSpan {
  double units = 0;     // mean
  double exposure = 1;  // > 0
  double scatter = 0;   // c
  double after = 0;     // periods between now and its begin
  double periods = 1;   // its length
};

struct HeadFeatures {
  double log_base = 0;
  std::array<double, kMeanFeatures> mean{};
  std::array<double, kScatterFeatures> scatter{};
};

// Periods on offer, discounted as `sparse.periods` is, from which on an item is served: those of
// twelve whole ones. A head is taught no younger items.
inline constexpr double kServedPeriods = 9.9;
[[nodiscard]] bool serves(const DemandBelief& belief);

[[nodiscard]] HeadFeatures features_of(const DemandBelief& belief, const DemandPrior& prior,
                                       const HeadSpan& span);

struct HeadLaw {
  double mean = 0;     // units, in [e^-12, e^14]
  double scatter = 0;  // c, in [e^-8, e^8]
};

[[nodiscard]] HeadLaw law_of(const PooledHead& head, const HeadFeatures& features);

// A feature as the weights take it: centred, scaled, held to +-5.
[[nodiscard]] double standardized(double feature, double centre, double scale);

}  // namespace shelfd::forecasting
