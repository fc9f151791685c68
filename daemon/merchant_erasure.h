// Merchant erasure: after rules that say that a merchant left (`left_at`), everything of it goes: a
// bounded number of items an epoch, then its pools and names. Its rules stay as a mark, so that
// what still comes is refused as merchant_left.
//
// How far it came is a spread of the control record, so that a restart and a replay go on the same
// way. Items are erased with all they have in the store, and what was said about them is withdrawn;
// records in the log are not here (connectors/embedded/scrub.h).
// Threads: the stepping one's.
#pragma once

#include <string>
#include <vector>

#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"
#include "daemon/partition.h"

namespace shelfd::daemon {

// The merchant left in the epoch of `now`. What was to be spread over its items is not, any more.
void begin_erasure(std::vector<connectors::Spread>& spreads, const std::string& merchant,
                   Instant now);

// The next `limit` items, at most, of the first spread, known ones and those with records set
// aside; with the last of them all else. Gives the number of items. Errors: of the store.
[[nodiscard]] Result<std::int64_t> erase_items(connectors::Store& store, Partition& partition,
                                               std::vector<connectors::Spread>& spreads,
                                               std::size_t limit, connectors::SealedEpoch& sealed);

}  // namespace shelfd::daemon
