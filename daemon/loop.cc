#include "daemon/loop.h"

#include <algorithm>
#include <random>
#include <set>

#include "connectors/formats/output_codec.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;

constexpr std::size_t kFetchRecords = 1'000;
constexpr std::size_t kFetchBytes = 2'000'000;
constexpr std::string_view kControlKey = "partition";

// Rules and catalog never set or hold `now`.
bool tells_time(std::size_t rank) {
  return rank > static_cast<std::size_t>(engine::Topic::Catalog);
}

bool is_tombstone(const Incoming& incoming) {
  return incoming.raw.topic == engine::Topic::Catalog && incoming.raw.value.empty();
}

double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

HashKey draw_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32U | device(); };
  const std::uint64_t first = word();
  return {.first = first, .second = word()};
}

connectors::ReactionKind reaction_of(bool caught_up) {
  return caught_up ? connectors::ReactionKind::Live : connectors::ReactionKind::CatchUp;
}

}  // namespace

Loop::Loop(LoopParts parts, Partition partition)
    : parts_(std::move(parts)), partition_(std::move(partition)) {}

Result<Loop> Loop::open(const LoopParts& parts) {
  auto partition = Partition::load(*parts.store);
  if (!partition) return std::unexpected(partition.error());
  Loop loop(parts, std::move(*partition));
  const auto bytes = parts.store->get(Family::Control, kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  if (*bytes) {
    auto control = connectors::decode_control(**bytes);
    if (!control) return std::unexpected(control.error());
    loop.control_ = *control;
  } else {
    loop.control_.key = draw_key();
  }
  // A feed that was cut off: what it left in the log is taken to its end.
  if (loop.control_.feed_open) {
    loop.frontier_ = Instant::max();
    loop.feed_ends_ = true;
  }
  loop.fetched_ = loop.control_.next_offsets;
  return loop;
}

Status Loop::fill(engine::Topic topic) {
  const auto rank = static_cast<std::size_t>(topic);
  if (!waiting_[rank].empty()) return {};
  auto records = parts_.log->poll(topic, fetched_[rank], kFetchRecords, kFetchBytes);
  if (!records) return std::unexpected(records.error());
  for (connectors::RawRecord& raw : *records) {
    fetched_[rank] = raw.offset + 1;
    auto decoded = decoder_.decode(topic, raw.key, raw.value);
    const Instant own_time =
        decoded ? engine::stated_time(*decoded).value_or(raw.appended_at) : raw.appended_at;
    waiting_[rank].push_back(
        {.raw = std::move(raw), .own_time = own_time, .decoded = std::move(decoded)});
  }
  return {};
}

Status Loop::fill_all() {
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    auto status = fill(static_cast<engine::Topic>(rank));
    if (!status) return status;
  }
  return {};
}

// The rank whose first waiting record comes first; kTopicCount when none waits. In a feed's own
// time rules come as soon as they are read: they steer what is decided on all of it.
std::size_t Loop::earliest(bool by_own_time) const {
  if (by_own_time && !waiting_[0].empty()) return 0;
  std::size_t best = engine::kTopicCount;
  Instant best_at = Instant::max();
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    if (waiting_[rank].empty()) continue;
    const Incoming& first = waiting_[rank].front();
    const Instant at = by_own_time ? first.own_time : first.raw.appended_at;
    if (best == engine::kTopicCount || at < best_at) {
      best = rank;
      best_at = at;
    }
  }
  return best;
}

Incoming Loop::take_first(std::size_t rank) {
  Incoming first = std::move(waiting_[rank].front());
  waiting_[rank].pop_front();
  return first;
}

// `now` comes in as the wall clock read before anything was polled, so that it cannot pass a record
// that is appended meanwhile.
Result<std::vector<Incoming>> Loop::cut_wall(Instant& now) {
  std::vector<Incoming> cut;
  std::set<std::string> withdrawn;
  std::size_t bytes = 0;
  std::size_t rank = earliest(false);
  while (rank < engine::kTopicCount && cut.size() < kCutRecords && bytes < kCutBytes) {
    // What comes after an item's tombstone is of a new item: it waits for the next epoch.
    if (withdrawn.contains(waiting_[rank].front().raw.key)) break;
    cut.push_back(take_first(rank));
    if (is_tombstone(cut.back())) withdrawn.insert(cut.back().raw.key);
    bytes += cut.back().raw.value.size();
    auto status = fill(static_cast<engine::Topic>(rank));
    if (!status) return std::unexpected(status.error());
    rank = earliest(false);
  }
  for (std::size_t unread = 0; unread < engine::kTopicCount; ++unread) {
    if (waiting_[unread].empty() || !tells_time(unread)) continue;
    now = std::min(now, waiting_[unread].front().raw.appended_at);
  }
  return cut;
}

// Absent while the cut may still grow: its end is not known yet.
Result<std::optional<std::vector<Incoming>>> Loop::cut_event() {
  const auto hour = [](Instant at) { return std::chrono::floor<std::chrono::hours>(at); };
  for (;;) {
    auto status = fill_all();
    if (!status) return std::unexpected(status.error());
    const std::size_t rank = earliest(true);
    if (rank == engine::kTopicCount) break;
    if (rank != 0 && waiting_[rank].front().own_time > *frontier_) break;
    const bool full = pending_.size() >= kEventCutRecords;
    if (full || (!pending_.empty() &&
                 hour(waiting_[rank].front().own_time) != hour(pending_.front().own_time))) {
      return std::exchange(pending_, {});
    }
    pending_.push_back(take_first(rank));
  }
  if (feed_ends_ && !pending_.empty()) return std::exchange(pending_, {});
  return std::optional<std::vector<Incoming>>{};
}

Result<std::vector<DueItem>> Loop::due_items(Instant now) const {
  std::vector<DueItem> due;
  auto status =
      parts_.store->scan(Family::Timers, "", "", [&](std::string_view key, std::string_view) {
        auto entry = parse_timer_key(key);
        if (!entry || entry->due > now || due.size() >= kEpochTimers) return false;
        due.push_back(std::move(*entry));
        return true;
      });
  if (!status) return std::unexpected(status.error());
  return due;
}

// The control record as it will stand when the work is committed.
connectors::Control Loop::control_after(const Work& work, Instant now) const {
  connectors::Control next = control_;
  ++next.epoch;
  next.now = std::max(control_.now, now);
  next.caught_up = control_.caught_up || work.ends_sweep;
  next.feed_open = frontier_.has_value() && !work.ends_sweep;
  for (const Incoming& incoming : work.records) {
    next.next_offsets[static_cast<std::size_t>(incoming.raw.topic)] = incoming.raw.offset + 1;
  }
  return next;
}

void Loop::seal(const connectors::Control& next, bool judging, EpochResult& result) const {
  connectors::SealedEpoch& sealed = result.sealed;
  sealed.may_lag = next.feed_open;
  sealed.writes.push_back({.family = Family::Control,
                           .key = std::string(kControlKey),
                           .value = connectors::encode_control(next)});
  sealed.outputs.push_back(
      {.topic = connectors::OutputTopic::Epochs,
       .key = "0",
       .value = connectors::encode_epoch(
           {.partition = 0,
            .epoch = next.epoch,
            .now = next.now,
            .next_offsets = {next.next_offsets.begin(), next.next_offsets.end()},
            .rules_version = {},
            .judging = judging,
            .arithmetic = parts_.arithmetic})});
}

// Latency runs from each record's append to the commit that carries its outcome.
void Loop::measure(const std::vector<RecordTimes>& times, const EpochSpan& span) {
  connectors::Metrics& metrics = *parts_.metrics;
  metrics.observe_step(seconds(span.stepped - span.started));
  metrics.observe_commit(seconds(span.committed - span.stepped));
  const Instant wall = parts_.clock->now();
  for (const RecordTimes& record : times) {
    metrics.observe_reaction(reaction_of(control_.caught_up), seconds(wall - record.appended_at));
    metrics.observe_event_age(seconds(wall - record.own_time));
  }
  if (times.empty()) {
    metrics.observe_reaction(connectors::ReactionKind::Timer,
                             seconds(span.committed - span.started));
  }
  metrics.set_epoch(static_cast<double>(control_.epoch));
  metrics.set_items(static_cast<double>(partition_.items));
}

Duration Loop::ticks() const { return std::chrono::floor<Duration>(parts_.clock->monotonic()); }

Result<Turn> Loop::run(Work work, Instant now) {
  EpochSpan span{.started = ticks()};
  // A record that comes between two epochs of catching up may be of an item that was judged
  // already.
  const bool judging = control_.caught_up || work.is_sweep || sweep_cursor_.has_value();
  const connectors::Control next = control_after(work, now);
  std::vector<RecordTimes> times;
  times.reserve(work.records.size());
  for (const Incoming& incoming : work.records) {
    times.push_back({.appended_at = incoming.raw.appended_at, .own_time = incoming.own_time});
  }
  auto result = run_epoch({.records = std::move(work.records),
                           .due = std::move(work.due),
                           .swept = std::move(work.swept),
                           .previous_now = control_.now,
                           .now = next.now,
                           .judging = judging,
                           .check_future = !frontier_.has_value(),
                           .epoch = next.epoch,
                           .key = control_.key,
                           .build = parts_.build,
                           .arithmetic = parts_.arithmetic},
                          *parts_.store, partition_, decoder_, *parts_.metrics);
  if (!result) return std::unexpected(result.error());
  seal(next, judging, *result);
  span.stepped = ticks();
  auto committed = parts_.log->commit(result->sealed);
  if (!committed) return std::unexpected(committed.error());
  span.committed = ticks();
  measure(times, span);
  control_ = next;
  return Turn{.idle = false,
              .records = times.size(),
              .items = result->items,
              .refused = result->refused,
              .prices = std::move(result->prices),
              .plans = std::move(result->plans),
              .alerts = std::move(result->alerts)};
}

// Judges the next kSweepItems items; the last of these epochs ends catching up.
Result<Turn> Loop::sweep(Instant now) {
  Work work{.is_sweep = true, .ends_sweep = true};
  const std::string from = sweep_cursor_ ? *sweep_cursor_ + '\0' : "";
  auto status =
      parts_.store->scan(Family::Situation, "", from, [&](std::string_view key, std::string_view) {
        if (work.swept.size() >= kSweepItems) {
          work.ends_sweep = false;
          return false;
        }
        if (auto item = parse_item_key(key)) work.swept.push_back(std::move(*item));
        return true;
      });
  if (!status) return std::unexpected(status.error());
  if (!work.swept.empty()) sweep_cursor_ = work.swept.back().key();
  const bool ends = work.ends_sweep;
  auto turn = run(std::move(work), now);
  if (turn && ends) {
    sweep_cursor_.reset();
    frontier_.reset();
    feed_ends_ = false;
  }
  return turn;
}

Result<Turn> Loop::turn_wall() {
  Instant now = parts_.clock->now();
  auto status = fill_all();
  if (!status) return std::unexpected(status.error());
  auto cut = cut_wall(now);
  if (!cut) return std::unexpected(cut.error());
  if (cut->empty() && !control_.caught_up) return sweep(now);
  auto due = due_items(std::max(now, control_.now));
  if (!due) return std::unexpected(due.error());
  if (cut->empty() && due->empty()) return Turn{};
  return run({.records = std::move(*cut), .due = std::move(*due)}, now);
}

Result<Turn> Loop::turn_event() {
  auto overdue = due_items(control_.now);
  if (!overdue) return std::unexpected(overdue.error());
  if (!overdue->empty()) return run({.due = std::move(*overdue)}, control_.now);
  auto cut = cut_event();
  if (!cut) return std::unexpected(cut.error());
  if (!*cut) return feed_ends_ ? sweep(control_.now) : Result<Turn>(Turn{});
  Instant now = control_.now;
  for (const Incoming& incoming : **cut) {
    if (tells_time(static_cast<std::size_t>(incoming.raw.topic))) {
      now = std::max(now, incoming.own_time);
    }
  }
  auto due = due_items(now);
  if (!due) return std::unexpected(due.error());
  return run({.records = std::move(**cut), .due = std::move(*due)}, now);
}

Result<Turn> Loop::turn() { return frontier_ ? turn_event() : turn_wall(); }

void Loop::begin_feed() {
  frontier_ = Instant::min();
  feed_ends_ = false;
  sweep_cursor_.reset();
  control_.caught_up = false;
}

void Loop::advance_feed(Instant frontier) { frontier_ = std::max(*frontier_, frontier); }

void Loop::end_feed() {
  frontier_ = Instant::max();
  feed_ends_ = true;
}

}  // namespace shelfd::daemon
