#include "daemon/serve_node.h"

#include "base/arithmetic.h"
#include "connectors/embedded/folder.h"
#include "daemon/logging.h"

namespace shelfd::daemon {
namespace {

constexpr std::chrono::milliseconds kLongestWait{100};
constexpr std::chrono::seconds kGaugeEvery{2};
// Twice those that may wait for a cluster (kBatchesAtOnce), so that reading and probes go on.
constexpr unsigned kServerThreads = 2 * connectors::kBatchesAtOnce;

double seconds_of(std::chrono::nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

}  // namespace

Result<std::unique_ptr<ServeNode>> ServeNode::open(const KafkaNodeSettings& settings,
                                                   connectors::Clock& clock) {
  const auto folder = connectors::open_folder(settings.data);
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<ServeNode> node(new ServeNode(clock));
  node->memory_bytes_ = settings.memory_bytes;
  node->memory_ = connectors::DatabaseMemory::make(settings.memory_bytes / 5 * 4);
  node->metrics_ = std::make_unique<connectors::Metrics>(build_name(), arithmetic_fingerprint());
  auto mirror = Mirror::open(
      settings.kafka, {.database = folder->database, .now = clock.now(), .memory = node->memory_},
      kafka_listener());
  if (!mirror) return std::unexpected(mirror.error());
  node->mirror_ = std::move(*mirror);
  connectors::Partitions& answers = node->mirror_->partitions();
  auto inputs = connectors::InputProducer::make(settings.kafka, answers.count(), kafka_listener());
  if (!inputs) return std::unexpected(inputs.error());
  node->inputs_ = std::move(*inputs);
  node->service_ = std::make_unique<connectors::Service>(
      answers, clock, node->door(settings.kafka.publishes_shadow));
  node->opened_ = clock.monotonic();
  auto server = NodeServer::start({.socket = folder->socket,
                                   .listen = settings.listen,
                                   .threads = kServerThreads,
                                   .parts = {.service = node->service_.get(),
                                             .health = &node->health_,
                                             .metrics = node->metrics_.get(),
                                             .clock = &clock}});
  if (!server) return std::unexpected(server.error());
  node->server_ = std::move(*server);
  return node;
}

connectors::Door ServeNode::door(bool is_shadow) {
  connectors::Door door;
  door.why_no_imports =
      "an import goes into a data folder of its own; on a cluster, records go into the input "
      "topics "
      "or to /api/v1/records/{topic}";
  if (is_shadow) {
    // Responses to a shadow would be taken as if to the live suggestion of the same number.
    door.append = [](const auto&, Instant) -> Status {
      return reject(
          "a shadow is read here (kafka.publish): hand this in where the live one serves");
    };
    return door;
  }
  door.append = [this](std::vector<connectors::Arrival> arrivals, Instant) {
    std::vector<connectors::NewRecord> records;
    records.reserve(arrivals.size());
    for (connectors::Arrival& arrival : arrivals) records.push_back(std::move(arrival.record));
    return inputs_->send(records);
  };
  return door;
}

Status ServeNode::run(const std::function<bool()>& stopping) {
  while (!stopping()) {
    const auto came = mirror_->turn(kLongestWait);
    if (!came) return std::unexpected(came.error());
    inputs_->hear();
    if (auto status = observe(); !status) return status;
  }
  return mirror_->partitions().close();
}

Status ServeNode::observe() {
  const std::chrono::nanoseconds now = clock_.monotonic();
  if (mirror_->at_end()) end_seen_ = now;
  const std::chrono::nanoseconds behind = now - end_seen_.value_or(opened_);
  const bool caught_up = end_seen_ && behind <= kMostBehind;
  health_.turned(now);
  health_.set_caught_up(caught_up);
  if (caught_up != told_caught_up_) {
    log_event(caught_up ? "caught_up" : "fallen_behind",
              {{"behind_seconds", std::to_string(seconds_of(behind))}});
  } else if (now - gauged_ < kGaugeEvery) {
    return {};
  }
  told_caught_up_ = caught_up;
  gauged_ = now;
  using connectors::MemoryPart;
  const connectors::MemoryUsage usage = memory_->usage();
  metrics_->set_reader_behind(seconds_of(behind));
  metrics_->set_memory(MemoryPart::Blocks, static_cast<double>(usage.block_cache));
  metrics_->set_memory(MemoryPart::Memtables, static_cast<double>(usage.memtables));
  metrics_->set_memory_budget(static_cast<double>(memory_bytes_));
  metrics_->set_state_bytes(static_cast<double>(mirror_->partitions().approximate_bytes()));
  return {};
}

}  // namespace shelfd::daemon
