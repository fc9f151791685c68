// Node: the parts of one machine put together: data folder, embedded log, loop, metrics, and the
// server that health, metrics and the API answer from.
//
// One thread runs the loop; the server's threads read the log and append to it, and wake the loop.
// Threads: `run` on one thread; `stop` from any, and from a signal's flag.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "connectors/embedded/partitions.h"
#include "connectors/http/health.h"
#include "connectors/http/server.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "connectors/query/service.h"
#include "connectors/waker.h"
#include "daemon/loop.h"

namespace shelfd::daemon {

// The version this build calls itself, and its commit where it was built from one.
[[nodiscard]] std::string build_name();

struct NodeSettings {
  std::string data{};
  std::string listen{};         // "address:port" as the settings checked it; "": no TCP
  bool serves = true;           // open the socket (and TCP) at all
  bool believes_clock = false;  // the clock is simulated
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

  // Turns until `stop`, waiting where there is nothing to do; after each turn `seen` is called, and
  // before each wait `feed` (which may append).
  [[nodiscard]] Status run(const std::function<void(const Turn&)>& seen,
                           const std::function<Status()>& feed);
  void stop() { stopping_ = true; }

  [[nodiscard]] Loop& loop() { return *loop_; }
  [[nodiscard]] connectors::EmbeddedLog& log() { return log_->partition(0); }
  [[nodiscard]] connectors::Clock& clock() { return clock_; }
  // "127.0.0.1:9464" as bound, "" for none.
  [[nodiscard]] std::string address() const;

 private:
  explicit Node(connectors::Clock& clock) : clock_(clock) {}
  [[nodiscard]] Status serve(const NodeSettings& settings, const std::string& socket);
  void observe();  // health and gauges after a turn

  connectors::Clock& clock_;
  std::unique_ptr<connectors::Partitions> log_;
  std::unique_ptr<connectors::Metrics> metrics_;
  std::unique_ptr<Loop> loop_;
  connectors::Health health_;
  std::unique_ptr<connectors::Service> service_;
  std::unique_ptr<connectors::Server> server_;  // last: its threads use all of the above
  std::string listen_host_;
  std::atomic<bool> stopping_{false};
  connectors::Waker waker_;
  std::chrono::nanoseconds gauged_{};  // when the gauges were set last
};

}  // namespace shelfd::daemon
