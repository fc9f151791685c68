#include "connectors/tables/forecast_folder.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "connectors/tables/encoding.h"
#include "connectors/tables/import_file.h"
#include "connectors/tables/plain_sheet.h"

namespace shelfd::connectors {
namespace {

using backtest::ForecastSet;
using backtest::Period;
using backtest::Series;
using backtest::Task;

constexpr int kMostPeriods = 100'000;
constexpr std::string_view kTasksEnding = ".tasks.csv";
constexpr double kHistoryShare = 0.95;  // of the time to read a set

using Places = std::unordered_map<std::string, std::size_t>;

// Where the columns of a history stand.
struct HistoryColumns {
  std::size_t series = 0;
  std::size_t period = 0;
  std::size_t number = 0;
  std::size_t units = 0;
  std::size_t open = 0;
  std::optional<std::size_t> orders{};
  std::optional<std::size_t> price{};
  std::optional<std::size_t> cheapest{};
  std::optional<std::size_t> market{};
  std::optional<std::size_t> weekday{};
  std::vector<std::size_t> flags{};
};

bool is_flag(std::string_view column) {
  return column.starts_with("x_") && column != "x_price" && column != "x_comp" &&
         column != "x_comp_med" && column != "x_dow";
}

Result<HistoryColumns> history_columns(const PlainSheet& sheet, const std::string& path) {
  HistoryColumns columns{.orders = sheet.find("lines"),
                         .price = sheet.find("x_price"),
                         .cheapest = sheet.find("x_comp"),
                         .market = sheet.find("x_comp_med"),
                         .weekday = sheet.find("x_dow")};
  const auto needed =
      std::to_array<std::pair<std::string_view, std::size_t*>>({{"series", &columns.series},
                                                                {"period", &columns.period},
                                                                {"t", &columns.number},
                                                                {"y", &columns.units},
                                                                {"open", &columns.open}});
  for (const auto& [name, place] : needed) {
    const auto found = sheet.need(name);
    if (!found) return std::unexpected(found.error());
    *place = *found;
  }
  for (std::size_t at = 0; at < sheet.columns().size(); ++at) {
    if (!is_flag(sheet.columns()[at])) continue;
    if (columns.flags.size() == backtest::kFlags) {
      return reject(path + ": column \"" + sheet.columns()[at] + "\": at most " +
                    std::to_string(backtest::kFlags) +
                    " flags (x_ columns but price, comp, "
                    "comp_med and dow) are read");
    }
    columns.flags.push_back(at);
  }
  return columns;
}

int season_of(std::string_view period) {
  const bool digits = std::ranges::all_of(
      period, [](char byte) { return byte == '-' || (byte >= '0' && byte <= '9'); });
  const auto dashes = std::ranges::count(period, '-');
  if (digits && dashes == 2 && period.size() == 10) return 7;
  return digits && dashes == 1 && period.size() == 7 ? 12 : 1;
}

// Reads the rows of one history into a set.
class HistoryReader {
 public:
  HistoryReader(const PlainSheet& sheet, HistoryColumns columns, ForecastSet& set)
      : sheet_(sheet), columns_(std::move(columns)), set_(set) {}

  Status take(const SheetRow& row) {
    Series& series = series_of(row.cells[columns_.series]);
    const auto number = sheet_.whole(row, columns_.number, 0, kMostPeriods);
    if (!number) return std::unexpected(number.error());
    const int next = series.first + static_cast<int>(series.periods.size());
    if (series.periods.empty()) {
      series.first = *number;
      set_.season = std::max(set_.season, season_of(row.cells[columns_.period]));
    } else if (*number != next) {
      return sheet_.wrong(row, columns_.number, std::to_string(next));
    }
    auto period = period_of(row);
    if (!period) return std::unexpected(period.error());
    series.periods.push_back(*period);
    return {};
  }

  [[nodiscard]] const Places& places() const { return places_; }

 private:
  Series& series_of(std::string_view id) {
    if (!set_.panel.series.empty() && set_.panel.series[newest_].id == id) {
      return set_.panel.series[newest_];
    }
    const auto [place, added] = places_.try_emplace(std::string(id), set_.panel.series.size());
    if (added) set_.panel.series.push_back({.id = std::string(id)});
    newest_ = place->second;
    return set_.panel.series[newest_];
  }

  // An empty cell leaves the value as it is.
  Status fill(const SheetRow& row, std::optional<std::size_t> column, double most,
              double& value) const {
    if (!column || row.cells[*column].empty()) return {};
    const auto number = sheet_.number(row, *column);
    if (!number) return std::unexpected(number.error());
    if (*number < 0 || *number > most) {
      return sheet_.wrong(row, *column, most == 1 ? "0 to 1" : "a number not below 0");
    }
    value = *number;
    return {};
  }

  Result<Period> period_of(const SheetRow& row) const {
    constexpr double kAny = 1e12;
    Period period;
    double flag = 0;
    auto status = fill(row, columns_.units, kAny, period.units);
    if (status) status = fill(row, columns_.orders, kAny, period.orders);
    if (status) status = fill(row, columns_.open, 1, period.exposure);
    if (status) status = fill(row, columns_.price, kAny, period.price);
    if (status) status = fill(row, columns_.cheapest, kAny, period.cheapest_price);
    if (status) status = fill(row, columns_.market, kAny, period.market_price);
    for (std::size_t at = 0; status && at < columns_.flags.size(); ++at) {
      flag = 0;
      status = fill(row, columns_.flags[at], 1, flag);
      period.flags[at] = flag;
    }
    if (!status) return std::unexpected(status.error());
    if (columns_.weekday) {
      const auto weekday = sheet_.whole(row, *columns_.weekday, 0, 6);
      if (!weekday) return std::unexpected(weekday.error());
      period.weekday = *weekday;
    }
    return period;
  }

  const PlainSheet& sheet_;
  HistoryColumns columns_;
  ForecastSet& set_;
  Places places_;
  std::size_t newest_ = 0;
};

Result<Places> read_history(const std::string& path, ForecastSet& set,
                            const std::function<void(double)>& passed) {
  const auto sheet = PlainSheet::open(path);
  if (!sheet) return std::unexpected(sheet.error());
  auto columns = history_columns(*sheet, path);
  if (!columns) return std::unexpected(columns.error());
  for (const std::size_t flag : columns->flags) {
    set.flags.push_back(sheet->columns()[flag].substr(2));
  }
  HistoryReader reader(*sheet, std::move(*columns), set);
  const auto status = sheet->each_row([&](const SheetRow& row) { return reader.take(row); },
                                      [&](double share) { passed(kHistoryShare * share); });
  if (!status) return std::unexpected(status.error());
  backtest::mark_calendar(set.panel);
  return reader.places();
}

struct TaskColumns {
  std::size_t series = 0;
  std::size_t origin = 0;
  std::size_t horizon = 0;
  std::size_t kind = 0;
  std::size_t number = 0;
};

Result<TaskColumns> task_columns(const PlainSheet& sheet) {
  TaskColumns columns;
  const auto needed =
      std::to_array<std::pair<std::string_view, std::size_t*>>({{"series", &columns.series},
                                                                {"origin", &columns.origin},
                                                                {"horizon", &columns.horizon},
                                                                {"kind", &columns.kind},
                                                                {"t", &columns.number}});
  for (const auto& [name, place] : needed) {
    const auto found = sheet.need(name);
    if (!found) return std::unexpected(found.error());
    *place = *found;
  }
  return columns;
}

Result<Task> task_of(const PlainSheet& sheet, const TaskColumns& columns, const SheetRow& row,
                     const Places& places) {
  const auto place = places.find(std::string(row.cells[columns.series]));
  if (place == places.end()) return sheet.wrong(row, columns.series, "a series of the history");
  const auto horizon = sheet.whole(row, columns.horizon, 1, kMostPeriods);
  if (!horizon) return std::unexpected(horizon.error());
  const auto number = sheet.whole(row, columns.number, 0, kMostPeriods);
  if (!number) return std::unexpected(number.error());
  const std::string_view kind = row.cells[columns.kind];
  if (kind != "sum" && kind != "step") return sheet.wrong(row, columns.kind, "sum or step");
  return Task{.series = place->second,
              .at = *number,
              .horizon = *horizon,
              .kind = kind == "sum" ? backtest::TaskKind::Sum : backtest::TaskKind::Step,
              .origin = std::string(row.cells[columns.origin])};
}

Status read_tasks(const std::string& path, const Places& places, ForecastSet& set) {
  const auto sheet = PlainSheet::open(path);
  if (!sheet) return std::unexpected(sheet.error());
  const auto columns = task_columns(*sheet);
  if (!columns) return std::unexpected(columns.error());
  return sheet->each_row(
      [&](const SheetRow& row) -> Status {
        auto task = task_of(*sheet, *columns, row, places);
        if (!task) return std::unexpected(task.error());
        const Series& series = set.panel.series[task->series];
        if (task->at < series.first) {
          return sheet->wrong(
              row, columns->number,
              "a period of the series, which begins at " + std::to_string(series.first));
        }
        set.tasks.push_back(std::move(*task));
        return {};
      },
      {});
}

Result<ForecastKind> kind_of(const std::string& path) {
  const auto sheet = PlainSheet::open(path);
  if (!sheet) return std::unexpected(sheet.error());
  if (sheet->find("series")) return ForecastKind::Demand;
  if (sheet->find("line")) return ForecastKind::LeadTime;
  return reject(path + R"(: has neither a column "series" nor "line")");
}

}  // namespace

Result<std::vector<NamedSet>> forecast_sets_in(const std::string& folder) {
  std::error_code error;
  std::vector<NamedSet> sets;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string file = entry.path().filename().string();
    if (!file.ends_with(kTasksEnding)) continue;
    const auto kind = kind_of(entry.path().string());
    if (!kind) return std::unexpected(kind.error());
    sets.push_back({.name = file.substr(0, file.size() - kTasksEnding.size()), .kind = *kind});
  }
  if (error) return reject(folder + ": " + error.message());
  std::ranges::sort(sets, {}, &NamedSet::name);
  return sets;
}

Result<std::vector<double>> read_levels(const std::string& path) {
  const auto bytes = load_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  std::vector<double> levels;
  LineReader lines(*bytes, {});
  LineReader::Line line;
  for (int number = 1; lines.next(line); ++number) {
    if (line.text.empty()) continue;
    const auto level = plain_decimal(line.text);
    const bool rises = levels.empty() || (level && *level > levels.back());
    if (!level || *level <= 0 || *level >= 1 || !rises) {
      return reject(path + ":" + std::to_string(number) +
                    ": expected a level in (0, 1) above the "
                    "one before, got \"" +
                    std::string(line.text) + "\"");
    }
    levels.push_back(*level);
  }
  if (levels.empty()) return reject(path + ": holds no level");
  return levels;
}

Result<ForecastSet> read_forecast_set(const std::string& folder, const std::string& name,
                                      const std::function<void(double)>& passed) {
  ForecastSet set;
  set.panel.name = name;
  const std::string stem = folder + "/" + name;
  auto levels = read_levels(stem + ".quantiles");
  if (!levels) return std::unexpected(levels.error());
  set.levels = std::move(*levels);
  const auto places = read_history(stem + ".history.csv", set, passed);
  if (!places) return std::unexpected(places.error());
  const auto status = read_tasks(stem + std::string(kTasksEnding), *places, set);
  if (!status) return std::unexpected(status.error());
  passed(1);
  return set;
}

}  // namespace shelfd::connectors
