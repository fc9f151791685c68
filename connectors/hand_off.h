// Hand-off: the one slot between the thread that steps and the thread that commits. While an epoch
// is being committed the next is polled and stepped; it is handed over only after the one before
// is durable, so that commits keep their order and at most one is under way.
//
// HandOff has a thread for one log; on a cluster the epochs of several partitions share one commit
// (kafka/group_commit.h).
// Threads: all functions from the stepping thread alone. The epoch given is borrowed until `wait`
// has returned; nobody changes it meanwhile.
// Errors: those of Log::commit; after one the log is to be opened anew, and so is this.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "connectors/ports.h"

namespace shelfd::connectors {

// When a commit became durable, and how long it took.
struct Committed {
  Instant at{};
  std::chrono::nanoseconds took{};
};

struct Committer {
  virtual ~Committer() = default;
  // Only when nothing is under way.
  virtual void give(const SealedEpoch& epoch) = 0;
  // Waits until the epoch given is durable, or is known not to be.
  [[nodiscard]] virtual Result<Committed> wait() = 0;
};

class HandOff final : public Committer {
 public:
  // OnCall: in `wait`, for tests and short work; of a group at the end of its round. WhenAsked: of
  // a group, too, in `wait` only, so that the next round is stepped before, as with a thread.
  enum class Commits { OnOwnThread, OnCall, WhenAsked };

  // `log` and `clock` outlive it.
  HandOff(Log& log, Clock& clock, Commits commits);
  // Lets a commit that is under way end.
  ~HandOff() override;
  HandOff(const HandOff&) = delete;
  HandOff& operator=(const HandOff&) = delete;
  HandOff(HandOff&&) = delete;
  HandOff& operator=(HandOff&&) = delete;

  void give(const SealedEpoch& epoch) override;
  [[nodiscard]] Result<Committed> wait() override;
  // Whether `wait` would not wait: nothing was given, or it has ended.
  [[nodiscard]] bool done() const;

 private:
  void commit_all();
  [[nodiscard]] Result<Committed> commit(const SealedEpoch& epoch);

  Log& log_;
  Clock& clock_;
  mutable std::mutex mutex_;  // held to read or set what follows
  std::condition_variable changed_;
  const SealedEpoch* given_ = nullptr;
  std::optional<Result<Committed>> outcome_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above. None: commits OnCall
};

}  // namespace shelfd::connectors
