// Mock cluster: librdkafka's own, in this process: it answers as a cluster does and can be told to
// answer with an error, late, or not at all. It keeps no group offsets and no transactions, so it
// is for errors only; what a commit means is tried on a real broker (cluster.h).
#pragma once

#include <initializer_list>

#include "connectors/kafka/client.h"
#include "connectors/kafka/kafka_settings.h"
// Needs the library's main header before it.
#include <librdkafka/rdkafka_mock.h>

namespace shelfd::connectors {

// The protocol's numbers of requests.
enum class Api : std::int16_t {
  Produce = 0,
  Heartbeat = 12,
  InitProducerId = 22,
  AddPartitionsToTxn = 24,
  AddOffsetsToTxn = 25,
  EndTxn = 26,
  TxnOffsetCommit = 28,
};

class MockCluster {
 public:
  // One broker, and the topics of the settings with two partitions each.
  MockCluster();

  [[nodiscard]] const KafkaSettings& settings() const { return settings_; }
  // The next requests of this kind are answered so, in this order.
  void answer(Api api, std::initializer_list<rd_kafka_resp_err_t> errors);
  // The next one is answered well, but so late.
  void answer_late(Api api, std::chrono::milliseconds delay);
  // Requests of this kind that answers are left for are answered as usual.
  void forget(Api api);
  // All connections break; the broker is back at once.
  void break_connections();
  // They break, and it is not.
  void go_away();

 private:
  Client client_;  // the mock lives in a client of its own, and ends with it
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  KafkaSettings settings_;
};

}  // namespace shelfd::connectors
