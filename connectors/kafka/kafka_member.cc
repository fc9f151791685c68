#include "connectors/kafka/kafka_member.h"

#include <algorithm>
#include <mutex>

#include "connectors/kafka/changelog_reader.h"
#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/lookup.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/transactional_producer.h"

namespace shelfd::connectors {
namespace {

// Topics that were just made are not visible everywhere at once.
constexpr std::chrono::seconds kTopicsPatience{10};

}  // namespace

// The producer is used by the committing thread, all others by the worker's; while nothing is
// committed, the worker's hears the producer, too.
struct KafkaMember::Parts {
  KafkaSettings settings{};
  std::shared_ptr<ClientLog> log{};
  std::int32_t partitions = 0;
  Lookup lookup;
  ChangelogReader changelog;
  std::unique_ptr<GroupConsumer> group{};
  TransactionalProducer producer;
  std::mutex committing{};

  void hear() {
    lookup.hear();
    changelog.hear();
    const std::unique_lock lock(committing, std::try_to_lock);
    if (lock.owns_lock()) producer.hear();
  }
};

KafkaMember::KafkaMember(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

KafkaMember::~KafkaMember() {
  const auto log = parts_->log;
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
  Result<ChangelogReader> changelog = ChangelogReader::make(settings, worker, log);
  if (!changelog) return std::unexpected(changelog.error());
  // NOLINTNEXTLINE(modernize-make-unique): a member each by name, and a lock does not move
  auto parts = std::unique_ptr<Parts>(new Parts{
      .settings = settings,
      .log = log,
      .partitions = *count,
      .lookup = std::move(*lookup),
      .changelog = std::move(*changelog),
      .producer = TransactionalProducer(settings, worker, *count, log),
  });
  if (const Status renewed = parts->producer.renew(); !renewed) {
    return std::unexpected(renewed.error());
  }
  auto group = GroupConsumer::make(settings, worker, *count, log);
  if (!group) return std::unexpected(group.error());
  parts->group = std::move(*group);
  return std::unique_ptr<KafkaMember>(new KafkaMember(std::move(parts)));
}

std::int32_t KafkaMember::partitions() const { return parts_->partitions; }

void KafkaMember::leave() { parts_->group->leave(); }

Result<News> KafkaMember::poll(std::chrono::milliseconds longest) {
  parts_->hear();
  return parts_->group->poll(longest, parts_->lookup);
}

Status KafkaMember::fetch(const std::vector<FetchFrom>& from) {
  parts_->changelog.rest();
  return parts_->group->fetch(from);
}

Status KafkaMember::release() {
  parts_->changelog.rest();
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
  return parts_->changelog.read(partition, from);
}

Result<Transacted> KafkaMember::transact(const std::vector<TransactionPart>& parts) {
  const std::lock_guard lock(parts_->committing);
  return parts_->producer.transact(parts, [this] { return parts_->group->metadata(); });
}

Status KafkaMember::renew() {
  const std::lock_guard lock(parts_->committing);
  return parts_->producer.renew();
}

}  // namespace shelfd::connectors
