// Worker: the owner of some partitions' loops: one thread that steps them in turn, and a committing
// thread for each. Workers share nothing.
//
// Threads: `run`, `settle` and the loops belong to the worker's own thread; `wake` and `view` are
// for any. Not here: who starts the threads (node.h).
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "connectors/embedded/embedded_log.h"
#include "connectors/waker.h"
#include "daemon/loop.h"

namespace shelfd::daemon {

// What a worker shows of its partitions to other threads, as of its newest look.
struct WorkerView {
  std::atomic<std::chrono::nanoseconds> turned{};  // monotonic clock
  std::atomic<bool> caught_up = false;             // all of them
  std::atomic<bool> held = false;                  // the wall clock is off
  std::atomic<std::int64_t> items = 0;
  std::atomic<std::int64_t> epoch = 0;          // the highest
  std::atomic<std::uint32_t> state_format = 0;  // OldestFormat
  std::atomic<std::size_t> cache_bytes = 0;
  std::atomic<std::size_t> partitions = 0;  // on a cluster: that are started
  std::atomic<bool> restoring = false;      // so: waits for the cluster, or reads state from it
  // So: how long an open transaction has held records back, of the partition where it is longest.
  std::array<std::atomic<std::chrono::nanoseconds>, engine::kTopicCount> stable_offset_age{};
  std::array<std::atomic<std::int64_t>, engine::kTopicCount> unread{};
};

// The oldest state format that a record of several partitions may be in; 0: there is none.
class OldestFormat {
 public:
  void add(const connectors::Control& control) {
    add(std::to_underlying(control.rewriting ? control.rewriting->from : control.format));
  }
  void add(std::uint32_t oldest) {
    if (oldest > 0) value_ = value_ == 0 ? oldest : std::min(value_, oldest);
  }
  [[nodiscard]] std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

// Of many turns.
struct TurnCounts {
  std::size_t records = 0;
  std::size_t refused = 0;
  std::size_t prices = 0;
  std::size_t plans = 0;
};

class Worker {
 public:
  // The log and the loop of one partition. The log outlives the worker.
  struct Owned {
    connectors::EmbeddedLog* log = nullptr;
    std::unique_ptr<Loop> loop{};
  };

  // `clock` outlives it.
  explicit Worker(connectors::Clock& clock) : clock_(clock) {}

  void own(Owned partition) { partitions_.push_back(std::move(partition)); }

  // Turns its loops until `stopping`, waiting where there is nothing to do. After each turn `seen`
  // is called; before each round `feed`. Errors: those of a loop, or of `feed`.
  [[nodiscard]] Status run(const std::atomic<bool>& stopping,
                           const std::function<void(const Turn&)>& seen,
                           const std::function<Status()>& feed);
  // Takes open feeds as far as they go, and waits until that is durable.
  [[nodiscard]] Status settle(const std::function<void(const Turn&)>& seen);

  void wake() { waker_.wake(); }
  [[nodiscard]] const WorkerView& view() const { return view_; }

 private:
  void show();

  connectors::Clock& clock_;
  std::vector<Owned> partitions_;
  connectors::Waker waker_;
  WorkerView view_;
  std::chrono::nanoseconds counted_{};  // when unread records were counted last
};

}  // namespace shelfd::daemon
