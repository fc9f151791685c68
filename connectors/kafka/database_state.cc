#include "connectors/kafka/database_state.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "connectors/ordered_writes.h"
#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {
namespace {

constexpr std::uint32_t kCopyFormat = 1;
constexpr std::string_view kPositionKey = "\x06";

std::string identity_of(const DatabaseStateOptions& options) {
  return "shelfd changelog copy, format " + std::to_string(kCopyFormat) + ", app_id " +
         options.app_id + ", partition " + std::to_string(options.partition) + " of " +
         std::to_string(options.partitions);
}

// Moves the folder out of the way, under the first number that is free.
Status move_aside(const DatabaseStateOptions& options, const std::string& why) {
  std::error_code failed;
  for (int number = 1;; ++number) {
    const std::string aside = options.folder + ".damaged-" + std::to_string(number);
    if (std::filesystem::exists(aside, failed)) continue;
    std::filesystem::rename(options.folder, aside, failed);
    if (failed) return stop(options.folder + ": cannot be set aside: " + failed.message());
    if (options.on_damage) options.on_damage(aside, why);
    return {};
  }
}

// In a batch.
std::size_t bytes_of(const std::vector<StateWrite>& writes) {
  constexpr std::size_t kFrame = 16;
  std::size_t bytes = 0;
  for (const StateWrite& write : writes) {
    bytes += kFrame + write.key.size() + (write.value ? write.value->size() : 0);
  }
  return bytes;
}

// A new database gets its identity; of an old one it is compared.
Status check_identity(Database& database, const DatabaseStateOptions& options) {
  const std::string expected = identity_of(options);
  const auto found = database.get(identity_key());
  if (!found) return std::unexpected(found.error());
  if (*found == expected) return {};
  if (*found) return stop("is of \"" + **found + "\", not of \"" + expected + "\"");
  bool empty = true;
  const auto see = [&empty](std::string_view, std::string_view) { return empty = false; };
  if (auto status = database.scan("", "", see); !status) return status;
  if (!empty) return stop("has no identity");
  Batch batch(database);
  batch.put(identity_key(), expected);
  return database.write(batch, Durability::Unlogged);
}

Result<Database> open_checked(const DatabaseStateOptions& options) {
  auto database = Database::open(options.folder, options.database);
  if (!database) return database;
  auto status = check_identity(*database, options);
  if (!status) return std::unexpected(status.error());
  return database;
}

Result<Database> open_or_set_aside(const DatabaseStateOptions& options) {
  auto database = open_checked(options);
  if (database || database.error().reaction == Reaction::Retry) return database;
  if (auto status = move_aside(options, database.error().message); !status) {
    return std::unexpected(status.error());
  }
  return open_checked(options);
}

}  // namespace

Result<std::unique_ptr<DatabaseState>> DatabaseState::open(DatabaseStateOptions options) {
  auto database = open_or_set_aside(options);
  if (!database) return std::unexpected(database.error());
  return std::unique_ptr<DatabaseState>(
      new DatabaseState(std::move(options), std::move(*database)));
}

Result<std::optional<std::string>> DatabaseState::get(Family family, std::string_view key) {
  return database_.get(state_key(family, key));
}

Status DatabaseState::scan(Family family, std::string_view prefix, std::string_view from,
                           const std::function<bool(std::string_view, std::string_view)>& visit) {
  return database_.scan(state_key(family, prefix), state_key(family, from),
                        [&visit](std::string_view key, std::string_view value) {
                          return visit(key.substr(1), value);
                        });
}

Result<std::optional<std::int64_t>> DatabaseState::changelog_next() {
  const auto value = database_.get(kPositionKey);
  if (!value) return std::unexpected(value.error());
  if (!*value) return std::optional<std::int64_t>();
  if ((*value)->size() != sizeof(std::uint64_t)) {
    return stop("database " + options_.folder + ": its position has " +
                std::to_string((*value)->size()) + " bytes, not 8");
  }
  return std::optional(static_cast<std::int64_t>(read_big_endian(**value)));
}

Status DatabaseState::write(Batch& batch, std::int64_t changelog_next) {
  std::string position;
  put_big_endian(position, static_cast<std::uint64_t>(changelog_next));
  batch.put(kPositionKey, position);
  unflushed_records_ += batch.count();
  if (auto status = database_.write(batch, Durability::Unlogged); !status) return status;
  return unflushed_records_ > kFlushRecords ? flush() : Status();
}

// In the order of keys: the memtable's list then goes on where the write before it was.
Status DatabaseState::apply(const std::vector<StateWrite>& writes, std::int64_t changelog_next) {
  Batch batch(database_, bytes_of(writes));
  for (const auto& family : in_order(writes)) {
    for (const StateWrite* state : family) {
      const std::string key = state_key(state->family, state->key);
      if (state->value) {
        batch.put(key, *state->value);
      } else {
        batch.erase(key);
      }
    }
  }
  return write(batch, changelog_next);
}

Status DatabaseState::restore(const std::vector<ChangelogRecord>& records,
                              std::int64_t changelog_next) {
  Batch batch(database_);
  for (const ChangelogRecord& record : records) {
    if (record.value) {
      batch.put(record.key, *record.value);
    } else {
      batch.erase(record.key);
    }
  }
  return write(batch, changelog_next);
}

Status DatabaseState::flush() {
  unflushed_records_ = 0;
  return database_.flush();
}

Status DatabaseState::wipe() {
  static_cast<void>(database_.close());
  std::error_code failed;
  std::filesystem::remove_all(options_.folder, failed);
  if (failed) return stop(options_.folder + ": cannot be removed: " + failed.message());
  return begin_anew();
}

Status DatabaseState::set_aside(const std::string& why) {
  static_cast<void>(database_.close());
  if (auto status = move_aside(options_, why); !status) return status;
  return begin_anew();
}

Status DatabaseState::begin_anew() {
  auto database = open_checked(options_);
  if (!database) return std::unexpected(database.error());
  database_ = std::move(*database);
  unflushed_records_ = 0;
  return {};
}

}  // namespace shelfd::connectors
