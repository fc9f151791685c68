// Load: sends the simulator's events to a scale market while its loop turns.
//
// One thread draws and encodes events, off the pinned processor: that is the shops' work. Another
// appends them on the pinned one, as a server's thread would: so many a second, or as fast as they
// are taken (at most kMaxUnread wait).
// Threads: `taken` is called by the loop's; all else after `stop` or before.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/scale_market.h"

namespace shelfd::bench {

inline constexpr std::size_t kMaxUnread = 8'000;

struct Appended {
  Instant at{};
  std::size_t records = 0;
};

class Load {
 public:
  // `per_second` 0: as fast as they are taken. `market` outlives it.
  Load(ScaleMarket& market, std::size_t per_second);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  Load(Load&&) = delete;
  Load& operator=(Load&&) = delete;

  void taken(std::size_t records) { taken_ += records; }
  // Errors: those of an append.
  [[nodiscard]] Status stop();
  [[nodiscard]] const std::vector<Appended>& appended() const { return appended_; }
  // Processor time of the drawing thread, which is no part of the program.
  [[nodiscard]] std::chrono::nanoseconds drawing_time() const { return drawing_time_; }

 private:
  using Records = std::vector<connectors::NewRecord>;

  void draw();
  void append();
  void wait_until_due(std::size_t sent) const;

  ScaleMarket& market_;
  std::size_t per_second_;
  std::size_t batch_;
  std::chrono::nanoseconds started_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> taken_ = 0;
  std::mutex mutex_;  // held to read or set `drawn_`
  std::condition_variable changed_;
  std::deque<Records> drawn_;
  std::vector<Appended> appended_;
  std::chrono::nanoseconds drawing_time_{};
  Status status_;
  std::thread drawing_;
  std::thread appending_;
};

}  // namespace shelfd::bench
