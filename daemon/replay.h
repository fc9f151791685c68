// Replay: makes a partition anew from its inputs and its epochs, cut by cut, into an empty log.
// The same cuts give the same bytes: what the replayed partition holds in the end is what the live
// one holds, state, pools, timers and outputs alike.
//
// Threads: one. Not here: comparing the two (connectors/embedded/compare.h).
#pragma once

#include <functional>
#include <memory>

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

// The key of event ids that the live partition drew at its first start. Errors: of the store; Stop
// when there is no partition.
[[nodiscard]] Result<HashKey> event_key_of(connectors::Store& live);

}  // namespace shelfd::daemon
