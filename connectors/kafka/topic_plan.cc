#include "connectors/kafka/topic_plan.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

constexpr std::chrono::days kDeadLetterRetention{30};
// How long a copy of the state may be switched off and still be told of what was deleted meanwhile.
constexpr std::chrono::days kTombstoneRetention{7};
// Kafka's own default: one batch of the client (1'000'000 bytes) with its head.
constexpr std::int64_t kMaxBatchBytes = 1'048'588;

std::string millis(std::chrono::days span) {
  return std::to_string(std::chrono::milliseconds(span).count());
}

TopicSetting retention_of(std::chrono::days span, const std::string& why) {
  return {.name = "retention.ms",
          .value = millis(span),
          .allowed = Allowed::SameOrMore,
          .is_fatal = false,
          .why = why};
}

TopicSetting batch_room() {
  return {.name = "max.message.bytes",
          .value = std::to_string(kMaxBatchBytes),
          .allowed = Allowed::SameOrMore,
          .is_fatal = true,
          .why = "a full batch of a commit would be refused, again and again"};
}

void add_common(PlannedTopic& topic) {
  const std::int32_t in_sync = std::max(1, topic.copies - 1);
  topic.settings.push_back({.name = "min.insync.replicas",
                            .value = std::to_string(in_sync),
                            .allowed = Allowed::SameOrMore,
                            .is_fatal = false,
                            .why = "a write is acknowledged that one lost disk takes back"});
  topic.settings.push_back({.name = "unclean.leader.election.enable",
                            .value = "false",
                            .allowed = Allowed::Same,
                            .is_fatal = false,
                            .why = "acknowledged records vanish where a leader is elected that "
                                   "never had them"});
}

// Rules and catalog say what is; the others say what happened.
bool is_compacted_input(engine::Topic topic) {
  return topic == engine::Topic::Rules || topic == engine::Topic::Catalog;
}

void add_input_settings(PlannedTopic& topic, engine::Topic input, std::chrono::days retention) {
  const bool compacted = is_compacted_input(input);
  topic.settings.push_back(
      {.name = "cleanup.policy",
       .value = compacted ? "compact" : "delete",
       .allowed = Allowed::Same,
       .is_fatal = true,
       .why = compacted
                  ? "the newest record of a key would go with age, or older ones stay for ever"
                  : "of records with one key all but the newest would go, read or not"});
  topic.settings.push_back({.name = "message.timestamp.type",
                            .value = "LogAppendTime",
                            .allowed = Allowed::Same,
                            .is_fatal = false,
                            .why = "a producer's clock, not the broker's, would date records that "
                                   "carry no time, and tell which are from the future"});
  if (compacted) return;
  topic.settings.push_back(
      retention_of(retention, "an outage longer than this loses records nobody has read"));
}

void add_output_settings(PlannedTopic& topic, OutputTopic output, std::chrono::days retention) {
  const bool compacted = is_compacted(output);
  topic.settings.push_back({.name = "cleanup.policy",
                            .value = compacted ? "compact" : "delete",
                            .allowed = Allowed::Same,
                            .is_fatal = false,
                            .why = compacted ? "what still holds would go with age, or what was "
                                               "replaced stay for ever"
                                             : "of records with one key all but the newest "
                                               "would go"});
  if (output == OutputTopic::DeadLetters) {
    topic.settings.push_back(
        retention_of(kDeadLetterRetention, "what was refused would go before it is looked at"));
  }
  if (output == OutputTopic::Epochs) {
    topic.settings.push_back(
        retention_of(retention, "a replay needs the epochs as far back as the inputs"));
  }
  topic.settings.push_back(batch_room());
}

void add_changelog_settings(PlannedTopic& topic) {
  topic.settings.push_back({.name = "cleanup.policy",
                            .value = "compact",
                            .allowed = Allowed::Same,
                            .is_fatal = true,
                            .why = "the state of what is quiet would go with age, or the log grow "
                                   "without end"});
  topic.settings.push_back({.name = "delete.retention.ms",
                            .value = millis(kTombstoneRetention),
                            .allowed = Allowed::SameOrMore,
                            .is_fatal = false,
                            .why = "a copy of the state that was away for longer keeps what was "
                                   "deleted meanwhile"});
  topic.settings.push_back(batch_room());
}

// As Kafka writes one: digits, perhaps after a minus.
std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto* const end = std::to_address(text.end());
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

bool holds(const TopicSetting& planned, const std::string& found) {
  if (planned.allowed == Allowed::Same) return found == planned.value;
  const auto least = number_of(planned.value);
  const auto number = number_of(found);
  return least && number && (*number >= *least || *number == -1);
}

TopicFinding finding_of(const std::string& topic, const TopicSetting& planned, std::string found) {
  const bool more = planned.allowed == Allowed::SameOrMore;
  return {.topic = topic,
          .setting = planned.name,
          .found = std::move(found),
          .wanted = (more ? "at least " : "") + planned.value,
          .is_fatal = planned.is_fatal,
          .why = planned.why};
}

void check_settings(const PlannedTopic& planned, const FoundTopic& found,
                    std::vector<TopicFinding>& findings) {
  for (const TopicSetting& setting : planned.settings) {
    const auto value = found.settings.find(setting.name);
    if (value == found.settings.end()) {
      findings.push_back(finding_of(planned.name, setting, ""));
    } else if (!holds(setting, value->second)) {
      findings.push_back(finding_of(planned.name, setting, value->second));
    }
  }
  const auto in_sync = found.settings.find("min.insync.replicas");
  if (in_sync == found.settings.end()) return;
  if (number_of(in_sync->second).value_or(0) <= found.copies) return;
  findings.push_back({.topic = planned.name,
                      .setting = "min.insync.replicas",
                      .found = in_sync->second,
                      .wanted = "at most " + std::to_string(found.copies),
                      .is_fatal = true,
                      .why = "it has fewer copies than that, so every write is refused"});
}

void check_shape(const PlannedTopic& planned, const FoundTopic& found, std::int32_t common,
                 std::vector<TopicFinding>& findings) {
  if (found.partitions != common) {
    findings.push_back({.topic = planned.name,
                        .setting = "partitions",
                        .found = std::to_string(found.partitions),
                        .wanted = std::to_string(common),
                        .is_fatal = true,
                        .why = "partition n of every topic belongs together, so all have the same "
                               "count"});
  } else if (found.partitions != planned.partitions) {
    findings.push_back({.topic = planned.name,
                        .setting = "partitions",
                        .found = std::to_string(found.partitions),
                        .wanted = std::to_string(planned.partitions),
                        .is_fatal = false,
                        .why = "all topics agree, but not with what was asked for; a count is for "
                               "good"});
  }
  if (found.copies < planned.copies) {
    findings.push_back({.topic = planned.name,
                        .setting = "replication",
                        .found = std::to_string(found.copies),
                        .wanted = "at least " + std::to_string(planned.copies),
                        .is_fatal = false,
                        .why = "fewer lost brokers than planned make it unavailable, or lose it"});
  }
}

const FoundTopic* found_named(const std::vector<FoundTopic>& found, const std::string& name) {
  const auto at = std::ranges::find(found, name, &FoundTopic::name);
  return at == found.end() ? nullptr : &*at;
}

}  // namespace

std::vector<PlannedTopic> plan_topics(const KafkaSettings& settings, const TopicWishes& wishes) {
  std::vector<PlannedTopic> plan;
  const auto add = [&](std::string name) -> PlannedTopic& {
    return plan.emplace_back(PlannedTopic{.name = std::move(name),
                                          .partitions = wishes.partitions,
                                          .copies = wishes.copies,
                                          .settings = {}});
  };
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const auto input = static_cast<engine::Topic>(rank);
    add_input_settings(add(input_topic(settings, input)), input, wishes.retention);
  }
  for (std::size_t number = 0; number < kOutputTopicCount; ++number) {
    const auto output = static_cast<OutputTopic>(number);
    add_output_settings(add(output_topic(settings, output)), output, wishes.retention);
  }
  add_changelog_settings(add(changelog_topic(settings)));
  for (PlannedTopic& topic : plan) add_common(topic);
  return plan;
}

std::optional<std::int32_t> common_partitions(const std::vector<PlannedTopic>& plan,
                                              const std::vector<FoundTopic>& found) {
  if (plan.empty()) return std::nullopt;
  if (const FoundTopic* changelog = found_named(found, plan.back().name)) {
    return changelog->partitions;
  }
  std::map<std::int32_t, int> topics_by_count;
  for (const PlannedTopic& planned : plan) {
    const FoundTopic* topic = found_named(found, planned.name);
    if (topic != nullptr) ++topics_by_count[topic->partitions];
  }
  if (topics_by_count.empty()) return std::nullopt;
  // The first of the largest: ascending by count of partitions.
  return std::ranges::max_element(topics_by_count, {},
                                  [](const auto& entry) { return entry.second; })
      ->first;
}

std::vector<TopicFinding> check_plan(const std::vector<PlannedTopic>& plan,
                                     const std::vector<FoundTopic>& found) {
  const std::int32_t common = common_partitions(plan, found).value_or(0);
  std::vector<TopicFinding> findings;
  for (const PlannedTopic& planned : plan) {
    const FoundTopic* topic = found_named(found, planned.name);
    if (topic == nullptr) {
      findings.push_back({.topic = planned.name,
                          .setting = "topic",
                          .found = "",
                          .wanted = std::to_string(planned.partitions) + " partitions",
                          .is_fatal = true,
                          .why = "no worker starts before all are there: `shelfd topics create`"});
      continue;
    }
    check_shape(planned, *topic, common, findings);
    check_settings(planned, *topic, findings);
  }
  return findings;
}

std::string text_of(const TopicFinding& finding) {
  if (finding.setting == "topic") return finding.topic + ": is not there: " + finding.why;
  const std::string found = finding.found.empty() ? "not set" : finding.found;
  return finding.topic + ": " + finding.setting + " is " + found + ", not " + finding.wanted +
         ": " + finding.why;
}

}  // namespace shelfd::connectors
