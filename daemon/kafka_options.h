// Kafka options: the settings of the source `kafka` as the parts take them; secrets are read here.
// Not here: their defaults and checks (settings.h).
#pragma once

#include <functional>

#include "base/result.h"
#include "daemon/kafka_node.h"
#include "daemon/settings.h"

namespace shelfd::daemon {

// `environment` gives a variable or null: SHELFD_KAFKA__PASSWORD, SHELFD_KAFKA__KEY_PASSWORD.
// Errors: Stop, naming the setting: what is missing, contradicts another, or a file that cannot be
// read.
[[nodiscard]] Result<connectors::KafkaSettings> kafka_of(
    const Settings& settings, const std::function<const char*(const char*)>& environment);
[[nodiscard]] Result<KafkaNodeSettings> kafka_node_of(
    const Settings& settings, const std::function<const char*(const char*)>& environment);

}  // namespace shelfd::daemon
