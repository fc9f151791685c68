// Checks: what must hold of the cluster and of local states after every step, whatever went wrong
// (../shared/notes/streaming.md 4.1), and what a partition must have come to in the end.
//
//   each step  the group's offsets never go back; epochs have consecutive numbers, and instants
//              that never go back nor lie before the first record; the offsets of
//              an epoch, of its transaction and of the group are one; each is of the partition's
//              owner in its generation; a local state is what the changelog holds before its
//              offset, and that is committed
//   the end    the partition made again from its inputs and its epochs has the same outputs and
//              the same state, byte for byte, as what is committed and as what is on the disk
//
// What does not hold is added to `broken`. Threads: one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/metrics/metrics.h"
#include "tests/faults/simulated_cluster.h"
#include "tests/faults/simulated_state.h"

namespace shelfd::faults {

// A changelog as it was folded, record by record: what a state at any offset must sum up to.
class ChangelogFold {
 public:
  // Takes what is decided, up to the first record that is not.
  void advance(const TopicLog& log, const Transactions& transactions);
  // Of the state that holds all committed records before `next`; absent where nothing that is
  // committed reaches so far.
  [[nodiscard]] std::optional<std::uint64_t> digest_at(std::int64_t next, const TopicLog& log,
                                                       const Transactions& transactions) const;

 private:
  StateTable table_;
  std::int64_t position_ = 0;                              // all before it is decided
  std::map<std::int64_t, std::uint64_t> digests_{{0, 0}};  // by one past each record
};

class Checks {
 public:
  // Both outlive it.
  Checks(SimulatedCluster& cluster, std::vector<std::string>& broken);

  // After each step; before the changelog is compacted.
  void look();
  // A local state whose partition is started.
  void look_at(const std::string& whose, std::int32_t partition, const DiskPartition& disk);
  // Everything is settled: of what was ever committed, and of a partition made again.
  void look_at_history();
  void make_again(std::int32_t partition, connectors::Metrics& metrics);
  [[nodiscard]] std::int64_t epochs() const { return epochs_; }

 private:
  void look_at_offsets(std::int32_t partition);
  void look_at_epochs(std::int32_t partition);
  void look_at_epoch(std::int32_t partition, const Stored& record);

  struct Seen {
    std::int64_t epochs_next = 0;  // of the log of epochs
    std::int64_t epoch = 0;        // the newest committed
    Instant now{};                 // of that, or when the world began
    connectors::Heads offsets{};   // of that
    connectors::Heads group{};
    ChangelogFold fold{};
  };

  void blame(std::int32_t partition, const std::string& what);

  SimulatedCluster& cluster_;
  std::vector<std::string>& broken_;
  std::vector<Seen> seen_;  // by partition
  std::int64_t epochs_ = 0;
};

}  // namespace shelfd::faults
