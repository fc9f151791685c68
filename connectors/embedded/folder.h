// Data folder: where one shelfd on one machine keeps all it has, and what stands where in it.
//
//   <folder>/           0700 when created here; an existing one keeps its mode
//   <folder>/db/        the embedded log's database (0700); db-1, db-2, ... of further partitions
//   <folder>/db.damaged-<UTC time>  a database that was set aside, never deleted here
//   <folder>/copy/      databases on their way into a backup (backup_set.h)
//   <folder>/restoring/ a restore that is under way, or was cut off: nothing opens the folder then
//   <folder>/shelfd.sock  the Unix socket of the running process
//
// Errors: Stop for what a person must change (no permission, not a folder, read-only disk), Retry
// where the disk is full; each names the path and the cause.
// Threads: any. Not here: opening the database (embedded_log.h), the socket (connectors/http).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace shelfd::connectors {

struct Folder {
  std::string path;
  std::string database;
  std::string socket;
};

// The names alone; touches nothing.
[[nodiscard]] Folder folder_at(const std::string& path);

// Creates what is missing, parents too, and checks that this process may read and write there.
[[nodiscard]] Result<Folder> open_folder(const std::string& path);

// The names of the databases there: "db", then "db-1", "db-2", ... by number. Empty where there is
// none, or no folder.
[[nodiscard]] std::vector<std::string> databases_of(const std::string& path);

// Whether another process has one of its databases open.
[[nodiscard]] bool is_in_use(const std::string& path);

// Renames the database `<folder>/<name>` to <name>.damaged-<UTC time>. Gives its new path.
// Errors: Retry while a process has it open.
[[nodiscard]] Result<std::string> quarantine(const std::string& path, const std::string& name,
                                             Instant now);

}  // namespace shelfd::connectors
