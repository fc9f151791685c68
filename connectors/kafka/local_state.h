// Local state: a partition's own copy of its changelog, on this machine: the store that the loop
// reads, and how far it holds the changelog. It may be behind what is committed, never ahead.
//
// What is applied becomes durable with a flush: after a crash it holds all that was applied up to
// some moment, and says up to which (a prefix; nothing is torn).
// Threads: `get` and `scan` from the stepping thread, `apply` from the committing one; the others
// only while no epoch is stepped or committed.
// Errors: Retry for a full disk; Stop, naming the file, for one that is damaged: then `set_aside`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/member.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

struct LocalState : Store {
  // The changelog offset to go on from; none before the first write. All before it is held.
  [[nodiscard]] virtual Result<std::optional<std::int64_t>> changelog_next() = 0;
  // After the commit: what the epoch wrote, and one past its newest changelog record.
  [[nodiscard]] virtual Status apply(const std::vector<StateWrite>& writes,
                                     std::int64_t changelog_next) = 0;
  // While restoring: records of the changelog in their order.
  [[nodiscard]] virtual Status restore(const std::vector<ChangelogRecord>& records,
                                       std::int64_t changelog_next) = 0;
  // Everything applied becomes durable.
  [[nodiscard]] virtual Status flush() = 0;
  // Nothing is held any more.
  [[nodiscard]] virtual Status wipe() = 0;
  // So, of a damaged one, which is kept for whoever looks into it.
  [[nodiscard]] virtual Status set_aside(const std::string& /*why*/) { return wipe(); }
};

}  // namespace shelfd::connectors
