// Replay: makes a partition anew from its inputs and its epochs, cut by cut, into an empty log.
// The same cuts give the same bytes: what the replayed partition holds in the end is what the live
// one holds, state, pools, timers and outputs alike (connectors/embedded/comparison.h).
//
// Threads: one.
#pragma once

#include <memory>
#include <set>

#include "daemon/loop.h"

namespace shelfd::daemon {

// Reads from one log and commits to another.
class ReplayLog final : public connectors::Log {
 public:
  // Both outlive it.
  ReplayLog(connectors::Log& inputs, connectors::Log& target) : inputs_(inputs), target_(target) {}

  [[nodiscard]] Result<std::vector<connectors::RawRecord>> poll(engine::Topic topic,
                                                                std::int64_t offset,
                                                                std::size_t max_records,
                                                                std::size_t max_bytes) override {
    return inputs_.poll(topic, offset, max_records, max_bytes);
  }
  [[nodiscard]] Result<connectors::Heads> heads() override { return inputs_.heads(); }
  [[nodiscard]] Status append(const std::vector<connectors::NewRecord>& records,
                              const std::vector<connectors::StateWrite>& beside,
                              Instant at) override {
    return target_.append(records, beside, at);
  }
  [[nodiscard]] Status commit(const connectors::SealedEpoch& epoch) override {
    return target_.commit(epoch);
  }

 private:
  connectors::Log& inputs_;
  connectors::Log& target_;
};

// A partition and where it is made again; each outlives the replay.
struct ReplayParts {
  connectors::Log* inputs = nullptr;
  connectors::Store* live = nullptr;  // gives the key of event ids
  connectors::Log* target = nullptr;  // empty
  connectors::Store* made = nullptr;  // what the target holds
  connectors::Clock* clock = nullptr;
  connectors::Metrics* metrics = nullptr;
  std::int32_t partition = 0;
  std::int32_t partitions = 1;  // a record of another one is refused again
  std::size_t cache_bytes = kDefaultCacheBytes;
};

class Replay {
 public:
  // Errors: of the stores; Stop when the live partition has no epoch yet.
  [[nodiscard]] static Result<std::unique_ptr<Replay>> open(const ReplayParts& parts);

  // The next record of `epochs`, as it lies there. Errors: of the logs; Stop, naming the epoch, for
  // one that cannot be read or is not the next.
  [[nodiscard]] Status take(std::string_view epoch_record);

  [[nodiscard]] std::int64_t epochs() const { return epochs_; }
  [[nodiscard]] std::int64_t records() const { return records_; }
  // Fingerprints of the arithmetic that the epochs were judged with.
  [[nodiscard]] const std::set<std::string>& arithmetics() const { return arithmetics_; }

 private:
  explicit Replay(const ReplayParts& parts) : log_(*parts.inputs, *parts.target) {}

  ReplayLog log_;
  std::unique_ptr<Loop> loop_;
  std::int64_t epochs_ = 0;
  std::int64_t records_ = 0;
  std::set<std::string> arithmetics_;
};

}  // namespace shelfd::daemon
