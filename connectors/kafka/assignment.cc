#include "connectors/kafka/assignment.h"

#include <algorithm>
#include <array>
#include <set>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

std::string list(const std::set<std::int32_t>& partitions) {
  std::string text = "[";
  for (const std::int32_t partition : partitions) {
    text += (text.size() == 1 ? "" : " ") + std::to_string(partition);
  }
  return text + "]";
}

}  // namespace

Result<std::vector<std::int32_t>> shared_partitions(const KafkaSettings& settings,
                                                    const std::vector<TopicPartition>& assigned,
                                                    std::int32_t count) {
  std::array<std::set<std::int32_t>, engine::kTopicCount> by_topic;
  for (const auto& [topic, partition] : assigned) {
    const auto input = input_named(settings, topic);
    if (!input) return stop("topic " + topic + ": assigned, and none of the inputs");
    if (partition < 0 || partition >= count) {
      return stop("topic " + topic + ": partition " + std::to_string(partition) +
                  " assigned, and there were " + std::to_string(count) + " at the start");
    }
    by_topic[static_cast<std::size_t>(*input)].insert(partition);
  }
  const std::set<std::int32_t>& first = by_topic.front();
  for (std::size_t rank = 1; rank < by_topic.size(); ++rank) {
    if (by_topic[rank] == first) continue;
    return stop("topics " + input_topic(settings, engine::Topic::Rules) + " and " +
                input_topic(settings, static_cast<engine::Topic>(rank)) +
                ": assigned different partitions, " + list(first) + " and " + list(by_topic[rank]));
  }
  return std::vector<std::int32_t>(first.begin(), first.end());
}

Result<std::int32_t> shared_count(const std::vector<TopicCount>& counts) {
  std::string missing;
  std::string all;
  for (const auto& [topic, partitions] : counts) {
    if (partitions == 0) missing += (missing.empty() ? "" : ", ") + topic;
    all += (all.empty() ? "" : ", ") + topic + " " + std::to_string(partitions);
  }
  if (!missing.empty()) return stop("topics not there: " + missing);
  const bool are_equal = std::ranges::all_of(counts, [&](const TopicCount& count) {
    return count.partitions == counts.front().partitions;
  });
  if (!are_equal || counts.empty()) return stop("topics of unequal partition counts: " + all);
  return counts.front().partitions;
}

}  // namespace shelfd::connectors
