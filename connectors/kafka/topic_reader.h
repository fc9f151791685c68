// Topic reader: the committed records of some topics, all partitions of them, in the order of each
// partition, for who only reads: the read model, and the mirror that is replayed.
//
// It is no member of the group and commits nothing: where to read on is the reader's to keep.
// Threads: one. Errors: Retry where the cluster is away, Stop where a topic is missing or an offset
// is not kept any more, by name.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

struct TopicRecord {
  std::size_t topic = 0;  // in the list that the reader was given
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  Instant appended_at{};
  std::string key{};
  std::optional<std::string> value{};  // absent: a tombstone
};

// Of all topics. Errors: as TopicReader.
[[nodiscard]] Result<std::int32_t> count_partitions(const KafkaSettings& settings,
                                                    const KafkaListener& listener);

// Where to read on.
struct ReadFrom {
  std::optional<std::int64_t> offset{};  // none: the oldest that is kept
  bool may_skip = false;                 // what retention removed unread is done without
};

class TopicReader {
 public:
  using From = std::function<ReadFrom(std::size_t topic, std::int32_t partition)>;

  // `topics` have one count of partitions.
  [[nodiscard]] static Result<std::unique_ptr<TopicReader>> open(
      const KafkaSettings& settings, const std::vector<std::string>& topics, const From& from,
      KafkaListener listener);
  ~TopicReader();
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  [[nodiscard]] std::int32_t partitions() const;
  // Some records; waits at most so long for the first.
  [[nodiscard]] Result<std::vector<TopicRecord>> read(std::chrono::milliseconds longest);
  // Everything that was sent before it was opened, and is committed or given up, was read. A
  // transaction that is open, or whose end is not written everywhere yet, is waited for.
  [[nodiscard]] bool at_end() const;

 private:
  struct Parts;
  explicit TopicReader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::connectors
