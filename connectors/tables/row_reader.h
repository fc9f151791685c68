// Row reader: a table's rows to engine events, by the plan of its columns.
//
// First `observe` sees every row, so that marks in numbers, the order of dates and a location that
// is the same throughout are decided over whole columns; then `read` makes an event of a row. The
// event has passed the event decoder.
// Demand: an order with a quantity below zero is a return of that many; unit_price may come from
// line_total over the quantity; a cancelled order is refused as such. A currency sign in an amount
// is the record's currency where no column or constant gives one.
// Threads: one. Not here: hashes and derived records (import_reader.cc).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/json_writer.h"
#include "connectors/tables/cell_values.h"
#include "connectors/tables/column_plan.h"

namespace shelfd::connectors {

struct ReadRow {
  engine::Event event{};
  bool returned = false;  // an order below zero, read as a return
};

class RowReader {
 public:
  // The zone is borrowed for the reader's life.
  RowReader(ColumnPlan plan, const LocalTime& zone);

  void observe(const TableRow& row);
  // After the last `observe`. Errors: Reject where a column of dates can be read two ways, or a
  // constant has no value of its field's type.
  [[nodiscard]] Status settle(const std::string& path);
  // A constant such as "75%" is of the row's own price, else of `own_price`; without either it is
  // left out.
  [[nodiscard]] std::expected<ReadRow, Refused> read(const TableRow& row,
                                                     std::optional<Money> own_price = {});

  [[nodiscard]] const ColumnPlan& plan() const { return plan_; }
  // Columns that `settle` found to say the same throughout, and that are not read.
  [[nodiscard]] const std::vector<std::string>& constant_places() const { return sole_places_; }

 private:
  struct Column {
    FieldSource source{};
    CellStyle style{};
    DateOrderSeen dates{};
    std::optional<std::string> sole{};  // of location and channel
    bool varies = false;
    bool dropped = false;
  };
  struct Value {
    const Field* field = nullptr;
    CellValue value{};
  };

  [[nodiscard]] Status settle_column(Column& column, const std::string& path);
  [[nodiscard]] Status check_constant(const Column& column, const std::string& path) const;
  [[nodiscard]] std::optional<Refused> take_values(const TableRow& row,
                                                   std::optional<Money> own_price);
  [[nodiscard]] std::optional<Refused> take_value(const Column& column, const TableRow& row);
  void take_currency(const Amount& amount);
  void take_shares(std::optional<Money> own_price);
  [[nodiscard]] std::optional<Refused> settle_demand(bool& returned);
  [[nodiscard]] Value* value_of(std::string_view field);
  void set(std::string_view field, CellValue value);
  void write_supplier(JsonWriter& json);
  [[nodiscard]] std::string json();

  ColumnPlan plan_;
  std::vector<Column> columns_;
  std::vector<std::string> sole_places_;
  std::vector<Value> values_;  // of the row that is read
  Currency currency_;          // named by an amount of it
  EventDecoder decoder_;
};

}  // namespace shelfd::connectors
