// Demand filter: how many orders one item gets a period, as a dynamic generalized linear model of
// counts with a log link; several memories of it side by side (kBank).
//
//   orders ~ Poisson(exposure x mu),  ln mu = row . theta,   theta ~ [mean m, spread C]
//   discount: C_ij <- C_ij g_i g_j,  g = 1 / sqrt(discount), never beyond the prior's spread; the
//             level falls by half of what the variance of ln mu grows over a week, so that E[mu]
//             stays: else a steady item of 0.25 a period is forecast 11% high
//   match:    f = row . m, q = row C row;  mu ~ Gamma(alpha, beta): trigamma(alpha) = q,
//             beta = exp(digamma(alpha) - f)
//   observe:  alpha* = alpha + count / phi, beta* = beta + exposure / phi
//   step:     m <- m + C row (f* - f) / q,   C <- C - C row row' C (1 - q* / q) / q
//             with f* = digamma(alpha*) - ln beta*, q* = trigamma(alpha*)
//
// A period that sold out, nobody knows when, has f* and q* of sold_out.h instead.
// phi >= 1 is the quasi-Poisson factor: counts that scatter more than Poisson say less, all in the
// same measure, so that busy periods, which carry the response to prices, keep their weight. The
// spread of the counts themselves is no part of the filter (forecast_record.h has it). A period
// without exposure changes nothing and forgets nothing.
// Units: counts a period, exposure as a share of it. Shapes: row and m: kRegressors; C packed by
// rows, lower triangle.
// Sources: West & Harrison, Bayesian Forecasting and Dynamic Models, 2nd ed., ch. 14 (linear Bayes,
// discounts); Berry & West, arXiv 1805.05232; quasi-likelihood: McCullagh & Nelder, ch. 9.
// Pure. Not here: sums of periods (demand_outlook.h), items with few sales (sparse_demand.h).
#pragma once

#include <array>
#include <cstddef>

#include "forecasting/regressors.h"

namespace shelfd::forecasting {

inline constexpr std::size_t kSpreadCells = kRegressors * (kRegressors + 1) / 2;

// How fast one filter of the bank forgets, a period.
struct Memory {
  double level_discount = 0.97;
  double regressor_discount = 0.998;  // of own price and rivals
  bool scattered = true;              // phi follows the item's scatter; else 1
};

// Half-lives of the level: 23, 8 and 69 periods. As measured on carparts, online_retail, b2w,
// orange_juice and black_friday with one bank for all (docs/models.md).
inline constexpr std::array<Memory, 3> kBank{{
    {.level_discount = 0.97, .regressor_discount = 0.99, .scattered = false},
    {.level_discount = 0.92, .regressor_discount = 0.998, .scattered = true},
    {.level_discount = 0.99, .regressor_discount = 0.998, .scattered = true},
}};

// One number a regressor: mean and standard deviation of what is believed before any data.
struct RegressorPrior {
  std::array<float, kRegressors> mean{};
  std::array<float, kRegressors> stddev{};  // > 0

  friend bool operator==(const RegressorPrior&, const RegressorPrior&) = default;
};

// The built-in prior of everything but the level: weekly harmonics 0 +- 0.3, own price -2.6 +- 2
// (Bijmolt, van Heerde & Pieters, JMR 42 (2005): mean -2.62), rivals -1.5 +- 1.5 (cheapest, below)
// and -0.75 +- 1.5 (market), flags +0.5 +- 0.7: assumptions.
[[nodiscard]] RegressorPrior default_prior();

struct FilterState {
  std::array<float, kRegressors> mean{};
  std::array<float, kSpreadCells> spread{};

  friend bool operator==(const FilterState&, const FilterState&) = default;
};

[[nodiscard]] constexpr std::size_t spread_cell(std::size_t row, std::size_t column) {
  return row >= column ? row * (row + 1) / 2 + column : column * (column + 1) / 2 + row;
}

[[nodiscard]] FilterState start_filter(const RegressorPrior& prior);

struct CountSeen {
  double count = 0;       // >= 0
  double exposure = 1;    // in (0, 1]
  double phi = 1;         // >= 1
  bool at_least = false;  // sold out at `count`: demand was that or more (sold_out.h)
  double passed = 1;      // of a period, for what is forgotten: in (0, 1]
};

void learn(FilterState& state, const RegressorRow& row, const CountSeen& seen, const Memory& memory,
           const RegressorPrior& prior);

// ln E[mu] of a period with exposure 1. In [-12, 14].
[[nodiscard]] double log_mean_count(const FilterState& state, const RegressorRow& row);

}  // namespace shelfd::forecasting
