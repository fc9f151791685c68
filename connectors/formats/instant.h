// Instants, days and times of day as texts, to values, inside the codecs.
//
// An instant is RFC 3339 ("2026-11-25T15:01:34.250+08:00"; a space may stand for the T; what is
// finer than a millisecond is cut; a leap second is the next second) or Unix milliseconds. Years
// 1970 to 2200. Written by hand over from_chars: the date library reads through a stream, which
// takes longer than all else in a record; what a calendar is stays with std::chrono.
// Pure. The public pair, format_instant and parse_instant, is declared in event_codec.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "connectors/formats/json_values.h"

namespace shelfd::connectors {

// Errors: not_an_instant, out_of_range.
[[nodiscard]] Converted<Instant> instant_of_millis(std::string_view number);
[[nodiscard]] Converted<Instant> instant_of_text(std::string_view text);
[[nodiscard]] Converted<Day> day_of_text(std::string_view text);
// Errors: not_an_instant.
[[nodiscard]] Converted<std::int32_t> clock_minutes_of_text(std::string_view text);

// "2026-11-25" and "18:30".
[[nodiscard]] std::string format_day(Day day);
[[nodiscard]] std::string format_clock_minutes(std::int32_t minutes_after_midnight);

}  // namespace shelfd::connectors
