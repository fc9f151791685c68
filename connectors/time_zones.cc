#include "connectors/time_zones.h"

#include <date/tz.h>

#include <exception>

namespace shelfd::connectors {

Result<LocalTime> zone_offsets(const std::string& name) {
  using std::chrono::sys_days;
  using std::chrono::year;
  LocalTime offsets;
  try {
    const date::time_zone* zone = date::locate_zone(name);
    const std::chrono::sys_seconds end = sys_days{year{2040} / 1 / 1};
    std::chrono::sys_seconds at = sys_days{year{1990} / 1 / 1};
    while (at < end) {
      const date::sys_info info = zone->get_info(at);
      if (offsets.empty() || offsets.back().offset != info.offset) {
        offsets.push_back({.from = at, .offset = info.offset});
      }
      at = info.end;
    }
  } catch (const std::exception&) {
    return reject("time_zone: \"" + name + "\" is not in this machine's zone database");
  }
  return offsets;
}

}  // namespace shelfd::connectors
