// Dead letters: what was refused, newest first.
// Cost: reads back through at most kSearchedLetters. Threads: any.
#pragma once

#include "connectors/embedded/embedded_log.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::int64_t kDefaultLetters = 50;
inline constexpr std::int64_t kMaxLetters = 1'000;
// How far back a search by topic looks.
inline constexpr std::int64_t kSearchedLetters = 100'000;

// limit=, topic=. The reply's `total` counts every dead letter there is.
[[nodiscard]] Reply list_dead_letters(EmbeddedLog& log, const Request& request);

}  // namespace shelfd::connectors
