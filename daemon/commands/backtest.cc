#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backtest/exchange_text.h"
#include "backtest/forecast_plot.h"
#include "backtest/history.h"
#include "connectors/tables/forecast_folder.h"
#include "daemon/commands/commands.h"
#include "daemon/forecast_backtest.h"
#include "daemon/merchant_history.h"
#include "daemon/terminal.h"

// shelfd backtest forecast: how good the forecasts would have been, on files or on own history.

namespace shelfd::daemon {
namespace {

using backtest::ReportRow;
using forecasting::Accuracy;
using forecasting::LevelAccuracy;
using Json = nlohmann::ordered_json;
using Table = std::vector<std::vector<std::string>>;

struct Chosen {
  std::string out{};
  std::string plot{};
  std::vector<std::string> sets{};
};

std::string figure(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4f}", value); }

std::string signed_percent(double ratio) {
  return std::isnan(ratio) ? "-" : fmt::format("{:+.1f}%", 100 * ratio);
}

void print_figures(const std::vector<ReportRow>& rows) {
  Table table{{"set", "tasks", "wql", "naive", "eq", "naive", "wmape", "naive", "bias", "naive"}};
  for (const ReportRow& row : rows) {
    const Accuracy& model = row.model;
    const Accuracy& naive = row.naive;
    table.push_back({row.name, std::to_string(model.forecasts), figure(model.loss),
                     figure(naive.loss), figure(model.loss_by_series), figure(naive.loss_by_series),
                     figure(model.median_error), figure(naive.median_error),
                     signed_percent(model.bias), signed_percent(naive.bias)});
  }
  print_table(table);
}

std::vector<double> levels_of(const ReportRow& row) {
  std::vector<double> levels;
  for (const LevelAccuracy& level : row.model.levels) levels.push_back(level.level);
  return levels;
}

// Sets with the same levels share a table.
void print_coverage(const std::vector<ReportRow>& rows) {
  std::vector<std::vector<double>> printed;
  for (const ReportRow& first : rows) {
    const std::vector<double> levels = levels_of(first);
    if (std::ranges::find(printed, levels) != printed.end()) continue;
    printed.push_back(levels);
    Table table{{"coverage"}};
    for (const double level : levels) table[0].push_back(backtest::shortest(level));
    for (const ReportRow& row : rows) {
      if (levels_of(row) != levels) continue;
      table.push_back({row.name});
      for (const LevelAccuracy& level : row.model.levels) {
        table.back().push_back(fmt::format("{:.3f}-{:.3f}", level.below, level.at_or_below));
      }
    }
    fmt::print("\n");
    print_table(table);
  }
}

std::string band_name(const backtest::ColdStartBand& band) {
  return std::isinf(band.until) ? fmt::format("{} and more", band.from)
                                : fmt::format("{} to {}", band.from, band.until);
}

void print_cold_start(const std::vector<ReportRow>& rows) {
  Table table{{"first days of new items", "units a day expected", "days", "off by"}};
  for (const ReportRow& row : rows) {
    for (const backtest::ColdStartBand& band : row.cold_start) {
      if (band.periods == 0) continue;
      table.push_back({row.name, band_name(band), std::to_string(band.periods),
                       fmt::format("{:.1f}%", 100 * band.off)});
    }
  }
  if (table.size() == 1) return;
  fmt::print("\n");
  print_table(table);
  fmt::print(
      "off by: the most by which the share of outcomes below a quantile of the day's law, as it "
      "was\n"
      "the evening before, differs from its level; days 1 to {} of items first seen {} days or "
      "more\n"
      "after the set begins.\n",
      backtest::kFirstPeriods, backtest::kNewAfter);
}

Json to_json(const std::vector<backtest::ColdStartBand>& bands) {
  Json json = Json::array();
  for (const backtest::ColdStartBand& band : bands) {
    Json one{{"from_units", band.from}, {"days", band.periods}};
    if (!std::isinf(band.until)) one["until_units"] = band.until;
    one["off"] = band.off;
    one["pit"] = band.pit;
    json.push_back(std::move(one));
  }
  return json;
}

Json to_json(const Accuracy& accuracy) {
  Json json{{"wql", accuracy.loss},
            {"eq", accuracy.loss_by_series},
            {"wmape", accuracy.median_error},
            {"bias", accuracy.bias}};
  for (const LevelAccuracy& level : accuracy.levels) {
    json["coverage"][backtest::shortest(level.level)] = {level.below, level.at_or_below};
    json["loss_by_level"][backtest::shortest(level.level)] = level.loss;
  }
  return json;
}

void print_json(const std::vector<ReportRow>& rows) {
  Json sets = Json::array();
  for (const ReportRow& row : rows) {
    Json json{{"set", row.name}, {"tasks", row.model.forecasts}};
    json.update(to_json(row.model));
    json["seasonal_naive"] = to_json(row.naive);
    if (!row.cold_start.empty()) json["cold_start"] = to_json(row.cold_start);
    sets.push_back(std::move(json));
  }
  fmt::print("{}\n", Json{{"sets", std::move(sets)}}.dump(2));
}

void print(const Invocation& invocation, const std::vector<ReportRow>& rows) {
  if (invocation.json()) {
    print_json(rows);
    return;
  }
  print_figures(rows);
  print_coverage(rows);
  print_cold_start(rows);
  fmt::print(
      "\nwql: 2 x pinball / units, mean of the levels; eq: the same per series, then averaged;\n"
      "naive: seasonal naive. Coverage is P(y < q) - P(y <= q): the level should lie between.\n");
}

// A file that is written as a whole or not at all, as far as the disk allows: what was written is
// checked when it is closed.
class WrittenFile {
 public:
  explicit WrittenFile(std::string path)
      : path_(std::move(path)), stream_(path_, std::ios::binary | std::ios::trunc) {}

  Status write(const std::string& text) {
    stream_ << text;
    return stream_ ? Status{} : stop("cannot write " + path_);
  }
  Status close() {
    stream_.close();
    return stream_ ? Status{} : stop("cannot write " + path_);
  }

 private:
  std::string path_;
  std::ofstream stream_;
};

Status write_plot(const std::string& path, const std::vector<ReportRow>& rows) {
  WrittenFile file(path);
  auto status = file.write(backtest::forecast_plot("Forecasts that shelfd would have given", rows));
  return status ? file.close() : status;
}

// The exchange file, where one is asked for, begins with its header.
Result<std::unique_ptr<WrittenFile>> exchange_file(const std::string& path) {
  if (path.empty()) return nullptr;
  auto file = std::make_unique<WrittenFile>(path);
  const auto status = file->write(backtest::exchange_header());
  if (!status) return std::unexpected(status.error());
  return file;
}

// Own history is named where a folder of sets could have been meant.
Result<std::vector<ReportRow>> backtest_own(const Settings& settings, const ExchangeSink& sink,
                                            const BacktestProgress& progress) {
  const auto history =
      merchant_history(settings, [&](double share) { progress(share, "reading"); });
  if (!history) return std::unexpected(history.error());
  const backtest::ForecastSet set = history->finish();
  if (set.tasks.empty()) {
    return reject(fmt::format(
        "the history in {} has {} items over {} days; a backtest needs an item with {} days: {} "
        "before a forecast and {} after it, half of them in stock",
        settings.data, set.panel.series.size(), backtest::days_in(set.panel),
        backtest::kHistoryNeedsDays, backtest::kHistoryAgeDays, backtest::kHistoryHorizons.back()));
  }
  return backtest_set(set, {backtest::kHistoryHorizons.begin(), backtest::kHistoryHorizons.end()},
                      sink, progress);
}

// Also where one of them is broken: the reading then says so.
bool holds_sets(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return false;
  const auto sets = connectors::forecast_sets_in(folder);
  return !sets || !sets->empty();
}

Result<std::vector<ReportRow>> walk(const Settings& settings, const Chosen& chosen) {
  auto file = exchange_file(chosen.out);
  if (!file) return std::unexpected(file.error());
  const ExchangeSink sink = *file == nullptr ? ExchangeSink{} : [&](const std::string& text) {
    return (*file)->write(text);
  };
  ProgressBar bar("backtest");
  const auto progress = [&](double share, const std::string& step) { bar.show(share, step); };
  auto rows = chosen.sets.empty() && !holds_sets(settings.data)
                  ? backtest_own(settings, sink, progress)
                  : backtest_folder(settings.data, chosen.sets, sink, progress);
  bar.finish();
  if (!rows || *file == nullptr) return rows;
  const auto status = (*file)->close();
  if (!status) return std::unexpected(status.error());
  return rows;
}

int backtest_forecast(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto rows = walk(settings->settings, chosen);
  if (!rows) return fail_with(rows.error());
  if (!chosen.plot.empty()) {
    const auto status = write_plot(chosen.plot, *rows);
    if (!status) return fail_with(status.error());
  }
  print(invocation, *rows);
  return kOk;
}

}  // namespace

void add_backtest(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("backtest", "how good the answers would have been");
  verb->require_subcommand(1);
  verb->footer("Example: shelfd backtest forecast --data ./shop --plot forecast.svg");
  CLI::App* forecast =
      verb->add_subcommand("forecast", "forecasts of the past against what then came");
  forecast->footer(
      "Walks the history period by period: each forecast knows what had closed by then and no\n"
      "more. --data is a folder of NAME.history.csv, NAME.tasks.csv and NAME.quantiles, or a data\n"
      "folder of shelfd: then the merchant's own history is asked for the next 7 and 14 days.\n"
      "Sets with prices are told a second time as if no price had been planned.\n"
      "Example: shelfd backtest forecast --data ./exported --out forecasts.csv --plot "
      "forecast.svg\n"
      "         shelfd backtest forecast --data ./shop");
  const auto chosen = std::make_shared<Chosen>();
  forecast->add_option("--out", chosen->out,
                       "a CSV file of dataset,series,origin,horizon,quantile,value");
  forecast->add_option("--plot", chosen->plot, "an SVG file of loss, bias and coverage");
  forecast->add_option("--set", chosen->sets, "only this set; again for more");
  forecast->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return backtest_forecast(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
