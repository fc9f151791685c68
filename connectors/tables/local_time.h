// Local time: instants of local clock times.
//
// A clock time that comes twice (clocks set back) is the earlier one; one that never comes (set
// forward) moves with the change.
// Pure. Not here: zones by name (connectors/time_zones.h), dates as texts (date_text.h), days
// (base/time.h).
#pragma once

#include "base/time.h"

namespace shelfd::connectors {

[[nodiscard]] Instant local_instant(const LocalTime& zone, Day day, Duration after_midnight);

}  // namespace shelfd::connectors
