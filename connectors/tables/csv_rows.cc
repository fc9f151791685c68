#include "connectors/tables/csv_rows.h"

#include "base/check.h"

namespace shelfd::connectors {
namespace {

int no_space(unsigned char /*byte*/) { return 0; }

}  // namespace

CsvRows::CsvRows(char delimiter, CellSpaces spaces) : delimiter_(delimiter), spaces_(spaces) {
  begin();
}

void CsvRows::begin() {
  INVARIANT(csv_init(&parser_, 0) == 0);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
  if (spaces_ == CellSpaces::Kept) csv_set_space_func(&parser_, no_space);
}

CsvRows::~CsvRows() { csv_free(&parser_); }

bool CsvRows::take(std::string_view line) {
  if (complete_ || !inside_row_) {
    text_.clear();
    ends_.clear();
    row_bytes_ = 0;
  }
  complete_ = false;
  row_bytes_ += line.size();
  csv_parse(&parser_, line.data(), line.size(), on_cell, on_row, this);
  csv_parse(&parser_, "\n", 1, on_cell, on_row, this);
  const bool blank = line.find_first_not_of(" \t") == std::string_view::npos;
  inside_row_ = !complete_ && (inside_row_ || !blank);
  if (complete_) finish_row();
  return complete_;
}

void CsvRows::restart() {
  csv_free(&parser_);
  begin();
  inside_row_ = false;
  complete_ = false;
}

void CsvRows::on_cell(void* text, std::size_t size, void* self) {
  auto& rows = *static_cast<CsvRows*>(self);
  rows.text_.append(static_cast<const char*>(text), size);
  rows.ends_.push_back(rows.text_.size());
}

void CsvRows::on_row(int /*end*/, void* self) { static_cast<CsvRows*>(self)->complete_ = true; }

void CsvRows::finish_row() {
  cells_.clear();
  std::size_t start = 0;
  for (const std::size_t end : ends_) {
    cells_.push_back(std::string_view(text_).substr(start, end - start));
    start = end;
  }
}

}  // namespace shelfd::connectors
