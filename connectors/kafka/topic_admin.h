// Topic admin: a cluster's brokers and topics as they are, and making topics that are missing. It
// never changes a topic that is there.
//
// Each question waits up to kAnswerPatience for an answer; a new topic is waited for until the
// cluster describes it, up to kCreatePatience.
// Threads: one. Errors: Retry where no broker answers, with what the last attempt met; Stop where
// the cluster refuses, with its words.
// Not here: which topics, and how they should be (topic_plan.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/kafka/topic_plan.h"

namespace shelfd::connectors {

inline constexpr std::chrono::seconds kAnswerPatience{10};
inline constexpr std::chrono::seconds kCreatePatience{30};

struct BrokerNode {
  std::int32_t id = 0;
  std::string address{};  // "host:port", as the cluster advertises it
};

// A broker asked for itself, at the address that the cluster advertises for it.
struct BrokerAnswer {
  std::chrono::microseconds latency{};  // of one question, on a connection that stands
  std::map<std::string, std::string> settings{};
};

class TopicAdmin {
 public:
  // Does not wait for a connection. Errors: Stop for a setting that the client refuses.
  [[nodiscard]] static Result<TopicAdmin> make(const KafkaSettings& settings);
  ~TopicAdmin();
  TopicAdmin(TopicAdmin&&) noexcept;
  TopicAdmin& operator=(TopicAdmin&&) noexcept;

  // Those that are up, by id.
  [[nodiscard]] Result<std::vector<BrokerNode>> brokers();
  // Errors: also Stop, where its settings may not be read.
  [[nodiscard]] Result<BrokerAnswer> ask_broker(const BrokerNode& broker);
  // Those of `names` that are there, with all settings in force, also the cluster's own defaults.
  [[nodiscard]] Result<std::vector<FoundTopic>> find(const std::vector<std::string>& names);
  // Returns when all of them are described. Errors: one for all that were refused; the others are
  // made then.
  [[nodiscard]] Status create(const std::vector<PlannedTopic>& topics);

 private:
  struct Connection;
  explicit TopicAdmin(std::unique_ptr<Connection> connection);
  [[nodiscard]] Result<std::map<std::string, std::string>> broker_settings(std::int32_t id);
  [[nodiscard]] Status read_settings(std::vector<FoundTopic>& topics);
  [[nodiscard]] Status await(const std::vector<PlannedTopic>& topics);

  std::unique_ptr<Connection> connection_;
};

}  // namespace shelfd::connectors
