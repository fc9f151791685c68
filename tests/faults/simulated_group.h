// Simulated group: the coordinator of one consumer group, as Kafka's classic one is with static
// members and the range assignor, and the offsets it holds.
//
//   member      known by its instance; each process that enters gets a new member id, and the one
//               before it is fenced. In a stable group that changes no generation
//   rebalance   when an instance comes, leaves or is silent for the session time-out. Each member
//               is to join anew; it ends when all have, or at its deadline: who did not keeps his
//               place and finds his generation gone
//   assignment  partitions by range over the instances in order
//   offsets     may be held by a transaction: they count when it commits. `generation` and member
//               id fence who may hold
//
// Threads: one. Not here: transactions (transactions.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "connectors/ports.h"

namespace shelfd::faults {

// Who a process is in the group, as far as it knows.
struct Membership {
  std::string instance{};
  std::int64_t member = 0;
  std::int64_t generation = 0;
};

enum class GroupAnswer { Done, Rebalancing, IllegalGeneration, UnknownMember, FencedInstance };

struct Assignment {
  std::int64_t generation = 0;
  std::vector<std::int32_t> partitions{};
};

using PartitionOffsets = std::map<std::int32_t, connectors::Heads>;

class SimulatedGroup {
 public:
  struct Settings {
    std::int32_t partitions = 1;
    Duration session_timeout = std::chrono::seconds{20};
    Duration rebalance_timeout = std::chrono::seconds{60};
  };

  explicit SimulatedGroup(Settings settings) : settings_(settings) {}

  // A process begins; gives its member id. In a stable group a known instance has joined with that.
  std::int64_t enter(const std::string& instance, Instant now);
  [[nodiscard]] GroupAnswer heartbeat(const Membership& who, Instant now);
  // Ready for the next generation: nothing of the last one is held any more.
  [[nodiscard]] GroupAnswer join(const Membership& who, Instant now);
  // Of the present generation, once a member joined it.
  [[nodiscard]] std::optional<Assignment> assignment(const Membership& who) const;
  void leave(const Membership& who, Instant now);
  // Silent members go; a rebalance whose deadline passed ends.
  void advance(Instant now);

  // These offsets are held by a transaction.
  [[nodiscard]] GroupAnswer hold(std::int64_t transaction, const Membership& who,
                                 const PartitionOffsets& offsets);
  void end_transaction(std::int64_t transaction, bool commits);
  // Whether a transaction holds offsets of the partition.
  [[nodiscard]] bool is_held(std::int32_t partition) const;
  [[nodiscard]] std::optional<connectors::Heads> offsets(std::int32_t partition) const;

  [[nodiscard]] std::int64_t generation() const { return generation_; }
  [[nodiscard]] bool rebalancing() const { return deadline_.has_value(); }
  [[nodiscard]] std::size_t members() const { return members_.size(); }
  // The instance that had the partition in a generation; "" for none.
  [[nodiscard]] std::string owner(std::int64_t generation, std::int32_t partition) const;

 private:
  struct Member {
    std::int64_t id = 0;
    Instant seen{};
    bool joined = false;          // the next generation, while rebalancing
    std::int64_t generation = 0;  // the newest he joined
    std::vector<std::int32_t> partitions{};
  };

  void rebalance(Instant now);
  void complete_if_all_joined();
  void complete();
  [[nodiscard]] GroupAnswer check(const Membership& who) const;

  Settings settings_;
  std::map<std::string, Member> members_;  // by instance
  std::int64_t generation_ = 0;
  std::int64_t last_id_ = 0;
  std::optional<Instant> deadline_;                // of the rebalance that is under way
  std::map<std::int64_t, PartitionOffsets> held_;  // by transaction
  PartitionOffsets offsets_;
  std::map<std::int64_t, std::map<std::int32_t, std::string>> owners_;  // by generation
};

}  // namespace shelfd::faults
