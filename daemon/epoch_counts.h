// Epoch counts: what became of an epoch's records, counted without a metric's atomic operations,
// and told once when all is stepped; of an epoch that could not be stepped nothing is. Threads:
// one.
#pragma once

#include <array>

#include "connectors/metrics/metrics.h"
#include "daemon/item_work.h"

namespace shelfd::daemon {

class EpochCounts {
 public:
  void take(engine::Topic topic, connectors::EventOutcome outcome) {
    ++taken_[static_cast<std::size_t>(topic)][static_cast<std::size_t>(outcome)];
  }
  // One outcome for each record that was stepped; one that was set aside has been counted.
  void take_stepped(const ItemWork& work, const engine::StepOutcome& outcome);
  // An item was found in the cache, or read from the store.
  void read_item(bool from_cache) { ++(from_cache ? from_cache_ : from_store_); }
  void tell(connectors::Metrics& metrics) const;

 private:
  std::array<std::array<std::size_t, connectors::kEventOutcomes>, engine::kTopicCount> taken_{};
  std::size_t from_cache_ = 0;
  std::size_t from_store_ = 0;
  std::size_t rivals_let_go_ = 0;
  std::size_t prices_let_go_ = 0;
};

}  // namespace shelfd::daemon
