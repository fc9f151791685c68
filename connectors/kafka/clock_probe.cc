#include "connectors/kafka/clock_probe.h"

#include <memory>
#include <optional>
#include <string_view>

#include "connectors/kafka/client.h"

namespace shelfd::connectors {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kKey = "doctor";  // compacted topics refuse records without one
constexpr std::string_view kValue = "a probe of shelfd doctor, aborted";

int patience_millis() { return static_cast<int>(milliseconds(kProbePatience).count()); }

// What the broker said of the record; written by the callback, which runs in our polls.
struct Delivery {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
  std::optional<std::int64_t> broker_millis{};  // absent: dated by the producer
  std::chrono::system_clock::time_point at{};
};

void note(Delivery& delivery, const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t millis = rd_kafka_message_timestamp(&message, &type);
  delivery.code = message.err;
  delivery.at = std::chrono::system_clock::now();
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) delivery.broker_millis = millis;
}

Status done(const std::string& what, rd_kafka_error_t* answer) {
  const ClientError error(answer);
  if (!error) return {};
  return failed(what, rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()));
}

std::int64_t millis_of(std::chrono::system_clock::time_point at) {
  return std::chrono::duration_cast<milliseconds>(at.time_since_epoch()).count();
}

struct EndTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};

// Sent, and written by the cluster.
Status send(rd_kafka_t* handle, const std::string& topic, const Delivery& delivery) {
  const std::unique_ptr<rd_kafka_topic_t, EndTopic> into(
      rd_kafka_topic_new(handle, topic.c_str(), nullptr));
  std::string value(kValue);
  if (!into || rd_kafka_produce(into.get(), 0, RD_KAFKA_MSG_F_COPY, value.data(), value.size(),
                                kKey.data(), kKey.size(), nullptr) != 0) {
    return failed("a record to " + topic, rd_kafka_last_error());
  }
  rd_kafka_flush(handle, patience_millis());
  if (delivery.code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return failed("a record to " + topic, delivery.code);
}

}  // namespace

Result<ClockDifference> probe_clock(const KafkaSettings& settings, const std::string& topic) {
  KafkaSettings named = settings;
  named.instance = "doctor";
  const auto delivery = std::make_shared<Delivery>();
  auto client = Client::make(
      RD_KAFKA_PRODUCER, producer_properties(named, 0),
      {.log = std::make_shared<ClientLog>(KafkaListener{}),
       .delivered = [delivery](const rd_kafka_message_t& message) { note(*delivery, message); }});
  if (!client) return std::unexpected(client.error());
  rd_kafka_t* handle = client->get();
  Status so_far = done("transactions", rd_kafka_init_transactions(handle, patience_millis()));
  if (so_far) so_far = done("transactions", rd_kafka_begin_transaction(handle));
  if (!so_far) return std::unexpected(so_far.error());
  // The first record of a client waits for what it has to look up; the second tells the time.
  so_far = send(handle, topic, *delivery);
  const auto sent_at = std::chrono::system_clock::now();
  if (so_far) so_far = send(handle, topic, *delivery);
  const Status aborted = done("an abort", rd_kafka_abort_transaction(handle, patience_millis()));
  if (!so_far) return std::unexpected(so_far.error());
  if (!aborted) return std::unexpected(aborted.error());
  if (!delivery->broker_millis) return stop(topic + " dates records by their producer");
  const std::int64_t sent = millis_of(sent_at);
  const std::int64_t acknowledged = millis_of(delivery->at);
  return ClockDifference{
      .ahead = milliseconds(*delivery->broker_millis - (sent + acknowledged) / 2),
      .within = milliseconds((acknowledged - sent) / 2 + 1)};
}

}  // namespace shelfd::connectors
