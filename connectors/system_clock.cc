// The machine's clocks, cut to the program's units.
#include "connectors/system_clock.h"

#include <ctime>

namespace shelfd::connectors {

Instant SystemClock::now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() {
  timespec since{};
  ::clock_gettime(CLOCK_BOOTTIME, &since);  // unlike CLOCK_MONOTONIC it counts a machine's sleep
  return std::chrono::seconds{since.tv_sec} + std::chrono::nanoseconds{since.tv_nsec};
}

}  // namespace shelfd::connectors
