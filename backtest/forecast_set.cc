#include "backtest/forecast_set.h"

#include <algorithm>
#include <cmath>

namespace shelfd::backtest {
namespace {

double recorded(const Period* period) {
  return period == nullptr || std::isnan(period->units) ? 0 : period->units;
}

double total(const Series& series, int from, int until) {
  double sum = 0;
  for (int period = from; period <= until; ++period) sum += recorded(period_at(series, period));
  return sum;
}

// The newest that was recorded, at `at` or before.
double newest(const Series& series, int at) {
  for (int period = at; period >= series.first; --period) {
    const Period* found = period_at(series, period);
    if (found != nullptr && !std::isnan(found->units)) return found->units;
  }
  return 0;
}

}  // namespace

std::optional<double> truth_of(const Panel& panel, const Task& task) {
  const Series& series = panel.series[task.series];
  const Period* last = period_at(series, task.at + task.horizon);
  if (last == nullptr) return std::nullopt;
  if (task.kind == TaskKind::Sum) return total(series, task.at + 1, task.at + task.horizon);
  if (std::isnan(last->units)) return std::nullopt;
  return last->units;
}

double seasonal_naive(const ForecastSet& set, const Task& task) {
  const Series& series = set.panel.series[task.series];
  if (task.kind == TaskKind::Sum) return total(series, task.at - task.horizon + 1, task.at);
  if (set.season <= 1) return newest(series, task.at);
  const int seasons = (task.horizon + set.season - 1) / set.season;
  return newest(series, task.at + task.horizon - set.season * seasons);
}

std::vector<DemandForecast> published(std::vector<DemandForecast> forecasts) {
  for (DemandForecast& forecast : forecasts) {
    for (double& quantile : forecast.quantiles) quantile = std::round(quantile);
    std::ranges::sort(forecast.quantiles);
  }
  return forecasts;
}

}  // namespace shelfd::backtest
