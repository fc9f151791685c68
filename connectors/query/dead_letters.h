// Dead letters: what was refused, newest first; of two of one instant that of the lower partition.
// Cost: reads back through at most kSearchedLetters of each partition. Threads: any.
#pragma once

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::int64_t kDefaultLetters = 50;
inline constexpr std::int64_t kMaxLetters = 1'000;
// How far back in a partition a search by topic looks.
inline constexpr std::int64_t kSearchedLetters = 100'000;

// limit=, topic=. The reply's `total` counts every dead letter there is; a letter's `number` counts
// within its partition.
[[nodiscard]] Reply list_dead_letters(Partitions& log, const Request& request);

}  // namespace shelfd::connectors
