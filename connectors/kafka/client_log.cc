#include "connectors/kafka/client_log.h"

#include <chrono>

namespace shelfd::connectors {

ClientLog::ClientLog(KafkaListener listener)
    : listener_(std::move(listener)), wants_statistics_(listener_.statistics != nullptr) {}

void ClientLog::say(KafkaLogLevel level, const std::string& kind, const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!listener_.log) return;
  const auto admitted =
      limit_.admit(kind, text, std::chrono::steady_clock::now().time_since_epoch());
  if (admitted) listener_.log(level, *admitted);
}

void ClientLog::tell_statistics(const std::string& json) {
  const std::lock_guard lock(mutex_);
  if (listener_.statistics) listener_.statistics(json);
}

void ClientLog::silence() {
  const std::lock_guard lock(mutex_);
  listener_ = {};
}

}  // namespace shelfd::connectors
