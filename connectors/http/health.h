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
  // The wall clock is not believed, and nothing is judged.
  void set_clock_held(bool held) { clock_held_ = held; }
  // The disk is full, "" once it has room.
  void set_store_full(std::string why) {
    const std::scoped_lock lock(mutex_);
    store_full_ = std::move(why);
  }
  // The store failed, and stays failed until the process starts anew.
  void break_store(std::string why) {
    const std::scoped_lock lock(mutex_);
    store_broken_ = std::move(why);
  }

  [[nodiscard]] std::chrono::nanoseconds last_turn() const { return last_turn_; }
  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] bool caught_up() const { return caught_up_; }
  [[nodiscard]] bool clock_held() const { return clock_held_; }
  // Why the store takes nothing in; "" while it does.
  [[nodiscard]] std::string store_problem() const {
    const std::scoped_lock lock(mutex_);
    return store_broken_.empty() ? store_full_ : store_broken_;
  }

 private:
  std::atomic<std::chrono::nanoseconds> last_turn_{};  // monotonic clock
  std::atomic<bool> started_ = false;
  std::atomic<bool> caught_up_ = false;
  std::atomic<bool> clock_held_ = false;
  mutable std::mutex mutex_;  // held to read or set what follows
  std::string store_broken_{};
  std::string store_full_{};
};

}  // namespace shelfd::connectors
