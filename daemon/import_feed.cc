#include "daemon/import_feed.h"

#include <algorithm>

namespace shelfd::daemon {
namespace {

using connectors::Family;

constexpr std::size_t kChunkRows = 5'000;

bool has_age(engine::Topic topic) {
  return topic != engine::Topic::Rules && topic != engine::Topic::Catalog;
}

// The rows that are new to the folder, in order; counts the others.
Result<std::vector<std::size_t>> new_rows(Node& node, const connectors::ImportedRows& rows,
                                          FeedCounts& counts) {
  std::vector<std::size_t> fresh;
  const connectors::Control& control = node.loop().control();
  const bool has_history = control.epoch > 0 && !control.feed_open;
  const Instant oldest = control.now - std::chrono::days{engine::kLateDays};
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const connectors::ImportedRow row = rows[at];
    const auto known = node.log().get(Family::Imported, row.hash);
    if (!known) return std::unexpected(known.error());
    if (*known) {
      ++counts.already;
    } else if (has_history && has_age(row.record.topic) && row.own_time < oldest) {
      ++counts.too_old;
    } else {
      fresh.push_back(at);
    }
  }
  return fresh;
}

Result<bool> has_unread(Node& node) {
  const auto heads = node.log().heads();
  if (!heads) return std::unexpected(heads.error());
  return *heads != node.loop().control().next_offsets;
}

// Appends rows `places` [from, until), and how far the feed goes with them: gives the own time of
// the last row that tells time (rules and catalog do not), at least `before`.
Result<Instant> append_chunk(Node& node, const connectors::ImportedRows& rows,
                             const std::vector<std::size_t>& places, std::size_t from,
                             std::size_t until, Instant before) {
  std::vector<connectors::NewRecord> records;
  std::vector<connectors::StateWrite> index;
  records.reserve(until - from);
  index.reserve(until - from);
  Instant frontier = before;
  for (std::size_t at = from; at < until; ++at) {
    connectors::ImportedRow row = rows[places[at]];
    if (has_age(row.record.topic)) frontier = row.own_time;
    records.push_back(std::move(row.record));
    index.push_back(
        {.family = Family::Imported, .key = std::move(row.hash), .value = std::string()});
  }
  index.push_back(feed_write({.frontier = frontier}));
  auto status = node.log().append(records, index, node.clock().now());
  if (!status) return std::unexpected(status.error());
  return frontier;
}

// Turns until nothing is left to do before the frontier, and all of it is durable.
Status settle(Node& node, FeedCounts& counts) {
  bool idle = false;
  while (!idle) {
    const auto turn = node.loop().feeding() ? node.loop().turn() : node.loop().finish();
    if (!turn) return std::unexpected(turn.error());
    counts.refused += turn->refused;
    counts.prices += turn->prices.size();
    counts.plans += turn->plans.size();
    idle = turn->idle;
  }
  return {};
}

}  // namespace

Result<FeedCounts> feed_rows(Node& node, const connectors::ImportedRows& rows,
                             const std::function<void(double)>& progress) {
  FeedCounts counts;
  const auto fresh = new_rows(node, rows, counts);
  if (!fresh) return std::unexpected(fresh.error());
  // Rows of an import that was cut off before its first epoch lie in the log, known and unread.
  const auto unread = has_unread(node);
  if (!unread) return std::unexpected(unread.error());
  if (fresh->empty() && node.loop().caught_up() && !*unread) return counts;
  // One that was cut off while it was catching up comes to its end first.
  if (node.loop().feed() && node.loop().feed()->closed) {
    auto settled = settle(node, counts);
    if (!settled) return std::unexpected(settled.error());
  }
  if (!node.loop().feed()) node.loop().begin_feed();
  for (std::size_t from = 0; from < fresh->size(); from += kChunkRows) {
    const std::size_t until = std::min(fresh->size(), from + kChunkRows);
    const auto frontier =
        append_chunk(node, rows, *fresh, from, until, node.loop().feed()->frontier);
    if (!frontier) return std::unexpected(frontier.error());
    node.loop().advance_feed(*frontier);
    auto status = settle(node, counts);
    if (!status) return std::unexpected(status.error());
    counts.added = until;
    progress(static_cast<double>(until) / static_cast<double>(fresh->size()));
  }
  node.loop().end_feed();
  auto status = node.log().append({}, {feed_write(*node.loop().feed())}, Instant{});
  if (!status) return std::unexpected(status.error());
  status = settle(node, counts);
  if (!status) return std::unexpected(status.error());
  return counts;
}

}  // namespace shelfd::daemon
