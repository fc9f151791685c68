#include "connectors/tables/delivery_table.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "connectors/tables/date_text.h"
#include "connectors/tables/table_text.h"

// Rows of the benchmark's files to deliveries and tasks, and quantiles to rows.

namespace shelfd::connectors {
namespace {

// The place of each column asked for; the names of those that are not there.
struct Columns {
  std::vector<std::size_t> places{};
  std::string missing{};
};

Columns places_of(const std::vector<std::string>& columns, const std::vector<std::string>& names) {
  Columns found;
  for (const std::string& name : names) {
    const auto place = std::ranges::find(columns, name);
    if (place == columns.end()) found.missing += (found.missing.empty() ? "" : ", ") + name;
    found.places.push_back(static_cast<std::size_t>(place - columns.begin()));
  }
  return found;
}

using Cells = std::vector<std::string_view>;  // of the columns asked for, in their order

// Visits the rows until one is refused: the visitor says what it expected, "" where all is well.
Status read_rows(const NamedText& table, const std::vector<std::string>& names,
                 const std::function<std::string(const Cells&)>& visit) {
  const auto text = TableText::open(table.path, table.bytes, [](std::string_view) { return 0; });
  if (!text) return std::unexpected(text.error());
  const Columns columns = places_of(text->columns(), names);
  if (!columns.missing.empty()) return reject(table.path + ": no column " + columns.missing);
  std::string refused;
  const auto status = text->each_row(
      [&](const TableRow& row) {
        if (!refused.empty()) return;
        std::string reason = row.refused;
        Cells cells;
        for (const std::size_t place : columns.places) {
          if (reason.empty()) cells.push_back(row.cells.at(place).text);
        }
        if (reason.empty()) reason = visit(cells);
        if (!reason.empty()) refused = "line " + std::to_string(row.line) + ": " + reason;
      },
      [](std::size_t) {});
  if (!status) return status;
  return refused.empty() ? Status{} : reject(table.path + ": " + refused);
}

std::optional<std::int32_t> day_of(std::string_view text) {
  const auto parts = date_parts(text, DateOrder::DayFirst);
  if (!parts || day_number(parts->day) <= 0) return std::nullopt;
  return static_cast<std::int32_t>(day_number(parts->day));
}

std::string no_date(std::string_view column, std::string_view text) {
  return std::string(column) + ": '" + std::string(text) + "' is no date";
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string inside;
  for (const char letter : text)
    inside += letter == '"' ? std::string(R"("")") : std::string(1, letter);
  return '"' + inside + '"';
}

std::string written(double days) { return std::to_string(static_cast<std::int64_t>(days)); }

}  // namespace

bool is_delivery_table(const std::vector<std::string>& columns) {
  return places_of(columns, {"line", "vendor", "sent", "delivered"}).missing.empty();
}

Result<std::vector<backtest::DeliveryLine>> read_deliveries(const NamedText& table) {
  std::vector<backtest::DeliveryLine> lines;
  const auto status = read_rows(table, {"line", "vendor", "country", "mode", "sent", "delivered"},
                                [&](const Cells& cells) {
                                  const auto sent = day_of(cells[4]);
                                  const auto delivered = day_of(cells[5]);
                                  if (!sent) return no_date("sent", cells[4]);
                                  if (!delivered && !cells[5].empty())
                                    return no_date("delivered", cells[5]);
                                  lines.push_back({.line = std::string(cells[0]),
                                                   .vendor = std::string(cells[1]),
                                                   .country = std::string(cells[2]),
                                                   .mode = std::string(cells[3]),
                                                   .sent_day = *sent,
                                                   .delivered_day = delivered});
                                  return std::string{};
                                });
  if (!status) return std::unexpected(status.error());
  return lines;
}

Result<LeadTasks> read_lead_tasks(const NamedText& table,
                                  const std::vector<backtest::DeliveryLine>& lines) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t place = 0; place < lines.size(); ++place) {
    places.emplace(lines[place].line, place);
  }
  LeadTasks read;
  const auto status = read_rows(table, {"line", "origin", "horizon"}, [&](const Cells& cells) {
    const auto place = places.find(cells[0]);
    const auto cut = day_of(cells[1]);
    if (place == places.end()) return "line: '" + std::string(cells[0]) + "' has no delivery";
    if (!cut) return no_date("origin", cells[1]);
    read.tasks.push_back({.line = place->second, .cut_day = *cut});
    read.names.push_back({std::string(cells[0]), std::string(cells[1]), std::string(cells[2])});
    return std::string{};
  });
  if (!status) return std::unexpected(status.error());
  return read;
}

Result<std::vector<Share>> read_shares(const NamedText& list) {
  std::vector<Share> shares;
  std::string_view rest = list.bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    double value = 0;
    const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc{} || stop != line.data() + line.size() || !(value > 0 && value < 1)) {
      return reject(list.path + ": '" + std::string(line) + "' is no share between 0 and 1");
    }
    shares.push_back({.value = value, .text = std::string(line)});
  }
  return shares;
}

Result<std::string> forecast_deliveries(const std::string& dataset, const NamedText& history,
                                        const NamedText& tasks, const NamedText& shares) {
  const auto lines = read_deliveries(history);
  if (!lines) return std::unexpected(lines.error());
  const auto asked = read_lead_tasks(tasks, *lines);
  if (!asked) return std::unexpected(asked.error());
  const auto levels = read_shares(shares);
  if (!levels) return std::unexpected(levels.error());
  std::vector<double> values;
  for (const Share& share : *levels) values.push_back(share.value);
  const auto quantiles = backtest::lead_time_quantiles(*lines, asked->tasks, values);
  std::string rows;
  for (std::size_t task = 0; task < quantiles.size(); ++task) {
    const LeadTaskName& name = asked->names[task];
    const std::string start = dataset + ',' + quoted(name.line) + ',' + quoted(name.origin) + ',' +
                              quoted(name.horizon) + ',';
    for (std::size_t level = 0; level < levels->size(); ++level) {
      rows += start + (*levels)[level].text + ',' + written(quantiles[task][level]) + '\n';
    }
  }
  return rows;
}

}  // namespace shelfd::connectors
