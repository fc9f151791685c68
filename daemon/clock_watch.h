// Clock watch: whether the wall clock can be believed, by the monotonic clock beside it.
//
// A wall clock that jumps by more than kJump between two looks is held against: nothing is judged
// at such an instant, until it is back where the monotonic clock puts it, or a person looked and
// started the process anew. Slow corrections (NTP slews) are followed.
// Pure: the clocks are handed in.
#pragma once

#include "base/time.h"

namespace shelfd::daemon {

inline constexpr Duration kClockJump = std::chrono::seconds{60};

class ClockWatch {
 public:
  ClockWatch(Instant wall, std::chrono::nanoseconds monotonic)
      : expected_(wall), monotonic_(monotonic) {}

  // Whether `wall` is off; to be asked at least once an epoch.
  [[nodiscard]] bool is_off(Instant wall, std::chrono::nanoseconds monotonic) {
    expected_ += std::chrono::floor<Duration>(monotonic) - std::chrono::floor<Duration>(monotonic_);
    monotonic_ = monotonic;
    if (std::chrono::abs(wall - expected_) > kClockJump) return true;
    expected_ = wall;
    return false;
  }

 private:
  Instant expected_;
  std::chrono::nanoseconds monotonic_;
};

}  // namespace shelfd::daemon
