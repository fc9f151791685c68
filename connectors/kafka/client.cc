#include "connectors/kafka/client.h"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <future>
#include <iterator>
#include <thread>
#include <utility>

namespace shelfd::connectors {
namespace {

constexpr std::size_t kErrorTextBytes = 512;  // as the library's examples have it
constexpr int kFirstBackOffMillis = 5;
constexpr int kMaxBackOffMillis = 100;
constexpr const char* kStatisticsMillis = "5000";
constexpr const char* kInterceptor = "shelfd";

struct EndConfiguration {
  void operator()(rd_kafka_conf_t* configuration) const { rd_kafka_conf_destroy(configuration); }
};
using Configuration = std::unique_ptr<rd_kafka_conf_t, EndConfiguration>;

KafkaLogLevel level_of(int syslog_level) {
  if (syslog_level <= 3) return KafkaLogLevel::Error;
  if (syslog_level == 4) return KafkaLogLevel::Warning;
  return syslog_level <= 6 ? KafkaLogLevel::Info : KafkaLogLevel::Debug;
}

void on_log(const rd_kafka_t* handle, int level, const char* facility, const char* text) {
  if (handle == nullptr) return;
  const auto* callbacks = static_cast<ClientCallbacks*>(rd_kafka_opaque(handle));
  if (callbacks == nullptr) return;
  const std::string kind = facility;
  const bool is_timeout = kind == "REQTMOUT";
  if (callbacks->role && (is_timeout || kind == "FAIL")) {
    callbacks->log->tell_trouble(*callbacks->role,
                                 is_timeout ? ClientTrouble::Timeout : ClientTrouble::Connection);
  }
  callbacks->log->say(level_of(level), kind, std::string(rd_kafka_name(handle)) + ": " + text);
}

void on_error(rd_kafka_t* handle, int code, const char* reason, void* opaque) {
  static_cast<ClientCallbacks*>(opaque)->log->say(
      KafkaLogLevel::Warning, rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code)),
      std::string(rd_kafka_name(handle)) + ": " + reason);
}

// The library calls this for each request when it is done with it, also with one that it repeats.
rd_kafka_resp_err_t on_answer(rd_kafka_t* /*handle*/, int /*socket*/, const char* /*broker*/,
                              std::int32_t /*id*/, std::int16_t /*api*/, std::int16_t /*version*/,
                              std::int32_t /*correlation*/, std::size_t /*size*/,
                              std::int64_t /*micros*/, rd_kafka_resp_err_t error, void* opaque) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) static_cast<ClientCallbacks*>(opaque)->unanswered();
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

// Attempts to connect to a broker that is away go through "DOWN", too, and are no loss.
rd_kafka_resp_err_t on_state(rd_kafka_t* /*handle*/, std::int32_t id, const char* /*protocol*/,
                             const char* name, int port, const char* state, void* opaque) {
  const auto* callbacks = static_cast<ClientCallbacks*>(opaque);
  const std::string broker =
      std::to_string(id) + "/" + std::string(name) + ":" + std::to_string(port);
  bool is_lost = false;
  {
    const std::scoped_lock lock(callbacks->up->mutex);
    if (std::string_view(state) == "UP") callbacks->up->names.insert(broker);
    if (std::string_view(state) == "DOWN") is_lost = callbacks->up->names.erase(broker) > 0;
  }
  if (is_lost) callbacks->unanswered();
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t on_new(rd_kafka_t* handle, const rd_kafka_conf_t* /*configuration*/,
                           void* opaque, char* /*text*/, std::size_t /*room*/) {
  const auto code =
      rd_kafka_interceptor_add_on_response_received(handle, kInterceptor, &on_answer, opaque);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  return rd_kafka_interceptor_add_on_broker_state_change(handle, kInterceptor, &on_state, opaque);
}

int on_statistics(rd_kafka_t* /*handle*/, char* json, std::size_t size, void* opaque) {
  auto* callbacks = static_cast<ClientCallbacks*>(opaque);
  const auto read = callbacks->reader.read(std::string(json, size));
  if (!read) return 0;
  if (callbacks->role) callbacks->log->tell_figures(*callbacks->role, read->figures);
  if (callbacks->statistics) callbacks->statistics(*read);
  return 0;  // the library frees the text
}

void on_rebalance(rd_kafka_t* /*handle*/, rd_kafka_resp_err_t what,
                  rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  static_cast<ClientCallbacks*>(opaque)->rebalance(what, partitions);
}

void on_delivered(rd_kafka_t* /*handle*/, const rd_kafka_message_t* message, void* opaque) {
  static_cast<ClientCallbacks*>(opaque)->delivered(*message);
}

// What OpenSSL found stands; this only gives it words, which the library has not.
// NOLINTNEXTLINE(readability-non-const-parameter): the library's type
int on_certificate(rd_kafka_t* /*handle*/, const char* /*name*/, std::int32_t /*id*/, int* found,
                   int /*depth*/, const char* /*bytes*/, std::size_t /*size*/, char* text,
                   std::size_t room, void* /*opaque*/) {
  if (*found == X509_V_OK) return 1;
  const std::string why = X509_verify_cert_error_string(*found);
  const std::size_t length = std::min(why.size(), room - 1);
  std::copy_n(why.begin(), length, text);
  *std::next(text, static_cast<std::ptrdiff_t>(length)) = '\0';
  return 0;
}

// The library's own text repeats the value, which is not shown where it is a secret.
Status set_properties(rd_kafka_conf_t* configuration, const ClientProperties& properties) {
  std::array<char, kErrorTextBytes> text{};
  for (const auto& [name, value] : properties) {
    const auto result =
        rd_kafka_conf_set(configuration, name.c_str(), value.c_str(), text.data(), text.size());
    if (result == RD_KAFKA_CONF_OK) continue;
    return stop("kafka property " + name + ": " + (is_secret(name) ? "refused" : text.data()));
  }
  return {};
}

}  // namespace

TopicPartitions make_topic_partitions(std::size_t room) {
  return TopicPartitions(rd_kafka_topic_partition_list_new(static_cast<int>(room)));
}

Result<Client> Client::make(rd_kafka_type_t type, const ClientProperties& properties,
                            ClientCallbacks callbacks) {
  Client client;
  client.callbacks_ = std::make_shared<ClientCallbacks>(std::move(callbacks));
  const ClientCallbacks& wanted = *client.callbacks_;
  ClientProperties all = properties;
  if (wanted.has_statistics) all.emplace_back("statistics.interval.ms", kStatisticsMillis);
  Configuration configuration(rd_kafka_conf_new());
  if (const Status set = set_properties(configuration.get(), all); !set) {
    return std::unexpected(set.error());
  }
  rd_kafka_conf_set_opaque(configuration.get(), client.callbacks_.get());
  rd_kafka_conf_set_log_cb(configuration.get(), &on_log);
  rd_kafka_conf_set_error_cb(configuration.get(), &on_error);
  rd_kafka_conf_set_ssl_cert_verify_cb(configuration.get(), &on_certificate);
  if (wanted.has_statistics) rd_kafka_conf_set_stats_cb(configuration.get(), &on_statistics);
  if (wanted.rebalance) rd_kafka_conf_set_rebalance_cb(configuration.get(), &on_rebalance);
  if (wanted.delivered) rd_kafka_conf_set_dr_msg_cb(configuration.get(), &on_delivered);
  if (wanted.unanswered) {
    client.callbacks_->up = std::make_shared<UpConnections>();
    rd_kafka_conf_interceptor_add_on_new(configuration.get(), kInterceptor, &on_new,
                                         client.callbacks_.get());
  }
  std::array<char, kErrorTextBytes> text{};
  client.handle_ = rd_kafka_new(type, configuration.get(), text.data(), text.size());
  if (client.handle_ == nullptr) return stop(std::string("kafka client: ") + text.data());
  // The handle owns the configuration now.
  static_cast<void>(configuration.release());
  return client;
}

Client::Client(Client&& other) noexcept
    : callbacks_(std::move(other.callbacks_)), handle_(std::exchange(other.handle_, nullptr)) {}

Client& Client::operator=(Client&& other) noexcept {
  if (this == &other) return *this;
  end();
  callbacks_ = std::move(other.callbacks_);
  handle_ = std::exchange(other.handle_, nullptr);
  return *this;
}

void Client::end() {
  if (handle_ == nullptr) return;
  std::promise<void> ended;
  const std::future<void> is_ended = ended.get_future();
  std::thread ending([handle = std::exchange(handle_, nullptr), callbacks = callbacks_,
                      told = std::move(ended)]() mutable {
    rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    callbacks.reset();
    told.set_value();
  });
  if (is_ended.wait_for(kEndPatience) == std::future_status::ready) {
    ending.join();
  } else {
    callbacks_->log->say(KafkaLogLevel::Warning, "END", "a kafka client does not end; left behind");
    ending.detach();
  }
  callbacks_.reset();
}

bool is_lasting(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return true;
    default:
      return false;
  }
}

bool loses_records(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || code == RD_KAFKA_RESP_ERR__BAD_MSG ||
         code == RD_KAFKA_RESP_ERR__BAD_COMPRESSION || code == RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED ||
         code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
         code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
}

std::string_view text_of(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

std::unexpected<Error> failed(const std::string& what, rd_kafka_resp_err_t code,
                              const std::string& detail) {
  std::string text = what + ": " + rd_kafka_err2str(code);
  if (!detail.empty()) text += " (" + detail + ")";
  return std::unexpected(
      Error{std::move(text), is_lasting(code) ? Reaction::Stop : Reaction::Retry});
}

ClientError repeat(rd_kafka_t* handle, const std::function<rd_kafka_error_t*()>& call) {
  const auto until = std::chrono::steady_clock::now() + kRepeatPatience;
  int back_off_millis = kFirstBackOffMillis;
  while (true) {
    ClientError error(call());
    if (!error || rd_kafka_error_is_retriable(error.get()) == 0) return error;
    if (rd_kafka_error_txn_requires_abort(error.get()) != 0) return error;
    if (std::chrono::steady_clock::now() >= until) return error;
    rd_kafka_poll(handle, back_off_millis);
    back_off_millis = std::min(2 * back_off_millis, kMaxBackOffMillis);
  }
}

std::string text_of(const rd_kafka_error_t* error) {
  return std::string(rd_kafka_error_name(error)) + ": " + rd_kafka_error_string(error);
}

std::string fatal_error(rd_kafka_t* handle) {
  std::array<char, kErrorTextBytes> text{};
  const rd_kafka_resp_err_t code = rd_kafka_fatal_error(handle, text.data(), text.size());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return std::string(rd_kafka_err2name(code)) + ": " + text.data();
}

}  // namespace shelfd::connectors
