// Cell values: one cell's text to a value of its field's type, or the reason why not.
//
// Money and whole numbers as number_text.h reads them, so "1.0" is the whole number 1; a time
// without a zone is local, a day without a time its local noon; flags and words in English and
// Chinese. Ranges are left to the event decoder.
// Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "base/money.h"
#include "base/time.h"
#include "connectors/tables/date_text.h"
#include "connectors/tables/fields.h"
#include "connectors/tables/number_text.h"
#include "connectors/tables/table_text.h"

namespace shelfd::connectors {

// How the texts of one column are to be read.
struct CellStyle {
  NumberMarks marks{};
  DateOrder order = DateOrder::Unknown;
  const LocalTime* zone = nullptr;  // borrowed
};

struct NestedJson {
  std::string json{};
};

using CellValue =
    std::variant<std::string, bool, double, std::int64_t, Amount, Instant, NestedJson>;

// The reason is a code of Refused::reason, "not_whole" or "not_a_number".
[[nodiscard]] std::expected<CellValue, std::string> cell_value(const Field& field,
                                                               const TableCell& cell,
                                                               const CellStyle& style);

// 0.75 of "75%". Errors: Reject where it is no share of 0% to 1000%.
[[nodiscard]] Result<double> share_of(std::string_view percent);

// "cancelled", "交易关闭", ...: an order that came to nothing.
[[nodiscard]] bool is_cancelled(std::string_view status);

}  // namespace shelfd::connectors
