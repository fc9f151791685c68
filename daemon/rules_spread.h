// Rules spread: after a change of rules every item of the merchant is judged again within
// kRulesSpread, those with an open suggestion in the first third of it. An epoch gives a bounded
// number of items their timers, so that a change of rules of a million items delays nothing.
//
// Threads: the stepping one's.
#pragma once

#include <string>
#include <vector>

#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"

namespace shelfd::daemon {

inline constexpr Duration kRulesSpread = std::chrono::minutes{30};
inline constexpr std::size_t kSpreadItems = 1'000;  // an epoch

// Rules of `merchant` ("*": of all) came in the epoch of `now`.
void begin_spread(std::vector<connectors::Spread>& spreads, const std::string& merchant,
                  Instant now);

// The timers of the next `limit` items, at most, of the oldest spread, which goes when it has no
// more. Gives the number of items.
[[nodiscard]] Result<std::int64_t> spread_rules(connectors::Store& store,
                                                std::vector<connectors::Spread>& spreads,
                                                std::size_t limit, Instant now,
                                                std::vector<connectors::StateWrite>& writes);

}  // namespace shelfd::daemon
