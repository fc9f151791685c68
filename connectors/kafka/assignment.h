// Assignment: what the group gives to a member, held to the rule that partition p of every input
// comes to the same member. The range assignor keeps it while all topics have equally many
// partitions and every member sees all of them.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

struct TopicPartition {
  std::string topic{};
  std::int32_t partition = 0;
};

// The partitions, ascending; none for nothing assigned. Errors: Stop, naming the topics, when one
// has other partitions than the rules have, a partition is not below `count`, or a topic is none of
// the inputs.
[[nodiscard]] Result<std::vector<std::int32_t>> shared_partitions(
    const KafkaSettings& settings, const std::vector<TopicPartition>& assigned, std::int32_t count);

// "shelfd.demand 4, shelfd.offers 6": topics with their partitions, for messages. 0: not there.
struct TopicCount {
  std::string topic{};
  std::int32_t partitions = 0;
};

// All are there with one and the same count: it. Errors: Stop, naming topics and counts.
[[nodiscard]] Result<std::int32_t> shared_count(const std::vector<TopicCount>& counts);

}  // namespace shelfd::connectors
