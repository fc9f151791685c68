#include "daemon/kafka_node.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/arithmetic.h"
#include "connectors/embedded/folder.h"
#include "connectors/kafka/database_state.h"
#include "connectors/kafka/kafka_member.h"
#include "connectors/kafka/topic_names.h"
#include "daemon/kafka_standstill.h"
#include "daemon/logging.h"

namespace shelfd::daemon {
namespace {

constexpr std::chrono::milliseconds kLongestWait{50};
constexpr std::chrono::seconds kGaugeEvery{2};

void tell(std::size_t worker, const char* event, const std::string& text) {
  log_event(event, {{"worker", std::to_string(worker)}, {"what", text}});
}

// To the log, and to the figures of this worker.
connectors::KafkaListener listener_of(std::size_t worker, connectors::Metrics& metrics) {
  using connectors::ClientRole;
  connectors::KafkaListener listener = kafka_listener();
  listener.figures = [worker, &metrics](ClientRole role, const connectors::ClientFigures& figures) {
    metrics.set_client(worker, role, figures);
  };
  listener.trouble = [&metrics](ClientRole role, connectors::ClientTrouble trouble) {
    metrics.count_client_trouble(role, trouble);
  };
  return listener;
}

}  // namespace

KafkaNode::~KafkaNode() { server_.reset(); }

Result<std::unique_ptr<KafkaNode>> KafkaNode::open(const KafkaNodeSettings& settings,
                                                   connectors::Clock& clock) {
  const auto folder = connectors::open_folder(settings.data);
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<KafkaNode> node(new KafkaNode(clock));
  node->memory_bytes_ = settings.memory_bytes;
  node->transaction_timeout_ = settings.kafka.transaction_timeout;
  node->inputs_ = connectors::input_topics(settings.kafka);
  node->workers_.reserve(settings.workers);
  node->memory_ =
      connectors::DatabaseMemory::make(shares_on_cluster(settings.memory_bytes).databases);
  node->metrics_ = std::make_unique<connectors::Metrics>(build_name(), arithmetic_fingerprint());
  auto status = node->serve(settings, folder->socket);
  if (status) status = node->join(settings);
  if (!status) return std::unexpected(status.error());
  return node;
}

Result<std::unique_ptr<connectors::LocalState>> KafkaNode::open_state(
    const KafkaNodeSettings& settings, std::int32_t partition, std::int32_t partitions) const {
  auto state = connectors::DatabaseState::open(
      {.folder = settings.data + "/state-" + std::to_string(partition),
       .app_id = settings.kafka.app_id,
       .partition = partition,
       .partitions = partitions,
       .database = {.memory = memory_},
       .on_damage = [](const std::string& aside, const std::string& why) {
         log_error("store_set_aside", {{"folder", aside}, {"why", why}});
       }});
  if (!state) return std::unexpected(state.error());
  return std::move(*state);
}

Status KafkaNode::join(const KafkaNodeSettings& settings) {
  for (std::size_t number = 0; number < settings.workers; ++number) {
    auto member = connectors::KafkaMember::connect(settings.kafka, static_cast<int>(number),
                                                   listener_of(number, *metrics_));
    if (!member) return std::unexpected(member.error());
    auto working = std::make_unique<Working>();
    const std::int32_t partitions = (*member)->partitions();
    working->member = std::move(*member);
    working->worker = std::make_unique<KafkaWorker>(KafkaWorkerParts{
        .member = working->member.get(),
        .clock = &clock_,
        .metrics = metrics_.get(),
        .open_state =
            [this, settings, partitions](std::int32_t partition) {
              return open_state(settings, partition, partitions);
            },
        .tell = [number](const char* event, const std::string& text) { tell(number, event, text); },
        .build = build_name(),
        .arithmetic = arithmetic_fingerprint(),
        .partitions = partitions,
        .cache_bytes = shares_on_cluster(settings.memory_bytes).items / settings.workers,
        .round_records = round_records(settings.memory_bytes, settings.workers),
        .first = settings.first,
        .skips_lost_inputs = settings.skips_lost_inputs,
        .state_format = settings.state_format});
    workers_.push_back(std::move(working));
    joined_ = workers_.size();
  }
  return {};
}

Status KafkaNode::serve(const KafkaNodeSettings& settings, const std::string& socket) {
  auto server = NodeServer::start({.socket = socket,
                                   .listen = settings.listen,
                                   .parts = {.health = &health_,
                                             .metrics = metrics_.get(),
                                             .clock = &clock_,
                                             .standstill = [this] { return standstill_of_any(); },
                                             .look = [this] { look_at_commits(); }}});
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

void KafkaNode::work(Working& working, const std::function<bool()>& stopping,
                     const std::function<bool()>& leaving) {
  const bool is_first = &working == workers_.front().get();
  while (!ending_ && !stopping()) {
    auto status = working.worker->turn(kLongestWait);
    if (!status) {
      working.ended = std::move(status);
      is_refusal_ = is_refusal_ || working.worker->is_refusal();
      break;
    }
    if (is_first) observe();
  }
  ending_ = true;
  auto status = working.worker->stop();
  if (working.ended && !status) working.ended = std::move(status);
  // Only once nothing of it is under way: others own its partitions from then on.
  if (leaving()) working.member->leave();
}

Status KafkaNode::run(const std::function<bool()>& stopping, const std::function<bool()>& leaving) {
  {
    std::vector<std::jthread> threads;
    threads.reserve(workers_.size());
    for (std::size_t number = 1; number < workers_.size(); ++number) {
      threads.emplace_back(
          [this, number, &stopping, &leaving] { work(*workers_[number], stopping, leaving); });
    }
    work(*workers_.front(), stopping, leaving);
  }
  for (const auto& working : workers_) {
    if (!working->ended) return working->ended;
  }
  return {};
}

void KafkaNode::look_for_misrouted(std::chrono::nanoseconds now) {
  TakenInByTopic totals;
  for (std::size_t rank = 0; rank < totals.size(); ++rank) {
    const auto topic = static_cast<engine::Topic>(rank);
    totals[rank] = {.records = std::llround(metrics_->counted_events(topic)),
                    .misrouted = std::llround(metrics_->counted_dead_letters(topic, "misrouted"))};
  }
  for (const MisroutedWatch::News& news : misrouted_.look(totals, now)) {
    const LogFields fields = {{"topic", inputs_.at(static_cast<std::size_t>(news.topic))},
                              {"share", std::to_string(news.share)}};
    if (news.raised) {
      LogFields advised = fields;
      advised.emplace_back("cure",
                           "its producer needs partitioner=murmur2_random, or shelfd rekey");
      log_warning("misrouted", advised);
    } else {
      log_event("misrouted_over", fields);
    }
  }
  for (std::size_t rank = 0; rank < totals.size(); ++rank) {
    const auto topic = static_cast<engine::Topic>(rank);
    metrics_->set_misrouted(topic, misrouted_.share(topic));
  }
}

std::string KafkaNode::standstill_of_any() const {
  const std::chrono::nanoseconds now = clock_.monotonic();
  for (std::size_t number = 0; number < joined_; ++number) {
    const KafkaWorker& worker = *workers_[number]->worker;
    const std::chrono::nanoseconds turned = worker.view().turned;
    if (turned == std::chrono::nanoseconds{}) continue;  // the others are joining
    const std::string why = standstill({.stood = now - turned,
                                        .commit = worker.commit_under_way_for(),
                                        .restoring = worker.view().restoring},
                                       transaction_timeout_);
    if (!why.empty()) return "worker " + std::to_string(number) + ": " + why;
  }
  return {};
}

// A worker may wait for its commit, and tells nothing meanwhile.
void KafkaNode::look_at_commits() {
  std::chrono::nanoseconds oldest{};
  for (std::size_t number = 0; number < joined_; ++number) {
    oldest = std::max(oldest, workers_[number]->worker->commit_under_way_for().value_or(
                                  std::chrono::nanoseconds{}));
  }
  metrics_->set_transaction_age(std::chrono::duration<double>(oldest).count());
}

// Of all workers; not more often than every kGaugeEvery.
void KafkaNode::observe() {
  const std::chrono::nanoseconds now = clock_.monotonic();
  std::chrono::nanoseconds turned = now;
  bool caught_up = true;
  bool held = false;
  std::int64_t items = 0;
  std::int64_t epoch = 0;
  std::size_t cache_bytes = 0;
  std::size_t partitions = 0;
  OldestFormat format;
  connectors::Heads unread{};
  std::array<std::chrono::nanoseconds, engine::kTopicCount> stable{};
  for (const auto& working : workers_) {
    const WorkerView& view = working->worker->view();
    turned = std::min(turned, view.turned.load());
    caught_up = caught_up && view.caught_up;
    held = held || view.held;
    format.add(view.state_format);
    items += view.items;
    epoch = std::max(epoch, view.epoch.load());
    cache_bytes += view.cache_bytes;
    partitions += view.partitions;
    for (std::size_t rank = 0; rank < unread.size(); ++rank) {
      unread[rank] += view.unread[rank];
      stable[rank] = std::max(stable[rank], view.stable_offset_age[rank].load());
    }
  }
  health_.turned(turned);
  health_.set_caught_up(caught_up);
  health_.set_clock_held(held);
  if (now - gauged_ < kGaugeEvery && caught_up == told_caught_up_) return;
  told_caught_up_ = caught_up;
  gauged_ = now;
  using connectors::MemoryPart;
  const connectors::MemoryUsage usage = memory_->usage();
  metrics_->set_clock_held(held);
  metrics_->set_memory(MemoryPart::Items, static_cast<double>(cache_bytes));
  metrics_->set_memory(MemoryPart::Blocks, static_cast<double>(usage.block_cache));
  metrics_->set_memory(MemoryPart::Memtables, static_cast<double>(usage.memtables));
  metrics_->set_memory_budget(static_cast<double>(memory_bytes_));
  metrics_->set_items(static_cast<double>(items));
  metrics_->set_epoch(static_cast<double>(epoch));
  metrics_->set_state_format(format.value());
  metrics_->set_partitions(static_cast<double>(partitions));
  look_for_misrouted(now);
  for (std::size_t rank = 0; rank < unread.size(); ++rank) {
    const auto topic = static_cast<engine::Topic>(rank);
    metrics_->set_unread(topic, static_cast<double>(unread[rank]));
    metrics_->set_stable_offset_age(topic, std::chrono::duration<double>(stable[rank]).count());
  }
}

}  // namespace shelfd::daemon
