// Demand walk: every item of a panel forecast as the daemon would have, period after period: the
// filters learn each period as it closes, pools as of the period before, the pooled head from
// forecasts that have matured. Nothing crosses merchants.
// Pure; deterministic.
#pragma once

#include <functional>
#include <vector>

#include "backtest/panel.h"

namespace shelfd::backtest {

// One forecast a task, in the order of `tasks`; levels in (0, 1), rising. `progress` is told
// periods, or of several merchants merchants, done and in all.
[[nodiscard]] std::vector<DemandForecast> walk_demand(
    const Panel& panel, const std::vector<Task>& tasks, const std::vector<double>& levels,
    const std::function<void(int, int)>& progress = {});

}  // namespace shelfd::backtest
