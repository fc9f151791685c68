#include "daemon/lead_backtest.h"

#include <limits>
#include <map>
#include <span>

#include "backtest/exchange_text.h"
#include "connectors/tables/delivery_table.h"
#include "connectors/tables/forecast_folder.h"
#include "connectors/tables/import_file.h"

namespace shelfd::daemon {
namespace {

using backtest::DeliveryLine;
using connectors::LeadTaskName;
using connectors::LeadTasks;

struct LeadSet {
  std::vector<DeliveryLine> lines{};
  LeadTasks tasks{};
  std::vector<double> levels{};
};

Result<LeadSet> read_set(const std::string& stem) {
  const std::string history_path = stem + ".history.csv";
  const std::string tasks_path = stem + ".tasks.csv";
  const auto history = connectors::load_file(history_path);
  if (!history) return std::unexpected(history.error());
  const auto asked = connectors::load_file(tasks_path);
  if (!asked) return std::unexpected(asked.error());
  auto lines = connectors::read_deliveries({.path = history_path, .bytes = *history});
  if (!lines) return std::unexpected(lines.error());
  auto tasks = connectors::read_lead_tasks({.path = tasks_path, .bytes = *asked}, *lines);
  if (!tasks) return std::unexpected(tasks.error());
  auto levels = connectors::read_levels(stem + ".quantiles");
  if (!levels) return std::unexpected(levels.error());
  return LeadSet{
      .lines = std::move(*lines), .tasks = std::move(*tasks), .levels = std::move(*levels)};
}

std::string exchange_of(const std::string& name, const LeadSet& set,
                        const std::vector<backtest::DemandForecast>& forecasts) {
  std::string text;
  for (std::size_t at = 0; at < forecasts.size(); ++at) {
    const LeadTaskName& task = set.tasks.names[at];
    backtest::append_exchange(
        text,
        {.dataset = name, .series = task.line, .origin = task.origin, .horizon = task.horizon},
        set.levels, forecasts[at]);
  }
  return text;
}

forecasting::Accuracy accuracy_of(const LeadSet& set,
                                  const std::vector<backtest::DemandForecast>& forecasts) {
  std::map<std::string, std::size_t> lanes;
  std::vector<forecasting::ScoredForecast> scored;
  for (std::size_t at = 0; at < forecasts.size(); ++at) {
    const DeliveryLine& line = set.lines[set.tasks.tasks[at].line];
    if (!line.delivered_day || *line.delivered_day < line.sent_day) continue;
    const auto lane = lanes.try_emplace(line.vendor + "|" + line.country, lanes.size()).first;
    scored.push_back({.series = lane->second,
                      .truth = static_cast<double>(*line.delivered_day - line.sent_day),
                      .mean = forecasts[at].mean,
                      .quantiles = forecasts[at].quantiles});
  }
  return forecasting::accuracy_of(set.levels, scored);
}

}  // namespace

Result<backtest::ReportRow> backtest_lead_times(const std::string& folder, const std::string& name,
                                                const ExchangeSink& sink,
                                                const BacktestProgress& progress) {
  progress(0, "walking " + name);
  const auto set = read_set(folder + "/" + name);
  if (!set) return std::unexpected(set.error());
  std::vector<backtest::DemandForecast> forecasts;
  for (auto& quantiles : backtest::lead_time_quantiles(set->lines, set->tasks.tasks, set->levels)) {
    forecasts.push_back(
        {.mean = std::numeric_limits<double>::quiet_NaN(), .quantiles = std::move(quantiles)});
  }
  if (sink) {
    auto status = sink(exchange_of(name, *set, forecasts));
    if (!status) return std::unexpected(status.error());
  }
  return backtest::ReportRow{.name = name,
                             .model = accuracy_of(*set, forecasts),
                             .naive = forecasting::accuracy_of({}, {})};
}

}  // namespace shelfd::daemon
