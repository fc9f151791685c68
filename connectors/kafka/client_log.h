// Client log: hands a library's messages to the listener, limited by kind, from any thread. The
// clients share one; it is held by shared_ptr because a client that does not end in time is left
// behind with its threads (client.h), and they may still speak.
#pragma once

#include <mutex>
#include <string>

#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/log_limit.h"

namespace shelfd::connectors {

class ClientLog {
 public:
  explicit ClientLog(KafkaListener listener);

  void say(KafkaLogLevel level, const std::string& kind, const std::string& text);
  void tell_statistics(const std::string& json);
  [[nodiscard]] bool wants_statistics() const { return wants_statistics_; }
  // The listener is not called any more, from the return of this on.
  void silence();

 private:
  std::mutex mutex_;
  KafkaListener listener_;
  LogLimit limit_;
  bool wants_statistics_ = false;
};

}  // namespace shelfd::connectors
