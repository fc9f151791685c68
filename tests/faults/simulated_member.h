// Simulated member: the Member port over the simulated cluster, with the faults of a plan at each
// step. It also holds its caller to the port's contract: what breaks it is told in the fate.
//
// Heartbeats are those of a thread of its own: `heartbeat` is called as time passes, and not while
// the process is paused.
// Threads: one.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "connectors/kafka/member.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/simulated_cluster.h"

namespace shelfd::faults {

class SimulatedMember final : public connectors::Member {
 public:
  // Both outlive it. The group knows it by the fate's name, the coordinator too.
  SimulatedMember(SimulatedCluster& cluster, ProcessFate& fate);

  void heartbeat();
  // As a process that will not come back: others get its partitions at once.
  void leave();

  [[nodiscard]] Result<connectors::News> poll(std::chrono::milliseconds longest) override;
  [[nodiscard]] Status fetch(const std::vector<connectors::FetchFrom>& from) override;
  [[nodiscard]] Status release() override;
  [[nodiscard]] Result<std::optional<connectors::Heads>> committed(std::int32_t partition) override;
  [[nodiscard]] Result<connectors::InputBounds> input_bounds(std::int32_t partition) override;
  [[nodiscard]] Result<connectors::Heads> offsets_at(std::int32_t partition, Instant at) override;
  [[nodiscard]] Result<connectors::ChangelogBounds> changelog_bounds(
      std::int32_t partition) override;
  [[nodiscard]] Result<connectors::ChangelogPage> read_changelog(std::int32_t partition,
                                                                 std::int64_t from) override;
  [[nodiscard]] Result<connectors::Transacted> transact(
      const std::vector<connectors::TransactionPart>& parts) override;
  [[nodiscard]] Status renew() override;

 private:
  enum class Stage {
    Joining,   // waits for an assignment
    Assigned,  // told of it, `fetch` is awaited
    Fetching,  // records come
    Revoked    // told of it, `release` is awaited
  };
  // How far a topic's partition is fetched.
  struct Cursor {
    std::int64_t next = 0;
    std::int64_t told_end = -1;
  };
  using Place = std::pair<std::int32_t, std::size_t>;  // partition, rank
  // One transaction under way: where its fault falls.
  struct Attempt {
    TransactionFault fault = TransactionFault::None;
    std::int64_t at_step = 0;
    std::int64_t step = 0;
    std::vector<std::int64_t> changelog_next{};
    PartitionOffsets offsets{};
  };

  void rejoin();
  void take_assignment(connectors::News& news);
  void tell_loss(connectors::News& news);
  void deliver(connectors::News& news);
  void deliver_from(const Place& place, Cursor& cursor, connectors::News& news);
  [[nodiscard]] bool owns(std::int32_t partition) const;
  void write_marker();

  [[nodiscard]] Attempt draw_attempt(const std::vector<connectors::TransactionPart>& parts);
  void check_parts(const std::vector<connectors::TransactionPart>& parts);
  // Passes one step of a transaction. False: the process died there.
  [[nodiscard]] bool pass(Attempt& attempt);
  [[nodiscard]] ProducerAnswer produce(Attempt& attempt, TopicLog& log, Stored record,
                                       std::int64_t& offset);
  [[nodiscard]] ProducerAnswer produce_part(Attempt& attempt,
                                            const connectors::TransactionPart& part);
  [[nodiscard]] ProducerAnswer produce_all(Attempt& attempt,
                                           const std::vector<connectors::TransactionPart>& parts);
  [[nodiscard]] Result<connectors::Transacted> give_up(Attempt& attempt, const std::string& why);
  [[nodiscard]] Result<connectors::Transacted> end(Attempt& attempt);

  SimulatedCluster& cluster_;
  ProcessFate& fate_;
  Membership who_;
  std::optional<ProducerSession> session_;  // none: to be renewed
  Stage stage_ = Stage::Joining;
  bool lost_ = false;        // the assignment, not told yet
  bool asked_back_ = false;  // the assignment, not told yet
  bool was_lost_ = false;    // and told
  bool fenced_ = false;      // another process has its name
  std::vector<std::int32_t> owned_;
  std::map<Place, Cursor> cursors_;
};

}  // namespace shelfd::faults
