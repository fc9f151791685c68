// Time: instants in Unix milliseconds (UTC), business days, and a merchant's local calendar.
//
// The pure folders see no clock and no zone database: a zone arrives as a list of (instant, UTC
// offset), worked out at the rim, and `LocalTime` reads it. A day has 23 or 25 hours where the
// offset changes in it.
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace shelfd {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;
using Day = std::chrono::sys_days;  // a local business day, named by its date

// From `from` on, local time is UTC + offset.
struct OffsetChange {
  Instant from{};
  std::chrono::seconds offset{};  // in [-24 h, 24 h]

  friend auto operator<=>(const OffsetChange&, const OffsetChange&) = default;
};

// Ordered by `from`; before the first entry, and with an empty list, local time is UTC.
using LocalTime = std::vector<OffsetChange>;

[[nodiscard]] std::chrono::seconds utc_offset(const LocalTime& zone, Instant at);

// The local date at an instant.
[[nodiscard]] Day local_day(const LocalTime& zone, Instant at);

// The first instant of a local day (local midnight; where a change of offset skips midnight, the
// instant of the change; where midnight comes twice, the earlier). A day that the change skips
// whole starts with the one after it, and has no length.
[[nodiscard]] Instant day_start(const LocalTime& zone, Day day);

[[nodiscard]] constexpr std::int64_t unix_millis(Instant at) {
  return at.time_since_epoch().count();
}
[[nodiscard]] constexpr Instant from_unix_millis(std::int64_t millis) {
  return Instant{Duration{millis}};
}
[[nodiscard]] constexpr std::int64_t day_number(Day day) { return day.time_since_epoch().count(); }
[[nodiscard]] constexpr Day from_day_number(std::int64_t number) {
  return Day{std::chrono::days{number}};
}

}  // namespace shelfd
