// Forecast set: a panel, what is asked of it, and the forecasts as they are published.
//
// Seasonal naive, the yardstick: the total of as many periods before the origin; of a single period
// the one a season earlier, or the newest where there is no season.
// Pure. Not here: figures (forecast_report.h), reading (connectors/tables/forecast_folder.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backtest/panel.h"

namespace shelfd::backtest {

struct ForecastSet {
  Panel panel{};
  std::vector<Task> tasks{};
  std::vector<double> levels{};      // at least one, rising, in (0, 1)
  std::vector<std::string> flags{};  // names of the panel's flags; at most kFlags
  int season = 1;                    // periods; 1: none
};

// What came. A period that was not recorded counts zero in a total; absent where a single one was
// not, and where the series ends before the task does.
[[nodiscard]] std::optional<double> truth_of(const Panel& panel, const Task& task);

[[nodiscard]] double seasonal_naive(const ForecastSet& set, const Task& task);

// As they are written and scored: quantiles are counts, so whole numbers, never falling.
[[nodiscard]] std::vector<DemandForecast> published(std::vector<DemandForecast> forecasts);

}  // namespace shelfd::backtest
