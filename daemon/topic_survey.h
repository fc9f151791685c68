// Topic survey: the topics of a cluster beside those that shelfd wants there: what was asked for,
// what is planned by it, what was found, and where they differ.
//
// A count of partitions that was not asked for follows the topics that are there (kPartitions where
// there are none). Copies do not follow the cluster: a broker that is down would make them fewer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/topic_admin.h"
#include "connectors/kafka/topic_plan.h"

namespace CLI {
class App;
}  // namespace CLI

namespace shelfd::daemon {

struct Invocation;

// Twelve are shared evenly by 1, 2, 3, 4, 6 and 12 workers.
inline constexpr std::int32_t kPartitions = 12;

struct TopicRequest {
  // Flags, where given: they come before the settings.
  std::optional<std::string> brokers{};
  std::optional<std::string> topic_prefix{};
  std::optional<std::string> app_id{};
  connectors::KafkaSettings kafka{};  // by `with_settings`
  std::string data{};                 // of the settings, too
  std::optional<std::int32_t> partitions{};
  std::int32_t copies = 3;
  std::int32_t retention_days = 7;
};

struct TopicSurvey {
  std::vector<connectors::PlannedTopic> plan{};
  std::vector<connectors::FoundTopic> found{};
  std::vector<connectors::TopicFinding> findings{};

  [[nodiscard]] bool is_there(const std::string& topic) const;
};

// --brokers, --topic-prefix, --app-id: which cluster, and which topics there.
void add_cluster_flags(CLI::App& verb, TopicRequest& request);
// --publish: whether outputs are live or a shadow's.
void add_publish_flag(CLI::App& verb, TopicRequest& request);
// --partitions, --replication, --retention-days: how they are to be.
void add_topic_flags(CLI::App& verb, TopicRequest& request);

// The request with all else of the settings: how to reach the cluster, and as whom. No brokers are
// no error. Prints every problem and gives nothing when there is one (exit 78).
[[nodiscard]] std::optional<TopicRequest> with_settings(TopicRequest request,
                                                        const Invocation& invocation);

// Without a cluster: nothing is there.
[[nodiscard]] TopicSurvey survey_nothing(const TopicRequest& request);
// Errors: as the admin's.
[[nodiscard]] Result<TopicSurvey> survey_topics(connectors::TopicAdmin& admin,
                                                const TopicRequest& request);

}  // namespace shelfd::daemon
