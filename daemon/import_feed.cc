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

// Appends rows `places` [from, until); gives the own time of the last.
Result<Instant> append_chunk(Node& node, const connectors::ImportedRows& rows,
                             const std::vector<std::size_t>& places, std::size_t from,
                             std::size_t until) {
  std::vector<connectors::NewRecord> records;
  std::vector<connectors::StateWrite> index;
  records.reserve(until - from);
  index.reserve(until - from);
  Instant last{};
  for (std::size_t at = from; at < until; ++at) {
    connectors::ImportedRow row = rows[places[at]];
    last = row.own_time;
    records.push_back(std::move(row.record));
    index.push_back(
        {.family = Family::Imported, .key = std::move(row.hash), .value = std::string()});
  }
  auto status = node.log().append(records, index, node.clock().now());
  if (!status) return std::unexpected(status.error());
  return last;
}

// Turns until nothing is left to do before the frontier.
Status settle(Node& node, FeedCounts& counts) {
  while (node.loop().feeding()) {
    const auto turn = node.loop().turn();
    if (!turn) return std::unexpected(turn.error());
    counts.refused += turn->refused;
    counts.prices += turn->prices.size();
    counts.plans += turn->plans.size();
    if (turn->idle) return {};
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
  node.loop().begin_feed();
  for (std::size_t from = 0; from < fresh->size(); from += kChunkRows) {
    const std::size_t until = std::min(fresh->size(), from + kChunkRows);
    const auto last = append_chunk(node, rows, *fresh, from, until);
    if (!last) return std::unexpected(last.error());
    // The next chunk may begin at this chunk's last instant: that one is not complete yet.
    node.loop().advance_feed(*last - Duration{1});
    auto status = settle(node, counts);
    if (!status) return std::unexpected(status.error());
    counts.added = until;
    progress(static_cast<double>(until) / static_cast<double>(fresh->size()));
  }
  node.loop().end_feed();
  auto status = settle(node, counts);
  if (!status) return std::unexpected(status.error());
  return counts;
}

}  // namespace shelfd::daemon
