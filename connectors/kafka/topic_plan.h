// Topic plan: which topics shelfd has in a cluster and how each is set, and what a cluster has
// otherwise.
//
//   topic                              cleanup.policy  further
//   rules, catalog                     compact         LogAppendTime
//   the six other inputs               delete          LogAppendTime, retention
//   reference-prices, restock-plans,
//   alerts                             compact         max.message.bytes
//   dead-letters                       delete          retention 30 days, max.message.bytes
//   epochs                             delete          retention as the inputs, max.message.bytes
//   <app_id>-state                     compact         delete.retention.ms, max.message.bytes
//   all                                the same count of partitions; min.insync.replicas one less
//                                      than copies, at least 1; no unclean election of a leader
// Why each is so stands beside it in the source, and is part of a finding; docs/operations.md has
// the whole. What is set here is what `topics create` sets; all else is the cluster's.
// Pure. Not here: asking a cluster (topic_admin.h), names (topic_names.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

struct TopicWishes {
  std::int32_t partitions = 12;    // of every topic, 1 to 10'000; it is for good
  std::int32_t copies = 3;         // of every record, 1 to 10 and no more than brokers
  std::chrono::days retention{7};  // of inputs and epochs, >= 1: how far an outage or a replay goes
};

// How a value that was found may stand to the planned one.
enum class Allowed : std::uint8_t { Same, SameOrMore };

struct TopicSetting {
  std::string name{};
  std::string value{};
  Allowed allowed = Allowed::Same;  // SameOrMore: whole numbers; where -1 is "no limit" it is more
  bool is_fatal = false;            // with another value no worker may run
  std::string why{};                // what happens with another value
};

struct PlannedTopic {
  std::string name{};
  std::int32_t partitions = 0;
  std::int32_t copies = 0;
  std::vector<TopicSetting> settings{};
};

// As a cluster has it.
struct FoundTopic {
  std::string name{};
  std::int32_t partitions = 0;
  std::int32_t copies = 0;  // of the partition that has fewest
  std::map<std::string, std::string> settings{};
};

struct TopicFinding {
  std::string topic{};
  std::string setting{};  // "topic" where it is not there, "partitions", "replication", or a name
  std::string found{};    // "": not there
  std::string wanted{};
  bool is_fatal = false;
  std::string why{};
};

// The 8 inputs by rank, the 5 outputs, the changelog.
[[nodiscard]] std::vector<PlannedTopic> plan_topics(const KafkaSettings& settings,
                                                    const TopicWishes& wishes);

// What differs, in the plan's order; nothing: all is as planned. Topics that are not planned are
// not looked at.
[[nodiscard]] std::vector<TopicFinding> check_plan(const std::vector<PlannedTopic>& plan,
                                                   const std::vector<FoundTopic>& found);

// The count that the found topics of a plan must all have: that of the changelog (planned last),
// else the one that most have, else the lowest of those. Absent: none of them is there.
[[nodiscard]] std::optional<std::int32_t> common_partitions(const std::vector<PlannedTopic>& plan,
                                                            const std::vector<FoundTopic>& found);

// "shelfd.demand: cleanup.policy is compact, not delete: ..." One line.
[[nodiscard]] std::string text_of(const TopicFinding& finding);

}  // namespace shelfd::connectors
