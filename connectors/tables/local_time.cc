#include "connectors/tables/local_time.h"

namespace shelfd::connectors {

Instant local_instant(const LocalTime& zone, Day day, Duration after_midnight) {
  using std::chrono::hours;
  using std::chrono::seconds;
  const Instant local = Instant{day} + after_midnight;
  const seconds before = utc_offset(zone, local - hours{24});
  const seconds after = utc_offset(zone, local + hours{24});
  if (utc_offset(zone, local - before) == before) return local - before;
  if (utc_offset(zone, local - after) == after) return local - after;
  return local - before;
}

}  // namespace shelfd::connectors
