// Simulated state: the LocalState port in memory, and the disk it lies on, which outlives the
// process.
//
// What is applied and not flushed is lost with the process but for a prefix, drawn by chance. Now
// and then the disk is damaged: everything but setting it aside then fails with Stop; or it is
// gone: a new machine under the old name.
// Threads: one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/local_state.h"
#include "tests/faults/fault_plan.h"

namespace shelfd::faults {

// Records under the changelog's keys, and a sum over all of them by which two can be compared.
class StateTable {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;

  void set(const std::string& key, const std::optional<std::string>& value);
  [[nodiscard]] const Rows& rows() const { return rows_; }
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

 private:
  Rows rows_;
  std::uint64_t digest_ = 0;
};

// One partition's folder.
class DiskPartition {
 public:
  struct Contents {
    StateTable table{};
    std::optional<std::int64_t> next{};  // of the changelog
  };

  void write(std::vector<connectors::ChangelogRecord> records, std::int64_t next);
  void flush();
  void wipe();
  // What is not flushed is lost, but for its first `kept` writes.
  void lose_all_but(std::size_t kept);
  [[nodiscard]] std::size_t unflushed() const { return unflushed_.size(); }
  [[nodiscard]] const Contents& now() const { return now_; }
  // Nothing can be read or written until it is wiped.
  void damage() { damaged_ = true; }
  [[nodiscard]] bool is_damaged() const { return damaged_; }

 private:
  struct Write {
    std::vector<connectors::ChangelogRecord> records{};
    std::int64_t next = 0;
  };
  static void put(Contents& contents, const Write& write);

  Contents durable_;
  Contents now_;
  std::vector<Write> unflushed_;
  bool damaged_ = false;
};

using Disk = std::map<std::int32_t, DiskPartition>;

// The process died: a prefix is kept, and sometimes less than that can be read.
void crash_disk(Disk& disk, simulator::Random& random);

class SimulatedState final : public connectors::LocalState {
 public:
  // Both outlive it.
  SimulatedState(DiskPartition& disk, ProcessFate& fate) : disk_(disk), fate_(fate) {}
  ~SimulatedState() override;
  SimulatedState(const SimulatedState&) = delete;
  SimulatedState& operator=(const SimulatedState&) = delete;
  SimulatedState(SimulatedState&&) = delete;
  SimulatedState& operator=(SimulatedState&&) = delete;

  [[nodiscard]] Result<std::optional<std::string>> get(connectors::Family family,
                                                       std::string_view key) override;
  [[nodiscard]] Status scan(
      connectors::Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) override;
  [[nodiscard]] Result<std::optional<std::int64_t>> changelog_next() override;
  [[nodiscard]] Status apply(const std::vector<connectors::StateWrite>& writes,
                             std::int64_t changelog_next) override;
  [[nodiscard]] Status restore(const std::vector<connectors::ChangelogRecord>& records,
                               std::int64_t changelog_next) override;
  [[nodiscard]] Status flush() override;
  [[nodiscard]] Status wipe() override;

 private:
  [[nodiscard]] Status check(bool writes);

  DiskPartition& disk_;
  ProcessFate& fate_;
};

}  // namespace shelfd::faults
