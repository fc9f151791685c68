// Erase: an item or a merchant goes from a data folder, and it is shown that nothing is left.
//
//   1. a tombstone (rules with `left_at` for a merchant) is appended, and the loop takes it: state
//      goes, what was said is withdrawn, pools take back what came from the item
//   2. records in the log are scrubbed (connectors/embedded/scrub.h)
//   3. the tables are rewritten, so that no older version is left, and the folder is opened anew
//   4. every key is looked at again, and the files' bytes are searched for the name
// The loop runs by a clock that stands where the partition's time stands, so that nobody else's day
// closes; unless something unread waits, which is taken as the next start would take it.
// Cut off anywhere, the same call finishes. It stays out: backups, databases that were set aside,
// and hashes of imported rows.
// Threads: one; no other process has the folder open. Errors: Reject for a folder that an import
// feeds still; those of the log.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/embedded/partitions.h"
#include "connectors/embedded/scrub.h"

namespace shelfd::daemon {

struct EraseTask {
  connectors::Whose whose{};
  std::string data{};
  std::optional<std::int32_t> partitions{};  // as NodeSettings
};

struct ErasedSoFar {
  connectors::Traces traces{};
  bool cut_off = false;  // an erasure, of whatever, has not rewritten the tables yet
};

struct EraseReport {
  connectors::Traces before{};
  connectors::Traces left{};
  std::int64_t files = 0;                // searched; 0: the name is too short to be searched for
  std::vector<std::string> naming{};     // of these, those that name it
  std::vector<std::string> untouched{};  // in the data folder, beside its databases

  [[nodiscard]] bool is_clean() const { return left.records() == 0 && naming.empty(); }
};

// What the folder holds of it.
[[nodiscard]] Result<ErasedSoFar> look_for(const EraseTask& task);

// `progress`: the share done, and what is being done.
[[nodiscard]] Result<EraseReport> erase(
    const EraseTask& task, const std::function<void(double, const std::string&)>& progress);

}  // namespace shelfd::daemon
