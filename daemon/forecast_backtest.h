// Forecast backtest: walks the sets of a forecast folder, or a merchant's own history, and gathers
// the figures, the exchange text and the plot.
//
// Threads: one. Not here: the walk (backtest/demand_walk.h), figures (backtest/forecast_report.h),
// files' formats (connectors/tables/forecast_folder.h), arguments (commands/backtest.cc).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "backtest/forecast_report.h"
#include "base/result.h"

namespace shelfd::daemon {

// Told the share done of one step of the work, and what that step is.
using BacktestProgress = std::function<void(double share, const std::string& step)>;

// Takes the exchange text of a set. Errors end the backtest.
using ExchangeSink = std::function<Status(const std::string& text)>;

// One set, walked as it is; a set with planned prices then once more with the last ones carried.
// With horizons, rows for each of them instead of for all together.
[[nodiscard]] Result<std::vector<backtest::ReportRow>> backtest_set(
    const backtest::ForecastSet& set, const std::vector<int>& horizons_days,
    const ExchangeSink& sink, const BacktestProgress& progress);

// Every set of the folder, or those named. Errors: Reject for a name that is not there, and as
// read_forecast_set.
[[nodiscard]] Result<std::vector<backtest::ReportRow>> backtest_folder(
    const std::string& folder, const std::vector<std::string>& names, const ExchangeSink& sink,
    const BacktestProgress& progress);

}  // namespace shelfd::daemon
