// Lookup: what a cluster says of its topics: their partitions, their oldest and newest offsets, and
// offsets by time. Sees what is not committed, too.
//
// Each question waits some seconds for an answer.
// Errors: Retry when there is none; Stop for a topic or partition that is not there, or may not be
// read.
// Threads: the worker's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "connectors/kafka/assignment.h"
#include "connectors/kafka/client.h"

namespace shelfd::connectors {

struct Watermarks {
  std::int64_t low = 0;
  std::int64_t high = 0;  // one past the newest record or marker
};

class Lookup {
 public:
  [[nodiscard]] static Result<Lookup> make(const KafkaSettings& settings, int worker,
                                           std::shared_ptr<ClientLog> log);

  // Hears what the library has to say, which would pile up.
  void hear() { rd_kafka_poll(client_.get(), 0); }

  // 0 for a topic that is not there.
  [[nodiscard]] Result<std::vector<TopicCount>> counts(const std::vector<std::string>& topics);
  [[nodiscard]] Result<Watermarks> watermarks(const std::string& topic, std::int32_t partition);
  // Waits until the group has a coordinator: the first group of a cluster makes it make the topic
  // of offsets first. librdkafka 2.8.0 waits for ever where a transaction's offsets come before.
  [[nodiscard]] Status await_coordinator(const std::string& topic);
  // By topic, in their order; the high watermark where nothing is as new.
  [[nodiscard]] Result<std::vector<std::int64_t>> offsets_at(const std::vector<std::string>& topics,
                                                             std::int32_t partition, Instant at);
  // The id of the group's member with this instance id; none: it has no such member.
  [[nodiscard]] Result<std::optional<std::string>> static_member(const std::string& group,
                                                                 const std::string& instance_id);

 private:
  Lookup(Client client, std::shared_ptr<ClientLog> log)
      : client_(std::move(client)), log_(std::move(log)) {}
  // With why a connection failed, where one did.
  [[nodiscard]] std::unexpected<Error> refused(const std::string& what, rd_kafka_resp_err_t code);
  [[nodiscard]] Result<TopicCount> count(const std::string& topic);

  Client client_;
  std::shared_ptr<ClientLog> log_;
};

// All topics of the settings are there, with one count, which it is. A new topic takes a moment to
// be visible everywhere, so what is missing or unequal is asked again for `patience`.
[[nodiscard]] Result<std::int32_t> check_topics(Lookup& lookup, const KafkaSettings& settings,
                                                std::chrono::milliseconds patience);

}  // namespace shelfd::connectors
