#include "daemon/epoch_counts.h"

#include <algorithm>

namespace shelfd::daemon {

using connectors::EventOutcome;

// accepted + duplicate + refused + aside is what was read.
void EpochCounts::take_stepped(const ItemWork& work, const engine::StepOutcome& outcome) {
  rivals_let_go_ += static_cast<std::size_t>(outcome.rivals_let_go);
  prices_let_go_ += static_cast<std::size_t>(outcome.prices_let_go);
  std::int32_t duplicates = outcome.duplicates;
  for (const Boxed<Incoming>& incoming : work.incoming) {
    if (incoming->recalled) continue;
    const engine::Topic topic = incoming->raw.topic;
    const bool refused = std::ranges::any_of(outcome.refusals, [&](const engine::Refusal& refusal) {
      return refusal.topic == topic && refusal.offset == incoming->raw.offset;
    });
    EventOutcome taken = refused ? EventOutcome::Refused : EventOutcome::Accepted;
    if (!refused && topic == engine::Topic::Demand && duplicates > 0) {
      taken = EventOutcome::Duplicate;
      --duplicates;
    }
    take(topic, taken);
  }
}

void EpochCounts::tell(connectors::Metrics& metrics) const {
  for (std::size_t topic = 0; topic < taken_.size(); ++topic) {
    for (std::size_t outcome = 0; outcome < connectors::kEventOutcomes; ++outcome) {
      metrics.count_events(static_cast<engine::Topic>(topic), static_cast<EventOutcome>(outcome),
                           taken_.at(topic).at(outcome));
    }
  }
  metrics.count_item_reads(from_cache_, from_store_);
  for (std::size_t at = 0; at < rivals_let_go_; ++at) {
    metrics.count_limit(connectors::Limit::Rivals);
  }
  for (std::size_t at = 0; at < prices_let_go_; ++at) {
    metrics.count_limit(connectors::Limit::PlannedPrices);
  }
}

}  // namespace shelfd::daemon
