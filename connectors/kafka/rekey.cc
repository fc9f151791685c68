#include "connectors/kafka/rekey.h"

#include <algorithm>
#include <thread>

#include "connectors/formats/record_key.h"
#include "connectors/kafka/lookup.h"
#include "connectors/kafka/rekey_sink.h"
#include "connectors/kafka/rekey_source.h"
#include "connectors/partitioning.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kBatchRecords = 1'000;         // of one transaction
constexpr std::chrono::milliseconds kBatchWait{20};  // for more, once something came
constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::chrono::seconds kTopicsPatience{10};  // what was just made is not seen everywhere
constexpr int kMaxFailures = 5;                      // of one batch

// Waits for those of `topics` that are not there.
Result<std::vector<TopicCount>> await_topics(Lookup& lookup,
                                             const std::vector<std::string>& topics) {
  const auto until = std::chrono::steady_clock::now() + kTopicsPatience;
  while (true) {
    auto counts = lookup.counts(topics);
    if (!counts) return counts;
    const auto missing = std::ranges::find(*counts, 0, &TopicCount::partitions);
    if (missing == counts->end()) return counts;
    if (std::chrono::steady_clock::now() >= until) {
      return stop("topic " + missing->topic + ": is not there");
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace

struct Rekey::Parts {
  RekeySettings settings{};
  std::shared_ptr<ClientLog> log{};
  Lookup lookup;
  std::int32_t partitions_to = 1;
  std::vector<Watermarks> marks{};  // of FROM, by partition, when it was opened
  std::unique_ptr<RekeySource> source{};
  RekeySink sink;
  RecordKey keys;
  std::vector<RekeyRecord> batch{};
  std::int64_t rejected = 0;  // of the batch
  std::string first_rejected{};
  Offsets committed{};  // of what is assigned; what the source read past it is in the batch
  int failures = 0;
  RekeyCounts counts{};
  std::chrono::steady_clock::time_point looked_at{};

  void drop() {
    batch.clear();
    rejected = 0;
    first_rejected.clear();
    failures = 0;
  }
  void add(const rd_kafka_message_t& message);
  [[nodiscard]] Status collect(std::chrono::milliseconds longest);
  [[nodiscard]] Status commit();
  [[nodiscard]] Result<bool> was_committed(const Offsets& next);
  // The batch is committed, with these offsets.
  void count(const Offsets& next);
};

void Rekey::Parts::add(const rd_kafka_message_t& message) {
  RekeyRecord record;
  if (message.payload != nullptr) record.value = text_of(message.payload, message.len);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  record.millis = std::max<std::int64_t>(rd_kafka_message_timestamp(&message, &type), 0);
  auto key = keys.of(record.value.value_or(""));
  if (key) {
    record.partition = partition_of(*key, partitions_to);
    record.key = std::move(*key);
    batch.push_back(std::move(record));
    return;
  }
  if (rejected++ == 0) {
    first_rejected = "topic " + settings.from + " partition " + std::to_string(message.partition) +
                     " offset " + std::to_string(message.offset) + ": " + key.error();
  }
  if (settings.rejects.empty()) return;
  if (message.key != nullptr) record.key = text_of(message.key, message.key_len);
  record.is_rejected = true;
  batch.push_back(std::move(record));
}

// Waits for the first record, then takes what is there.
Status Rekey::Parts::collect(std::chrono::milliseconds longest) {
  const auto until = std::chrono::steady_clock::now() + longest;
  while (batch.size() + static_cast<std::size_t>(rejected) < kBatchRecords) {
    const bool is_first = batch.empty() && rejected == 0;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    const auto wait = std::max(std::chrono::milliseconds{}, is_first ? left : kBatchWait);
    auto polled = source->poll(wait);
    if (!polled) return std::unexpected(polled.error());
    if (polled->revoked) {
      drop();
      committed = source->next();
    }
    if (polled->message) {
      add(*polled->message);
    } else if (std::chrono::steady_clock::now() >= until || !is_first) {
      return {};
    }
  }
  return {};
}

void Rekey::Parts::count(const Offsets& next) {
  counts.copied += static_cast<std::int64_t>(
      std::ranges::count_if(batch, [](const RekeyRecord& one) { return !one.is_rejected; }));
  counts.rejected += rejected;
  if (counts.first_rejected.empty()) counts.first_rejected = first_rejected;
  committed = next;
  drop();
}

// What stands at the group now, when no transaction of this identity is open any more.
Result<bool> Rekey::Parts::was_committed(const Offsets& next) {
  if (auto renewed = sink.renew(); !renewed) return std::unexpected(renewed.error());
  std::vector<std::int32_t> partitions;
  for (const auto& [partition, offset] : committed) partitions.push_back(partition);
  auto held = source->committed(partitions);
  if (!held) return std::unexpected(held.error());
  for (auto& [partition, offset] : *held) {
    if (offset < 0) offset = marks.at(static_cast<std::size_t>(partition)).low;
  }
  if (*held == next) return true;
  if (*held == committed) return false;
  return stop("topic " + settings.from +
              ": the group's offsets are not those of this copy: "
              "another process works as " +
              settings.kafka.instance);
}

Status Rekey::Parts::commit() {
  const Offsets next = source->next();
  const auto done = sink.transact(batch, settings.from, next, source->metadata());
  if (!done) return std::unexpected(done.error());
  if (done->outcome == RekeySink::Outcome::Committed) {
    count(next);
    return {};
  }
  log->say(KafkaLogLevel::Warning, "TRANSACTION", done->why);
  if (++failures >= kMaxFailures) return retry("transaction: " + done->why);
  // A membership that has ended is seen by a poll; what it read is not this one's any more.
  auto polled = source->poll({});
  if (!polled) return std::unexpected(polled.error());
  if (polled->revoked || !source->metadata()) {
    if (!polled->revoked) source->forget();
    drop();
    committed = source->next();
    return {};
  }
  const auto was = was_committed(next);
  if (!was) return std::unexpected(was.error());
  if (*was) count(next);
  if (polled->message) add(*polled->message);
  return {};
}

Rekey::Rekey(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Rekey::~Rekey() {
  const auto log = parts_->log;
  parts_.reset();
  log->silence();
}

Result<std::unique_ptr<Rekey>> Rekey::open(const RekeySettings& settings, KafkaListener listener) {
  if (settings.from == settings.to || settings.from == settings.rejects) {
    return stop("topic " + settings.from + ": cannot be copied into itself");
  }
  auto log = std::make_shared<ClientLog>(std::move(listener));
  auto lookup = Lookup::make(settings.kafka, 0, log);
  if (!lookup) return std::unexpected(lookup.error());
  std::vector<std::string> topics = {settings.from, settings.to};
  if (!settings.rejects.empty()) topics.push_back(settings.rejects);
  const auto counts = await_topics(*lookup, topics);
  if (!counts) return std::unexpected(counts.error());
  std::vector<Watermarks> marks;
  for (std::int32_t partition = 0; partition < counts->front().partitions; ++partition) {
    const auto found = lookup->watermarks(settings.from, partition);
    if (!found) return std::unexpected(found.error());
    marks.push_back(*found);
  }
  // NOLINTNEXTLINE(modernize-make-unique): a member each by name
  auto parts = std::unique_ptr<Parts>(
      new Parts{.settings = settings,
                .log = log,
                .lookup = std::move(*lookup),
                .partitions_to = counts->at(1).partitions,
                .marks = std::move(marks),
                .sink = RekeySink(settings.kafka, settings.to, settings.rejects, log),
                .keys = RecordKey(settings.fields)});
  // First: the offsets that an earlier process left in a transaction stand after it.
  if (auto renewed = parts->sink.renew(); !renewed) return std::unexpected(renewed.error());
  auto source = RekeySource::make(settings.kafka, settings.from, parts->lookup, log);
  if (!source) return std::unexpected(source.error());
  parts->source = std::move(*source);
  return std::unique_ptr<Rekey>(new Rekey(std::move(parts)));
}

Status Rekey::turn(std::chrono::milliseconds longest) {
  if (parts_->failures == 0) {
    if (auto collected = parts_->collect(longest); !collected) return collected;
  }
  if (parts_->source->next() == parts_->committed) return {};
  return parts_->commit();
}

Result<bool> Rekey::is_done() {
  const auto now = std::chrono::steady_clock::now();
  if (!parts_->source->at_end() || parts_->source->next() != parts_->committed) return false;
  if (now - parts_->looked_at < kBetweenLooks) return false;
  parts_->looked_at = now;
  std::vector<std::int32_t> partitions;
  for (std::size_t at = 0; at < parts_->marks.size(); ++at) {
    const Watermarks& marks = parts_->marks[at];
    if (marks.high > marks.low) partitions.push_back(static_cast<std::int32_t>(at));
  }
  const auto held = parts_->source->committed(partitions);
  if (!held) return std::unexpected(held.error());
  return std::ranges::all_of(*held, [&](const auto& one) {
    return one.second >= parts_->marks[static_cast<std::size_t>(one.first)].high;
  });
}

double Rekey::progress() const {
  std::int64_t all = 0;
  std::int64_t behind = 0;
  for (const auto& [partition, next] : parts_->committed) {
    const Watermarks& marks = parts_->marks.at(static_cast<std::size_t>(partition));
    all += marks.high - marks.low;
    behind += std::clamp(next, marks.low, marks.high) - marks.low;
  }
  return all == 0 ? 1 : static_cast<double>(behind) / static_cast<double>(all);
}

const RekeyCounts& Rekey::counts() const { return parts_->counts; }

}  // namespace shelfd::connectors
