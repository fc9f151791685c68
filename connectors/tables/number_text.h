// Number text: how people and spreadsheets write amounts, to plain decimal text.
//
//   "R$ 1.234,56" -> 1234.56 BRL   "(12.50)" -> -12.50   "19%" -> 19 percent   "1 234" -> 1234
//
// Which of "." and "," is the decimal mark is one answer for a whole column: a text with both, one
// mark twice, or a mark not before exactly three digits tells; where none tells, or two
// contradict, it is English. No text passes through a double: digits are moved, and what is finer
// than a micro is rounded on the digits (spreadsheets write 165.90000000000003).
// Currency signs: one that many currencies share ($, ¥, 元) names none.
// Pure. Not here: the range of money (base/money.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"

namespace shelfd::connectors {

// What the texts of a column say about their marks.
struct NumberMarks {
  bool decimal_point = false;
  bool decimal_comma = false;

  [[nodiscard]] bool comma_is_decimal() const { return decimal_comma && !decimal_point; }
};

struct PlainNumber {
  std::string decimal{};  // as parse_money reads it
  Currency currency{};    // where a sign or code names one
  bool percent = false;
};

// Any text may be observed; what is no number says nothing.
void observe_number(std::string_view text, NumberMarks& marks);

// Absent where the text is no number, or its thousands marks stand wrong.
[[nodiscard]] std::optional<PlainNumber> plain_number(std::string_view text,
                                                      const NumberMarks& marks);

}  // namespace shelfd::connectors
