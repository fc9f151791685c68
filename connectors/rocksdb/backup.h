// Backup folder: copies of one database, one below the other, by RocksDB's BackupEngine.
//
// A table that an older backup holds is not copied again. Every file's sum is kept, compared with
// the database's own while it is copied, and again by `verify` and `restore`. A backup that was cut
// off is none, and the next `take` clears it away.
// No RocksDB type appears here. Not here: the backups of a data folder with all its databases
// (connectors/embedded/backup_set.h).
// Threads: one, and one process a folder while it takes or erases.
// Errors: Stop naming the folder, the backup and the damaged file; Retry where the disk is full.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/rocksdb/database.h"

namespace shelfd::connectors {

struct Backup {
  std::uint32_t id = 0;  // 1, 2, ... in this folder
  Instant made_at{};     // to the second
  std::uint64_t bytes = 0;
  std::string label;
};

class BackupFolder {
 public:
  enum class Access { Read, Write };
  // Called about every 4 MiB, on the copying thread, with the bytes copied so far.
  using Copied = std::function<void(std::uint64_t)>;

  // With Write, made where it is missing.
  [[nodiscard]] static Result<BackupFolder> open(const std::string& folder, Access access);
  ~BackupFolder();
  BackupFolder(const BackupFolder&) = delete;
  BackupFolder& operator=(const BackupFolder&) = delete;
  BackupFolder(BackupFolder&&) noexcept;
  BackupFolder& operator=(BackupFolder&&) noexcept;

  // Oldest first. A backup whose own list of files is damaged is not among them.
  [[nodiscard]] std::vector<Backup> list() const;

  // Not verified yet. Gives its id.
  [[nodiscard]] Result<std::uint32_t> take(Database& from, const std::string& label,
                                           const Copied& copied);
  // Reads every file of it and compares its sum.
  [[nodiscard]] Status verify(std::uint32_t id) const;
  // Into a folder that is new or empty.
  [[nodiscard]] Status restore(std::uint32_t id, const std::string& to) const;
  [[nodiscard]] Status erase(std::uint32_t id);

 private:
  struct Parts;
  explicit BackupFolder(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::connectors
