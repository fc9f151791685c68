#include "daemon/node.h"

#include <algorithm>
#include <thread>

#include "base/arithmetic.h"
#include "connectors/embedded/folder.h"
#include "connectors/partitioning.h"
#include "daemon/logging.h"
#include "daemon/mirror.h"

namespace shelfd::daemon {
namespace {

constexpr std::chrono::seconds kGaugeEvery{2};

constexpr std::uint64_t kProgramBytes = std::uint64_t{40} << 20U;
constexpr std::uint64_t kClusterBytes = std::uint64_t{144} << 20U;
// Of what is kept for the cluster, by what a record of a round takes until it is committed.
constexpr std::uint64_t kRoundRecordBytes = 1'600;
constexpr std::uint64_t kLeastRoundRecords = 1'000;

std::optional<HashKey> key_of(const NodeSettings& settings, std::size_t partition) {
  if (settings.keys.empty()) return std::nullopt;
  return settings.keys[std::min(partition, settings.keys.size() - 1)];
}

std::uint64_t cluster_bytes(std::uint64_t memory_bytes) {
  return std::min(kClusterBytes, memory_bytes / 32 * 9);
}

}  // namespace

std::string build_name() {
  const std::string commit = SHELFD_COMMIT;
  return commit.empty() ? SHELFD_VERSION : std::string(SHELFD_VERSION) + "+" + commit;
}

// Decoded items save reading and decoding, and lie by themselves: a block of the cache that holds
// one item in demand holds ten that are not.
MemoryShares shares_of(std::uint64_t memory_bytes) {
  const std::uint64_t asked = (memory_bytes - std::min(memory_bytes, kProgramBytes)) / 5 * 4;
  return {.items = asked / 2, .databases = asked - asked / 2};
}

// Measured at 512 MiB, 200,000 items and a backlog (docs/benchmarks.md). Items that fit, packed,
// are never read: of the databases little but indexes and filters is.
MemoryShares shares_on_cluster(std::uint64_t memory_bytes) {
  const MemoryShares even = shares_of(memory_bytes - cluster_bytes(memory_bytes));
  const std::uint64_t moved = even.databases / 3;
  return {.items = even.items + moved, .databases = even.databases - moved};
}

Node::~Node() { server_.reset(); }

std::size_t round_records(std::uint64_t memory_bytes, std::size_t workers) {
  return std::max(cluster_bytes(memory_bytes) / kRoundRecordBytes / workers, kLeastRoundRecords);
}

Result<std::unique_ptr<Node>> Node::open(const NodeSettings& settings, connectors::Clock& clock) {
  const auto folder = connectors::open_folder(settings.data);
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<Node> node(new Node(clock));
  node->memory_bytes_ = settings.memory_bytes;
  node->database_memory_ =
      connectors::DatabaseMemory::make(shares_of(settings.memory_bytes).databases);
  auto partitions = connectors::Partitions::open(
      folder->database,
      {.count = settings.partitions,
       .log = {.app_id = "",
               .opened_at = clock.now(),
               .database = {.memory = node->database_memory_, .files = settings.files}}});
  if (!partitions) return std::unexpected(partitions.error());
  node->partitions_ = std::move(*partitions);
  const auto mirrors = is_mirror(*node->partitions_);
  if (!mirrors) return std::unexpected(mirrors.error());
  if (*mirrors) {
    return shelfd::stop("data folder " + settings.data +
                        ": mirrors a cluster; `shelfd serve` runs there");
  }
  auto status = node->open_loops(settings);
  if (status && settings.serves) status = node->serve(settings, folder->socket);
  if (!status) return std::unexpected(status.error());
  return node;
}

Status Node::open_loops(const NodeSettings& settings) {
  const std::string arithmetic = arithmetic_fingerprint();
  metrics_ = std::make_unique<connectors::Metrics>(build_name(), arithmetic);
  const auto count = static_cast<std::size_t>(partitions_->count());
  for (std::size_t worker = 0; worker < std::min(settings.workers, count); ++worker) {
    workers_.push_back(std::make_unique<Worker>(clock_));
  }
  for (std::size_t number = 0; number < count; ++number) {
    const auto partition = static_cast<std::int32_t>(number);
    connectors::EmbeddedLog& log = partitions_->partition(partition);
    auto loop = Loop::open({.log = &log,
                            .store = &log,
                            .clock = &clock_,
                            .metrics = metrics_.get(),
                            .build = build_name(),
                            .arithmetic = arithmetic,
                            .partition = partition,
                            .cache_bytes = shares_of(settings.memory_bytes).items / count,
                            .commits = connectors::HandOff::Commits::OnOwnThread,
                            .cut_every = kCutEvery,
                            .believes_clock = settings.believes_clock,
                            .key = key_of(settings, number),
                            .state_format = settings.state_format});
    if (!loop) return std::unexpected(loop.error());
    loops_.push_back(loop->get());
    workers_[number % workers_.size()]->own({.log = &log, .loop = std::move(*loop)});
  }
  return {};
}

Status Node::serve(const NodeSettings& settings, const std::string& socket) {
  service_ = std::make_unique<connectors::Service>(*partitions_, clock_, [this] {
    for (const auto& worker : workers_) worker->wake();
  });
  auto server = NodeServer::start({.socket = socket,
                                   .listen = settings.listen,
                                   .parts = {.service = service_.get(),
                                             .health = &health_,
                                             .metrics = metrics_.get(),
                                             .clock = &clock_}});
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

// Of all workers; not more often than every kGaugeEvery.
Status Node::observe() {
  const std::chrono::nanoseconds now = clock_.monotonic();
  std::chrono::nanoseconds turned = now;
  bool caught_up = true;
  bool held = false;
  for (const auto& worker : workers_) {
    turned = std::min(turned, worker->view().turned.load());
    caught_up = caught_up && worker->view().caught_up;
    held = held || worker->view().held;
  }
  health_.turned(turned);
  health_.set_caught_up(caught_up);
  tell_clock(held);
  if (now - gauged_ < kGaugeEvery) return {};
  gauged_ = now;
  std::int64_t items = 0;
  std::int64_t epoch = 0;
  std::size_t cache_bytes = 0;
  connectors::Heads unread{};
  OldestFormat format;
  for (const auto& worker : workers_) {
    format.add(worker->view().state_format);
    cache_bytes += worker->view().cache_bytes;
    items += worker->view().items;
    epoch = std::max(epoch, worker->view().epoch.load());
    for (std::size_t rank = 0; rank < unread.size(); ++rank) {
      unread[rank] += worker->view().unread[rank];
    }
  }
  show_memory(cache_bytes);
  metrics_->set_items(static_cast<double>(items));
  metrics_->set_epoch(static_cast<double>(epoch));
  metrics_->set_state_format(format.value());
  metrics_->set_state_bytes(static_cast<double>(partitions_->approximate_bytes()));
  for (std::size_t rank = 0; rank < unread.size(); ++rank) {
    metrics_->set_unread(static_cast<engine::Topic>(rank), static_cast<double>(unread[rank]));
  }
  return check_store();
}

// A sender's append may have failed on its way to the disk while the loops have nothing to commit.
// A disk that is only too full needs no opening anew: what comes is refused until it has room.
Status Node::check_store() {
  const Status room = has_room();
  tell_room(room);
  for (std::int32_t partition = 0; room && partition < partitions_->count(); ++partition) {
    auto status = partitions_->partition(partition).can_write();
    if (!status) return status;
  }
  return {};
}

// Judged by the instants of a clock that jumped, days would close early or twice.
void Node::tell_clock(bool held) {
  health_.set_clock_held(held);
  metrics_->set_clock_held(held);
  if (held == told_held_) return;
  told_held_ = held;
  if (held) {
    log_error("clock_jumped", {{"see", "docs/operations.md, Clock"}});
  } else {
    log_event("clock_back", {});
  }
}

void Node::tell_room(const Status& room) {
  health_.set_store_full(room ? "" : room.error().message);
  metrics_->set_store_full(!room);
  if (room.has_value() != told_full_) return;
  told_full_ = !room;
  if (told_full_) {
    log_error("store_full", {{"why", room.error().message}});
  } else {
    log_event("store_has_room", {});
  }
}

Status Node::has_room() {
  for (std::int32_t partition = 0; partition < partitions_->count(); ++partition) {
    auto status = partitions_->partition(partition).has_room();
    if (!status) return status;
  }
  return {};
}

void Node::show_memory(std::size_t cache_bytes) {
  using connectors::MemoryPart;
  const connectors::MemoryUsage usage = database_memory_->usage();
  metrics_->set_memory(MemoryPart::Items, static_cast<double>(cache_bytes));
  metrics_->set_memory(MemoryPart::Blocks, static_cast<double>(usage.block_cache));
  metrics_->set_memory(MemoryPart::Memtables, static_cast<double>(usage.memtables));
  metrics_->set_memory_budget(static_cast<double>(memory_bytes_));
}

Status Node::together(const std::function<Status(std::size_t)>& work) {
  std::vector<Status> ended(workers_.size());
  const auto part = [&](std::size_t worker) {
    ended[worker] = work(worker);
    if (!ended[worker]) stopping_ = true;
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 1; worker < workers_.size(); ++worker) {
      threads.emplace_back(part, worker);
    }
    part(0);
  }
  for (Status& status : ended) {
    if (!status) return std::move(status);
  }
  return {};
}

Status Node::run(const std::function<void(const Turn&)>& seen,
                 const std::function<Status()>& feed) {
  const auto fed = [&]() -> Status {
    auto status = observe();
    return status ? feed() : status;
  };
  const auto nothing = []() -> Status { return {}; };
  auto status = together([&](std::size_t worker) {
    if (worker == 0) return workers_[0]->run(stopping_, seen, fed);
    return workers_[worker]->run(stopping_, seen, nothing);
  });
  if (status) return status;
  if (status.error().reaction == Reaction::Retry) {
    tell_room(status);
  } else {
    health_.break_store(status.error().message);
  }
  return status;
}

Status Node::settle(const std::function<void(const Turn&)>& seen) {
  return together([&](std::size_t worker) { return workers_[worker]->settle(seen); });
}

void Node::begin_feed(bool rebuilding) {
  for (Loop* loop : loops_) {
    if (!loop->feeding()) loop->begin_feed(rebuilding);
  }
}

bool Node::feeding() const {
  return std::ranges::any_of(loops_, [](const Loop* loop) { return loop->feeding(); });
}

connectors::Feed Node::feed() const {
  connectors::Feed least{.frontier = Instant::max(), .closed = true};
  for (const Loop* loop : loops_) {
    if (!loop->feeding()) continue;
    least.frontier = std::min(least.frontier, loop->feed()->frontier);
    least.closed = least.closed && loop->feed()->closed;
  }
  return least;
}

void Node::advance_feed(Instant frontier) {
  for (Loop* loop : loops_) {
    if (loop->feeding()) loop->advance_feed(frontier);
  }
}

void Node::end_feed() {
  for (Loop* loop : loops_) {
    if (loop->feeding()) loop->end_feed();
  }
}

Loop& Node::loop_of(std::string_view item_key) {
  const std::int32_t partition = connectors::partition_of(item_key, partitions_->count());
  return *loops_[static_cast<std::size_t>(partition)];
}

}  // namespace shelfd::daemon
