// Kafka settings: how this process reaches the cluster and who it is there. Checked values; where
// they come from is daemon/settings.h.
//
//   group              <app_id>
//   group.instance.id  <instance>-<worker>       static membership
//   transactional.id   <app_id>-<instance>-<worker>
//   inputs, outputs    <topic_prefix><topic>     "shelfd.demand", "shelfd.reference-prices"
//   a shadow's outputs <topic_prefix><app_id>.<topic>
//   changelog          <app_id>-state
// Secrets are held in memory only; they are read from files or the environment by the settings.
#pragma once

#include <chrono>
#include <string>

namespace shelfd::connectors {

enum class KafkaSecurity { Plaintext, Tls, SaslPlaintext, SaslTls };

struct KafkaSettings {
  std::string brokers{};  // "host:port", separated by commas
  std::string app_id = "shelfd";
  std::string instance{};  // its name in the cluster; ordinals zero-padded, so that they sort
  std::string topic_prefix = "shelfd.";
  bool publishes_shadow = false;  // beside the outputs of another app id, into topics of its own

  KafkaSecurity security = KafkaSecurity::Plaintext;
  std::string ca_file{};           // "": the machine's
  std::string certificate_file{};  // with `key_file`: mTLS
  std::string key_file{};
  std::string key_password{};
  std::string sasl_mechanism{};  // PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
  std::string username{};
  std::string password{};

  std::chrono::milliseconds session_timeout{20'000};
  std::chrono::milliseconds transaction_timeout{10'000};
};

}  // namespace shelfd::connectors
