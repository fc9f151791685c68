// Simulated cluster: a deterministic model of what shelfd needs of Kafka: co-partitioned topics,
// one consumer group, one transaction coordinator, requests that arrive late, and time that moves
// only when it is moved.
//
// What is modelled: topic_log.h, simulated_group.h, transactions.h. What is not: brokers and their
// failover, batches and sequence numbers (a producer's own writes arrive in order and once),
// retention but for `forget_before`, more than one group.
// Threads: one.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "connectors/ports.h"
#include "tests/fakes/manual_clock.h"
#include "tests/faults/simulated_group.h"
#include "tests/faults/topic_log.h"
#include "tests/faults/transactions.h"

namespace shelfd::faults {

class SimulatedCluster {
 public:
  struct Settings {
    std::int32_t partitions = 1;
    Instant start{};
    Duration session_timeout = std::chrono::seconds{20};
    Duration rebalance_timeout = std::chrono::seconds{60};
    Duration transaction_timeout = std::chrono::seconds{10};
  };

  explicit SimulatedCluster(const Settings& settings);

  [[nodiscard]] TopicLog& input(std::int32_t partition, engine::Topic topic);
  [[nodiscard]] TopicLog& output(std::int32_t partition, connectors::OutputTopic topic);
  [[nodiscard]] TopicLog& changelog(std::int32_t partition);

  // What a merchant's systems write.
  void feed(std::int32_t partition, engine::Topic topic, std::string key, std::string value);
  // A request that is on its way; it happens with `deliver_late`.
  void send_late(std::function<void()> request) { late_.push_back(std::move(request)); }
  [[nodiscard]] std::size_t late() const { return late_.size(); }
  void deliver_late(std::size_t index);

  // Time passes: clocks move, silent members and old transactions meet their time-outs.
  void advance(Duration by);
  [[nodiscard]] Instant now() { return clock_.now(); }

  [[nodiscard]] fakes::ManualClock& clock() { return clock_; }
  [[nodiscard]] SimulatedGroup& group() { return group_; }
  [[nodiscard]] Transactions& transactions() { return transactions_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  struct Partition {
    std::array<TopicLog, engine::kTopicCount> inputs{};
    std::array<TopicLog, connectors::kOutputTopicCount> outputs{};
    TopicLog changelog{};
  };

  Settings settings_;
  fakes::ManualClock clock_;
  std::vector<Partition> partitions_;
  SimulatedGroup group_;
  Transactions transactions_;
  std::vector<std::function<void()>> late_;
};

}  // namespace shelfd::faults
