// Load: the market's events at a steady rate on the running program, open loop: each is due at an
// instant that was fixed before, and counts from it, however late it is sent.
//
// The latency of an event is from that instant to when a cut that covers it was seen. Every event
// has one, those that changed nothing too.
// Threads: it sends on one of its own; all functions from the one that made it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "bench/pipeline/stage.h"

namespace shelfd::bench {

struct SentEvent {
  SteadyTime due{};
  std::int32_t partition = 0;
  bool is_offer = false;     // else demand
  std::int64_t offset = -1;  // -1: never delivered
};

class PacedLoad {
 public:
  // Until `events` are sent or `stop`. `stage` outlives it, and its market is not used meanwhile.
  PacedLoad(Stage& stage, int per_second, std::int64_t events);
  ~PacedLoad();
  PacedLoad(const PacedLoad&) = delete;
  PacedLoad& operator=(const PacedLoad&) = delete;
  PacedLoad(PacedLoad&&) = delete;
  PacedLoad& operator=(PacedLoad&&) = delete;

  [[nodiscard]] bool done() const { return done_; }
  // All that was sent is delivered, and counts in the stage's ends.
  [[nodiscard]] Status stop();
  // After `stop`, in order.
  [[nodiscard]] const std::vector<SentEvent>& events() const { return events_; }
  // How late the latest event was sent.
  [[nodiscard]] std::chrono::nanoseconds most_late() const { return most_late_; }

 private:
  void send_all();
  [[nodiscard]] Status send_each(Sender& sender);
  void wait_for(SteadyTime due, Sender& sender) const;

  Stage& stage_;
  int per_second_;
  std::int64_t limit_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> done_ = false;
  std::vector<SentEvent> events_;
  std::chrono::nanoseconds most_late_{};
  Status status_;
  std::thread thread_;
};

}  // namespace shelfd::bench
