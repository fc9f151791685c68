#include "daemon/import_feed.h"

#include <algorithm>
#include <atomic>

#include "connectors/crash_point.h"

namespace shelfd::daemon {
namespace {

constexpr std::size_t kChunkRows = 5'000;

bool has_age(engine::Topic topic) {
  return topic != engine::Topic::Rules && topic != engine::Topic::Catalog;
}

// Whether the item's partition has closed the days that the row belongs to.
bool is_too_old(Node& node, const connectors::ImportedRow& row) {
  if (!has_age(row.record.topic)) return false;
  const connectors::Control& control = node.loop_of(row.record.key).control();
  const bool has_history = control.epoch > 0 && !control.feed_open;
  return has_history && row.own_time < control.now - std::chrono::days{engine::kLateDays};
}

// The rows that are new to the folder, in order; counts the others.
Result<std::vector<std::size_t>> new_rows(Node& node, const connectors::ImportedRows& rows,
                                          FeedCounts& counts) {
  std::vector<std::size_t> fresh;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const connectors::ImportedRow row = rows[at];
    const auto known = node.partitions().has_row({.record = row.record, .row_hash = row.hash});
    if (!known) return std::unexpected(known.error());
    if (*known) {
      ++counts.already;
    } else if (is_too_old(node, row)) {
      ++counts.too_old;
    } else {
      fresh.push_back(at);
    }
  }
  return fresh;
}

// Whether there is anything to do for a feed without new rows: rows of an import that was cut off
// before its first epoch lie in the log, known and unread.
Result<bool> has_unread(Node& node) {
  for (std::int32_t partition = 0; partition < node.partitions().count(); ++partition) {
    const auto heads = node.partitions().partition(partition).heads();
    if (!heads) return std::unexpected(heads.error());
    const Loop& loop = *node.loops()[static_cast<std::size_t>(partition)];
    if (*heads != loop.control().next_offsets || !loop.caught_up()) return true;
  }
  return false;
}

// Appends records [from, until), and how far the feed goes with them: to the own time of the last
// one that tells time (rules and catalog do not).
Status append_chunk(Node& node, const FeedSource& source, std::size_t from, std::size_t until) {
  std::vector<connectors::Arrival> arrivals;
  arrivals.reserve(until - from);
  Instant frontier = node.feed().frontier;
  for (std::size_t at = from; at < until; ++at) {
    auto record = source.at(at);
    if (!record) return std::unexpected(record.error());
    if (has_age(record->arrival.record.topic)) frontier = std::max(frontier, record->own_time);
    arrivals.push_back(std::move(record->arrival));
  }
  auto status = node.partitions().append(std::move(arrivals), node.clock().now(),
                                         {feed_write({.frontier = frontier})});
  if (!status) return status;
  connectors::crash_point(connectors::CrashPoint::FeedChunkAppended);
  node.advance_feed(frontier);
  return {};
}

// Takes what is fed as far as it goes. Workers tell of their turns from their own threads.
Status settle(Node& node, FeedCounts& counts) {
  std::atomic<std::size_t> refused = 0;
  std::atomic<std::size_t> prices = 0;
  std::atomic<std::size_t> plans = 0;
  auto status = node.settle([&](const Turn& turn) {
    refused += turn.refused;
    prices += turn.prices;
    plans += turn.plans;
  });
  counts.refused += refused;
  counts.prices += prices;
  counts.plans += plans;
  return status;
}

// Says in the log that no more will come, then takes everything to its end.
Status end_feed(Node& node, FeedCounts& counts) {
  connectors::Feed feed = node.feed();
  feed.closed = true;
  connectors::crash_point(connectors::CrashPoint::FeedEnded);
  auto status = node.partitions().append({}, node.clock().now(), {feed_write(feed)});
  if (!status) return status;
  node.advance_feed(feed.frontier);
  node.end_feed();
  return settle(node, counts);
}

}  // namespace

Status feed_records(Node& node, const FeedSource& source, FeedCounts& counts,
                    const std::function<void(double)>& progress) {
  for (std::size_t from = 0; from < source.count; from += kChunkRows) {
    const std::size_t until = std::min(source.count, from + kChunkRows);
    auto status = append_chunk(node, source, from, until);
    if (status) status = settle(node, counts);
    if (!status) return status;
    counts.added = until;
    progress(static_cast<double>(until) / static_cast<double>(source.count));
  }
  return end_feed(node, counts);
}

Result<FeedCounts> feed_rows(Node& node, const connectors::ImportedRows& rows,
                             const std::function<void(double)>& progress) {
  FeedCounts counts;
  // One that was cut off while it was catching up comes to its end first.
  Status status = node.feeding() && node.feed().closed ? settle(node, counts) : Status{};
  if (!status) return std::unexpected(status.error());
  const auto fresh = new_rows(node, rows, counts);
  if (!fresh) return std::unexpected(fresh.error());
  const auto unread = has_unread(node);
  if (!unread) return std::unexpected(unread.error());
  if (fresh->empty() && !*unread) return counts;
  if (!fresh->empty() || !node.feeding()) node.begin_feed();
  const auto at = [&](std::size_t place) -> Result<FedRecord> {
    connectors::ImportedRow row = rows[(*fresh)[place]];
    return FedRecord{.arrival = {.record = std::move(row.record), .row_hash = std::move(row.hash)},
                     .own_time = row.own_time};
  };
  status = feed_records(node, {.count = fresh->size(), .at = at}, counts, progress);
  if (!status) return std::unexpected(status.error());
  return counts;
}

}  // namespace shelfd::daemon
