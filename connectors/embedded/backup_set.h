// Backup sets: backups of a data folder, each of all its databases, in one folder of their own.
//
//   <to>/db, <to>/db-1, ...   one backup folder a database (connectors/rocksdb/backup.h)
//   <to>/lock                 held by the process that takes a backup
//
// The backups of a set have one label, "set 3 of 2": the set's number and how many databases it
// has. A set that lacks one was cut off; it is not listed, and the next backup clears it away.
// Databases are copied one after another, each as of one moment: they are partitions, and share no
// item. The folder of a running process is not opened twice: it makes a copy of its databases
// (`copy_databases`, hard links), and the backup is taken of `<data>/copy`.
// Threads: one. Errors: Reject for what is asked (a folder inside the data, an unknown set, a
// folder that is not empty), Retry where something is in use or the disk is full, Stop for damage.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace shelfd::connectors {

struct BackupSet {
  std::uint32_t id = 0;
  Instant made_at{};
  std::uint64_t bytes = 0;  // of all its files; sets share files
  std::size_t databases = 0;
};

// `ratio` in [0, 1], about.
using BackupProgress = std::function<void(double ratio, const std::string& what)>;

// Complete sets, oldest first; empty where there is no such folder.
[[nodiscard]] Result<std::vector<BackupSet>> list_backups(const std::string& to);

struct TakeBackup {
  std::string data{};
  std::string to{};
  std::size_t keep = 7;  // the newest sets; from 1
  // Has the running process copy its databases (`copy_path`); empty where none runs.
  std::function<Status()> copy{};
};

// Where a process copies its database `name`: "<data>/copy/<name>".
[[nodiscard]] std::string copy_path(const std::string& data, const std::string& name);

// Copied, verified, and only then a set; then the sets beyond `keep` are erased.
[[nodiscard]] Result<BackupSet> take_backup(const TakeBackup& asked,
                                            const BackupProgress& progress);

struct Restore {
  std::string from{};
  std::uint32_t id = 0;  // 0: the newest
  std::string data{};
  bool replace = false;  // what is there is quarantined (folder.h); else it must not be there
  Instant now{};
};

// Verified, copied beside, opened once, and then moved into place. A restore that was cut off
// leaves `<data>/restoring`, and is repeated. Gives what was restored.
[[nodiscard]] Result<BackupSet> restore_backup(const Restore& asked,
                                               const BackupProgress& progress);

}  // namespace shelfd::connectors
