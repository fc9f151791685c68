// The ports on one database: offsets in front, one synced batch behind.
#include "connectors/embedded/embedded_log.h"

#include <algorithm>

#include "base/check.h"
#include "connectors/crash_point.h"
#include "connectors/embedded/backup_set.h"
#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {

namespace {

using Visit = std::function<bool(std::string_view, std::string_view)>;

constexpr std::int64_t kTrimShare = 10;     // of what is kept, so much more waits for a trim
constexpr std::size_t kTrimBatch = 10'000;  // records in one write

std::size_t index_of(engine::Topic topic) { return static_cast<std::size_t>(topic); }
std::size_t index_of(OutputTopic topic) { return static_cast<std::size_t>(topic); }

void add_writes(Batch& batch, const std::vector<StateWrite>& writes) {
  for (const StateWrite& write : writes) {
    const std::string key = state_key(write.family, write.key);
    if (write.value) {
      batch.put(key, *write.value);
    } else {
      batch.erase(key);
    }
  }
}

void add_latest(Batch& batch, const OutputRecord& output) {
  const std::string key = latest_key(output.topic, output.key);
  if (output.value.empty()) {
    batch.erase(key);
  } else {
    batch.put(key, output.value);
  }
}

std::unexpected<Error> missing(const std::string& key) {
  return stop("record " + describe_key(key) + ": missing");
}

std::string format_error(const std::string& folder, std::uint32_t format) {
  return "database " + folder + ": layout format " + std::to_string(format) +
         " is unknown to this build, which knows format " + std::to_string(kLayoutFormat);
}

// Collects the records of one poll, and tells when it is full.
struct Poll {
  engine::Topic topic = engine::Topic::Rules;
  std::int64_t next = 0;  // the offset that must come
  std::int64_t head = 0;
  std::size_t max_records = 0;
  std::size_t max_bytes = 0;
  std::size_t bytes = 0;
  std::vector<RawRecord> records;
  Status status;

  bool take(std::string_view key, std::string_view value);
};

bool Poll::take(std::string_view key, std::string_view value) {
  auto record = read_input(topic, key, value);
  if (!record) {
    status = std::unexpected(record.error());
    return false;
  }
  if (record->offset >= head) return false;  // appended since the head was read
  if (record->offset != next) {
    status = missing(input_key(topic, next));
    return false;
  }
  const std::size_t size = record->key.size() + record->value.size();
  if (!records.empty() && bytes + size > max_bytes) return false;
  bytes += size;
  ++next;
  records.push_back(std::move(*record));
  return records.size() < max_records && next < head;
}

}  // namespace

Result<std::unique_ptr<EmbeddedLog>> EmbeddedLog::open(const std::string& folder,
                                                       const EmbeddedLogOptions& options) {
  auto database = Database::open(folder, options.database);
  if (!database) return std::unexpected(database.error());
  auto log = std::make_unique<EmbeddedLog>(Unchecked{}, std::move(*database));
  if (auto status = log->check_identity(folder, options); !status) {
    return std::unexpected(status.error());
  }
  if (auto status = log->recover_heads(); !status) return std::unexpected(status.error());
  return log;
}

Status EmbeddedLog::check_identity(const std::string& folder, const EmbeddedLogOptions& options) {
  const auto value = database_.get(identity_key());
  if (!value) return std::unexpected(value.error());
  if (const std::optional<std::string>& stored = *value) {
    auto identity = read_identity(*stored);
    if (!identity) return std::unexpected(identity.error());
    if (identity->format != kLayoutFormat) return stop(format_error(folder, identity->format));
    if (!options.app_id.empty() && identity->app_id != options.app_id) {
      return stop("database " + folder + ": belongs to app_id " + identity->app_id + ", not to " +
                  options.app_id);
    }
    identity_ = std::move(*identity);
    return {};
  }
  bool empty = true;
  const auto see = [&empty](std::string_view, std::string_view) { return empty = false; };
  if (auto status = database_.scan("", "", see); !status) return status;
  if (!empty) return missing(identity_key());
  const Result<Instant> birth = options.birth ? options.birth() : options.opened_at;
  if (!birth) return std::unexpected(birth.error());
  identity_ = {.created_at = *birth,
               .partition = options.partition,
               .partitions = options.partitions,
               .app_id = options.app_id.empty() ? EmbeddedLogOptions{}.app_id : options.app_id};
  Batch batch(database_);
  batch.put(identity_key(), identity_value(identity_));
  return database_.write(batch, Durability::Synced);
}

Result<std::int64_t> EmbeddedLog::recover_head(const std::string& head_key,
                                               const std::string& prefix) const {
  std::int64_t newest = -1;
  const auto see = [&newest](std::string_view key, std::string_view) {
    newest = offset_in(key).value_or(-1);
    return false;
  };
  if (auto status = database_.scan_back(prefix, see); !status) {
    return std::unexpected(status.error());
  }
  const auto value = database_.get(head_key);
  if (!value) return std::unexpected(value.error());
  Result<std::int64_t> head = 0;
  if (const std::optional<std::string>& stored = *value) head = read_head(head_key, *stored);
  if (head && *head != newest + 1) {
    return stop("record " + describe_key(head_key) + ": says " + std::to_string(*head) +
                ", the newest offset is " + std::to_string(newest));
  }
  return head;
}

Status EmbeddedLog::recover_heads() {
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const auto topic = static_cast<engine::Topic>(rank);
    const auto head = recover_head(input_head_key(topic), input_prefix(topic));
    if (!head) return std::unexpected(head.error());
    heads_.at(rank) = *head;
  }
  for (std::size_t index = 0; index < kOutputTopicCount; ++index) {
    const auto topic = static_cast<OutputTopic>(index);
    const auto head = recover_head(output_head_key(topic), appended_prefix(topic));
    if (!head) return std::unexpected(head.error());
    output_heads_.at(index) = *head;
  }
  return {};
}

Result<std::vector<RawRecord>> EmbeddedLog::poll(engine::Topic topic, std::int64_t offset,
                                                 std::size_t max_records, std::size_t max_bytes) {
  Poll poll{.topic = topic,
            .next = std::max<std::int64_t>(offset, 0),
            .head = heads()->at(index_of(topic)),
            .max_records = std::max<std::size_t>(max_records, 1),
            .max_bytes = max_bytes,
            .records = {},
            .status = {}};
  if (poll.next >= poll.head) return std::vector<RawRecord>();
  const auto take = [&poll](std::string_view key, std::string_view value) {
    return poll.take(key, value);
  };
  const Status read = database_.scan(input_prefix(topic), input_key(topic, poll.next), take);
  if (!read) return std::unexpected(read.error());
  if (!poll.status) return std::unexpected(poll.status.error());
  if (poll.records.empty()) return missing(input_key(topic, poll.next));
  return std::move(poll.records);
}

Result<Heads> EmbeddedLog::heads() {
  const std::scoped_lock lock(heads_mutex_);
  return heads_;
}

Status EmbeddedLog::append(const std::vector<NewRecord>& records,
                           const std::vector<StateWrite>& beside, Instant at) {
  const std::scoped_lock one_by_one(append_mutex_);
  const Heads before = *heads();
  Heads after = before;
  Batch batch(database_);
  for (const NewRecord& record : records) {
    std::int64_t& head = after.at(index_of(record.topic));
    batch.put(input_key(record.topic, head), input_value(record, record.appended_at.value_or(at)));
    ++head;
  }
  for (std::size_t rank = 0; rank < after.size(); ++rank) {
    if (after.at(rank) == before.at(rank)) continue;
    batch.put(input_head_key(static_cast<engine::Topic>(rank)), head_value(after.at(rank)));
  }
  add_writes(batch, beside);
  crash_point(CrashPoint::BeforeAppendWrite);
  if (auto status = database_.write(batch, Durability::Synced); !status) return status;
  crash_point(CrashPoint::AfterAppendSync);
  const std::scoped_lock publish(heads_mutex_);
  heads_ = after;
  return {};
}

Status EmbeddedLog::commit(const SealedEpoch& epoch) {
  Batch batch(database_);
  return write_epoch(batch, epoch);
}

Status EmbeddedLog::mirror(const std::vector<RawRecord>& inputs, const SealedEpoch& rest) {
  const std::scoped_lock one_by_one(append_mutex_);
  Heads after = *heads();
  Batch batch(database_);
  for (const RawRecord& record : inputs) {
    std::int64_t& head = after.at(index_of(record.topic));
    if (record.offset < head) continue;
    if (record.offset - head > kMaxGap) {
      return stop("topic " + std::string(engine::topic_name(record.topic)) + ": of offsets " +
                  std::to_string(head) + " to " + std::to_string(record.offset) +
                  " nothing is kept");
    }
    for (; head < record.offset; ++head) {
      batch.put(input_key(record.topic, head), erased_input_value(record.appended_at));
    }
    batch.put(input_key(record.topic, head),
              input_value({.topic = record.topic, .key = record.key, .value = record.value.str()},
                          record.appended_at));
    ++head;
    batch.put(input_head_key(record.topic), head_value(head));
  }
  if (auto status = write_epoch(batch, rest); !status) return status;
  const std::scoped_lock publish(heads_mutex_);
  heads_ = after;
  return {};
}

// Beside what the batch holds already.
Status EmbeddedLog::write_epoch(Batch& batch, const SealedEpoch& epoch) {
  auto after = output_heads_;
  for (const OutputRecord& output : epoch.outputs) {
    if (is_compacted(output.topic)) {
      add_latest(batch, output);
      continue;
    }
    std::int64_t& head = after.at(index_of(output.topic));
    batch.put(appended_key(output.topic, head), appended_value(output));
    ++head;
  }
  for (std::size_t index = 0; index < after.size(); ++index) {
    if (after.at(index) == output_heads_.at(index)) continue;
    batch.put(output_head_key(static_cast<OutputTopic>(index)), head_value(after.at(index)));
  }
  add_writes(batch, epoch.writes);
  const Durability durability = epoch.may_lag ? Durability::Buffered : Durability::Synced;
  crash_point(CrashPoint::BeforeCommitWrite);
  if (auto status = database_.write(batch, durability); !status) {
    return std::unexpected(
        Error{.message = "epoch " + std::to_string(epoch.epoch) + ": " + status.error().message,
              .reaction = status.error().reaction});
  }
  crash_point(CrashPoint::AfterCommitSync);
  output_heads_ = after;
  return {};
}

Result<std::optional<std::string>> EmbeddedLog::get(Family family, std::string_view key) {
  return database_.get(state_key(family, key));
}

Status EmbeddedLog::scan(Family family, std::string_view prefix, std::string_view from,
                         const Visit& visit) {
  const std::size_t before_key = state_key(family, "").size();
  return database_.scan(state_key(family, prefix), state_key(family, from),
                        [&](std::string_view key, std::string_view value) {
                          return visit(key.substr(before_key), value);
                        });
}

Result<std::optional<std::string>> EmbeddedLog::latest(OutputTopic topic, std::string_view key) {
  INVARIANT(is_compacted(topic));
  return database_.get(latest_key(topic, key));
}

Status EmbeddedLog::scan_latest(OutputTopic topic, std::string_view prefix, std::string_view from,
                                const Visit& visit) {
  INVARIANT(is_compacted(topic));
  const std::size_t before_key = latest_key(topic, "").size();
  return database_.scan(latest_key(topic, prefix), latest_key(topic, from),
                        [&](std::string_view key, std::string_view value) {
                          return visit(key.substr(before_key), value);
                        });
}

Status EmbeddedLog::scan_appended(OutputTopic topic, std::int64_t from_offset,
                                  const std::function<bool(const AppendedRecord&)>& visit) {
  INVARIANT(!is_compacted(topic));
  Status damage;
  const auto read = [&](std::string_view key, std::string_view value) {
    const auto record = read_appended(key, value);
    if (record) return visit(*record);
    damage = std::unexpected(record.error());
    return false;
  };
  const std::int64_t first = std::max<std::int64_t>(from_offset, 0);
  const Status status = database_.scan(appended_prefix(topic), appended_key(topic, first), read);
  return status ? damage : status;
}

Result<std::vector<AppendedRecord>> EmbeddedLog::tail_appended(OutputTopic topic,
                                                               std::size_t limit) {
  INVARIANT(!is_compacted(topic));
  std::vector<AppendedRecord> records;
  Status damage;
  const auto read = [&](std::string_view key, std::string_view value) {
    if (records.size() >= limit) return false;
    auto record = read_appended(key, value);
    if (!record) {
      damage = std::unexpected(record.error());
      return false;
    }
    records.push_back(std::move(*record));
    return true;
  };
  const Status status = database_.scan_back(appended_prefix(topic), read);
  if (!status) return std::unexpected(status.error());
  if (!damage) return std::unexpected(damage.error());
  std::ranges::reverse(records);
  return records;
}

Status EmbeddedLog::erase_records(const ErasedRecords& records) {
  Batch batch(database_);
  for (const RawRecord& input : records.inputs) {
    batch.put(input_key(input.topic, input.offset), erased_input_value(input.appended_at));
  }
  for (const std::int64_t offset : records.dead_letters) {
    batch.put(appended_key(OutputTopic::DeadLetters, offset), appended_value({}));
  }
  for (const OutputRecord& output : records.latest) {
    batch.erase(latest_key(output.topic, output.key));
  }
  add_writes(batch, records.writes);
  return database_.write(batch, Durability::Synced);
}

Status EmbeddedLog::trim_appended(OutputTopic topic, std::int64_t keep) {
  INVARIANT(!is_compacted(topic) && keep > 0);
  std::int64_t& oldest = trimmed_.at(index_of(topic));
  const std::int64_t until = output_heads_.at(index_of(topic)) - keep;
  if (until - oldest < keep / kTrimShare) return {};
  Batch batch(database_);
  const auto take = [&](std::string_view key, std::string_view) {
    const std::int64_t offset = offset_in(key).value_or(until);
    if (offset < until) batch.erase(key);
    return offset < until && batch.count() < kTrimBatch;
  };
  std::size_t erased = kTrimBatch;
  while (erased == kTrimBatch) {
    batch = Batch(database_);
    const auto status = database_.scan(appended_prefix(topic), appended_key(topic, oldest), take);
    if (!status) return status;
    erased = batch.count();
    if (auto written = database_.write(batch, Durability::Buffered); !written) return written;
  }
  oldest = until;
  return {};
}

Status EmbeddedLog::copy_beside() {
  const std::string& folder = database_.folder();
  const std::size_t slash = folder.rfind('/');
  INVARIANT(slash != std::string::npos);
  return database_.copy_to(copy_path(folder.substr(0, slash), folder.substr(slash + 1)));
}

std::uint64_t EmbeddedLog::approximate_bytes() const {
  return database_.approximate_bytes({.from = "", .until = "\xff"});
}

Status EmbeddedLog::close() { return database_.close(); }

}  // namespace shelfd::connectors
