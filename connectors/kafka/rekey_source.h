// Rekey source: the group's member that reads one topic: its records, and how far it has read.
//
// The library's rebalance callback only notes what happened; `poll` answers it: what was revoked is
// forgotten, what is assigned is read from the group's offsets, or from the oldest record where it
// has none. So after a poll that says `revoked`, records of earlier polls are not this one's to
// commit. Records below the offset expected next are dropped (docs/decisions/0019).
// Threads: one. Errors: as Rekey.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/lookup.h"

namespace shelfd::connectors {

using Offsets = std::map<std::int32_t, std::int64_t>;  // by partition, the next one

class RekeySource {
 public:
  struct Polled {
    Message message{};     // null: nothing came
    bool revoked = false;  // since the last poll; maybe assigned again since
  };

  [[nodiscard]] static Result<std::unique_ptr<RekeySource>> make(const KafkaSettings& settings,
                                                                 const std::string& topic,
                                                                 Lookup& lookup,
                                                                 std::shared_ptr<ClientLog> log);
  // Before `make` has given it a client: only for `make`.
  RekeySource(std::string topic, Lookup& lookup, std::shared_ptr<ClientLog> log)
      : topic_(std::move(topic)), lookup_(&lookup), log_(std::move(log)) {}

  [[nodiscard]] Result<Polled> poll(std::chrono::milliseconds longest);
  // One past what was told; also past markers at the end. Of what is assigned.
  [[nodiscard]] const Offsets& next() const { return next_; }
  // Whether the end of all that is assigned was met, and nothing since.
  [[nodiscard]] bool at_end() const;
  // The group's, with open transactions waited out; -1: none.
  [[nodiscard]] Result<Offsets> committed(const std::vector<std::int32_t>& partitions);
  // This membership; null when it is not the one that the partitions were assigned under.
  [[nodiscard]] GroupMetadata metadata() const;
  // What is assigned is given back: the group is about to say otherwise, or has.
  void forget();

 private:
  void note(rd_kafka_resp_err_t what, const rd_kafka_topic_partition_list_t* partitions);
  [[nodiscard]] Status answer();
  [[nodiscard]] Status assign(const std::vector<std::int32_t>& partitions);
  [[nodiscard]] Result<std::int64_t> start_of(std::int32_t partition, std::int64_t committed);
  // Whether it is a record to give on.
  [[nodiscard]] Result<bool> take(const rd_kafka_message_t& message);

  std::string topic_;
  Lookup* lookup_;  // outlives this
  std::shared_ptr<ClientLog> log_;
  Offsets next_;
  std::map<std::int32_t, bool> ended_;
  std::optional<std::vector<std::int32_t>> assigned_;  // noted, not answered yet
  bool is_revoked_ = false;                            // noted, not answered yet
  std::string generation_;  // the library's bytes of this membership; "" for none
  Client client_;
};

}  // namespace shelfd::connectors
