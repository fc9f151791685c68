// Manual clock: the Clock port for tests; time moves only when a test moves it.
// Threads: read by any, moved by one.
#pragma once

#include <atomic>

#include "connectors/ports.h"

namespace shelfd::fakes {

class ManualClock final : public connectors::Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() override { return monotonic_; }

  // Both clocks together, by at least 0.
  void advance(Duration by) {
    now_ = now_.load() + by;
    monotonic_ = monotonic_.load() + by;
  }
  // The wall clock alone, also back: somebody set it.
  void set_wall(Instant now) { now_ = now; }

 private:
  std::atomic<Instant> now_{};
  std::atomic<std::chrono::nanoseconds> monotonic_{};
};

}  // namespace shelfd::fakes
