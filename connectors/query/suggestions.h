// Suggestions: the latest records of reference-prices and restock-plans, ranked by money.
//
//   worth of a price: expected.profit_gain; of a plan: expected.cost_now - cost_then; 0 where the
//   record names none. Amounts are compared as they stand, whatever their currency. Ties by item,
//   prices first.
//
// From the top on, an open one that breaks the newest guardrails is held back (rim_check.h), until
// the limit is reached. The limit is the merchant's daily_suggestions where none is asked.
// Cost: one walk over the merchant's records, or over all. Threads: any.
#pragma once

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

// Most that one request may ask for.
inline constexpr std::int64_t kMaxSuggestions = 10'000;

// kind=price|plan|all (all), status=open|needs_person|keep|all (open), merchant=, limit=.
[[nodiscard]] Reply list_suggestions(Partitions& log, const Request& request);

}  // namespace shelfd::connectors
