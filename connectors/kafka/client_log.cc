#include "connectors/kafka/client_log.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <utility>

namespace shelfd::connectors {
namespace {

// Kafka 4 holds SCRAM to RFC 5802, where a client repeats the server's nonce; the library put its
// own before it until 2.6.1 (its #4895).
static_assert(RD_KAFKA_VERSION >= 0x020601ff, "brokers of Kafka 4 refuse SCRAM of an older one");

}  // namespace

// The texts are of librdkafka 2.8.0, and of OpenSSL where it names an alert.
std::string advice_on(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kAdvice = {{
      {"SASL authentication error",
       "kafka.username and kafka.password_file: the broker refuses them"},
      {"alert bad certificate",
       "kafka.certificate_file and kafka.key_file: the broker asks for a client certificate that "
       "it knows"},
      {"alert certificate required",
       "kafka.certificate_file and kafka.key_file: the broker asks for a client certificate"},
      {"alert unknown ca",
       "kafka.certificate_file: the broker does not know who issued this client certificate"},
      {"mismatch", "kafka.brokers: the broker's certificate is for other names than this address"},
      {"security.protocol", "kafka.security: the broker speaks another protocol here"},
  }};
  for (const auto& [sign, advice] : kAdvice) {
    if (text.find(sign) != std::string_view::npos) return std::string(advice);
  }
  const bool is_of_issuer = text.find("verification callback failed") != std::string_view::npos;
  return is_of_issuer ? "kafka.ca_file: the broker's certificate does not verify by it" : "";
}

ClientLog::ClientLog(KafkaListener listener) : listener_(std::move(listener)) {}

void ClientLog::say(KafkaLogLevel level, const std::string& kind, const std::string& text) {
  const std::string advice = advice_on(text);
  const std::string advised = advice.empty() ? text : text + " -> " + advice;
  const std::lock_guard lock(mutex_);
  note_trouble(kind, advised);
  if (!listener_.log) return;
  const auto admitted =
      limit_.admit(kind, advised, std::chrono::steady_clock::now().time_since_epoch());
  if (admitted) listener_.log(level, *admitted);
}

// A certificate is told of before the connection that fails for it, and more exactly.
void ClientLog::note_trouble(const std::string& kind, const std::string& text) {
  const bool is_certificate = kind == "SSLCERTVRFY";
  if (kind != "FAIL" && !is_certificate) return;
  const bool is_of_it =
      !is_certificate && text.find("certificate verify failed") != std::string::npos;
  if (!is_of_it || trouble_kind_ != "SSLCERTVRFY") {
    trouble_ = text;
    trouble_kind_ = kind;
  }
  troubled_at_ = std::chrono::steady_clock::now();
}

std::string ClientLog::trouble() {
  const std::lock_guard lock(mutex_);
  return std::chrono::steady_clock::now() - troubled_at_ < kTroubleLasts ? trouble_ : "";
}

void ClientLog::tell_figures(ClientRole role, const ClientFigures& figures) {
  const std::lock_guard lock(mutex_);
  if (listener_.figures) listener_.figures(role, figures);
}

void ClientLog::tell_trouble(ClientRole role, ClientTrouble trouble) {
  const std::lock_guard lock(mutex_);
  if (listener_.trouble) listener_.trouble(role, trouble);
}

void ClientLog::silence() {
  const std::lock_guard lock(mutex_);
  listener_ = {};
}

}  // namespace shelfd::connectors
