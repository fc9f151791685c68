#include "daemon/kafka_standstill.h"

#include <algorithm>

#include "connectors/http/endpoints.h"

namespace shelfd::daemon {
namespace {

std::string seconds_of(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

std::string standstill(const WorkerProgress& progress,
                       std::chrono::milliseconds transaction_timeout) {
  using connectors::kStandstill;
  if (progress.commit) {
    const auto limit = std::max<std::chrono::nanoseconds>(kStandstill, transaction_timeout);
    if (*progress.commit < limit) return {};  // it may wait for that
    return "a commit has been under way for " + seconds_of(*progress.commit);
  }
  if (progress.stood < kStandstill) return {};
  if (progress.restoring && progress.stood < kStartStandstill) return {};
  return "stands still for " + seconds_of(progress.stood);
}

}  // namespace shelfd::daemon
