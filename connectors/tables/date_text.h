// Date text: the dates and times of exports to parts, and which of day and month comes first.
//
//   2026-11-25 · 2026/11/5 9:05 · 2026-11-25 15:01:34 -0400 · 2026-11-25T15:01:34.250Z · 20261125
//   25/11/2026 · 11/25/2026 9:05 PM · 25.11.2026 (always day first) · 2026年11月25日 15:01
//   1764082894 (Unix seconds) · 1764082894250 (Unix milliseconds)
//
// Whether 3/4/2026 is a day in April or in March is one answer for a whole column: a number above
// 12 tells. A year of two digits is of this century. RFC 3339 itself is read by formats.
// Pure. Not here: zones (local_time.h).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace shelfd::connectors {

enum class DateOrder : std::uint8_t { Unknown, DayFirst, MonthFirst, Contradictory };

// What the texts of a column say about their order.
struct DateOrderSeen {
  bool day_first = false;
  bool month_first = false;
  std::string undecided{};  // the first text that can be read both ways

  [[nodiscard]] DateOrder order() const;
};

void observe_date(std::string_view text, DateOrderSeen& seen);

struct DateParts {
  Day day{};
  std::optional<std::chrono::milliseconds> time{};   // after local midnight; absent: none given
  std::optional<std::chrono::minutes> utc_offset{};  // absent: no zone given
};

// Absent where what is written is no date of these forms, or no day of the calendar. An order that
// is not known reads a text that both orders read alike.
[[nodiscard]] std::optional<DateParts> date_parts(std::string_view written, DateOrder order);

}  // namespace shelfd::connectors
