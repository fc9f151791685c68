// Merged scan: one walk in key order over several that are each in key order.
//
// Each walk is read ahead in pieces, so that none is held open for another: within a piece it sees
// one moment, over all of them it does not; a key that stays is seen once. One walk alone is passed
// through, without pieces.
// Errors: of the walk that fails. Cost: a copy of each row; at most kPieceRows of a walk are held.
// Threads: as the walks.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shelfd::connectors {

using Visit = std::function<bool(std::string_view key, std::string_view value)>;
// Visits each key >= `from` in byte order until `visit` returns false.
using Walk = std::function<Status(std::string_view from, const Visit& visit)>;

inline constexpr std::size_t kPieceRows = 128;

// A key that several walks have is visited once for each, in the order of the walks.
[[nodiscard]] Status merge_walks(const std::vector<Walk>& walks, std::string_view from,
                                 const Visit& visit);

}  // namespace shelfd::connectors
