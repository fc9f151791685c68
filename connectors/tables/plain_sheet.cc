#include "connectors/tables/plain_sheet.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <memory>
#include <span>

#include "connectors/tables/csv_rows.h"
#include "connectors/tables/encoding.h"
#include "connectors/tables/import_file.h"

namespace shelfd::connectors {
namespace {

// Rows between two reports of progress.
constexpr std::int64_t kReportRows = 4096;

Encoding utf8_of(std::string_view bytes) {
  return {.name = "UTF-8", .mark_bytes = bytes.starts_with("\xEF\xBB\xBF") ? 3U : 0U};
}

}  // namespace

std::optional<double> plain_decimal(std::string_view text) {
  double value = 0;
  const std::span<const char> all(text.data(), text.size());
  const char* const first = std::to_address(all.begin());
  const char* const last = std::to_address(all.end());
  const auto [end, error] = std::from_chars(first, last, value);
  if (error != std::errc{} || end != last || !std::isfinite(value)) return std::nullopt;
  return value;
}

Result<PlainSheet> PlainSheet::open(const std::string& path) {
  PlainSheet sheet;
  sheet.path_ = path;
  auto bytes = load_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  sheet.bytes_ = std::move(*bytes);
  CsvRows rows(',', CellSpaces::Kept);
  LineReader lines(sheet.bytes_, utf8_of(sheet.bytes_));
  LineReader::Line line;
  for (sheet.header_lines_ = 1; lines.next(line); ++sheet.header_lines_) {
    if (!rows.take(line.text)) continue;
    sheet.columns_.assign(rows.cells().begin(), rows.cells().end());
    sheet.first_row_ = lines.position();
    break;
  }
  if (sheet.columns_.empty()) return reject(path + ": holds no header row");
  std::vector<std::string> names = sheet.columns_;
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) return reject(path + ": column \"" + *twice + "\" stands twice");
  return sheet;
}

std::optional<std::size_t> PlainSheet::find(std::string_view column) const {
  const auto place = std::ranges::find(columns_, column);
  if (place == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(place - columns_.begin());
}

Result<std::size_t> PlainSheet::need(std::string_view column) const {
  const auto place = find(column);
  if (!place) return reject(path_ + ": has no column \"" + std::string(column) + "\"");
  return *place;
}

Status PlainSheet::each_row(const std::function<Status(const SheetRow&)>& visit,
                            const std::function<void(double)>& passed) const {
  CsvRows rows(',', CellSpaces::Kept);
  LineReader lines(bytes_, utf8_of(bytes_));
  lines.seek(first_row_);
  LineReader::Line line;
  std::int64_t number = header_lines_;
  std::int64_t first = number + 1;
  while (lines.next(line)) {
    ++number;
    if (!rows.inside_row()) first = number;
    if (!rows.take(line.text)) continue;
    const SheetRow row{.line = first, .cells = rows.cells()};
    if (row.cells.size() != columns_.size()) {
      return reject(path_ + ":" + std::to_string(first) + ": has " +
                    std::to_string(row.cells.size()) + " cells, the header " +
                    std::to_string(columns_.size()));
    }
    auto status = visit(row);
    if (!status) return status;
    if (passed && number % kReportRows == 0) {
      passed(static_cast<double>(lines.position()) / static_cast<double>(bytes_.size()));
    }
  }
  if (rows.inside_row()) {
    return reject(path_ + ":" + std::to_string(first) + ": a quote opens and never closes");
  }
  return {};
}

std::unexpected<Error> PlainSheet::wrong(const SheetRow& row, std::size_t column,
                                         const std::string& expected) const {
  return reject(path_ + ":" + std::to_string(row.line) + " " + columns_[column] + ": expected " +
                expected + ", got \"" + std::string(row.cells[column]) + "\"");
}

Result<double> PlainSheet::number(const SheetRow& row, std::size_t column) const {
  const auto value = plain_decimal(row.cells[column]);
  if (!value) return wrong(row, column, "a number");
  return *value;
}

Result<int> PlainSheet::whole(const SheetRow& row, std::size_t column, int least, int most) const {
  const auto value = plain_decimal(row.cells[column]);
  if (!value || *value != std::floor(*value) || *value < least || *value > most) {
    return wrong(row, column,
                 "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<int>(*value);
}

}  // namespace shelfd::connectors
