// Database state: a partition's local state in one RocksDB, without a log of its own: the changelog
// is the log. One write batch an epoch, after its commit.
//
//   0x01           identity    format, app id, partition and count, as text
//   0x06           position    the changelog offset to go on from (8 bytes, big-endian)
//   0x10 + Family  state       as in the embedded log, and as the changelog's keys
//
// A crash leaves a prefix of the batches, position included (RocksDB keeps it for one column
// family without its log: ../shared/notes/streaming.md 3.4). It is flushed when more records than
// kFlushRecords wait, which is less than a second of restoring.
// A folder that is damaged, or of another partition, is set aside as `<folder>.damaged-<n>` and
// begun anew: the changelog has all of it.
// Threads, errors: local_state.h.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "connectors/kafka/local_state.h"
#include "connectors/rocksdb/database.h"

namespace shelfd::connectors {

// Records applied and not flushed.
inline constexpr std::size_t kFlushRecords = 100'000;

struct DatabaseStateOptions {
  std::string folder{};  // its parent exists
  std::string app_id{};
  std::int32_t partition = 0;
  std::int32_t partitions = 1;
  DatabaseOptions database{};
  // Told when a damaged folder is set aside: where to, and why.
  std::function<void(const std::string& folder, const std::string& why)> on_damage{};
};

class DatabaseState final : public LocalState {
 public:
  // Errors: Retry for a disk that is full or a folder in use. Damage is none (see above).
  [[nodiscard]] static Result<std::unique_ptr<DatabaseState>> open(DatabaseStateOptions options);

  [[nodiscard]] Result<std::optional<std::string>> get(Family family,
                                                       std::string_view key) override;
  [[nodiscard]] Status scan(
      Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) override;

  [[nodiscard]] Result<std::optional<std::int64_t>> changelog_next() override;
  [[nodiscard]] Status apply(const std::vector<StateWrite>& writes,
                             std::int64_t changelog_next) override;
  [[nodiscard]] Status restore(const std::vector<ChangelogRecord>& records,
                               std::int64_t changelog_next) override;
  [[nodiscard]] Status flush() override;
  [[nodiscard]] Status wipe() override;
  [[nodiscard]] Status set_aside(const std::string& why) override;

 private:
  DatabaseState(DatabaseStateOptions options, Database database)
      : options_(std::move(options)), database_(std::move(database)) {}
  [[nodiscard]] Status write(Batch& batch, std::int64_t changelog_next);
  [[nodiscard]] Status begin_anew();

  DatabaseStateOptions options_;
  Database database_;
  std::size_t unflushed_records_ = 0;
};

}  // namespace shelfd::connectors
