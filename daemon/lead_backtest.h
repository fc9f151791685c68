// Lead backtest: a set of deliveries walked, scored and written, as forecast_backtest.h does for
// demand. Series are lanes (vendor and country), as the benchmark's scorer has them; there is no
// seasonal naive to set beside.
//
// Threads: one. Not here: the walk (backtest/lead_time_backtest.h), its files
// (connectors/tables/delivery_table.h).
#pragma once

#include <string>

#include "daemon/forecast_backtest.h"

namespace shelfd::daemon {

// Errors: as those that read a delivery table, and the sink's.
[[nodiscard]] Result<backtest::ReportRow> backtest_lead_times(const std::string& folder,
                                                              const std::string& name,
                                                              const ExchangeSink& sink,
                                                              const BacktestProgress& progress);

}  // namespace shelfd::daemon
