#include "daemon/kafka_options.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

#include "connectors/formats/event_codec.h"

namespace shelfd::daemon {
namespace {

using connectors::KafkaSecurity;

KafkaSecurity security_named(const std::string& name) {
  if (name == "tls") return KafkaSecurity::Tls;
  if (name == "sasl_plaintext") return KafkaSecurity::SaslPlaintext;
  return name == "sasl_tls" ? KafkaSecurity::SaslTls : KafkaSecurity::Plaintext;
}

bool asks_password(KafkaSecurity security) {
  return security == KafkaSecurity::SaslPlaintext || security == KafkaSecurity::SaslTls;
}

// Of the file, without the line's end; else of the variable; "" of neither.
Result<std::string> secret(const std::string& key, const std::string& file, const char* variable,
                           const std::function<const char*(const char*)>& environment) {
  if (file.empty()) {
    const char* value = environment(variable);
    return value == nullptr ? std::string() : std::string(value);
  }
  std::ifstream stream(file);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return stop(key + ": " + file + " cannot be read");
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) return stop(key + ": " + file + " is empty");
  return text;
}

Status check_file(const std::string& key, const std::string& file) {
  if (file.empty() || access(file.c_str(), R_OK) == 0) return {};
  return stop(key + ": " + file + " cannot be read");
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "shelfd";
  return name.data();
}

Status check_security(const Settings& settings, const connectors::KafkaSettings& kafka) {
  for (const auto& [key, file] : {std::pair("kafka.ca_file", kafka.ca_file),
                                  std::pair("kafka.certificate_file", kafka.certificate_file),
                                  std::pair("kafka.key_file", kafka.key_file)}) {
    if (auto status = check_file(key, file); !status) return status;
  }
  if (kafka.certificate_file.empty() != kafka.key_file.empty()) {
    return stop("kafka.certificate_file and kafka.key_file: one without the other");
  }
  if (!asks_password(kafka.security)) return {};
  if (kafka.sasl_mechanism.empty()) {
    return stop("kafka.sasl_mechanism: missing, and kafka.security is " + settings.kafka_security);
  }
  if (kafka.username.empty()) return stop("kafka.username: missing");
  if (kafka.password.empty()) {
    return stop("kafka.password_file: missing, and so is SHELFD_KAFKA__PASSWORD");
  }
  return {};
}

connectors::FirstStart first_start(const std::string& text) {
  using From = connectors::FirstStart::From;
  if (text == "latest") return {.from = From::Latest};
  const auto at = connectors::parse_instant(text);
  return at ? connectors::FirstStart{.from = From::Instant, .instant = *at}
            : connectors::FirstStart{};
}

}  // namespace

Result<connectors::KafkaSettings> kafka_of(
    const Settings& settings, const std::function<const char*(const char*)>& environment) {
  if (settings.kafka_brokers.empty()) return stop("kafka.brokers: missing");
  auto password = secret("kafka.password_file", settings.kafka_password_file,
                         "SHELFD_KAFKA__PASSWORD", environment);
  if (!password) return std::unexpected(password.error());
  auto key_password = secret("kafka.key_password_file", settings.kafka_key_password_file,
                             "SHELFD_KAFKA__KEY_PASSWORD", environment);
  if (!key_password) return std::unexpected(key_password.error());
  connectors::KafkaSettings kafka{
      .brokers = settings.kafka_brokers,
      .app_id = settings.kafka_app_id,
      .instance = settings.kafka_instance.empty() ? host_name() : settings.kafka_instance,
      .topic_prefix = settings.kafka_topic_prefix,
      .publishes_shadow = settings.kafka_publish == "shadow",
      .security = security_named(settings.kafka_security),
      .ca_file = settings.kafka_ca_file,
      .certificate_file = settings.kafka_certificate_file,
      .key_file = settings.kafka_key_file,
      .key_password = std::move(*key_password),
      .sasl_mechanism = settings.kafka_sasl_mechanism,
      .username = settings.kafka_username,
      .password = std::move(*password),
      .session_timeout = std::chrono::milliseconds{std::stoi(settings.kafka_session_timeout_ms)},
      .transaction_timeout =
          std::chrono::milliseconds{std::stoi(settings.kafka_transaction_timeout_ms)}};
  if (auto status = check_security(settings, kafka); !status) {
    return std::unexpected(status.error());
  }
  return kafka;
}

Result<KafkaNodeSettings> kafka_node_of(
    const Settings& settings, const std::function<const char*(const char*)>& environment) {
  auto kafka = kafka_of(settings, environment);
  if (!kafka) return std::unexpected(kafka.error());
  return KafkaNodeSettings{.data = settings.data,
                           .listen = settings.http_listen,
                           .workers = std::stoul(settings.workers),
                           .memory_bytes = std::stoull(settings.memory) << 20U,
                           .kafka = std::move(*kafka),
                           .first = first_start(settings.kafka_start),
                           .skips_lost_inputs = settings.kafka_skip_lost_inputs == "yes",
                           .state_format = state_format_of(settings)};
}

}  // namespace shelfd::daemon
