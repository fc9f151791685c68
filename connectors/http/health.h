// Health: what the loop says about itself, read by the probes.
// Threads: any. Not here: what a probe makes of it (endpoints.h).
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

namespace shelfd::connectors {

class Health {
 public:
  void start(std::chrono::nanoseconds monotonic) {
    last_turn_ = monotonic;
    started_ = true;
  }
  // The loop calls it each turn, idle ones too: at least every few seconds.
  void turned(std::chrono::nanoseconds monotonic) { last_turn_ = monotonic; }
  void set_caught_up(bool caught_up) { caught_up_ = caught_up; }
  // The store failed, and stays failed until the process starts anew.
  void break_store(std::string why) {
    const std::scoped_lock lock(mutex_);
    store_broken_ = std::move(why);
  }

  [[nodiscard]] std::chrono::nanoseconds last_turn() const { return last_turn_; }
  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] bool caught_up() const { return caught_up_; }
  // "" while it works.
  [[nodiscard]] std::string store_broken() const {
    const std::scoped_lock lock(mutex_);
    return store_broken_;
  }

 private:
  std::atomic<std::chrono::nanoseconds> last_turn_{};  // monotonic clock
  std::atomic<bool> started_ = false;
  std::atomic<bool> caught_up_ = false;
  mutable std::mutex mutex_;  // held to read or set `store_broken_`
  std::string store_broken_{};
};

}  // namespace shelfd::connectors
