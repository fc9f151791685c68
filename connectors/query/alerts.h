// Alerts: the latest record of each alert, ranked by money.
//
//   worth of an alert: its own, 0 where it cannot be told. Amounts are compared as they stand,
//   whatever their currency. Ties by alert_id.
//
// Demand swings err: once an item-year at most. So of those of one merchant that opened on one day
// (UTC) only the kDailySwings with the most money in them are shown, whether they are open still or
// not; the others count as held back. A rule for readers: the topic holds all.
// Cost: one walk over the merchant's alerts, or over all. Threads: any.
#pragma once

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::int64_t kMaxAlerts = 10'000;  // most that one request may ask for
inline constexpr std::int64_t kUsualAlerts = 100;   // where none is asked
inline constexpr std::size_t kDailySwings = 5;

// state=open|closed|all (open), kind=all|<kind> (all), merchant=, limit=.
[[nodiscard]] Reply list_alerts(Partitions& log, const Request& request);

}  // namespace shelfd::connectors
