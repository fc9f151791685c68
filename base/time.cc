#include "base/time.h"

#include <algorithm>

namespace shelfd {

std::chrono::seconds utc_offset(const LocalTime& zone, Instant at) {
  const auto after = std::ranges::upper_bound(zone, at, {}, &OffsetChange::from);
  return after == zone.begin() ? std::chrono::seconds{0} : std::prev(after)->offset;
}

Day local_day(const LocalTime& zone, Instant at) {
  return std::chrono::floor<std::chrono::days>(at + utc_offset(zone, at));
}

// Walks the stretches of one offset from the one in force a day before UTC midnight (an offset is
// within a day, so none before it reaches `day`) to the first that holds an instant of `day` or
// later: its local midnight, or its own start where that is past midnight.
Instant day_start(const LocalTime& zone, Day day) {
  const Instant utc_midnight{day};
  auto next = std::ranges::upper_bound(zone, utc_midnight - std::chrono::hours{24}, {},
                                       &OffsetChange::from);
  Instant start = utc_midnight - utc_offset(zone, utc_midnight - std::chrono::hours{24});
  for (; next != zone.end() && start >= next->from; ++next) {
    start = std::max<Instant>(next->from, utc_midnight - next->offset);
  }
  return start;
}

}  // namespace shelfd
