// Group commit: one transaction for the epochs of several partitions, and after it their local
// states.
//
// The worker steps its partitions in turn, each gives at most one epoch (a PartitionLog is the
// committer of its loop), and `round_over` sends what was given on its way together. While a
// transaction is under way the next round is stepped and given.
//
//   given -> transaction -> committed -> local state applied -> the loop's `wait` returns
//
// After a transaction that did not commit, or a state that could not be written, nothing is taken
// any more until `begin_anew`: every `wait` gives the error, Retry where all partitions may be
// started again, Stop where nobody should.
// Threads: the worker's, and one of its own that runs transactions (none: in `round_over`, or when
// somebody waits).
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "connectors/hand_off.h"
#include "connectors/kafka/local_state.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

class GroupCommit {
 public:
  // `member` and `clock` outlive it.
  GroupCommit(Member& member, Clock& clock, HandOff::Commits commits);
  ~GroupCommit();  // lets a transaction under way end
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;
  GroupCommit(GroupCommit&&) = delete;
  GroupCommit& operator=(GroupCommit&&) = delete;

  // The epoch and `state` are borrowed until `wait` of the partition has returned.
  void give(std::int32_t partition, const SealedEpoch& epoch, LocalState& state);
  [[nodiscard]] Result<Committed> wait(std::int32_t partition);
  // Whether what the partition gave has ended, and nobody asked for it yet.
  [[nodiscard]] bool has_ended(std::int32_t partition);
  // At most two rounds are not committed: where the one before this still waits behind the one that
  // is under way, it is sent first, when that has ended.
  void begin_round();
  void round_over();

  // Waits until no transaction is under way; what was given and is not on its way is forgotten.
  void settle();
  // What went wrong, none where nothing did. Unknown outcomes tell of themselves.
  struct Failure {
    Error error{};
    std::optional<Outcome> outcome{};  // absent: it was not the transaction
  };
  [[nodiscard]] std::optional<Failure> failure() const;
  // After `settle` and a Member::renew.
  void begin_anew();
  // How long a transaction has been under way; none where none is.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> under_way_for() const;

 private:
  struct Given {
    std::int32_t partition = 0;
    const SealedEpoch* epoch = nullptr;
    LocalState* state = nullptr;
  };
  struct Batch {
    std::vector<Given> parts{};
    std::chrono::nanoseconds began{};
    std::optional<Result<Committed>> outcome{};  // one for all; absent: under way
  };
  using Lock = std::unique_lock<std::mutex>;

  void run();
  void send(Lock& lock);
  void collect();
  // Until none is under way.
  void await_batch(Lock& lock);
  void finish_batch(Lock& lock);
  [[nodiscard]] std::optional<Failure> transact(const std::vector<Given>& parts);

  Member& member_;
  Clock& clock_;
  // The worker's: of the round being stepped, and what was committed and not asked for.
  std::vector<Given> given_;
  std::map<std::int32_t, Result<Committed>> outcomes_;

  mutable std::mutex mutex_;  // held to read or set what follows
  std::condition_variable changed_;
  std::optional<Batch> batch_;
  std::optional<Failure> failure_;
  bool stopping_ = false;
  const bool sends_rounds_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace shelfd::connectors
