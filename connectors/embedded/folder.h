// Data folder: where one shelfd on one machine keeps all it has, and what stands where in it.
//
//   <folder>/           0700 when created here; an existing one keeps its mode
//   <folder>/db/        the embedded log's database (0700); db-1, db-2, ... of further partitions
//   <folder>/db.damaged-<UTC time>  a database that was set aside, never deleted here
//   <folder>/db.before-<UTC time>   a database that a rebuild replaced, never deleted here
//   <folder>/rebuilding/  new databases that are being made; nothing of the folder is touched yet
//   <folder>/rebuilt/     made, and to take the place of the old ones, which are still there
//   <folder>/moving-in/   the old ones are set aside, these are being moved in
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

// Creates what is missing, parents too, and checks that this process may read and write there. A
// swap that was cut off is finished.
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

// Where the databases of a rebuild are made.
[[nodiscard]] std::string rebuilding_path(const std::string& path);

// Puts them in the place of the folder's own, all of them or, cut off before the first rename,
// none: what was cut off later is finished by the next `open_folder`. Gives the old ones' new
// paths. Errors: Retry while a process has one open.
[[nodiscard]] Result<std::vector<std::string>> swap_rebuilt(const std::string& path, Instant now);

}  // namespace shelfd::connectors
