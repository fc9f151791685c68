#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {

std::string input_topic(const KafkaSettings& settings, engine::Topic topic) {
  return settings.topic_prefix + engine::topic_name(topic);
}

std::string output_topic(const KafkaSettings& settings, OutputTopic topic) {
  const std::string whose = settings.publishes_shadow ? settings.app_id + "." : "";
  return settings.topic_prefix + whose + output_topic_name(topic);
}

std::string changelog_topic(const KafkaSettings& settings) { return settings.app_id + "-state"; }

std::vector<std::string> input_topics(const KafkaSettings& settings) {
  std::vector<std::string> names;
  names.reserve(engine::kTopicCount);
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    names.push_back(input_topic(settings, static_cast<engine::Topic>(rank)));
  }
  return names;
}

std::vector<std::string> output_topics(const KafkaSettings& settings) {
  std::vector<std::string> names;
  names.reserve(kOutputTopicCount);
  for (std::size_t output = 0; output < kOutputTopicCount; ++output) {
    names.push_back(output_topic(settings, static_cast<OutputTopic>(output)));
  }
  return names;
}

std::vector<std::string> all_topics(const KafkaSettings& settings) {
  std::vector<std::string> names = input_topics(settings);
  for (std::string& name : output_topics(settings)) names.push_back(std::move(name));
  names.push_back(changelog_topic(settings));
  return names;
}

std::optional<engine::Topic> input_named(const KafkaSettings& settings, std::string_view name) {
  if (!name.starts_with(settings.topic_prefix)) return std::nullopt;
  return engine::topic_named(name.substr(settings.topic_prefix.size()));
}

std::string group_instance_id(const KafkaSettings& settings, int worker) {
  return settings.instance + "-" + std::to_string(worker);
}

std::string transactional_id(const KafkaSettings& settings, int worker) {
  return settings.app_id + "-" + group_instance_id(settings, worker);
}

}  // namespace shelfd::connectors
