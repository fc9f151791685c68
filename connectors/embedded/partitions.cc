// Opening in the order that makes a making cut off safe to finish; then routing.
#include "connectors/embedded/partitions.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/check.h"
#include "connectors/partitioning.h"

namespace shelfd::connectors {

namespace {

using Logs = std::vector<std::unique_ptr<EmbeddedLog>>;

// RocksDB keeps this file in every database that was ever opened.
bool is_made(const std::string& database) {
  std::error_code ignored;
  return std::filesystem::exists(database + "/CURRENT", ignored);
}

std::string counted(std::int32_t partitions) {
  return std::to_string(partitions) + (partitions == 1 ? " partition" : " partitions");
}

DatabaseOptions share_of(DatabaseOptions all, std::int32_t count) {
  const auto parts = static_cast<std::uint64_t>(count);
  all.block_cache_bytes /= parts;
  all.write_buffer_bytes /= parts;
  all.max_open_files /= count;
  return all;
}

Result<bool> is_empty(EmbeddedLog& log) {
  const auto heads = log.heads();
  if (!heads) return std::unexpected(heads.error());
  const auto epochs = log.tail_appended(OutputTopic::Epochs, 1);
  if (!epochs) return std::unexpected(epochs.error());
  return *heads == Heads{} && epochs->empty();
}

std::unexpected<Error> missing(const std::string& path, const std::string& clue) {
  return stop("database " + path + ": missing, though " + clue +
              ": bring it back from the backup, or take a new folder");
}

// Opens the databases of one folder, one after the other. The first tells the folder's birth, and
// its count where none is asked for.
class Opening {
 public:
  Opening(std::string database, EmbeddedLogOptions each, std::optional<std::int32_t> asked)
      : database_(std::move(database)), each_(std::move(each)), asked_(asked) {}

  [[nodiscard]] Result<Logs> open_made();
  // Partition 0 is made last: while it is missing, nothing was ever written to the others.
  [[nodiscard]] Result<Logs> make();

 private:
  [[nodiscard]] Result<std::unique_ptr<EmbeddedLog>> open_one(std::int32_t partition);
  [[nodiscard]] Result<Instant> birth_of_next() const;
  [[nodiscard]] Status check(const std::string& path, const Identity& identity) const;

  std::string database_;
  EmbeddedLogOptions each_;
  std::optional<std::int32_t> asked_;
  bool is_first_ = true;
};

Status Opening::check(const std::string& path, const Identity& identity) const {
  if (identity.partitions != each_.partitions) {
    return stop("database " + path + ": its data folder was made for " +
                counted(identity.partitions) + ", not for " + std::to_string(each_.partitions) +
                "; the count is fixed when a folder is made: `shelfd import --rebuild` makes it "
                "anew, or take a new folder");
  }
  if (identity.partition == each_.partition && identity.created_at == each_.opened_at) return {};
  return stop("database " + path + ": is partition " + std::to_string(identity.partition) +
              " of another data folder, not partition " + std::to_string(each_.partition) +
              " of this one");
}

Result<std::unique_ptr<EmbeddedLog>> Opening::open_one(std::int32_t partition) {
  const std::string path = database_of(database_, partition);
  std::error_code error;
  std::filesystem::create_directory(path, database_, error);  // with the mode of the first
  if (error) return stop("database " + path + ": cannot be created: " + error.message());
  each_.partition = partition;
  auto log = EmbeddedLog::open(path, each_);
  if (!log) return log;
  const Identity& identity = (*log)->identity();
  if (is_first_) {
    each_.opened_at = identity.created_at;
    each_.partitions = asked_.value_or(identity.partitions);
    is_first_ = false;
  }
  if (auto status = check(path, identity); !status) return std::unexpected(status.error());
  return log;
}

// Partition 0 has files and no identity: its making was cut off, and the others were made before.
Result<Instant> Opening::birth_of_next() const {
  const std::string next = database_of(database_, 1);
  if (!is_made(next)) return each_.opened_at;
  EmbeddedLogOptions options = each_;
  options.partition = 1;
  options.birth = {};
  auto log = EmbeddedLog::open(next, options);
  if (!log) return std::unexpected(log.error());
  const auto empty = is_empty(**log);
  if (!empty) return std::unexpected(empty.error());
  if (!*empty) return missing(database_, next + " holds records");
  return (*log)->identity().created_at;
}

Result<Logs> Opening::open_made() {
  Logs logs;
  each_.birth = [this] { return birth_of_next(); };
  for (std::int32_t partition = 0; partition < each_.partitions; ++partition) {
    const std::string path = database_of(database_, partition);
    if (!is_made(path)) {
      return missing(path, "its data folder was made for " + counted(each_.partitions));
    }
    auto log = open_one(partition);
    if (!log) return std::unexpected(log.error());
    each_.birth = {};
    logs.push_back(*std::move(log));
  }
  return logs;
}

Result<Logs> Opening::make() {
  const std::string beyond = database_of(database_, each_.partitions);
  if (is_made(beyond)) return missing(database_, beyond + " is there");
  Logs logs(static_cast<std::size_t>(each_.partitions));
  for (std::int32_t made = 1; made <= each_.partitions; ++made) {
    const std::int32_t partition = made % each_.partitions;
    auto log = open_one(partition);
    if (!log) return std::unexpected(log.error());
    const auto empty = is_empty(**log);
    if (!empty) return std::unexpected(empty.error());
    if (!*empty) {
      return missing(database_, database_of(database_, partition) + " holds records");
    }
    logs[static_cast<std::size_t>(partition)] = *std::move(log);
  }
  return logs;
}

}  // namespace

std::string database_of(const std::string& database, std::int32_t partition) {
  return partition == 0 ? database : database + "-" + std::to_string(partition);
}

Result<std::unique_ptr<Partitions>> Partitions::open(const std::string& database,
                                                     const PartitionsOptions& options) {
  if (options.count && (*options.count < 1 || *options.count > kMaxPartitions)) {
    return stop("database " + database + ": " + counted(*options.count) +
                " are asked for; must be 1 to " + std::to_string(kMaxPartitions));
  }
  const bool made = is_made(database);
  std::int32_t count = options.count.value_or(1);
  if (!options.count && made) {
    while (count < kMaxPartitions && is_made(database_of(database, count))) ++count;
  }
  EmbeddedLogOptions each = options.log;
  each.database = share_of(each.database, count);
  each.partitions = count;
  Opening opening(database, std::move(each), options.count);
  auto logs = made ? opening.open_made() : opening.make();
  if (!logs) return std::unexpected(logs.error());
  return std::unique_ptr<Partitions>(new Partitions(*std::move(logs)));
}

EmbeddedLog& Partitions::partition(std::int32_t number) {
  INVARIANT(number >= 0 && number < count());
  return *logs_[static_cast<std::size_t>(number)];
}

EmbeddedLog& Partitions::partition_of(std::string_view item_key) {
  return partition(connectors::partition_of(item_key, count()));
}

Status Partitions::append(std::vector<Arrival> arrivals, Instant at,
                          const std::vector<StateWrite>& everywhere) {
  struct Part {
    std::vector<NewRecord> records;
    std::vector<StateWrite> beside;
  };
  std::vector<Part> parts(logs_.size());
  const auto put = [](Part& part, NewRecord record, std::string row_hash) {
    part.records.push_back(std::move(record));
    if (row_hash.empty()) return;
    part.beside.push_back(
        {.family = Family::Imported, .key = std::move(row_hash), .value = std::string()});
  };
  std::unique_lock in_order(rules_mutex_, std::defer_lock);
  for (Arrival& arrival : arrivals) {
    if (arrival.record.topic == engine::Topic::Rules) {
      for (Part& part : parts) put(part, arrival.record, arrival.row_hash);
      if (!in_order) in_order.lock();
      continue;
    }
    const std::int32_t number = connectors::partition_of(arrival.record.key, count());
    put(parts[static_cast<std::size_t>(number)], std::move(arrival.record),
        std::move(arrival.row_hash));
  }
  for (std::size_t number = 0; number < parts.size(); ++number) {
    Part& part = parts[number];
    part.beside.insert(part.beside.end(), everywhere.begin(), everywhere.end());
    if (part.records.empty() && part.beside.empty()) continue;
    const auto status = logs_[number]->append(part.records, part.beside, at);
    if (status) continue;
    return std::unexpected(
        Error{.message = "partition " + std::to_string(number) + ": " + status.error().message,
              .reaction = status.error().reaction});
  }
  return {};
}

Result<bool> Partitions::has_row(const Arrival& arrival) {
  const auto has = [&arrival](EmbeddedLog& log) -> Result<bool> {
    const auto entry = log.get(Family::Imported, arrival.row_hash);
    if (!entry) return std::unexpected(entry.error());
    return entry->has_value();
  };
  if (arrival.record.topic != engine::Topic::Rules) return has(partition_of(arrival.record.key));
  for (const auto& log : logs_) {
    const auto found = has(*log);
    if (!found || !*found) return found;
  }
  return true;
}

Result<std::optional<std::string>> Partitions::get(Family family, std::string_view key) {
  if (family == Family::Rules) return partition(0).get(family, key);
  if (const auto item = item_in(family, key)) return partition_of(*item).get(family, key);
  for (const auto& log : logs_) {
    auto value = log->get(family, key);
    if (!value || *value) return value;
  }
  return std::nullopt;
}

Result<std::optional<std::string>> Partitions::latest(OutputTopic topic, std::string_view key) {
  // A key without an item in it is nobody's: any partition says so.
  return partition_of(item_in(topic, key).value_or(key)).latest(topic, key);
}

Status Partitions::scan(Family family, std::string_view prefix, std::string_view from,
                        const Visit& visit) {
  if (family == Family::Rules) return partition(0).scan(family, prefix, from, visit);
  std::vector<Walk> walks;
  for (const auto& log : logs_) {
    walks.emplace_back([&log, family, prefix](std::string_view first, const Visit& see) {
      return log->scan(family, prefix, first, see);
    });
  }
  return merge_walks(walks, from, visit);
}

Status Partitions::scan_latest(OutputTopic topic, std::string_view prefix, std::string_view from,
                               const Visit& visit) {
  std::vector<Walk> walks;
  for (const auto& log : logs_) {
    walks.emplace_back([&log, topic, prefix](std::string_view first, const Visit& see) {
      return log->scan_latest(topic, prefix, first, see);
    });
  }
  return merge_walks(walks, from, visit);
}

std::uint64_t Partitions::approximate_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& log : logs_) bytes += log->approximate_bytes();
  return bytes;
}

Status Partitions::close() {
  Status first;
  for (const auto& log : logs_) {
    auto status = log->close();
    if (first && !status) first = std::move(status);
  }
  return first;
}

}  // namespace shelfd::connectors
