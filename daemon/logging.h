// Logging: one line an event to standard error, logfmt or JSON: time, level, event, then fields.
//
// Never one line for each record. The event's name is fixed snake_case.
// Threads: any, after `start_logging`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/kafka_listener.h"

namespace shelfd::daemon {

using LogFields = std::vector<std::pair<std::string, std::string>>;

// level: debug, info, warn, error; format: logfmt, json. Both were checked by the settings.
void start_logging(const std::string& level, const std::string& format);

void log_event(const std::string& event, const LogFields& fields);    // info
void log_warning(const std::string& event, const LogFields& fields);  // warn
void log_error(const std::string& event, const LogFields& fields);    // error

// The line without time and level: `event=started version="0.1.0 x"`, or a JSON object's inside.
[[nodiscard]] std::string log_line(const std::string& event, const LogFields& fields, bool json);

// A Kafka client's own messages, as `kafka_client`.
[[nodiscard]] connectors::KafkaListener kafka_listener();

}  // namespace shelfd::daemon
