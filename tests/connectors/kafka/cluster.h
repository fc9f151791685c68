// Cluster: a broker's topics for one test, and what a stranger writes to them and reads from them.
// Each test has names of its own, so that one broker serves them all.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/kafka_member.h"

namespace shelfd::connectors {

inline constexpr std::chrono::seconds kCap{60};

struct Seen {
  std::string key{};
  std::optional<std::string> value{};
  std::int64_t offset = 0;
};

// Until it holds, or the cap; polls nothing by itself.
[[nodiscard]] bool wait_for(const std::function<bool()>& holds);

// Of this test: its name is in the prefix and the application's id; sessions of 6 seconds.
[[nodiscard]] KafkaSettings settings_of_test(const std::string& instance);
void make_topics(const KafkaSettings& settings, std::int32_t partitions);
void make_topic(const KafkaSettings& settings, const std::string& topic, std::int32_t partitions);

// Everything that is committed, or all there is, of one partition of a topic, from its beginning to
// its end; and the end's offset.
struct Contents {
  std::vector<Seen> records{};
  std::int64_t end = 0;
};
enum class See { Committed, All };
[[nodiscard]] Contents read_all(const KafkaSettings& settings, const std::string& topic,
                                std::int32_t partition, See see = See::Committed);

// A producer of somebody else's, with or without transactions.
class Feeder {
 public:
  explicit Feeder(const KafkaSettings& settings, const std::string& transactional_id = "");

  struct Record {
    std::string topic{};
    std::int32_t partition = 0;
    std::string key = "m/sku";
    std::optional<std::string> value = "value";
    std::int64_t unix_millis = 0;  // 0: now
  };
  void send(const Record& record);
  // All that was sent is there.
  void flush();
  void begin();
  void commit();
  void abort();
  // In the transaction: the group's offset of one partition.
  void send_offset(const std::string& group, const std::string& topic, std::int64_t offset);

 private:
  Client client_;
};

}  // namespace shelfd::connectors
