#include "backtest/forecast_report.h"

#include <algorithm>
#include <limits>

namespace shelfd::backtest {
namespace {

using forecasting::ScoredForecast;

struct Scored {
  std::vector<ScoredForecast> model{};
  std::vector<ScoredForecast> naive{};
};

bool touches(const Series& series, const Task& task, std::size_t flag) {
  const int from = task.kind == TaskKind::Sum ? task.at + 1 : task.at + task.horizon;
  for (int number = from; number <= task.at + task.horizon; ++number) {
    const Period* period = period_at(series, number);
    if (period != nullptr && period->flags[flag] > 0) return true;
  }
  return false;
}

bool is_event(const Panel& panel, std::size_t flag) {
  std::size_t flagged = 0;
  std::size_t periods = 0;
  for (const Series& series : panel.series) {
    periods += series.periods.size();
    flagged += static_cast<std::size_t>(std::ranges::count_if(
        series.periods, [&](const Period& period) { return period.flags[flag] > 0; }));
  }
  return flagged > 0 && static_cast<double>(flagged) < kEventShare * static_cast<double>(periods);
}

}  // namespace

std::vector<ReportRow> report_rows(const ForecastSet& set,
                                   const std::vector<DemandForecast>& forecasts,
                                   std::optional<int> horizon_days) {
  std::vector<std::vector<double>> points;  // the seasonal naive, the same at each level
  points.reserve(set.tasks.size());
  for (const Task& task : set.tasks) {
    points.emplace_back(set.levels.size(), seasonal_naive(set, task));
  }
  const auto row = [&](std::string name, const auto& wanted) {
    Scored scored;
    for (std::size_t at = 0; at < set.tasks.size(); ++at) {
      const Task& task = set.tasks[at];
      const auto truth = truth_of(set.panel, task);
      if (!truth || task.horizon != horizon_days.value_or(task.horizon) || !wanted(task)) continue;
      const auto score = [&](double mean, const std::vector<double>& quantiles) {
        return ScoredForecast{
            .series = task.series, .truth = *truth, .mean = mean, .quantiles = quantiles};
      };
      scored.model.push_back(score(forecasts[at].mean, forecasts[at].quantiles));
      scored.naive.push_back(score(points[at].front(), points[at]));
    }
    return ReportRow{.name = std::move(name),
                     .model = forecasting::accuracy_of(set.levels, scored.model),
                     .naive = forecasting::accuracy_of(set.levels, scored.naive)};
  };
  const std::string days =
      horizon_days ? ", " + std::to_string(*horizon_days) + " days" : std::string();
  const std::string how = days + (set.panel.prices_planned ? "" : " (prices carried)");
  std::vector<ReportRow> rows;
  rows.push_back(row(set.panel.name + how, [](const Task&) { return true; }));
  for (std::size_t flag = 0; flag < set.flags.size(); ++flag) {
    if (!is_event(set.panel, flag)) continue;
    ReportRow event = row(set.panel.name + "@" + set.flags[flag] + how, [&](const Task& task) {
      return touches(set.panel.series[task.series], task, flag);
    });
    if (event.model.forecasts > 0) rows.push_back(std::move(event));
  }
  return rows;
}

bool has_prices(const Panel& panel) {
  return std::ranges::any_of(panel.series, [](const Series& series) {
    return std::ranges::any_of(series.periods,
                               [](const Period& period) { return period.price > 0; });
  });
}

ForecastSet with_prices_carried(ForecastSet set) {
  set.panel.prices_planned = false;
  return set;
}

}  // namespace shelfd::backtest
