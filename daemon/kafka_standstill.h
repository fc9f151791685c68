// Kafka standstill: whether a worker that has not turned is stuck, or does what takes its time.
//
//   a transaction under way      at most as long as the longer of the transaction time-out, after
//                                which the cluster has aborted it, and of kStandstill
//   a partition being started,   at most kStartStandstill between two turns: its questions have
//   time a producer made anew         limits of their own, which end well before else at most
//   kStandstill between two turns
//
// A commit that waits for a broker is not a standstill before its limit: a new process would wait
// for the same broker, and restore first.
// Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace shelfd::daemon {

// Of the questions of one turn: three attempts of 10 s for the group's offsets, of 5 s for each
// input's bounds and for the changelog's; 60 s for a producer.
inline constexpr std::chrono::minutes kStartStandstill{5};

struct WorkerProgress {
  std::chrono::nanoseconds stood{};                  // since its last turn
  std::optional<std::chrono::nanoseconds> commit{};  // how long a transaction is under way
  bool restoring = false;                            // or waiting for the cluster
};

// Why it is to be restarted, "" where it is not.
[[nodiscard]] std::string standstill(const WorkerProgress& progress,
                                     std::chrono::milliseconds transaction_timeout);

}  // namespace shelfd::daemon
