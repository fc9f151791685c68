// Endpoints: the handler of the running process: its probes and figures, and the service behind.
//
//   GET /livez    200 while the loop turns; 503 once it stood for kStandstill, or by what
//                 `standstill` says
//   GET /readyz   every check with its outcome; 503 where one fails
//   GET /metrics  Prometheus text format 0.0.4
//   else          the service
//
// A loop that has not started yet is alive and not ready. A store that broke or is full is alive
// too, and so is a loop that does not believe the clock: a restart is the loop's own decision, by
// its exit code.
// Threads: the handler from any thread.
#pragma once

#include <functional>
#include <string>

#include "connectors/http/health.h"
#include "connectors/http/server.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "connectors/query/service.h"

namespace shelfd::connectors {

// Longer than any epoch takes; the loop touches its health each turn.
inline constexpr std::chrono::seconds kStandstill{60};

// All outlive the handler; the functions are called from any thread.
struct EndpointParts {
  Service* service = nullptr;  // none: probes and figures alone
  Health* health = nullptr;
  Metrics* metrics = nullptr;
  Clock* clock = nullptr;
  // Why the process stands still, "" where it does not. None: by the last turn of its loop.
  std::function<std::string()> standstill{};
  std::function<void()> look{};  // before figures are given: those that change without a turn
};

[[nodiscard]] Handler endpoints(const EndpointParts& parts);

}  // namespace shelfd::connectors
