#include "daemon/input_reader.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "connectors/partitioning.h"

namespace shelfd::daemon {
namespace {

constexpr std::size_t kFetchRecords = 128;
constexpr std::size_t kFetchBytes = 2'000'000;

bool is_tombstone(const Incoming& incoming) {
  return incoming.raw.topic == engine::Topic::Catalog && incoming.raw.value.empty();
}

auto hour_of(const Incoming& incoming) {
  return std::chrono::floor<std::chrono::hours>(incoming.own_time);
}

}  // namespace

bool tells_time(std::size_t rank) {
  return rank > static_cast<std::size_t>(engine::Topic::Catalog);
}

// Every partition has its copy of rules.
connectors::Decoded InputReader::decode(const connectors::RawRecord& raw) {
  if (raw.erased) return std::unexpected(connectors::Refused{});
  auto decoded = decoder_.decode(raw.topic, raw.key, raw.value);
  if (!decoded || partitions_ == 1 || raw.topic == engine::Topic::Rules) return decoded;
  const std::int32_t home = connectors::partition_of(raw.key, partitions_);
  if (home == partition_) return decoded;
  return std::unexpected(connectors::Refused{.field = "key",
                                             .reason = "misrouted",
                                             .value = raw.key + ": belongs to partition " +
                                                      std::to_string(home) +
                                                      " (partitioner=murmur2_random)"});
}

Status InputReader::fill(std::size_t rank) {
  if (!waiting_[rank].empty()) return {};
  const auto topic = static_cast<engine::Topic>(rank);
  auto records = log_->poll(topic, fetched_[rank], kFetchRecords, kFetchBytes);
  if (!records) return std::unexpected(records.error());
  for (connectors::RawRecord& raw : *records) {
    fetched_[rank] = raw.offset + 1;
    auto decoded = decode(raw);
    const Instant own_time =
        decoded ? engine::stated_time(*decoded).value_or(raw.appended_at) : raw.appended_at;
    const std::uint64_t content = sip_hash({}, raw.value);  // while it is in the processor's cache
    waiting_[rank].emplace_back(Incoming{.raw = std::move(raw),
                                         .own_time = own_time,
                                         .content = content,
                                         .decoded = std::move(decoded)});
  }
  return {};
}

Status InputReader::fill_all() {
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    auto status = fill(rank);
    if (!status) return status;
  }
  return {};
}

// The rank whose first waiting record comes first; kTopicCount when none waits. In a feed's own
// time rules come as soon as they are read: they steer what is decided on all of it.
std::size_t InputReader::earliest(bool by_own_time) const {
  if (by_own_time && !waiting_[0].empty()) return 0;
  std::size_t best = engine::kTopicCount;
  Instant best_at = Instant::max();
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    if (waiting_[rank].empty()) continue;
    const Incoming& first = *waiting_[rank].front();
    const Instant at = by_own_time ? first.own_time : first.raw.appended_at;
    if (best == engine::kTopicCount || at < best_at) {
      best = rank;
      best_at = at;
    }
  }
  return best;
}

Boxed<Incoming> InputReader::take_first(std::size_t rank) {
  Boxed<Incoming> first = std::move(waiting_[rank].front());
  waiting_[rank].pop_front();
  return first;
}

// To what is left unread of the topics that tell time.
void InputReader::hold_back(Instant& now) {
  const Instant polled_at = now;
  all_read_ = true;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const Instant read_until = waiting_[rank].empty()
                                   ? log_->read_until(static_cast<engine::Topic>(rank), polled_at)
                                   : waiting_[rank].front()->raw.appended_at;
    all_read_ = all_read_ && waiting_[rank].empty() && read_until >= polled_at;
    if (tells_time(rank)) now = std::min(now, read_until);
  }
}

Result<Cut> InputReader::cut_wall(Instant& now, std::size_t most_records) {
  auto status = fill_all();
  if (!status) return std::unexpected(status.error());
  Cut cut;
  cut.reserve(std::min(expected_, most_records));
  std::set<std::string> withdrawn;
  std::size_t bytes = 0;
  std::size_t rank = earliest(false);
  while (rank < engine::kTopicCount && cut.size() < most_records && bytes < kCutBytes) {
    // What comes after an item's tombstone is of a new item: it waits for the next epoch.
    if (!withdrawn.empty() && withdrawn.contains(waiting_[rank].front()->raw.key)) break;
    cut.push_back(take_first(rank));
    const Incoming& taken = *cut.back();
    if (is_tombstone(taken)) withdrawn.insert(taken.raw.key);
    bytes += taken.raw.value.size();
    status = fill(rank);
    if (!status) return std::unexpected(status.error());
    rank = earliest(false);
  }
  expected_ = cut.size();
  hold_back(now);
  return cut;
}

Result<std::optional<Cut>> InputReader::cut_own_time(Instant frontier, bool closed) {
  for (;;) {
    auto status = fill_all();
    if (!status) return std::unexpected(status.error());
    const std::size_t rank = earliest(true);
    if (rank == engine::kTopicCount) break;
    const Incoming& first = *waiting_[rank].front();
    if (rank != 0 && !closed && first.own_time >= frontier) break;
    const bool full = growing_.size() >= kEventCutRecords;
    if (full || (!growing_.empty() && hour_of(first) != hour_of(*growing_.front()))) {
      return std::exchange(growing_, {});
    }
    growing_.push_back(take_first(rank));
  }
  if (closed && !growing_.empty()) return std::exchange(growing_, {});
  return std::optional<Cut>{};
}

Result<Cut> InputReader::cut_again(const std::vector<std::int64_t>& next_offsets) {
  Cut cut;
  for (std::size_t rank = 0; rank < next_offsets.size(); ++rank) {
    for (;;) {
      auto status = fill(rank);
      if (!status) return std::unexpected(status.error());
      if (waiting_[rank].empty() || waiting_[rank].front()->raw.offset >= next_offsets[rank]) break;
      cut.push_back(take_first(rank));
    }
  }
  return cut;
}

}  // namespace shelfd::daemon
