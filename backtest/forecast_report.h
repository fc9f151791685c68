// Forecast report: a set's figures beside the seasonal naive's, and again for the tasks that an
// event falls into.
//
// An event is a flag that stands in fewer than a tenth of the periods: its row, `set@flag`, holds
// the tasks whose span touches one. Where prices are carried every name ends in that. A task
// without a truth is left out everywhere. Pure. Not here: formulas (forecasting/accuracy.h), how it
// is shown (forecast_plot.h, daemon).
#pragma once

#include <string>
#include <vector>

#include "backtest/cold_start.h"
#include "backtest/forecast_set.h"
#include "forecasting/accuracy.h"

namespace shelfd::backtest {

inline constexpr double kEventShare = 0.1;

struct ReportRow {
  std::string name{};
  forecasting::Accuracy model{};
  forecasting::Accuracy naive{};
  std::vector<ColdStartBand> cold_start{};  // of a set's first row; empty: none to be told
};

// `forecasts` in the order of the tasks, as published. The first row is the whole set; with a
// horizon, the tasks of that one, and `, 7 days` stands behind every name.
[[nodiscard]] std::vector<ReportRow> report_rows(const ForecastSet& set,
                                                 const std::vector<DemandForecast>& forecasts,
                                                 std::optional<int> horizon_days = {});

[[nodiscard]] bool has_prices(const Panel& panel);

// The set as if no price had been planned, for a second walk and report.
[[nodiscard]] ForecastSet with_prices_carried(ForecastSet set);

}  // namespace shelfd::backtest
