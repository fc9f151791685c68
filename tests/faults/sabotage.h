// Sabotage: a worker that is made wrong on purpose, from outside, so that the checks can be seen to
// find it: a Member that stands between the worker and the simulated one and cheats.
// Threads: one.
#pragma once

#include "connectors/kafka/member.h"
#include "tests/faults/simulated_cluster.h"
#include "tests/faults/simulated_state.h"

namespace shelfd::faults {

enum class Sabotage : std::uint8_t {
  None,
  AppliesFirst,      // local state is written before the transaction, not after it
  LosesOffsets,      // now and then a transaction carries the offsets of the one before
  TrustsUnknown,     // an unknown outcome is taken for a commit
  SkipsRecords,      // now and then a record that came is not handed on
  ReadsUncommitted,  // the group's offsets are taken without waiting for who holds them
};

class SabotagedMember final : public connectors::Member {
 public:
  // Each outlives it.
  SabotagedMember(connectors::Member& member, Sabotage sabotage, Disk& disk,
                  SimulatedCluster& cluster, ProcessFate& fate)
      : member_(member), sabotage_(sabotage), disk_(disk), cluster_(cluster), fate_(fate) {}

  [[nodiscard]] Result<connectors::News> poll(std::chrono::milliseconds longest) override;
  [[nodiscard]] Status fetch(const std::vector<connectors::FetchFrom>& from) override {
    return member_.fetch(from);
  }
  [[nodiscard]] Status release() override { return member_.release(); }
  [[nodiscard]] Result<std::optional<connectors::Heads>> committed(std::int32_t partition) override;
  [[nodiscard]] Result<connectors::InputBounds> input_bounds(std::int32_t partition) override {
    return member_.input_bounds(partition);
  }
  [[nodiscard]] Result<connectors::Heads> offsets_at(std::int32_t partition, Instant at) override {
    return member_.offsets_at(partition, at);
  }
  [[nodiscard]] Result<connectors::ChangelogBounds> changelog_bounds(
      std::int32_t partition) override {
    return member_.changelog_bounds(partition);
  }
  [[nodiscard]] Result<connectors::ChangelogPage> read_changelog(std::int32_t partition,
                                                                 std::int64_t from) override {
    return member_.read_changelog(partition, from);
  }
  [[nodiscard]] Result<connectors::Transacted> transact(
      const std::vector<connectors::TransactionPart>& parts) override;
  [[nodiscard]] Status renew() override { return member_.renew(); }

 private:
  void apply_first(const std::vector<connectors::TransactionPart>& parts);
  [[nodiscard]] Result<connectors::Transacted> transact_old_offsets(
      const std::vector<connectors::TransactionPart>& parts);

  connectors::Member& member_;
  Sabotage sabotage_;
  Disk& disk_;
  SimulatedCluster& cluster_;
  ProcessFate& fate_;
  std::map<std::int32_t, connectors::Heads> before_;  // offsets of the transaction before
};

}  // namespace shelfd::faults
