// Input producer: hands records into the input topics of a cluster, for who serves: responses,
// rules, and whatever a sender brings over HTTP.
//
// A record goes to the partition of its key (partitioning.h), as Kafka's own clients with
// `partitioner=murmur2_random` would send it; rules go to every partition, as a copy. An empty
// value is a tombstone. Idempotent and acknowledged by all in-sync copies, not transactional: where
// some of a batch are not acknowledged the sender is told to bring all again, and what came twice
// is the worker's to know (own time, event_id).
//
// Threads: any; kBatchesAtOnce are under way at once, and those with rules one after the other, so
// that the copies lie in one order everywhere.
// Errors: Retry where not all were acknowledged within kHandInPatience or too many batches are
// under way, Reject for a record that the cluster does not take for its size, Stop where it may not
// be written at all.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

class ClientLog;

// A sender waits so long for its answer; the library gives a record up then.
inline constexpr std::chrono::seconds kHandInPatience{5};
// Beyond, senders are told to come again: while a cluster is away, those that wait for it are not
// to take all threads of the server.
inline constexpr int kBatchesAtOnce = 4;

// One record on its way: the place in the batch, and the partition of its topic.
struct Route {
  std::size_t record = 0;
  std::int32_t partition = 0;

  bool operator==(const Route&) const = default;
};

// In the order of the records; a rules record has one for each partition. `partitions` >= 1. Pure.
[[nodiscard]] std::vector<Route> routes_of(const std::vector<NewRecord>& records,
                                           std::int32_t partitions);

class InputProducer {
 public:
  // Of topics that have so many partitions. Errors: Stop for a property that the library refuses.
  [[nodiscard]] static Result<std::unique_ptr<InputProducer>> make(const KafkaSettings& settings,
                                                                   std::int32_t partitions,
                                                                   KafkaListener listener);
  // No `send` is under way.
  ~InputProducer();
  InputProducer(const InputProducer&) = delete;
  InputProducer& operator=(const InputProducer&) = delete;

  // Returns once all are acknowledged, or it is known that some are not.
  [[nodiscard]] Status send(const std::vector<NewRecord>& records);
  // To be called now and then: hears what the library has to say, which would pile up.
  void hear();

 private:
  struct Connection;
  struct Batch;

  InputProducer(KafkaSettings settings, std::int32_t partitions, KafkaListener listener);
  [[nodiscard]] Result<std::shared_ptr<Connection>> connection();

  KafkaSettings settings_;
  std::int32_t partitions_;
  std::shared_ptr<ClientLog> log_;
  std::mutex connection_mutex_;  // held to read or renew `connection_`
  // Shared with the batches under way: one that failed for good is replaced while they still wait
  // for its reports.
  std::shared_ptr<Connection> connection_;
  std::atomic<int> batches_ = 0;
  std::mutex rules_mutex_;  // held while records with rules are sent
};

}  // namespace shelfd::connectors
