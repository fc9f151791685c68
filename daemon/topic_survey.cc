#include "daemon/topic_survey.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "connectors/kafka/topic_names.h"
#include "daemon/invocation.h"
#include "daemon/kafka_options.h"

namespace shelfd::daemon {
namespace {

// A name of a topic has 249 bytes; the longest of ours is 17.
constexpr std::size_t kMaxPrefixBytes = 200;

std::string refuse_letters(const std::string& text) {
  const bool fits = text.size() <= kMaxPrefixBytes && std::ranges::all_of(text, [](char letter) {
                      return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                             (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' ||
                             letter == '-';
                    });
  return fits ? "" : "up to 200 letters, digits, '.', '_' and '-', not \"" + text + "\"";
}

connectors::TopicWishes wishes_of(const TopicRequest& request) {
  return {.partitions = request.partitions.value_or(kPartitions),
          .copies = request.copies,
          .retention = std::chrono::days{request.retention_days}};
}

}  // namespace

bool TopicSurvey::is_there(const std::string& topic) const {
  return std::ranges::find(found, topic, &connectors::FoundTopic::name) != found.end();
}

void add_cluster_flags(CLI::App& verb, TopicRequest& request) {
  verb.add_option("--brokers", request.brokers,
                  "HOST:PORT of some, separated by commas (default: kafka.brokers of the settings, "
                  "as all else of the cluster)");
  verb.add_option("--topic-prefix", request.topic_prefix,
                  "of inputs and outputs (default: of the settings, else shelfd.)")
      ->check(refuse_letters);
  verb.add_option("--app-id", request.app_id,
                  "names the group and its changelog (default: of the settings, else shelfd)")
      ->check(refuse_letters);
}

std::optional<TopicRequest> with_settings(TopicRequest request, const Invocation& invocation) {
  auto loaded = settings_of(invocation);
  if (!loaded) return std::nullopt;
  Settings& settings = loaded->settings;
  if (request.brokers) settings.kafka_brokers = *request.brokers;
  if (request.topic_prefix) settings.kafka_topic_prefix = *request.topic_prefix;
  if (request.app_id) settings.kafka_app_id = *request.app_id;
  request.data = settings.data;
  request.kafka.topic_prefix = settings.kafka_topic_prefix;
  request.kafka.app_id = settings.kafka_app_id;
  if (settings.kafka_brokers.empty()) return request;
  auto kafka = kafka_of(settings, read_variable);
  if (!kafka) {
    fail(kBadSettings, kafka.error().message);
    return std::nullopt;
  }
  const bool asks_shadow = request.kafka.publishes_shadow;
  request.kafka = std::move(*kafka);
  request.kafka.publishes_shadow = request.kafka.publishes_shadow || asks_shadow;
  return request;
}

void add_publish_flag(CLI::App& verb, TopicRequest& request) {
  verb.add_option_function<std::string>(
          "--publish",
          [&request](const std::string& how) { request.kafka.publishes_shadow = how == "shadow"; },
          "live, or shadow: outputs in topics of the app id's own")
      ->check(CLI::IsMember({"live", "shadow"}));
}

void add_topic_flags(CLI::App& verb, TopicRequest& request) {
  verb.add_option("--partitions", request.partitions,
                  "of every topic, for good (default: as those that are there, else 12)")
      ->check(CLI::Range(1, 10'000));
  verb.add_option("--replication", request.copies, "copies of a record; no more than brokers")
      ->capture_default_str()
      ->check(CLI::Range(1, 10));
  verb.add_option("--retention-days", request.retention_days,
                  "of inputs and epochs: how far an outage or a replay may go")
      ->capture_default_str()
      ->check(CLI::Range(1, 36'500));
}

TopicSurvey survey_nothing(const TopicRequest& request) {
  TopicSurvey survey{.plan = connectors::plan_topics(request.kafka, wishes_of(request))};
  survey.findings = connectors::check_plan(survey.plan, survey.found);
  return survey;
}

Result<TopicSurvey> survey_topics(connectors::TopicAdmin& admin, const TopicRequest& request) {
  auto found = admin.find(connectors::all_topics(request.kafka));
  if (!found) return std::unexpected(found.error());
  TopicSurvey survey{.found = std::move(*found)};
  connectors::TopicWishes wishes = wishes_of(request);
  survey.plan = connectors::plan_topics(request.kafka, wishes);
  if (!request.partitions) {
    wishes.partitions =
        connectors::common_partitions(survey.plan, survey.found).value_or(wishes.partitions);
    survey.plan = connectors::plan_topics(request.kafka, wishes);
  }
  survey.findings = connectors::check_plan(survey.plan, survey.found);
  return survey;
}

}  // namespace shelfd::daemon
