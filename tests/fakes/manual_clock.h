// Manual clock: the Clock port for tests; time moves only when a test moves it.
// Threads: one.
#pragma once

#include "connectors/ports.h"

namespace shelfd::fakes {

class ManualClock final : public connectors::Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() override { return monotonic_; }

  // Both clocks together, by at least 0.
  void advance(Duration by) {
    now_ += by;
    monotonic_ += by;
  }
  // The wall clock alone, also back: somebody set it.
  void set_wall(Instant now) { now_ = now; }

 private:
  Instant now_{};
  std::chrono::nanoseconds monotonic_{};
};

}  // namespace shelfd::fakes
