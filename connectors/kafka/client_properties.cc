#include "connectors/kafka/client_properties.h"

#include <algorithm>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

using std::chrono::milliseconds;

// A request that is not answered so long is tried elsewhere; the library's 60 s would outlast a
// session and a transaction.
constexpr milliseconds kSocketTimeout{9'000};
constexpr milliseconds kHeartbeat{3'000};

std::string text(milliseconds duration) { return std::to_string(duration.count()); }

const char* protocol(KafkaSecurity security) {
  switch (security) {
    case KafkaSecurity::Plaintext:
      return "plaintext";
    case KafkaSecurity::Tls:
      return "ssl";
    case KafkaSecurity::SaslPlaintext:
      return "sasl_plaintext";
    case KafkaSecurity::SaslTls:
      return "sasl_ssl";
  }
  return "plaintext";
}

void add_security(ClientProperties& properties, const KafkaSettings& settings) {
  const auto add_if_given = [&](const char* name, const std::string& value) {
    if (!value.empty()) properties.emplace_back(name, value);
  };
  properties.emplace_back("security.protocol", protocol(settings.security));
  const bool has_tls =
      settings.security == KafkaSecurity::Tls || settings.security == KafkaSecurity::SaslTls;
  if (has_tls) {
    add_if_given("ssl.ca.location", settings.ca_file);
    add_if_given("ssl.certificate.location", settings.certificate_file);
    add_if_given("ssl.key.location", settings.key_file);
    add_if_given("ssl.key.password", settings.key_password);
  }
  const bool has_sasl = settings.security == KafkaSecurity::SaslPlaintext ||
                        settings.security == KafkaSecurity::SaslTls;
  if (has_sasl) {
    add_if_given("sasl.mechanism", settings.sasl_mechanism);
    add_if_given("sasl.username", settings.username);
    add_if_given("sasl.password", settings.password);
  }
}

// Nagle: 40 ms stalls, and the library's default leaves it on. Back-offs: how soon a client is back
// after a leader has gone. Metrics that a cluster asks its clients for (KIP-714) are not pushed:
// ours say more, and 2.8.0 may lose its connections over it (#5106, mended in 2.10.1).
ClientProperties common_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = {
      {"bootstrap.servers", settings.brokers},
      {"client.id", transactional_id(settings, worker)},
      {"socket.nagle.disable", "true"},
      {"socket.timeout.ms", text(std::min(kSocketTimeout, settings.transaction_timeout))},
      {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", "2000"},
      {"topic.metadata.refresh.interval.ms", "30000"},
      {"enable.metrics.push", "false"},
  };
  add_security(properties, settings);
  return properties;
}

// Offsets are kept by us and travel in the transactions, so the library stores and commits none,
// and an offset that is not there any more is an error instead of a jump.
ClientProperties reading_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = common_properties(settings, worker);
  properties.insert(properties.end(), {
                                          {"group.id", settings.app_id},
                                          {"enable.auto.commit", "false"},
                                          {"enable.auto.offset.store", "false"},
                                          {"auto.offset.reset", "error"},
                                          {"allow.auto.create.topics", "false"},
                                          {"check.crcs", "true"},
                                          {"enable.partition.eof", "true"},
                                          {"fetch.wait.max.ms", "10"},
                                          {"fetch.error.backoff.ms", "50"},
                                          {"fetch.queue.backoff.ms", "10"},
                                      });
  return properties;
}

}  // namespace

ClientProperties group_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = reading_properties(settings, worker);
  const milliseconds heartbeat = std::min(kHeartbeat, settings.session_timeout / 3);
  properties.insert(
      properties.end(),
      {
          {"isolation.level", "read_committed"},
          {"group.instance.id", group_instance_id(settings, worker)},
          {"partition.assignment.strategy", "range"},
          {"session.timeout.ms", text(settings.session_timeout)},
          {"heartbeat.interval.ms", text(heartbeat)},
          {"max.poll.interval.ms", text(std::max(milliseconds{60'000}, settings.session_timeout))},
          {"queued.min.messages", "100000"},
          {"fetch.max.bytes", "4194304"},
          // Of one partition: an answer has some of each, so that every input is heard early.
          {"max.partition.fetch.bytes", "65536"},
          {"queued.max.messages.kbytes", "4096"},
      });
  return properties;
}

// A third of a second of a restore at its fastest.
ClientProperties changelog_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = reading_properties(settings, worker);
  properties.insert(properties.end(), {
                                          {"isolation.level", "read_committed"},
                                          {"queued.min.messages", "1000000"},
                                          {"queued.max.messages.kbytes", "16384"},
                                          {"max.partition.fetch.bytes", "1048576"},
                                      });
  return properties;
}

ClientProperties lookup_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = reading_properties(settings, worker);
  properties.emplace_back("isolation.level", "read_uncommitted");
  return properties;
}

// retry.backoff.ms: the step in which AddOffsetsToTxn is repeated while the markers of the commit
// before are written, so a low one is a part of every commit's latency. It doubles each time, by
// default up to a second.
ClientProperties producer_properties(const KafkaSettings& settings, int worker) {
  ClientProperties properties = common_properties(settings, worker);
  properties.insert(properties.end(),
                    {
                        {"transactional.id", transactional_id(settings, worker)},
                        {"transaction.timeout.ms", text(settings.transaction_timeout)},
                        {"linger.ms", "2"},
                        {"batch.num.messages", "10000"},
                        {"batch.size", "250000"},
                        {"compression.type", "lz4"},
                        {"retry.backoff.ms", "5"},
                        {"retry.backoff.max.ms", "50"},
                        {"queue.buffering.max.messages", "500000"},
                        {"queue.buffering.max.kbytes", "262144"},
                    });
  return properties;
}

// message.max.bytes: a record of kMaxRecordBytes with its key; whether the cluster takes it is told
// by the cluster. Idempotence brings acks=all, and every repetition in order.
ClientProperties input_properties(const KafkaSettings& settings, int worker,
                                  milliseconds patience) {
  ClientProperties properties = common_properties(settings, worker);
  properties.insert(properties.end(), {
                                          {"enable.idempotence", "true"},
                                          {"message.timeout.ms", text(patience)},
                                          {"linger.ms", "2"},
                                          {"batch.num.messages", "10000"},
                                          {"batch.size", "1000000"},
                                          {"message.max.bytes", "1200000"},
                                          {"compression.type", "lz4"},
                                          {"retry.backoff.ms", "50"},
                                          {"queue.buffering.max.messages", "500000"},
                                          {"queue.buffering.max.kbytes", "262144"},
                                      });
  return properties;
}

bool is_secret(std::string_view property) {
  return property == "sasl.password" || property == "ssl.key.password" ||
         property == "sasl.username";
}

}  // namespace shelfd::connectors
