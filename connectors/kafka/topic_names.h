// Topic names: what shelfd's topics are called in a cluster.
//
//   inputs, outputs  <topic_prefix><topic>   "shelfd.demand", "shelfd.reference-prices"
//   a shadow's       <topic_prefix><app_id>.<topic>: outputs of a second app id, beside the first
//   changelog        <app_id>-state
// Kafka allows letters, digits, '.', '_' and '-', 249 bytes in all; that a prefix or an id keeps to
// it is checked with the settings.
// Pure. Not here: whether a cluster has them (member's `connect`).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/kafka_settings.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

[[nodiscard]] std::string input_topic(const KafkaSettings& settings, engine::Topic topic);
[[nodiscard]] std::string output_topic(const KafkaSettings& settings, OutputTopic topic);
[[nodiscard]] std::string changelog_topic(const KafkaSettings& settings);

// By rank, 8 names; and by output, 5.
[[nodiscard]] std::vector<std::string> input_topics(const KafkaSettings& settings);
[[nodiscard]] std::vector<std::string> output_topics(const KafkaSettings& settings);
// Inputs, outputs, changelog: all that must have one and the same count of partitions.
[[nodiscard]] std::vector<std::string> all_topics(const KafkaSettings& settings);

// None for a topic that is no input under these settings.
[[nodiscard]] std::optional<engine::Topic> input_named(const KafkaSettings& settings,
                                                       std::string_view name);

// The names of one worker of this process: "shelfd-07-0" and "shelfd-shelfd-07-0".
[[nodiscard]] std::string group_instance_id(const KafkaSettings& settings, int worker);
[[nodiscard]] std::string transactional_id(const KafkaSettings& settings, int worker);

}  // namespace shelfd::connectors
