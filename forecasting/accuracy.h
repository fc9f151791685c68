// Accuracy: how good a set of forecasts was: loss, coverage, bias.
//
//   pinball(t; y, q) = max(t (y - q), (t - 1) (y - q))                          [units]
//   loss             = 2 sum of pinball / sum of |y|, mean over the levels      (by volume)
//   loss_by_series   = the same of each series over its own sum, then the mean of the series;
//                      one that sold nothing is left out
//   median_error     = sum |y - q| / sum y, q of the level nearest to one half
//   bias             = sum of means / sum y - 1
//   coverage         = P(y < q) and P(y <= q): at a mass point of a count the level lies between
// Source: Koenker & Bassett, Econometrica 46 (1978) for the pinball loss; the sums are those of the
// M5 and Chronos benchmarks.
// Pure. Not here: what is compared with what (backtest/forecast_report.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace shelfd::forecasting {

[[nodiscard]] double pinball(double level, double value, double quantile);

struct ScoredForecast {
  std::size_t series = 0;
  double truth = 0;
  double mean = 0;                      // not a number: none was given
  std::span<const double> quantiles{};  // one a level, rising; borrowed
};

struct LevelAccuracy {
  double level = 0;
  double loss = 0;  // of this level alone
  double below = 0;
  double at_or_below = 0;
};

// A ratio over a sum of zero is not a number.
struct Accuracy {
  std::size_t forecasts = 0;
  double loss = 0;
  double loss_by_series = 0;
  double median_error = 0;
  double bias = 0;  // not a number where a mean is missing
  std::vector<LevelAccuracy> levels{};
};

[[nodiscard]] Accuracy accuracy_of(const std::vector<double>& levels,
                                   const std::vector<ScoredForecast>& forecasts);

}  // namespace shelfd::forecasting
