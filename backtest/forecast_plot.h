// Forecast plot: a report as one picture: the loss of each set beside the seasonal naive's,
// coverage against the level asked for, and the bias.
//
// Coverage is a diagram a set, each level the span from P(y < q) to P(y <= q): it is met where the
// span crosses the diagonal. A figure that is no number is left blank.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "backtest/forecast_report.h"

namespace shelfd::backtest {

// An SVG file. `rows` at least one.
[[nodiscard]] std::string forecast_plot(const std::string& title,
                                        const std::vector<ReportRow>& rows);

}  // namespace shelfd::backtest
