// Import feed: puts read rows into the log and takes the partition to their end.
//
// Rows that the folder's import index knows are counted and left; then rows older than the folder's
// history (own day closed more than kLateDays before `now`) are refused with a count. The rest is
// appended in own-time order with its index entries, in the same durable write; the loop runs in
// `clock: event` behind it. Killed at any point, the same import again ends with the same
// suggestions.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "connectors/tables/import_reader.h"
#include "daemon/node.h"

namespace shelfd::daemon {

struct FeedCounts {
  std::size_t added = 0;
  std::size_t already = 0;  // imported before
  std::size_t too_old = 0;
  std::size_t refused = 0;  // by the engine, now in dead-letters
  std::size_t prices = 0;   // suggestions published
  std::size_t plans = 0;
};

struct FedRecord {
  connectors::Arrival arrival{};
  Instant own_time{};
};

// Records in the order they are to be appended, read when they are needed.
struct FeedSource {
  std::size_t count = 0;
  std::function<Result<FedRecord>(std::size_t)> at{};
};

// Appends all of them and takes them to the end of the feed, which has begun.
[[nodiscard]] Status feed_records(Node& node, const FeedSource& source, FeedCounts& counts,
                                  const std::function<void(double)>& progress);

[[nodiscard]] Result<FeedCounts> feed_rows(Node& node, const connectors::ImportedRows& rows,
                                           const std::function<void(double)>& progress);

}  // namespace shelfd::daemon
