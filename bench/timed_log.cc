#include "bench/timed_log.h"

namespace shelfd::bench {

void TimedLog::watch(std::string key) {
  commits_.clear();
  watched_ = std::move(key);
  watched_bytes_ = 0;
}

Status TimedLog::commit(const connectors::SealedEpoch& epoch) {
  for (const connectors::StateWrite& write : epoch.writes) {
    const bool is_watched =
        !watched_.empty() && write.key.starts_with(watched_) &&
        (write.key.size() == watched_.size() || write.key[watched_.size()] == 0);
    if (is_watched) {
      watched_bytes_ += static_cast<double>(write.key.size() + write.value.value_or("").size());
    }
  }
  const std::chrono::nanoseconds started = clock_.monotonic();
  auto status = log_.commit(epoch);
  const std::chrono::duration<double, std::milli> took = clock_.monotonic() - started;
  commits_.push_back({.epoch = epoch.epoch, .at = clock_.now(), .took_ms = took.count()});
  return status;
}

}  // namespace shelfd::bench
