// Rebuild: a data folder's history together with files that are older than it, in own time, into
// new databases that then take the place of the old ones; the rest of `import --rebuild`.
//
// Every input that the log retains is fed again, rules first and in their order, then all by own
// time with the rows of the files, as one feed (engine/step.h, `rebuilding`). Kept are append
// times, the key of event ids and the hashes of imported rows. Left out are records that were
// erased, and those that were refused as from the future: they would set the time of everything.
//   <data>/rebuilding/   the new databases while they are made; one that was cut off is made anew
//   then folder.h's swap: the old ones stay as db.before-<UTC time>, and nobody deletes them
// Killed before the swap the folder is as it was; after it began, the next opening finishes it.
// Memory: about 40 bytes a record. Disk: the folder once more.
// Threads: as Node. Errors: Retry where the folder is in use, Stop where an input is missing (the
// log must go back to its first record); those of a feed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "connectors/tables/imported_rows.h"
#include "daemon/import_feed.h"
#include "daemon/node.h"

namespace shelfd::daemon {

struct RebuildCounts {
  FeedCounts fed{};          // `added`: rows of the files
  std::size_t retained = 0;  // records of the old log that were fed again
  std::size_t erased = 0;    // left out
  std::size_t from_the_future = 0;
  std::vector<std::string> set_aside{};  // the old databases
};

// `settings` are the folder's; they may ask for another count of partitions. Without that, and
// without a row that is new, nothing is done, and nothing set aside.
[[nodiscard]] Result<RebuildCounts> rebuild(const NodeSettings& settings, connectors::Clock& clock,
                                            const connectors::ImportedRows& rows,
                                            const std::function<void(double)>& progress);

}  // namespace shelfd::daemon
