// Fields: what a row of each kind can say, by the names of the record contract (docs/schemas), and
// three aids that are read and not written.
//
// Fields of the first supplier stand flat in a table ("lead_days") and go into suppliers[0]. Lists
// and objects (Nested) can come from JSON Lines only.
// Aids: `line_total` (unit_price is it over the quantity), `status` (a cancelled order is no
// demand), `date_order` (dmy or mdy, by --set only).
// Pure. Not here: names in other systems' exports (column_synonyms.h), ranges (formats).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/event.h"

namespace shelfd::connectors {

enum class FieldType : std::uint8_t {
  Text,
  Word,  // one of a few, in lower case
  Money,
  Whole,
  Number,  // a ratio or days; "19%" is 0.19
  Flag,
  Time,
  CurrencyCode,
  Nested,
};

enum class FieldPlace : std::uint8_t { Record, Supplier, Aid };

struct Field {
  std::string_view name{};
  FieldType type = FieldType::Text;
  bool required = false;  // by the import: a column or a constant must give it
  FieldPlace place = FieldPlace::Record;
};

// In the order they are written and shown. The kind is importable.
[[nodiscard]] std::span<const Field> fields_of(engine::Topic kind);
// Null where the kind has none of that name.
[[nodiscard]] const Field* field_named(engine::Topic kind, std::string_view name);
// "observed_at" of offers, "occurred_at" of demand, ...
[[nodiscard]] std::string_view own_time_field(engine::Topic kind);

inline constexpr std::string_view kDateOrder = "date_order";

}  // namespace shelfd::connectors
