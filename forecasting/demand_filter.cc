// Demand filter: the conjugate step, and linear Bayes for what it says of the state.
#include "forecasting/demand_filter.h"

#include <algorithm>
#include <cmath>

#include "base/polygamma.h"
#include "forecasting/sold_out.h"

namespace shelfd::forecasting {
namespace {

constexpr double kWeekDiscount = 0.995;
constexpr double kFlagDiscount = 0.999;  // an occasion comes once a year
constexpr double kMinLogRate = -12;
constexpr double kMaxLogRate = 14;
constexpr double kMaxMean = 50;          // of a state, in logs: beyond any market's
constexpr double kMinVariance = 1e-8;    // of ln mu
constexpr float kLeastVariance = 1e-7F;  // of a state
constexpr double kMaxVariance = 2;       // that the mean's correction e^(q/2) may rest on

double discount_of(std::size_t regressor, const Memory& memory) {
  if (regressor == kLevel) return memory.level_discount;
  if (regressor < kOwnPrice) return kWeekDiscount;
  return regressor < kFlags ? memory.regressor_discount : kFlagDiscount;
}

// By how much a regressor's standard deviation grows in a share of a period: by its discount, but
// not beyond the prior's.
std::array<double, kRegressors> growth(const FilterState& state, const Memory& memory,
                                       const RegressorPrior& prior, double passed) {
  std::array<double, kRegressors> factor{};
  for (std::size_t at = 0; at < kRegressors; ++at) {
    const double now =
        std::sqrt(std::max(1e-12, static_cast<double>(state.spread[spread_cell(at, at)])));
    const double room = static_cast<double>(prior.stddev[at]) / now;
    const double whole = 1 / std::sqrt(discount_of(at, memory));
    const double grown = passed < 1 ? std::pow(whole, passed) : whole;
    factor[at] = std::max(1.0, std::min(grown, room));
  }
  return factor;
}

// A wider law of ln mu has a larger mean of mu: the level falls by half of what the variance grows,
// averaged over a week, in which each harmonic's square is 1/2.
void keep_mean(FilterState& state, const std::array<double, kRegressors>& factor) {
  double grown = 0;
  for (std::size_t at = kLevel; at < kOwnPrice; ++at) {
    const double share = at == kLevel ? 1 : 0.5;
    const double variance = static_cast<double>(state.spread[spread_cell(at, at)]);
    grown += share * (factor[at] * factor[at] - 1) * variance;
  }
  state.mean[kLevel] = static_cast<float>(static_cast<double>(state.mean[kLevel]) - grown / 2);
}

// Of ln mu: f and q before the count.
LogRate after_count(double f, double q, const CountSeen& seen) {
  const double alpha = inverse_trigamma(q);
  const double beta = std::exp(digamma(alpha) - f);
  const double count = seen.count / seen.phi;
  const double exposure = seen.exposure / seen.phi;
  if (seen.at_least) return log_rate_sold_out({.alpha = alpha, .beta = beta}, exposure, count);
  return {.mean = digamma(alpha + count) - std::log(beta + exposure),
          .variance = trigamma(alpha + count)};
}

}  // namespace

RegressorPrior default_prior() {
  RegressorPrior prior;
  prior.mean = {0, 0, 0, 0, 0, -2.6F, -1.5F, -0.75F, -1.5F, 0.5F, 0.5F, 0.5F};
  prior.stddev = {2, 0.3F, 0.3F, 0.3F, 0.3F, 2, 1.5F, 1.5F, 1.5F, 0.7F, 0.7F, 0.7F};
  return prior;
}

FilterState start_filter(const RegressorPrior& prior) {
  FilterState state;
  state.mean = prior.mean;
  for (std::size_t at = 0; at < kRegressors; ++at) {
    state.spread[spread_cell(at, at)] = prior.stddev[at] * prior.stddev[at];
  }
  return state;
}

void learn(FilterState& state, const RegressorRow& row, const CountSeen& seen, const Memory& memory,
           const RegressorPrior& prior) {
  const auto factor = growth(state, memory, prior, seen.passed);
  keep_mean(state, factor);
  std::array<double, kRegressors> reach{};  // C row
  double f = 0;
  double q = 0;
  for (std::size_t i = 0; i < kRegressors; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double cell =
          static_cast<double>(state.spread[spread_cell(i, j)]) * factor[i] * factor[j];
      state.spread[spread_cell(i, j)] = static_cast<float>(cell);
      reach[i] += cell * row[j];
      if (i != j) reach[j] += cell * row[i];
    }
  }
  for (std::size_t i = 0; i < kRegressors; ++i) {
    f += row[i] * static_cast<double>(state.mean[i]);
    q += row[i] * reach[i];
  }
  f = std::clamp(f, kMinLogRate, kMaxLogRate);
  // All but certain: what rounding left of the spread must not be divided by.
  if (q < kMinVariance) return;
  const LogRate believed = after_count(f, q, seen);
  // Held as f is: a count beyond the largest rate must not push the state on for ever.
  const double gain = (std::clamp(believed.mean, kMinLogRate, kMaxLogRate) - f) / q;
  const double shrink = (1 - believed.variance / q) / q;
  for (std::size_t i = 0; i < kRegressors; ++i) {
    const double mean = static_cast<double>(state.mean[i]) + reach[i] * gain;
    state.mean[i] = static_cast<float>(std::clamp(mean, -kMaxMean, kMaxMean));
    for (std::size_t j = 0; j <= i; ++j) {
      float& cell = state.spread[spread_cell(i, j)];
      cell = static_cast<float>(static_cast<double>(cell) - reach[i] * reach[j] * shrink);
    }
    // Rounding to float must not take a variance below zero.
    float& variance = state.spread[spread_cell(i, i)];
    variance = std::max(variance, kLeastVariance);
  }
}

double log_mean_count(const FilterState& state, const RegressorRow& row) {
  double f = 0;
  double q = 0;
  for (std::size_t i = 0; i < kRegressors; ++i) {
    if (row[i] == 0) continue;
    f += row[i] * static_cast<double>(state.mean[i]);
    double reach = row[i] * static_cast<double>(state.spread[spread_cell(i, i)]);
    for (std::size_t j = 0; j < i; ++j) {
      reach += 2 * row[j] * static_cast<double>(state.spread[spread_cell(i, j)]);
    }
    q += row[i] * reach;
  }
  const double correction = std::clamp(q, 0.0, kMaxVariance) / 2;
  return std::clamp(f + correction, kMinLogRate, kMaxLogRate);
}

}  // namespace shelfd::forecasting
