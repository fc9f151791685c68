// Cold walk: the first days of a panel's new items, each day's law as the daemon would have had it
// the evening before, and how honest these laws were (cold_start.h).
// Pure; deterministic.
#pragma once

#include <vector>

#include "backtest/cold_start.h"
#include "backtest/panel.h"

namespace shelfd::backtest {

// Empty where the panel's periods are no days, or no item of it is new.
[[nodiscard]] std::vector<ColdStartBand> walk_cold_start(const Panel& panel);

}  // namespace shelfd::backtest
