// What a Kafka worker shows of itself, after each turn: to other threads, and as figures.
#include <algorithm>

#include "daemon/kafka_worker.h"

namespace shelfd::daemon {

bool KafkaWorker::ready() const {
  return assigned_ && started_ && std::ranges::all_of(owned_, [](const auto& entry) {
           return entry.second.loop && entry.second.loop->caught_up();
         });
}

void KafkaWorker::show() {
  view_.turned = parts_.clock->monotonic();
  view_.caught_up = ready();
  std::int64_t items = 0;
  std::int64_t epoch = 0;
  std::size_t cache_bytes = 0;
  bool held = false;
  OldestFormat format;
  for (const auto& [partition, owned] : owned_) {
    if (!owned.loop) continue;
    format.add(owned.loop->control());
    items += owned.loop->control().items;
    epoch = std::max(epoch, owned.loop->control().epoch);
    cache_bytes += owned.loop->cache_bytes();
    held = held || owned.loop->held();
  }
  view_.held = held;
  view_.items = items;
  view_.epoch = epoch;
  view_.state_format = format.value();
  view_.cache_bytes = cache_bytes;
  view_.partitions = started_ ? owned_.size() : 0;
  show_inputs();
}

// What is unread each turn; lag of each partition every kLagEvery.
void KafkaWorker::show_inputs() {
  const std::chrono::nanoseconds now = parts_.clock->monotonic();
  const bool is_due = !gauged_ || now - *gauged_ >= kLagEvery;
  if (is_due) gauged_ = now;
  connectors::Heads unread{};
  std::array<std::chrono::nanoseconds, engine::kTopicCount> held{};
  for (const auto& [partition, owned] : owned_) {
    for (std::size_t rank = 0; rank < unread.size(); ++rank) {
      const auto topic = static_cast<engine::Topic>(rank);
      unread[rank] += owned.log ? static_cast<std::int64_t>(owned.log->unread(topic)) : 1;
      if (owned.log) held[rank] = std::max(held[rank], owned.log->held_for(topic, now));
    }
    if (!is_due || !owned.log) continue;
    const connectors::PartitionLog::Lag lag = owned.log->lag(parts_.clock->now());
    parts_.metrics->set_lag(partition, static_cast<double>(lag.records),
                            std::chrono::duration<double>(lag.age).count());
  }
  for (std::size_t rank = 0; rank < unread.size(); ++rank) {
    view_.unread[rank] = unread[rank];
    view_.stable_offset_age[rank] = held[rank];
  }
}

}  // namespace shelfd::daemon
