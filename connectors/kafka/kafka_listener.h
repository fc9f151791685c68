// Kafka listener: where the client library's own messages and figures go. The daemon wires it to
// the log and the metrics.
//
// Threads: `log` is called from threads of the library's and from the member's, one call at a time;
// `statistics` from the worker's and the committing thread. Neither is called any more once the
// member is gone.
#pragma once

#include <functional>
#include <string>

namespace shelfd::connectors {

enum class KafkaLogLevel { Debug, Info, Warning, Error };

struct KafkaListener {
  // At most kLogsPerMinute (log_limit.h) of one kind; the next says how many were left out.
  std::function<void(KafkaLogLevel level, const std::string& text)> log{};
  // librdkafka's statistics, one JSON object a client and 5 seconds (its STATISTICS.md).
  std::function<void(const std::string& json)> statistics{};
};

}  // namespace shelfd::connectors
