// Client properties: librdkafka's configuration for the four clients of a member, and for the one
// that hands records in, as names and values. Sources: CONFIGURATION.md and CHANGELOG.md
// of librdkafka 2.8.0, and what is said beside a constant.
//
//   group     the consumer that is a member of the group and fetches the inputs (read_committed)
//   changelog the consumer that reads state back, many records ahead (read_committed)
//   lookup    asks for topics and watermarks; read_uncommitted, so that an end is the very end
//   producer  the transactional one
//   input     an idempotent producer, which gives a record up after `patience`
// Pure. Values of `is_secret` names must not be shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

using ClientProperties = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] ClientProperties group_properties(const KafkaSettings& settings, int worker);
[[nodiscard]] ClientProperties changelog_properties(const KafkaSettings& settings, int worker);
[[nodiscard]] ClientProperties lookup_properties(const KafkaSettings& settings, int worker);
[[nodiscard]] ClientProperties producer_properties(const KafkaSettings& settings, int worker);
[[nodiscard]] ClientProperties input_properties(const KafkaSettings& settings, int worker,
                                                std::chrono::milliseconds patience);

[[nodiscard]] bool is_secret(std::string_view property);

}  // namespace shelfd::connectors
