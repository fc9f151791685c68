// Group consumer: the member of the consumer group, and the records of the partitions it fetches.
//
// The library's rebalance callback only notes what happened; `poll` tells it and the caller answers
// with `fetch` or `release`, which are the library's assign. Until then the member keeps its place
// by polling (max.poll.interval.ms). Records of what is not fetched, or below the offset expected
// next, are dropped: librdkafka 2.0.2 brought such around a rebalance (docs/decisions/0019).
// Threads: the worker's; `metadata` from any.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/lookup.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

struct EndGroupMetadata {
  void operator()(rd_kafka_consumer_group_metadata_t* metadata) const {
    rd_kafka_consumer_group_metadata_destroy(metadata);
  }
};
using GroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t, EndGroupMetadata>;
// The library's bytes of a membership: another generation has others.
[[nodiscard]] std::string serialized(const rd_kafka_consumer_group_metadata_t* metadata);

class GroupConsumer {
 public:
  // Subscribes to the inputs, whose partitions are `count` each.
  [[nodiscard]] static Result<std::unique_ptr<GroupConsumer>> make(const KafkaSettings& settings,
                                                                   int worker, std::int32_t count,
                                                                   std::shared_ptr<ClientLog> log);
  // Before `make` has given it a client: only for `make`.
  GroupConsumer(KafkaSettings settings, int worker, std::int32_t count,
                std::shared_ptr<ClientLog> log);
  // Closes; the group keeps its place for the session timeout (static membership).
  ~GroupConsumer() { close(); }
  GroupConsumer(const GroupConsumer&) = delete;
  GroupConsumer& operator=(const GroupConsumer&) = delete;

  [[nodiscard]] Result<News> poll(std::chrono::milliseconds longest, Lookup& lookup);
  [[nodiscard]] Status fetch(const std::vector<FetchFrom>& from);
  [[nodiscard]] Status release();
  [[nodiscard]] Result<std::optional<Heads>> committed(std::int32_t partition);
  // Gives its place up: the others get its partitions at once. Then closed.
  void leave();

  // Another member has this instance id: all calls fail from now on.
  [[nodiscard]] bool is_fenced() const;
  // That the group gave it last; "" for none.
  [[nodiscard]] std::string member_id() const;

  // For the producer: this membership. Null when it is not the one that the partitions were
  // assigned under any more: nothing may be committed then.
  [[nodiscard]] GroupMetadata metadata();

 private:
  void note(rd_kafka_resp_err_t what, const rd_kafka_topic_partition_list_t* partitions);
  void note_marks(const std::vector<StatisticsMark>& marks);
  void note_assigned(const rd_kafka_topic_partition_list_t& partitions);
  [[nodiscard]] std::vector<Message> receive(std::chrono::milliseconds longest);
  void take(const rd_kafka_message_t& message, Instant arrived, News& news);
  void take_error(const rd_kafka_message_t& message, News& news);
  [[nodiscard]] Status check(Lookup& lookup);
  [[nodiscard]] std::int64_t* expected(const rd_kafka_message_t& message);
  [[nodiscard]] std::optional<engine::Topic> input_of(const rd_kafka_message_t& message);
  [[nodiscard]] Result<std::optional<Heads>> all_or_none(const Heads& heads,
                                                         const std::string& what) const;
  void set_generation(std::string generation);
  void close();

  KafkaSettings settings_;
  int worker_ = 0;
  std::int32_t count_ = 0;
  std::shared_ptr<ClientLog> log_;
  std::array<std::string, engine::kTopicCount> names_;  // by rank
  std::size_t last_rank_ = 0;                           // records come in runs of one topic
  std::map<std::int32_t, Heads> fetching_;              // the next offset expected
  std::vector<rd_kafka_message_t*> received_;           // room for one batch

  News noted_;                   // of the rebalance callback, until the next poll returns
  bool is_answer_due_ = false;   // assigned or revoked, and neither fetched nor released yet
  std::optional<Error> broken_;  // what ends the member; stays
  std::optional<std::chrono::steady_clock::time_point> topic_missed_at_;

  std::mutex mutex_;
  std::string generation_;  // the library's bytes of this membership; "" for none

  ClientQueue queue_;
  Client client_;
};

}  // namespace shelfd::connectors
