// Timed log: a log whose commits are timed, and what they write of one item is weighed.
// Threads: as the log under it; `commits` and `watched_bytes` after the loop has finished.
#pragma once

#include <string>
#include <vector>

#include "connectors/ports.h"

namespace shelfd::bench {

struct TimedCommit {
  std::int64_t epoch = 0;
  Instant at{};  // durable
  double took_ms = 0;
};

class TimedLog final : public connectors::Log {
 public:
  // Both outlive it.
  TimedLog(connectors::Log& log, connectors::Clock& clock) : log_(log), clock_(clock) {
    commits_.reserve(kReserved);
  }

  [[nodiscard]] Result<std::vector<connectors::RawRecord>> poll(engine::Topic topic,
                                                                std::int64_t offset,
                                                                std::size_t max_records,
                                                                std::size_t max_bytes) override {
    return log_.poll(topic, offset, max_records, max_bytes);
  }
  [[nodiscard]] Result<connectors::Heads> heads() override { return log_.heads(); }
  [[nodiscard]] Status append(const std::vector<connectors::NewRecord>& records,
                              const std::vector<connectors::StateWrite>& beside,
                              Instant at) override {
    return log_.append(records, beside, at);
  }
  [[nodiscard]] Status commit(const connectors::SealedEpoch& epoch) override;

  // Begins anew; `key` is of the item whose state writes are weighed.
  void watch(std::string key);
  [[nodiscard]] const std::vector<TimedCommit>& commits() const { return commits_; }
  [[nodiscard]] double watched_bytes() const { return watched_bytes_; }

 private:
  static constexpr std::size_t kReserved = 100'000;

  connectors::Log& log_;
  connectors::Clock& clock_;
  std::vector<TimedCommit> commits_;
  std::string watched_;
  double watched_bytes_ = 0;
};

}  // namespace shelfd::bench
