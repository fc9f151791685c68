#include "connectors/kafka/kafka_member.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/lookup.h"
#include "connectors/kafka/page_reader.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/transactional_producer.h"

namespace shelfd::connectors {
namespace {

// Topics that were just made are not visible everywhere at once.
constexpr std::chrono::seconds kTopicsPatience{10};

// A fenced member looks so often for who has its instance id.
constexpr std::chrono::seconds kLookEvery{1};

struct Fence {
  std::chrono::steady_clock::time_point since{};
  std::chrono::steady_clock::time_point look_at{};
};

}  // namespace

// The producer is used by the committing thread, all others by the worker's; while nothing is
// committed, the worker's hears the producer, too.
struct KafkaMember::Parts {
  KafkaSettings settings{};
  int worker = 0;
  std::shared_ptr<ClientLog> log{};
  std::int32_t partitions = 0;
  Lookup lookup;
  PageReader changelog;
  std::unique_ptr<GroupConsumer> group{};
  TransactionalProducer producer;
  std::mutex committing{};
  std::optional<Fence> fence{};  // from being fenced to having joined anew

  void hear() {
    lookup.hear();
    changelog.hear();
    const std::unique_lock lock(committing, std::try_to_lock);
    if (lock.owns_lock()) producer.hear();
  }
  // Whoever has the partitions next would not know what there is to look for. Not while the cluster
  // is away, and not where another process may have the name.
  void repair_last_commit() {
    const std::lock_guard lock(committing);
    producer.hear();
    if (!producer.is_in_doubt() || producer.is_fenced() || !group || !group->metadata()) return;
    if (!lookup.watermarks(changelog_topic(settings), 0)) return;
    const Status repaired = producer.renew([this] { return group->metadata(); });
    if (!repaired) log->say(KafkaLogLevel::Warning, "REPAIR", repaired.error().message);
  }
};

KafkaMember::KafkaMember(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

KafkaMember::~KafkaMember() {
  const auto log = parts_->log;
  parts_->repair_last_commit();
  parts_.reset();
  log->silence();
}

Result<std::unique_ptr<KafkaMember>> KafkaMember::connect(const KafkaSettings& settings, int worker,
                                                          KafkaListener listener) {
  auto log = std::make_shared<ClientLog>(std::move(listener));
  Result<Lookup> lookup = Lookup::make(settings, worker, log);
  if (!lookup) return std::unexpected(lookup.error());
  const Result<std::int32_t> count = check_topics(*lookup, settings, kTopicsPatience);
  if (!count) return std::unexpected(count.error());
  const Status coordinated = lookup->await_coordinator(changelog_topic(settings));
  if (!coordinated) return std::unexpected(coordinated.error());
  Result<PageReader> changelog = PageReader::make(changelog_properties(settings, worker), log);
  if (!changelog) return std::unexpected(changelog.error());
  // NOLINTNEXTLINE(modernize-make-unique): a member each by name, and a lock does not move
  auto parts = std::unique_ptr<Parts>(new Parts{
      .settings = settings,
      .worker = worker,
      .log = log,
      .partitions = *count,
      .lookup = std::move(*lookup),
      .changelog = std::move(*changelog),
      .producer = TransactionalProducer(settings, worker, *count, log),
  });
  if (const Status renewed = parts->producer.renew(nullptr); !renewed) {
    if (!parts->producer.is_fenced()) return std::unexpected(renewed.error());
    return stop("another process runs as " + transactional_id(settings, worker) + ": " +
                renewed.error().message);
  }
  auto group = GroupConsumer::make(settings, worker, *count, log);
  if (!group) return std::unexpected(group.error());
  parts->group = std::move(*group);
  return std::unique_ptr<KafkaMember>(new KafkaMember(std::move(parts)));
}

std::int32_t KafkaMember::partitions() const { return parts_->partitions; }

void KafkaMember::leave() {
  parts_->repair_last_commit();
  parts_->group->leave();
}

Result<News> KafkaMember::poll(std::chrono::milliseconds longest) {
  parts_->hear();
  Result<News> news = parts_->group->poll(longest, parts_->lookup);
  if (!news && parts_->group->is_fenced()) return come_back(news.error(), longest);
  return news;
}

// It need not be another process: a heartbeat that a cut held back is repeated when its member has
// joined anew, and a request to join that comes late counts as a new process's (librdkafka #3437).
// In the first case the group's member is this one; in the second it never speaks, and is gone with
// its session. One that is there after two is another process.
Result<News> KafkaMember::come_back(const Error& fenced, std::chrono::milliseconds longest) {
  Parts& all = *parts_;
  const auto now = std::chrono::steady_clock::now();
  if (!all.fence) {
    all.fence = Fence{.since = now, .look_at = now};
    return News{.revoked = true, .lost = true};
  }
  if (now < all.fence->look_at) {
    std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(longest, kLookEvery));
    return News{};
  }
  all.fence->look_at = now + kLookEvery;
  const auto holder =
      all.lookup.static_member(all.settings.app_id, group_instance_id(all.settings, all.worker));
  if (!holder) return std::unexpected(holder.error());
  if (*holder && **holder != all.group->member_id()) {
    if (now - all.fence->since > 2 * all.settings.session_timeout) return std::unexpected(fenced);
    return News{};
  }
  auto group = GroupConsumer::make(all.settings, all.worker, all.partitions, all.log);
  if (!group) return std::unexpected(group.error());
  all.log->say(KafkaLogLevel::Warning, "REJOIN", "kafka group: fenced by itself; joins anew");
  const std::lock_guard lock(all.committing);
  all.group = std::move(*group);
  all.fence.reset();
  return News{};
}

Status KafkaMember::fetch(const std::vector<FetchFrom>& from) {
  parts_->changelog.rest();
  return parts_->group->fetch(from);
}

Status KafkaMember::release() {
  parts_->changelog.rest();
  if (parts_->fence) return {};
  parts_->repair_last_commit();
  return parts_->group->release();
}

Result<std::optional<Heads>> KafkaMember::committed(std::int32_t partition) {
  return parts_->group->committed(partition);
}

Result<InputBounds> KafkaMember::input_bounds(std::int32_t partition) {
  InputBounds bounds;
  const std::vector<std::string> names = input_topics(parts_->settings);
  for (std::size_t rank = 0; rank < names.size(); ++rank) {
    const Result<Watermarks> marks = parts_->lookup.watermarks(names[rank], partition);
    if (!marks) return std::unexpected(marks.error());
    bounds.first[rank] = marks->low;
    bounds.end[rank] = marks->high;
  }
  return bounds;
}

Result<Heads> KafkaMember::offsets_at(std::int32_t partition, Instant at) {
  const Result<std::vector<std::int64_t>> offsets =
      parts_->lookup.offsets_at(input_topics(parts_->settings), partition, at);
  if (!offsets) return std::unexpected(offsets.error());
  Heads heads{};
  std::ranges::copy(*offsets, heads.begin());
  return heads;
}

Result<ChangelogBounds> KafkaMember::changelog_bounds(std::int32_t partition) {
  const Result<Watermarks> marks =
      parts_->lookup.watermarks(changelog_topic(parts_->settings), partition);
  if (!marks) return std::unexpected(marks.error());
  return ChangelogBounds{.first = marks->low, .end = marks->high};
}

Result<ChangelogPage> KafkaMember::read_changelog(std::int32_t partition, std::int64_t from) {
  return parts_->changelog.read(changelog_topic(parts_->settings), partition, from);
}

Result<Transacted> KafkaMember::transact(const std::vector<TransactionPart>& parts) {
  const std::lock_guard lock(parts_->committing);
  return parts_->producer.transact(parts, [this] { return parts_->group->metadata(); });
}

Status KafkaMember::renew() {
  const std::lock_guard lock(parts_->committing);
  return parts_->producer.renew([this] { return parts_->group->metadata(); });
}

}  // namespace shelfd::connectors
