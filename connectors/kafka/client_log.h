// Client log: hands a library's messages to the listener, limited by kind, from any thread, each
// with what to look at where that is known; and keeps why a connection failed last, which the
// library's own errors ("timed out") do not tell. The clients share one; it is held by shared_ptr
// because a client that does not end in time is left behind with its threads (client.h), and they
// may still speak.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/log_limit.h"

namespace shelfd::connectors {

// The setting to look at when the library says so of a connection; "" for what needs none.
[[nodiscard]] std::string advice_on(std::string_view text);

class ClientLog {
 public:
  explicit ClientLog(KafkaListener listener);

  void say(KafkaLogLevel level, const std::string& kind, const std::string& text);
  // Why a connection failed, where one did in the last kTroubleLasts; else "".
  [[nodiscard]] std::string trouble();
  void tell_figures(ClientRole role, const ClientFigures& figures);
  void tell_trouble(ClientRole role, ClientTrouble trouble);
  // The listener is not called any more, from the return of this on.
  void silence();

  static constexpr std::chrono::seconds kTroubleLasts{30};

 private:
  void note_trouble(const std::string& kind, const std::string& text);

  std::mutex mutex_;
  KafkaListener listener_;
  LogLimit limit_;
  std::string trouble_;
  std::string trouble_kind_;
  std::chrono::steady_clock::time_point troubled_at_;
};

}  // namespace shelfd::connectors
