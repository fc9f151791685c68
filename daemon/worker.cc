#include "daemon/worker.h"

#include <algorithm>

namespace shelfd::daemon {
namespace {

// The longest wait without looking: a clock may jump, a signal may have come.
constexpr std::chrono::milliseconds kLongestWait{50};
constexpr std::chrono::seconds kCountEvery{2};

}  // namespace

Status Worker::run(const std::atomic<bool>& stopping, const std::function<void(const Turn&)>& seen,
                   const std::function<Status()>& feed) {
  while (!stopping) {
    auto fed = feed();
    if (!fed) return fed;
    bool idle = true;
    std::chrono::nanoseconds rest = kLongestWait;
    for (const Owned& partition : partitions_) {
      const auto turn = partition.loop->turn();
      if (!turn) return std::unexpected(turn.error());
      seen(*turn);
      idle = idle && turn->idle;
      if (turn->rest > rest.zero()) rest = std::min(rest, turn->rest);
    }
    show();
    if (idle) waker_.wait(std::chrono::ceil<std::chrono::milliseconds>(rest));
  }
  return {};
}

Status Worker::settle(const std::function<void(const Turn&)>& seen) {
  for (const Owned& partition : partitions_) {
    Loop& loop = *partition.loop;
    for (bool idle = false; !idle;) {
      const auto turn = loop.feeding() ? loop.turn() : loop.finish();
      if (!turn) return std::unexpected(turn.error());
      seen(*turn);
      idle = turn->idle;
    }
  }
  show();
  return {};
}

void Worker::show() {
  const std::chrono::nanoseconds now = clock_.monotonic();
  view_.turned = now;
  view_.caught_up = std::ranges::all_of(
      partitions_, [](const Owned& partition) { return partition.loop->caught_up(); });
  view_.held = std::ranges::any_of(partitions_,
                                   [](const Owned& partition) { return partition.loop->held(); });
  if (now - counted_ < kCountEvery) return;
  counted_ = now;
  std::int64_t items = 0;
  std::int64_t epoch = 0;
  std::size_t cache_bytes = 0;
  connectors::Heads unread{};
  OldestFormat format;
  for (const Owned& partition : partitions_) {
    const connectors::Control& control = partition.loop->control();
    format.add(control);
    items += control.items;
    epoch = std::max(epoch, control.epoch);
    cache_bytes += partition.loop->cache_bytes();
    const auto heads = partition.log->heads();
    for (std::size_t rank = 0; heads && rank < unread.size(); ++rank) {
      unread[rank] += (*heads)[rank] - control.next_offsets[rank];
    }
  }
  view_.items = items;
  view_.epoch = epoch;
  view_.state_format = format.value();
  view_.cache_bytes = cache_bytes;
  for (std::size_t rank = 0; rank < unread.size(); ++rank) view_.unread[rank] = unread[rank];
}

}  // namespace shelfd::daemon
