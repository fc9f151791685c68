// System clock: the Clock port on the machine's own clocks. `now` is the wall clock (UTC, may
// jump); `monotonic` never goes back, counts from an arbitrary start, and goes on while the machine
// sleeps. Threads: any. Not here: the clock of tests (tests/fakes/manual_clock.h).
#pragma once

#include "connectors/ports.h"

namespace shelfd::connectors {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() override;
  [[nodiscard]] std::chrono::nanoseconds monotonic() override;
};

}  // namespace shelfd::connectors
