// Witness: a small file in a database's folder that says what must be there at the next opening.
//
// RocksDB cannot tell a manifest or a log that was cut off later from one whose end a crash left
// unwritten, nor miss a log that was deleted: it opens with fewer records and deletes the tables it
// does not know; and the damaged head of a manifest's record is the manifest's end to it. So the
// file WITNESS holds one line, "2 MANIFEST-000005 438 8191734529034 12 29841":
//   the manifest, how many of its bytes were synced, and a hash of those;
//   the number of the newest log, and how many of its bytes were (0 until a clean close).
// Format 1 had no hash, and is read too.
// Each is a lower bound, and an older witness stays true: manifests and logs get higher numbers,
// and the old one goes only after the new one is there. So it is written behind the writes (after
// an open, a new log, a flush, a compaction, before a close), and a failure to write it is no
// error. What it cannot tell: an end of the newest log that is lost or damaged after a kill, whose
// bytes are as a crash leaves them. A folder without it is opened unchecked. Inside this folder
// only: it shows RocksDB's types. Threads: `note` from any.
#pragma once

#include <rocksdb/db.h>

#include <string>

#include "base/result.h"

namespace shelfd::connectors {

enum class LogBytes { Unknown, AllSynced };

void note_files(rocksdb::DB& db, const std::string& folder, LogBytes log_bytes);

// Before opening: whether the newest log was synced to its end, so that a record of it that cannot
// be read is damage, not an unfinished write. Errors: Stop, naming the file that is missing or cut
// off.
[[nodiscard]] Result<bool> check_files(rocksdb::FileSystem& files, const std::string& folder);

}  // namespace shelfd::connectors
