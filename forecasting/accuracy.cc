#include "forecasting/accuracy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace shelfd::forecasting {
namespace {

double ratio(double part, double whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

// The mean over the levels of one forecast's losses.
double mean_loss(const std::vector<double>& levels, const ScoredForecast& forecast) {
  double sum = 0;
  for (std::size_t at = 0; at < levels.size(); ++at) {
    sum += pinball(levels[at], forecast.truth, forecast.quantiles[at]);
  }
  return levels.empty() ? 0 : sum / static_cast<double>(levels.size());
}

double loss_by_series(const std::vector<double>& levels,
                      const std::vector<ScoredForecast>& forecasts) {
  struct Sums {
    double loss = 0;
    double truth = 0;
  };
  std::map<std::size_t, Sums> all;
  for (const ScoredForecast& forecast : forecasts) {
    Sums& sums = all[forecast.series];
    sums.loss += 2 * mean_loss(levels, forecast);
    sums.truth += forecast.truth;
  }
  std::erase_if(all, [](const auto& entry) { return entry.second.truth <= 0; });
  double sum = 0;
  for (const auto& [series, sums] : all) sum += sums.loss / sums.truth;
  return ratio(sum, static_cast<double>(all.size()));
}

LevelAccuracy of_level(double level, std::size_t at, const std::vector<ScoredForecast>& forecasts,
                       double volume) {
  LevelAccuracy accuracy{.level = level};
  double loss = 0;
  for (const ScoredForecast& forecast : forecasts) {
    const double quantile = forecast.quantiles[at];
    loss += pinball(level, forecast.truth, quantile);
    accuracy.below += forecast.truth < quantile ? 1 : 0;
    accuracy.at_or_below += forecast.truth <= quantile ? 1 : 0;
  }
  const auto count = static_cast<double>(forecasts.size());
  accuracy.loss = ratio(2 * loss, volume);
  accuracy.below = ratio(accuracy.below, count);
  accuracy.at_or_below = ratio(accuracy.at_or_below, count);
  return accuracy;
}

}  // namespace

double pinball(double level, double value, double quantile) {
  const double over = value - quantile;
  return std::max(level * over, (level - 1) * over);
}

Accuracy accuracy_of(const std::vector<double>& levels,
                     const std::vector<ScoredForecast>& forecasts) {
  Accuracy accuracy{.forecasts = forecasts.size()};
  const auto median =
      std::ranges::min_element(levels, {}, [](double level) { return std::abs(level - 0.5); });
  const auto middle = static_cast<std::size_t>(median - levels.begin());
  double volume = 0;
  double truth = 0;
  double mean = 0;
  double error = 0;
  for (const ScoredForecast& forecast : forecasts) {
    volume += std::abs(forecast.truth);
    truth += forecast.truth;
    mean += forecast.mean;
    accuracy.loss += 2 * mean_loss(levels, forecast);
    if (!levels.empty()) error += std::abs(forecast.truth - forecast.quantiles[middle]);
  }
  accuracy.loss = ratio(accuracy.loss, volume);
  accuracy.loss_by_series = loss_by_series(levels, forecasts);
  accuracy.median_error = ratio(error, truth);
  accuracy.bias = ratio(mean, truth) - 1;
  for (std::size_t at = 0; at < levels.size(); ++at) {
    accuracy.levels.push_back(of_level(levels[at], at, forecasts, volume));
  }
  return accuracy;
}

}  // namespace shelfd::forecasting
