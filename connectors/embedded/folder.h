// Data folder: where one shelfd on one machine keeps all it has, and what stands where in it.
//
//   <folder>/           0700 when created here; an existing one keeps its mode
//   <folder>/db/        the embedded log's database (0700)
//   <folder>/shelfd.sock  the Unix socket of the running process
//
// Errors: Stop for what a person must change (no permission, not a folder, read-only disk), Retry
// where the disk is full; each names the path and the cause.
// Threads: any. Not here: opening the database (embedded_log.h), the socket (connectors/http).
#pragma once

#include <string>

#include "base/result.h"

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

}  // namespace shelfd::connectors
