// Kafka node: the parts of one process on a cluster put together: its workers, each a member of the
// group with its own connection, their local states in the data folder, metrics, and the server of
// probes and figures.
//
//   <data>/state-<partition>/   a partition's local state (kafka/database_state.h)
//
// Threads: `run` from one, which is the first worker's; `stop` from any.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http/health.h"
#include "connectors/kafka/kafka_member.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/metrics/metrics.h"
#include "connectors/rocksdb/database_memory.h"
#include "daemon/kafka_worker.h"
#include "daemon/misrouted_watch.h"
#include "daemon/node.h"
#include "daemon/node_server.h"

namespace shelfd::daemon {

struct KafkaNodeSettings {
  std::string data{};
  std::string listen{};  // as in NodeSettings
  std::size_t workers = 1;
  std::uint64_t memory_bytes = kDefaultMemoryBytes;
  connectors::KafkaSettings kafka{};
  connectors::FirstStart first{};
  bool skips_lost_inputs = false;
  std::optional<connectors::StateFormat> state_format{};  // partitions are raised to it
};

class KafkaNode {
 public:
  // Joins the group. `clock` outlives the node. Errors: Retry where the cluster is away, Stop where
  // topics are missing or wrong, or the folder cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<KafkaNode>> open(const KafkaNodeSettings& settings,
                                                               connectors::Clock& clock);
  ~KafkaNode();
  KafkaNode(const KafkaNode&) = delete;
  KafkaNode& operator=(const KafkaNode&) = delete;

  // Turns all workers until `stopping` says so; then what was stepped is committed. Their places in
  // the group are kept for the session time-out; where `leaving` says so they are given up, and
  // their partitions move at once. Errors: those that end a worker; the others are ended too.
  [[nodiscard]] Status run(const std::function<bool()>& stopping,
                           const std::function<bool()>& leaving);
  // After an error: a person must decide.
  [[nodiscard]] bool is_refusal() const { return is_refusal_; }
  // "127.0.0.1:9464" as bound, "" for none.
  [[nodiscard]] std::string address() const { return server_ ? server_->address() : ""; }

 private:
  struct Working {
    std::unique_ptr<connectors::KafkaMember> member{};
    std::unique_ptr<KafkaWorker> worker{};
    Status ended{};
  };

  explicit KafkaNode(connectors::Clock& clock) : clock_(clock) {}
  [[nodiscard]] Status join(const KafkaNodeSettings& settings);
  [[nodiscard]] Status serve(const KafkaNodeSettings& settings, const std::string& socket);
  [[nodiscard]] Result<std::unique_ptr<connectors::LocalState>> open_state(
      const KafkaNodeSettings& settings, std::int32_t partition, std::int32_t partitions) const;
  void work(Working& working, const std::function<bool()>& stopping,
            const std::function<bool()>& leaving);
  void observe();
  void look_for_misrouted(std::chrono::nanoseconds now);
  // Both from any thread.
  [[nodiscard]] std::string standstill_of_any() const;
  void look_at_commits();

  connectors::Clock& clock_;
  std::optional<connectors::DatabaseMemory> memory_;
  std::uint64_t memory_bytes_ = 0;
  std::unique_ptr<connectors::Metrics> metrics_;
  std::chrono::milliseconds transaction_timeout_{};
  std::vector<std::unique_ptr<Working>> workers_;  // its room is made before there are readers
  std::atomic<std::size_t> joined_ = 0;            // so many of them may be read
  std::vector<std::string> inputs_;                // their names in the cluster, by rank
  MisroutedWatch misrouted_;                       // of all workers
  connectors::Health health_;
  std::unique_ptr<NodeServer> server_;  // last: its threads use all of the above
  std::atomic<bool> ending_ = false;
  std::atomic<bool> is_refusal_ = false;
  std::chrono::nanoseconds gauged_{};
  bool told_caught_up_ = false;  // by the gauges
};

}  // namespace shelfd::daemon
