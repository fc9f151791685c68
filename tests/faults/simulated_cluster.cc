#include "tests/faults/simulated_cluster.h"

#include <utility>

namespace shelfd::faults {

SimulatedCluster::SimulatedCluster(const Settings& settings)
    : settings_(settings),
      clock_(settings.start),
      partitions_(static_cast<std::size_t>(settings.partitions)),
      group_({.partitions = settings.partitions,
              .session_timeout = settings.session_timeout,
              .rebalance_timeout = settings.rebalance_timeout}),
      transactions_(group_) {}

TopicLog& SimulatedCluster::input(std::int32_t partition, engine::Topic topic) {
  return partitions_.at(static_cast<std::size_t>(partition))
      .inputs.at(static_cast<std::size_t>(topic));
}

TopicLog& SimulatedCluster::output(std::int32_t partition, connectors::OutputTopic topic) {
  return partitions_.at(static_cast<std::size_t>(partition))
      .outputs.at(static_cast<std::size_t>(topic));
}

TopicLog& SimulatedCluster::changelog(std::int32_t partition) {
  return partitions_.at(static_cast<std::size_t>(partition)).changelog;
}

void SimulatedCluster::feed(std::int32_t partition, engine::Topic topic, std::string key,
                            std::string value) {
  input(partition, topic)
      .append({.key = std::move(key), .value = std::move(value), .appended_at = now()});
}

void SimulatedCluster::deliver_late(std::size_t index) {
  const auto place = late_.begin() + static_cast<std::ptrdiff_t>(index);
  const auto request = std::move(*place);
  late_.erase(place);
  request();
}

void SimulatedCluster::advance(Duration by) {
  clock_.advance(by);
  transactions_.advance(now());
  group_.advance(now());
}

}  // namespace shelfd::faults
