// Forecast folder: panels and their tasks as the forecast benchmark's export writes them.
//
//   NAME.history.csv series,period,t,y[,lines],open[,x_price][,x_comp][,x_comp_med][,x_dow][,x_...]
//                     one row a series and period, t rising by one within a series; y empty: not
//                     recorded; x_dow 0 = Monday; any other x_ column is a flag, at most four
//   NAME.tasks.csv    series,origin,horizon,kind,t     kind sum or step
//   NAME.quantiles    the levels asked for, one a line
//
// The season follows from how a period is written: 7 for 2026-11-25, 12 for 2026-11, else none.
// A set whose tasks name a `line` instead of a `series` holds lead times.
// Threads: one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "backtest/forecast_set.h"
#include "base/result.h"

namespace shelfd::connectors {

enum class ForecastKind : std::uint8_t { Demand, LeadTime };

struct NamedSet {
  std::string name{};
  ForecastKind kind = ForecastKind::Demand;
};

// The sets of a folder by name; none where it holds no NAME.tasks.csv.
// Errors: Reject for a folder that cannot be read, and a tasks file without its columns.
[[nodiscard]] Result<std::vector<NamedSet>> forecast_sets_in(const std::string& folder);

// `passed` is told the share read.
// Errors: Reject, naming file, line, column and value of the first that is wrong.
[[nodiscard]] Result<backtest::ForecastSet> read_forecast_set(
    const std::string& folder, const std::string& name, const std::function<void(double)>& passed);

[[nodiscard]] Result<std::vector<double>> read_levels(const std::string& path);

}  // namespace shelfd::connectors
