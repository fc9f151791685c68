// Worker: a member in a test's hand: what a real worker does with its news, without a store or an
// engine. It answers at once, and keeps all that it was told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_member.h"
#include "tests/connectors/kafka/cluster.h"

namespace shelfd::connectors {

struct Worker {
  std::unique_ptr<KafkaMember> member{};
  std::optional<std::vector<std::int32_t>> owned{};  // since the newest rebalance
  int times_assigned = 0;
  int times_revoked = 0;
  int times_lost = 0;
  std::vector<InputRecord> records{};
  std::map<std::pair<std::int32_t, engine::Topic>, std::int64_t> ends{};
  std::optional<Error> error{};
  std::optional<std::vector<std::int32_t>> to_fetch{};  // in the next turn
  bool is_to_release = false;

  explicit Worker(const KafkaSettings& settings, int number = 0);
  // One poll; what is assigned is fetched from the beginning in the next turn.
  void turn();
  // Turns until it owns these partitions and fetches them; false at the cap.
  [[nodiscard]] bool comes_to_own(const std::vector<std::int32_t>& partitions);
  // Turns until all inputs of what it owns were read to an end.
  [[nodiscard]] bool reads_to_the_ends();
  [[nodiscard]] std::optional<std::int64_t> end(std::int32_t partition, engine::Topic topic) const;
};

}  // namespace shelfd::connectors
