// Node: the parts of one machine put together: data folder, partitions, workers, metrics, and the
// server that health, metrics and the API answer from.
//
// Worker w of n owns the partitions p with p mod n = w. The first worker runs on the thread that
// calls `run`, the others on threads of their own. The server's threads read the logs and append to
// them, and wake the workers.
// Threads: all functions from one thread, `stop` from any.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/embedded/partitions.h"
#include "connectors/http/health.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "connectors/query/service.h"
#include "connectors/rocksdb/database_memory.h"
#include "daemon/loop.h"
#include "daemon/node_server.h"
#include "daemon/worker.h"

namespace shelfd::daemon {

// The version this build calls itself, and its commit where it was built from one.
[[nodiscard]] std::string build_name();

// What the process may hold while it works, as the settings have it.
inline constexpr std::uint64_t kDefaultMemoryBytes = std::uint64_t{512} << 20U;

// How it is split, all partitions together. What is in neither is the program and its libraries,
// epochs under way, and what the allocator holds beside what was asked of it.
struct MemoryShares {
  std::uint64_t items = 0;      // decoded
  std::uint64_t databases = 0;  // connectors/rocksdb/database_memory.h
};
[[nodiscard]] MemoryShares shares_of(std::uint64_t memory_bytes);
// Of what is left beside the library's queues, records that are not committed, and epochs on their
// way to the cluster.
[[nodiscard]] MemoryShares shares_on_cluster(std::uint64_t memory_bytes);
// Of a worker there, at most. An item that has several records in a cut is judged and written once.
[[nodiscard]] std::size_t round_records(std::uint64_t memory_bytes, std::size_t workers);

struct NodeSettings {
  std::string data{};
  std::string listen{};  // "address:port" as the settings checked it; "": no TCP
  bool serves = true;    // open the socket (and TCP) at all
  std::optional<std::int32_t> partitions{};  // absent: what the folder has, 1 for a new one
  std::size_t workers = 1;                   // >= 1; more than partitions are not started
  std::uint64_t memory_bytes = kDefaultMemoryBytes;
  bool believes_clock = false;                            // the clock is simulated
  std::optional<connectors::StateFormat> state_format{};  // partitions are raised to it
  // Of event ids, by partition, the last for all further ones; none: drawn.
  std::vector<HashKey> keys{};
  std::shared_ptr<connectors::DatabaseFiles> files{};  // tests: a disk that fails
};

class Node {
 public:
  // `clock` outlives the node. Errors: Retry when the folder is in use, Stop when it cannot be
  // read.
  [[nodiscard]] static Result<std::unique_ptr<Node>> open(const NodeSettings& settings,
                                                          connectors::Clock& clock);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Turns until `stop`; `seen` is called after each turn, on the thread of its worker, `feed`
  // (which may append) before each round of the first worker. The first error ends it; then the
  // server goes on answering, and the node is to be opened anew.
  [[nodiscard]] Status run(const std::function<void(const Turn&)>& seen,
                           const std::function<Status()>& feed);
  void stop() { stopping_ = true; }
  // While nothing is run because the disk is full: tells the probes that somebody is looking after
  // it.
  void stay_alive() { health_.turned(clock_.monotonic()); }
  // Errors: Retry where a partition's disk has less than its reserve free.
  [[nodiscard]] Status has_room();

  // One own-time feed into all partitions. A feed that was cut off is open again in those that have
  // not ended it.
  void begin_feed(bool rebuilding = false);
  [[nodiscard]] connectors::Feed feed() const;  // the least of all partitions that have one
  [[nodiscard]] bool feeding() const;           // any partition
  void advance_feed(Instant frontier);
  void end_feed();
  // Takes what is fed as far as it goes, all workers at once; `seen` as in `run`.
  [[nodiscard]] Status settle(const std::function<void(const Turn&)>& seen);

  // The loop of the partition that an item belongs to.
  [[nodiscard]] Loop& loop_of(std::string_view item_key);
  [[nodiscard]] const std::vector<Loop*>& loops() const { return loops_; }
  [[nodiscard]] connectors::Partitions& partitions() { return *partitions_; }
  [[nodiscard]] connectors::Clock& clock() { return clock_; }
  // "127.0.0.1:9464" as bound, "" for none.
  [[nodiscard]] std::string address() const { return server_ ? server_->address() : ""; }

 private:
  explicit Node(connectors::Clock& clock) : clock_(clock) {}
  [[nodiscard]] Status open_loops(const NodeSettings& settings);
  [[nodiscard]] Status serve(const NodeSettings& settings, const std::string& socket);
  // Each worker's part on its own thread; the first error.
  [[nodiscard]] Status together(const std::function<Status(std::size_t)>& work);
  // Health and gauges, of all workers. Errors: those of a write that failed, whoever wrote: the
  // folder is to be opened anew.
  [[nodiscard]] Status observe();
  [[nodiscard]] Status check_store();
  void tell_clock(bool held);
  void tell_room(const Status& room);
  void show_memory(std::size_t cache_bytes);

  connectors::Clock& clock_;
  std::uint64_t memory_bytes_ = 0;
  std::optional<connectors::DatabaseMemory> database_memory_{};
  std::unique_ptr<connectors::Partitions> partitions_;
  std::unique_ptr<connectors::Metrics> metrics_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Loop*> loops_;  // by partition; the workers own them
  connectors::Health health_;
  std::unique_ptr<connectors::Service> service_;
  std::unique_ptr<NodeServer> server_;  // last: its threads use all of the above
  std::atomic<bool> stopping_{false};
  std::chrono::nanoseconds gauged_{};  // when the gauges were set last
  bool told_held_ = false;             // what the log said last
  bool told_full_ = false;
};

}  // namespace shelfd::daemon
