// Cold walk: the walk of walked_items.h, looked at before each close.
#include "backtest/cold_walk.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "backtest/walked_items.h"

namespace shelfd::backtest {
namespace {

bool is_day(const Period& period) { return period.weekday >= 0; }

// The numbers of their series.
std::vector<std::size_t> new_items(const Panel& panel) {
  int first = std::numeric_limits<int>::max();
  for (const Series& series : panel.series) first = std::min(first, series.first);
  std::vector<std::size_t> items;
  for (std::size_t at = 0; at < panel.series.size(); ++at) {
    const Series& series = panel.series[at];
    if (series.periods.empty() || !is_day(series.periods.front())) continue;
    if (series.first - first < kNewAfter) continue;
    items.push_back(at);
  }
  return items;
}

}  // namespace

std::vector<ColdStartBand> walk_cold_start(const Panel& panel) {
  const std::vector<std::size_t> fresh = new_items(panel);
  if (fresh.empty()) return {};
  ColdStart start;
  WalkedItems items(panel, forecasting::kPathPeriods);
  for (int period = 0; period < items.periods(); ++period) {
    for (const std::size_t item : fresh) {
      const Series& series = panel.series[item];
      const int age = period - series.first;
      if (age < 1 || age > kFirstPeriods || !items.has(item, period)) continue;
      const Period& now = series.periods[static_cast<std::size_t>(age)];
      if (!std::isfinite(now.units) || !(now.exposure > 0)) continue;
      const auto span = items.filter_span(item, period - 1, {});
      start.add({.size = 1 / span.scatter, .mean_units = span.units},
                std::llround(std::max(0.0, now.units)));
    }
    items.close(period);
  }
  return start.bands();
}

}  // namespace shelfd::backtest
