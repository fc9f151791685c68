// Kafka listener: where the client library's own messages and figures go. The daemon wires it to
// the log and the metrics.
//
// Threads: `log` is called from threads of the library's and from the member's, one call at a time;
// `figures` from the worker's and the committing thread, `trouble` from any. None is called any
// more once the member is gone.
#pragma once

#include <functional>
#include <string>

#include "connectors/metrics/client_figures.h"

namespace shelfd::connectors {

enum class KafkaLogLevel { Debug, Info, Warning, Error };

struct KafkaListener {
  // At most kLogsPerMinute (log_limit.h) of one kind; the next says how many were left out.
  std::function<void(KafkaLogLevel level, const std::string& text)> log{};
  // Every 5 seconds, of a member's group consumer and producer.
  std::function<void(ClientRole role, const ClientFigures& figures)> figures{};
  // At once, of all clients of a member. A cause that repeats is told once in 30 s by the library.
  std::function<void(ClientRole role, ClientTrouble trouble)> trouble{};
};

}  // namespace shelfd::connectors
