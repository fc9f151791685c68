#include "daemon/forecast_backtest.h"

#include <algorithm>
#include <iterator>

#include "backtest/cold_walk.h"
#include "backtest/demand_walk.h"
#include "backtest/exchange_text.h"
#include "connectors/tables/forecast_folder.h"
#include "daemon/lead_backtest.h"

namespace shelfd::daemon {
namespace {

using backtest::DemandForecast;
using backtest::ForecastSet;
using backtest::ReportRow;
using connectors::NamedSet;

std::vector<DemandForecast> walk(const ForecastSet& set, const BacktestProgress& progress) {
  const auto told = [&](int done, int all) {
    progress(static_cast<double>(done) / std::max(1, all), "walking " + set.panel.name);
  };
  return backtest::published(backtest::walk_demand(set.panel, set.tasks, set.levels, told));
}

std::vector<ReportRow> rows_of(const ForecastSet& set, const std::vector<DemandForecast>& forecasts,
                               const std::vector<int>& horizons_days) {
  if (horizons_days.empty()) return backtest::report_rows(set, forecasts);
  std::vector<ReportRow> rows;
  for (const int horizon : horizons_days) {
    std::ranges::move(backtest::report_rows(set, forecasts, horizon), std::back_inserter(rows));
  }
  return rows;
}

Result<std::vector<NamedSet>> chosen(std::vector<NamedSet> all,
                                     const std::vector<std::string>& names,
                                     const std::string& folder) {
  for (const std::string& name : names) {
    if (std::ranges::find(all, name, &NamedSet::name) == all.end()) {
      return reject("there is no " + name + ".tasks.csv in " + folder);
    }
  }
  if (names.empty()) return all;
  std::erase_if(
      all, [&](const NamedSet& set) { return std::ranges::find(names, set.name) == names.end(); });
  return all;
}

Result<std::vector<ReportRow>> backtest_named(const std::string& folder, const NamedSet& named,
                                              const ExchangeSink& sink,
                                              const BacktestProgress& progress) {
  if (named.kind == connectors::ForecastKind::LeadTime) {
    auto row = backtest_lead_times(folder, named.name, sink, progress);
    if (!row) return std::unexpected(row.error());
    return std::vector<ReportRow>{*std::move(row)};
  }
  const auto set = connectors::read_forecast_set(
      folder, named.name, [&](double share) { progress(share, "reading " + named.name); });
  if (!set) return std::unexpected(set.error());
  return backtest_set(*set, {}, sink, progress);
}

}  // namespace

Result<std::vector<ReportRow>> backtest_set(const ForecastSet& set,
                                            const std::vector<int>& horizons_days,
                                            const ExchangeSink& sink,
                                            const BacktestProgress& progress) {
  const std::vector<DemandForecast> forecasts = walk(set, progress);
  if (sink) {
    auto status = sink(backtest::exchange_text(set, forecasts));
    if (!status) return std::unexpected(status.error());
  }
  std::vector<ReportRow> rows = rows_of(set, forecasts, horizons_days);
  if (!rows.empty()) rows.front().cold_start = backtest::walk_cold_start(set.panel);
  if (!backtest::has_prices(set.panel)) return rows;
  const ForecastSet carried = backtest::with_prices_carried(set);
  std::ranges::move(rows_of(carried, walk(carried, progress), horizons_days),
                    std::back_inserter(rows));
  return rows;
}

Result<std::vector<ReportRow>> backtest_folder(const std::string& folder,
                                               const std::vector<std::string>& names,
                                               const ExchangeSink& sink,
                                               const BacktestProgress& progress) {
  auto all = connectors::forecast_sets_in(folder);
  if (!all) return std::unexpected(all.error());
  const auto sets = chosen(std::move(*all), names, folder);
  if (!sets) return std::unexpected(sets.error());
  std::vector<ReportRow> rows;
  for (const NamedSet& named : *sets) {
    auto of_set = backtest_named(folder, named, sink, progress);
    if (!of_set) return std::unexpected(of_set.error());
    std::ranges::move(*of_set, std::back_inserter(rows));
  }
  return rows;
}

}  // namespace shelfd::daemon
