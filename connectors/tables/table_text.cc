#include "connectors/tables/table_text.h"

#include <algorithm>
#include <array>

#include "connectors/tables/csv_rows.h"
#include "connectors/tables/json_row.h"

namespace shelfd::connectors {
namespace {

using Passed = std::function<void(std::size_t)>;

constexpr std::size_t kProgressBytes = std::size_t{1} << 20U;

struct Delimiter {
  char character = ',';
  std::string_view name{};
};
constexpr auto kDelimiters = std::to_array<Delimiter>(
    {{',', "comma"}, {';', "semicolon"}, {'\t', "tab"}, {'|', "pipe"}, {'\0', "JSON Lines"}});

// Calls back about once a megabyte.
class Pace {
 public:
  explicit Pace(const Passed& passed) : passed_(passed) {}
  void at(std::size_t position) {
    if (position < next_) return;
    next_ = position + kProgressBytes;
    if (passed_) passed_(position);
  }

 private:
  const Passed& passed_;
  std::size_t next_ = kProgressBytes;
};

// What the first bytes of other kinds of files say.
std::string_view other_kind(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04")) return "an Excel workbook or a zip archive";
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return "an old Excel workbook";
  if (bytes.starts_with("\x1F\x8B")) return "compressed with gzip";
  if (bytes.starts_with("%PDF")) return "a PDF";
  return {};
}

char first_character(std::string_view bytes) {
  const std::size_t at = bytes.find_first_not_of(" \t\r\n\0");
  return at == std::string_view::npos ? '\0' : bytes[at];
}

bool named_json_lines(std::string_view path) {
  return path.ends_with(".jsonl") || path.ends_with(".ndjson");
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A cell as it was meant: spreadsheets guard digits as ="0012" or '0012.
std::string_view unguarded(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.size() >= 3 && cell.starts_with("=\"") && cell.ends_with('"')) {
    return cell.substr(2, cell.size() - 3);
  }
  if (cell.size() > 1 && cell.front() == '\'' && cell.find('\'', 1) == std::string_view::npos) {
    return cell.substr(1);
  }
  return cell;
}

// Cells past the last column may stand there if they are empty.
bool cells_fit(const std::vector<std::string_view>& cells, std::size_t columns) {
  return cells.size() >= columns &&
         std::ranges::all_of(cells.begin() + static_cast<std::ptrdiff_t>(columns), cells.end(),
                             [](std::string_view cell) { return trimmed(cell).empty(); });
}

void take_cells(const std::vector<std::string_view>& cells, std::size_t columns, TableRow& row) {
  row.cells.clear();
  if (!cells_fit(cells, columns)) {
    row.refused = "cell_count";
    row.value = std::to_string(cells.size()) + " of " + std::to_string(columns);
    return;
  }
  for (std::size_t at = 0; at < columns; ++at) row.cells.push_back({.text = unguarded(cells[at])});
}

void take_members(const JsonRow& json, const std::vector<std::string>& columns, TableRow& row) {
  row.cells.assign(columns.size(), {});
  for (const JsonMember& member : json.members()) {
    const auto column = std::ranges::find(columns, member.name);
    if (column == columns.end()) continue;
    TableCell& cell = row.cells[static_cast<std::size_t>(column - columns.begin())];
    if (cell.text.empty()) cell = {.text = member.text, .nested = member.nested};
  }
}

// The rows of a CSV file, one after the other. A row whose quote never closes is given as refused,
// and the walk goes on after its first line.
class CsvWalk {
 public:
  CsvWalk(std::string_view bytes, const Encoding& encoding, char delimiter)
      : lines_(bytes, encoding),
        rows_(delimiter),
        undecoded_(encoding.name == "UTF-8" ? "not_utf8" : "encoding") {}

  bool next() {
    LineReader::Line line;
    while (lines_.next(line)) {
      if (take(line)) return true;
    }
    const bool open = rows_.inside_row();
    if (open) give_up();
    return open;
  }
  [[nodiscard]] TableRow& row() { return row_; }
  [[nodiscard]] const std::vector<std::string_view>& cells() const { return rows_.cells(); }
  [[nodiscard]] int open_quotes() const { return open_quotes_; }
  [[nodiscard]] std::size_t position() const { return lines_.position(); }

 private:
  // True when a row is complete, or given up.
  bool take(const LineReader::Line& line) {
    given_up_ = false;
    ++number_;
    if (!rows_.inside_row()) {
      row_.line = number_;
      row_.refused.clear();
      row_.value.clear();
      after_first_line_ = lines_.position();
    }
    if (!line.readable) row_.refused = undecoded_;
    if (rows_.take(line.text)) return true;
    if (rows_.inside_row() && rows_.row_bytes() > kMaxRowBytes) give_up();
    return given_up_;
  }
  void give_up() {
    ++open_quotes_;
    row_.refused = "open_quote";
    rows_.restart();
    lines_.seek(after_first_line_);
    number_ = row_.line;
    given_up_ = true;
  }

  LineReader lines_;
  CsvRows rows_;
  std::string_view undecoded_;
  TableRow row_;
  std::int64_t number_ = 0;           // of the line read last
  std::size_t after_first_line_ = 0;  // of the row that has begun
  int open_quotes_ = 0;
  bool given_up_ = false;
};

}  // namespace

char delimiter_of(std::string_view header_line) {
  std::array<int, kDelimiters.size()> counts{};
  bool quoted = false;
  for (const char c : header_line) {
    if (c == '"') quoted = !quoted;
    for (std::size_t at = 0; at < counts.size() && !quoted; ++at) {
      counts[at] += c != '\0' && kDelimiters[at].character == c ? 1 : 0;
    }
  }
  const auto most = std::ranges::max_element(counts);
  return kDelimiters[static_cast<std::size_t>(most - counts.begin())].character;
}

Result<TableText> TableText::open(const std::string& path, std::string_view bytes,
                                  const HeaderScore& header_score) {
  const std::string expected = ": expected CSV or JSON Lines text, but ";
  if (bytes.empty()) return reject(path + expected + "the file is empty");
  const std::string_view other = other_kind(bytes);
  if (!other.empty()) {
    return reject(path + expected + "it is " + std::string(other) + "; save it as CSV (UTF-8)");
  }
  TableText table(path, bytes, find_encoding(bytes, header_score));
  if (table.encoding_.unit_bytes == 1 && bytes.contains('\0')) {
    return reject(path + expected + "it holds zero bytes, as no text does");
  }
  const char first = first_character(bytes.substr(table.encoding_.mark_bytes));
  if (first == '[') return reject(path + expected + "it is a JSON array; write one object a line");
  const bool json = named_json_lines(path) || first == '{';
  if (json) table.delimiter_ = '\0';
  Status header = json ? table.find_members() : table.read_header();
  if (!header) return std::unexpected(std::move(header.error()));
  return table;
}

std::string TableText::encoding_name() const {
  return encoding_.name == "UTF-8" && encoding_.mark_bytes > 0 ? "UTF-8 with BOM" : encoding_.name;
}

std::string_view TableText::delimiter_name() const {
  return std::ranges::find(kDelimiters, delimiter_, &Delimiter::character)->name;
}

Status TableText::read_header() {
  LineReader lines(bytes_, encoding_);
  LineReader::Line line;
  while (lines.next(line) && trimmed(line.text).empty()) {
  }
  delimiter_ = delimiter_of(line.text);
  CsvRows rows(delimiter_);
  bool complete = rows.take(line.text);
  while (!complete && rows.row_bytes() < kMaxRowBytes && lines.next(line)) {
    complete = rows.take(line.text);
  }
  if (complete) {
    for (const std::string_view cell : rows.cells()) columns_.emplace_back(trimmed(cell));
  }
  while (!columns_.empty() && columns_.back().empty()) columns_.pop_back();
  if (columns_.empty() || columns_.size() > kMaxColumns) {
    return reject(path_ + ": expected a first row with the names of 1 to " +
                  std::to_string(kMaxColumns) + " columns");
  }
  return {};
}

Status TableText::find_members() {
  LineReader lines(bytes_, encoding_);
  JsonRow json;
  bool any = false;
  for (LineReader::Line line; lines.next(line);) {
    if (!json.parse(line.text).empty()) continue;
    any = true;
    for (const JsonMember& member : json.members()) {
      const bool known = std::ranges::find(columns_, member.name) != columns_.end();
      if (!known && columns_.size() < kMaxColumns) columns_.emplace_back(member.name);
    }
  }
  if (any && !columns_.empty()) return {};
  return reject(path_ + ": expected a JSON object a line, and no line is one");
}

Status TableText::each_row(const Visit& visit, const Passed& passed) const {
  if (!is_json()) return each_csv_row(visit, passed);
  each_json_row(visit, passed);
  return {};
}

Status TableText::each_csv_row(const Visit& visit, const Passed& passed) const {
  CsvWalk walk(bytes_, encoding_, delimiter_);
  Pace pace(passed);
  if (!walk.next()) return {};  // the header
  while (walk.next()) {
    TableRow& row = walk.row();
    if (row.refused.empty()) take_cells(walk.cells(), columns_.size(), row);
    if (walk.open_quotes() > kMaxOpenQuotes) {
      return reject(path_ + ": line " + std::to_string(row.line) + ": more than " +
                    std::to_string(kMaxOpenQuotes) + " quotes that never close");
    }
    visit(row);
    pace.at(walk.position());
  }
  return {};
}

void TableText::each_json_row(const Visit& visit, const Passed& passed) const {
  LineReader lines(bytes_, encoding_);
  JsonRow json;
  Pace pace(passed);
  TableRow row;
  LineReader::Line line;
  for (row.line = 1; lines.next(line); ++row.line) {
    if (trimmed(line.text).empty()) continue;
    row.refused = line.readable ? json.parse(line.text) : "not_utf8";
    if (row.refused.empty()) take_members(json, columns_, row);
    visit(row);
    pace.at(lines.position());
  }
}

}  // namespace shelfd::connectors
