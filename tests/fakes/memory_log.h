// Memory log: the Log and Store ports in memory, with the readers' functions of the embedded log
// and the same contract (tests/connectors/embedded/log_contract_test.cc holds both to it), and
// faults to order. "On disk" is what `reopen` keeps: all that was acknowledged.
// Threads: as EmbeddedLog.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "connectors/embedded/record_format.h"
#include "connectors/ports.h"

namespace shelfd::fakes {

// One call of a port goes wrong. A Stop breaks the log: every later write is refused until
// `reopen`, as after a failed sync.
struct Fault {
  std::int64_t call = 1;  // counted over all port calls, the first is 1
  Error error;
  bool takes_effect = false;  // append and commit: it is done, only the answer says otherwise
};

class MemoryLog final : public connectors::Log, public connectors::Store {
 public:
  using Visit = std::function<bool(std::string_view, std::string_view)>;

  [[nodiscard]] Result<std::vector<connectors::RawRecord>> poll(engine::Topic topic,
                                                                std::int64_t offset,
                                                                std::size_t max_records,
                                                                std::size_t max_bytes) override;
  [[nodiscard]] Result<connectors::Heads> heads() override;
  [[nodiscard]] Status append(const std::vector<connectors::NewRecord>& records,
                              const std::vector<connectors::StateWrite>& beside,
                              Instant at) override;
  [[nodiscard]] Status commit(const connectors::SealedEpoch& epoch) override;
  [[nodiscard]] Result<std::optional<std::string>> get(connectors::Family family,
                                                       std::string_view key) override;
  [[nodiscard]] Status scan(connectors::Family family, std::string_view prefix,
                            std::string_view from, const Visit& visit) override;

  [[nodiscard]] Result<std::optional<std::string>> latest(connectors::OutputTopic topic,
                                                          std::string_view key);
  [[nodiscard]] Status scan_latest(connectors::OutputTopic topic, std::string_view prefix,
                                   std::string_view from, const Visit& visit);
  [[nodiscard]] Status scan_appended(
      connectors::OutputTopic topic, std::int64_t from_offset,
      const std::function<bool(const connectors::AppendedRecord&)>& visit);
  [[nodiscard]] Result<std::vector<connectors::AppendedRecord>> tail_appended(
      connectors::OutputTopic topic, std::size_t limit);

  void order(Fault fault);  // replaces an earlier one that has not happened
  void reopen();
  [[nodiscard]] std::int64_t calls() const;  // of the two ports, so far

 private:
  using Table = std::map<std::string, std::string, std::less<>>;

  // Counts a call; the fault where this is its call.
  std::optional<Fault> count_call();
  // Runs a write through the fault and the broken state.
  template <typename Act>
  Status write(Act act);
  Status visit_table(const Table& table, std::string_view prefix, std::string_view from,
                     const Visit& visit);
  void apply(const std::vector<connectors::StateWrite>& writes);
  void apply(const connectors::OutputRecord& output);

  mutable std::mutex mutex_;
  std::array<std::vector<connectors::RawRecord>, engine::kTopicCount> inputs_;
  std::array<Table, connectors::kFamilyCount> state_;
  std::array<Table, connectors::kOutputTopicCount> latest_;
  std::array<std::vector<connectors::AppendedRecord>, connectors::kOutputTopicCount> appended_;
  std::optional<Fault> fault_;
  std::int64_t calls_ = 0;
  bool broken_ = false;
};

}  // namespace shelfd::fakes
