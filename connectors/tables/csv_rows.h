// CSV rows: one line after the other through libcsv, which gives rows of cells back.
//
// RFC 4180 with any one delimiter; spaces around a cell that is not quoted are dropped, unless they
// are to be kept; blank lines are no rows. A quoted cell may span lines: a row's line is its first.
// Threads: one. Not here: lines (encoding.h), what a quote that never closes does (table_text.h).
#pragma once

#include <csv.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

enum class CellSpaces : std::uint8_t { Dropped, Kept };

class CsvRows {
 public:
  explicit CsvRows(char delimiter, CellSpaces spaces = CellSpaces::Dropped);
  ~CsvRows();
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;

  // Takes a line, without its end; true when a row is complete: `cells` are its.
  [[nodiscard]] bool take(std::string_view line);
  // A row has begun and a quoted cell in it goes on.
  [[nodiscard]] bool inside_row() const { return inside_row_; }
  [[nodiscard]] std::size_t row_bytes() const { return row_bytes_; }
  // Valid until the next `take`.
  [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }
  // Forgets the row that has begun.
  void restart();

 private:
  static void on_cell(void* text, std::size_t size, void* self);
  static void on_row(int end, void* self);
  void finish_row();
  void begin();

  csv_parser parser_{};
  char delimiter_;
  CellSpaces spaces_;
  std::string text_;               // of the row's cells
  std::vector<std::size_t> ends_;  // of each cell in the text
  std::vector<std::string_view> cells_;
  std::size_t row_bytes_ = 0;
  bool inside_row_ = false;
  bool complete_ = false;
};

}  // namespace shelfd::connectors
