// Serve node: the parts of a process that reads a cluster's answers and hands records in: the
// mirror of the outputs in its data folder, the service on it, the producer to the input topics,
// metrics and the server.
//
//   <data>/db, db-1, ...   the answers, one database a partition (daemon/mirror.h)
//
// It is no member of the group: any number of them run beside the workers, each with a folder of
// its own, and each answers the same.
// Ready: it has seen the topics' end once, and not longer than kMostBehind ago while records come.
// A cluster that is away leaves it ready: what it has is the newest there is.
// Threads: one, which reads; the server's threads answer meanwhile.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connectors/http/health.h"
#include "connectors/kafka/input_producer.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/metrics/metrics.h"
#include "connectors/query/service.h"
#include "connectors/rocksdb/database_memory.h"
#include "daemon/kafka_node.h"
#include "daemon/mirror.h"
#include "daemon/node_server.h"

namespace shelfd::daemon {

inline constexpr std::chrono::seconds kMostBehind{30};

class ServeNode {
 public:
  // Of the settings the workers are nothing to it. `clock` outlives the node. Errors: as Mirror;
  // Retry where the folder is in use.
  [[nodiscard]] static Result<std::unique_ptr<ServeNode>> open(const KafkaNodeSettings& settings,
                                                               connectors::Clock& clock);
  ~ServeNode() { server_.reset(); }
  ServeNode(const ServeNode&) = delete;
  ServeNode& operator=(const ServeNode&) = delete;

  // Reads until `stopping` says so. Errors: as Mirror::turn, those that do not mend by themselves.
  [[nodiscard]] Status run(const std::function<bool()>& stopping);
  // "127.0.0.1:9464" as bound, "" for none.
  [[nodiscard]] std::string address() const { return server_ ? server_->address() : ""; }

 private:
  explicit ServeNode(connectors::Clock& clock) : clock_(clock) {}
  [[nodiscard]] connectors::Door door(bool is_shadow);
  [[nodiscard]] Status observe();

  connectors::Clock& clock_;
  std::uint64_t memory_bytes_ = 0;
  std::optional<connectors::DatabaseMemory> memory_;
  std::unique_ptr<connectors::Metrics> metrics_;
  std::unique_ptr<Mirror> mirror_;
  std::unique_ptr<connectors::InputProducer> inputs_;
  connectors::Health health_;
  std::unique_ptr<connectors::Service> service_;
  std::unique_ptr<NodeServer> server_;  // last: its threads use all of the above
  std::optional<std::chrono::nanoseconds> end_seen_{};
  std::chrono::nanoseconds opened_{};
  std::chrono::nanoseconds gauged_{};
  bool told_caught_up_ = false;
};

}  // namespace shelfd::daemon
