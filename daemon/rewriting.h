// Rewriting: a partition is raised to a newer state format, and its records follow.
//
// The epoch that raises writes in the new format, and so do all after it. What lies there in an
// older one is written anew, a bounded number of records an epoch, family by family and in the
// order of keys, from a cursor that is kept in the control record; then nothing older is left, and
// the build after this one can read all of it. Contents do not change: what is in memory holds.
// The epoch's record tells the format and how many records were looked at, so that a replay writes
// the same bytes.
// Threads: the loop's. Not here: the formats (connectors/formats/state_formats.h).
#pragma once

#include <cstdint>
#include <optional>

#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"
#include "daemon/partition.h"

namespace shelfd::daemon {

// A record takes some ten microseconds.
inline constexpr std::size_t kRewrittenRecords = 500;

// Whether this build, told `asked` by the setting state_format, may go on with the partition that
// the store holds. Errors: Stop, naming the partition, what it is in and what to do.
[[nodiscard]] Status check_state_format(connectors::Store& store, std::int32_t partition,
                                        std::optional<connectors::StateFormat> asked);

// The format that the next epoch is written in: where the partition is, or asked for, or the oldest
// that this build writes.
[[nodiscard]] connectors::StateFormat next_format(const connectors::Control& control,
                                                  std::optional<connectors::StateFormat> asked);

// Takes `next`, the control record after the epoch, to `format`; where it is raised and something
// was written before, a rewriting begins.
void raise(connectors::StateFormat format, connectors::Control& next);

// Goes on with the one under way, if any: adds to the epoch's writes, and passes by what these
// write anyway. At most `limit` records are looked at; the number that were.
[[nodiscard]] Result<std::int64_t> rewrite(connectors::Store& store, Partition& partition,
                                           std::size_t limit, connectors::Control& next,
                                           std::vector<connectors::StateWrite>& writes);

}  // namespace shelfd::daemon
