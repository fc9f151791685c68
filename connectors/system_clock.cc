// The machine's clocks, cut to the program's units.
#include "connectors/system_clock.h"

namespace shelfd::connectors {

Instant SystemClock::now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace shelfd::connectors
