// Plain sheet: a CSV file that a program wrote: UTF-8, commas, RFC 4180 quotes, one header row, "."
// as decimal point. Cells are taken byte for byte, spaces and all.
//
// Unlike a merchant's table (table_text.h) nothing is guessed and nothing is skipped: the first row
// that is not as it must be ends the reading, with file, line, column and value.
// Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shelfd::connectors {

// Valid during the visit.
struct SheetRow {
  std::int64_t line = 0;  // of its first line, from 1
  const std::vector<std::string_view>& cells;
};

// All of the text, with "." as decimal point; absent for what is no finite number.
[[nodiscard]] std::optional<double> plain_decimal(std::string_view text);

class PlainSheet {
 public:
  // Errors: Reject for a file that cannot be read, holds nothing, or names a column twice.
  [[nodiscard]] static Result<PlainSheet> open(const std::string& path);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  // Errors: Reject, naming the file and the column, where it is absent.
  [[nodiscard]] Result<std::size_t> need(std::string_view column) const;

  // `passed` is told the share of the file read, now and then.
  // Errors: the visit's first; Reject for a row of another width and a quote that never closes.
  [[nodiscard]] Status each_row(const std::function<Status(const SheetRow&)>& visit,
                                const std::function<void(double)>& passed) const;

  // The numbers of a row. Errors: Reject, naming what was expected.
  [[nodiscard]] Result<double> number(const SheetRow& row, std::size_t column) const;
  [[nodiscard]] Result<int> whole(const SheetRow& row, std::size_t column, int least,
                                  int most) const;
  [[nodiscard]] std::unexpected<Error> wrong(const SheetRow& row, std::size_t column,
                                             const std::string& expected) const;

 private:
  std::string path_;
  std::string bytes_;
  std::size_t first_row_ = 0;  // where the bytes after the header begin
  std::int64_t header_lines_ = 1;
  std::vector<std::string> columns_;
};

}  // namespace shelfd::connectors
