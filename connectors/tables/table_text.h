// Table text: a file's bytes as rows of cells under named columns, from CSV or JSON Lines.
//
// JSON Lines: the name ends in .jsonl or .ndjson, or the first byte that is no space is "{". The
// members of a line's object are its cells; a number keeps its own text, a list or object its JSON.
// CSV: the first row names the columns; the delimiter is the one of comma, semicolon, tab and pipe
// that stands most often in the first line, outside quotes.
// A row that cannot be used is still given, with the reason: "encoding" or "not_utf8", "not_json",
// "wrong_type", "too_large", "cell_count", "open_quote". A quote that never closes costs its own
// line: reading starts again after it.
// Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/tables/encoding.h"

namespace shelfd::connectors {

struct TableCell {
  std::string_view text{};  // "" also where a JSON member is absent or null
  bool nested = false;      // the text is JSON: a list or an object
};

// Valid during the visit.
struct TableRow {
  std::int64_t line = 0;           // of its first line, from 1
  std::vector<TableCell> cells{};  // one a column, where `refused` is empty
  std::string refused{};           // the reason
  std::string value{};             // what the refusal shows
};

class TableText {
 public:
  // `bytes` is borrowed for the table's life.
  // Errors: Reject, naming the path and what was expected, for no bytes, a workbook, an archive, a
  // JSON array, other binary bytes, and a table without a named column.
  [[nodiscard]] static Result<TableText> open(const std::string& path, std::string_view bytes,
                                              const HeaderScore& header_score);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] bool is_json() const { return delimiter_ == '\0'; }
  [[nodiscard]] std::string encoding_name() const;
  // "comma", "semicolon", "tab", "pipe" or "JSON Lines".
  [[nodiscard]] std::string_view delimiter_name() const;

  using Visit = std::function<void(const TableRow&)>;
  // `passed` is called now and then with the bytes read so far.
  // Errors: Reject for more than kMaxOpenQuotes quotes that never close.
  [[nodiscard]] Status each_row(const Visit& visit,
                                const std::function<void(std::size_t)>& passed) const;

 private:
  TableText(std::string path, std::string_view bytes, Encoding encoding)
      : path_(std::move(path)), bytes_(bytes), encoding_(std::move(encoding)) {}

  [[nodiscard]] Status read_header();
  [[nodiscard]] Status find_members();
  [[nodiscard]] Status each_csv_row(const Visit& visit,
                                    const std::function<void(std::size_t)>& passed) const;
  void each_json_row(const Visit& visit, const std::function<void(std::size_t)>& passed) const;

  std::string path_;
  std::string_view bytes_;
  Encoding encoding_;
  char delimiter_ = ',';  // '\0': JSON Lines
  std::vector<std::string> columns_;
};

// The character of the four that stands most often in the line, outside quotes; a comma where none
// does.
[[nodiscard]] char delimiter_of(std::string_view header_line);

inline constexpr std::size_t kMaxColumns = 1'000;
inline constexpr std::size_t kMaxRowBytes = std::size_t{256} << 10U;  // of a CSV row
inline constexpr int kMaxOpenQuotes = 100;

}  // namespace shelfd::connectors
