#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <atomic>

#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/full_disk.h"
#include "daemon/interrupt.h"
#include "daemon/kafka_options.h"
#include "daemon/logging.h"
#include "daemon/node.h"

// shelfd run: the worker, with health and metrics beside it: on the embedded log, with the API too,
// or on a Kafka cluster.

namespace shelfd::daemon {
namespace {

// After so many refused records the log says no more of them: the metric does.
constexpr std::uint64_t kRefusalsLogged = 100;

// The newest epoch of each partition.
std::string epochs_of(const Node& node) {
  std::string epochs;
  for (const Loop* loop : node.loops()) {
    epochs += (epochs.empty() ? "" : ",") + std::to_string(loop->control().epoch);
  }
  return epochs;
}

// On a cluster: until a signal, or an error that does not mend by itself. SIGUSR1 leaves the group.
int run_on_kafka(const Settings& settings) {
  const auto node_settings = kafka_node_of(settings, read_variable);
  if (!node_settings) return fail(kBadSettings, node_settings.error().message);
  connectors::SystemClock clock;
  auto node = KafkaNode::open(*node_settings, clock);
  if (!node) return fail_with(node.error());
  log_event("started", {{"version", build_name()},
                        {"source", "kafka"},
                        {"brokers", node_settings->kafka.brokers},
                        {"app_id", node_settings->kafka.app_id},
                        {"instance", node_settings->kafka.instance},
                        {"data", settings.data},
                        {"listen", (*node)->address()}});
  const auto status = (*node)->run(is_interrupted, is_draining);
  log_event(is_draining() ? "drained" : "stopped", {});
  if (status) return kOk;
  return fail((*node)->is_refusal() ? kBadSettings : kFailed, status.error().message);
}

int run(Invocation& invocation) {
  const auto loaded = settings_of(invocation);
  if (!loaded) return kBadSettings;
  const Settings& settings = loaded->settings;
  start_logging(settings.log_level, settings.log_format);
  watch_interrupts();
  if (settings.source == "kafka") return run_on_kafka(settings);
  connectors::SystemClock clock;
  const NodeSettings node_settings = node_of(settings);
  auto opened = Node::open(node_settings, clock);
  if (!opened) return fail_with(opened.error());
  std::unique_ptr<Node> node = std::move(*opened);
  const auto start = [&](Node& started) {
    // An import that was cut off: its feeder is gone, and what it left is taken to its end.
    started.end_feed();
    log_event("started", {{"version", build_name()},
                          {"data", settings.data},
                          {"listen", started.address()},
                          {"log_level", settings.log_level}});
  };
  start(*node);
  std::atomic<std::uint64_t> rejected = 0;  // `seen` is called by each worker
  const auto seen = [&](const Turn& turn) {
    if (turn.refused > 0 && rejected.fetch_add(turn.refused) < kRefusalsLogged) {
      log_warning("records_refused",
                  {{"records", std::to_string(turn.refused)}, {"see", "shelfd dead-letters"}});
    }
  };
  const auto status = run_through_full_disks(
      node, node_settings, {.seen = seen, .stopping = is_interrupted, .opened = start});
  log_event("stopped", {{"epochs", node ? epochs_of(*node) : ""}});
  return status ? kOk : fail(kFailed, status.error().message);
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "run", "the worker: on this machine's data folder, or on Kafka (source: kafka)");
  verb->footer(
      "Example: shelfd run --data ./shop --listen 127.0.0.1:9464\n"
      "On Kafka: SHELFD_SOURCE=kafka SHELFD_KAFKA__BROKERS=localhost:9092 shelfd run");
  verb->add_option("--listen", invocation.listen, "address:port of health, metrics and API");
  verb->callback([&invocation] { invocation.work = run; });
}

}  // namespace shelfd::daemon
