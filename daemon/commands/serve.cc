#include <CLI/CLI.hpp>

#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/interrupt.h"
#include "daemon/kafka_options.h"
#include "daemon/logging.h"
#include "daemon/serve_node.h"

// shelfd serve: a cluster's answers, and the way to hand records in, over HTTP and the socket.

namespace shelfd::daemon {
namespace {

int serve(Invocation& invocation) {
  const auto loaded = settings_of(invocation);
  if (!loaded) return kBadSettings;
  const Settings& settings = loaded->settings;
  if (settings.source != "kafka") {
    return fail(kUsage,
                "serve reads a Kafka cluster (source: kafka); on one machine `shelfd run` serves "
                "the API itself");
  }
  const auto node_settings = kafka_node_of(settings, read_variable);
  if (!node_settings) return fail(kBadSettings, node_settings.error().message);
  start_logging(settings.log_level, settings.log_format);
  watch_interrupts();
  connectors::SystemClock clock;
  auto node = ServeNode::open(*node_settings, clock);
  if (!node) return fail_with(node.error());
  log_event("started", {{"version", build_name()},
                        {"verb", "serve"},
                        {"brokers", node_settings->kafka.brokers},
                        {"app_id", node_settings->kafka.app_id},
                        {"data", settings.data},
                        {"listen", (*node)->address()}});
  const auto status = (*node)->run(is_interrupted);
  log_event("stopped", {});
  return status ? kOk : fail(kFailed, status.error().message);
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "serve", "answers from a Kafka cluster's outputs: API, socket and verbs (source: kafka)");
  verb->footer(
      "Reads the output topics into its own data folder and goes on there after a restart; any\n"
      "number may run. suggestions, explain, respond, rules and the others talk to it by --data.\n"
      "Example: SHELFD_SOURCE=kafka SHELFD_KAFKA__BROKERS=localhost:9092 shelfd serve --data "
      "./read");
  verb->add_option("--listen", invocation.listen, "address:port of API, health and metrics");
  verb->callback([&invocation] { invocation.work = serve; });
}

}  // namespace shelfd::daemon
