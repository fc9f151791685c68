#include "daemon/loop.h"

#include <algorithm>
#include <random>

#include "base/check.h"
#include "connectors/crash_point.h"

namespace shelfd::daemon {
namespace {

using connectors::crash_point;
using connectors::CrashPoint;
using connectors::Family;

constexpr std::string_view kFeedKey = "feed";

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

HashKey draw_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32U | device(); };
  const std::uint64_t first = word();
  return {.first = first, .second = word()};
}

connectors::ReactionKind reaction_of(bool caught_up) {
  return caught_up ? connectors::ReactionKind::Live : connectors::ReactionKind::CatchUp;
}

// A record of the control family; absent where there is none.
template <typename Decode>
auto read_control(connectors::Store& store, std::string_view key, Decode decode)
    -> Result<std::optional<typename decltype(decode(""))::value_type>> {
  const auto bytes = store.get(Family::Control, key);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::nullopt;
  auto record = decode(**bytes);
  if (!record) return std::unexpected(record.error());
  return std::move(*record);
}

std::string after(const std::string& key) { return key.empty() ? key : key + '\0'; }

}  // namespace

connectors::StateWrite feed_write(const connectors::Feed& feed) {
  return {.family = Family::Control,
          .key = std::string(kFeedKey),
          .value = connectors::encode_feed(feed)};
}

Loop::Loop(const LoopParts& parts, connectors::Control control)
    : parts_(parts),
      control_(std::move(control)),
      committed_(control_),
      overlay_(*parts.store),
      partition_(overlay_, parts.cache_bytes),
      reader_(*parts.log, control_.next_offsets, parts.partition, parts.partitions),
      watch_(parts.clock->now(), parts.clock->monotonic()),
      own_(parts.committer == nullptr
               ? std::make_unique<connectors::HandOff>(*parts.log, *parts.clock, parts.commits)
               : nullptr),
      committer_(own_ ? own_.get() : parts.committer) {
  partition_.items = control_.items;
  partition_.aside_bytes = control_.aside_bytes;
}

Result<std::unique_ptr<Loop>> Loop::open(const LoopParts& parts) {
  auto known = check_state_format(*parts.store, parts.partition, parts.state_format);
  if (!known) return std::unexpected(known.error());
  auto control = read_control(*parts.store, connectors::kControlKey, connectors::decode_control);
  if (!control) return std::unexpected(control.error());
  auto feed = read_control(*parts.store, kFeedKey, connectors::decode_feed);
  if (!feed) return std::unexpected(feed.error());
  if (!*control) {
    control->emplace();
    (*control)->key = parts.key ? *parts.key : draw_key();
  }
  std::unique_ptr<Loop> loop(new Loop(parts, std::move(**control)));
  loop->pass_by(parts.first_offsets);
  loop->feed_ = *feed;
  if (loop->control_.feed_open && !loop->feed_) loop->begin_feed();
  if (loop->feed_) loop->enter_feed();
  return loop;
}

void Loop::pass_by(const connectors::Heads& first_offsets) {
  connectors::Heads from = control_.next_offsets;
  for (std::size_t rank = 0; rank < from.size(); ++rank) {
    from[rank] = std::max(from[rank], first_offsets[rank]);
  }
  if (from == control_.next_offsets) return;
  control_.next_offsets = from;
  from_offsets_.assign(from.begin(), from.end());
  reader_ = InputReader(*parts_.log, from, parts_.partition, parts_.partitions);
}

// The first epoch of a feed begins with nothing judged.
void Loop::enter_feed() {
  if (control_.feed_open) return;
  control_.caught_up = false;
  control_.sweep_cursor.reset();
  committed_.caught_up = false;
}

// From the cursor on: no timer is ever set before what was taken already, and what was taken leaves
// its deletions behind.
Result<std::vector<DueItem>> Loop::due_items(Instant now, std::size_t limit) {
  std::vector<DueItem> due;
  auto status = overlay_.scan(Family::Timers, "", after(control_.timer_cursor),
                              [&](std::string_view key, std::string_view) {
                                auto entry = parse_timer_key(key);
                                if (!entry || entry->due > now || due.size() >= limit) return false;
                                due.push_back(std::move(*entry));
                                return true;
                              });
  if (!status) return std::unexpected(status.error());
  if (due.size() == limit && limit > 0) parts_.metrics->count_limit(connectors::Limit::EpochTimers);
  return due;
}

// The control record as it will stand when the work is committed.
connectors::Control Loop::control_after(const Work& work, Instant now) const {
  connectors::Control next = control_;
  ++next.epoch;
  raise(next_format(control_, parts_.state_format), next);
  next.now = std::max(control_.now, now);
  next.caught_up = control_.caught_up || work.ends_sweep;
  next.feed_open = work.own_time && !work.ends_sweep;
  for (const Boxed<Incoming>& incoming : work.records) {
    std::int64_t& offset = next.next_offsets[static_cast<std::size_t>(incoming->raw.topic)];
    offset = std::max(offset, incoming->raw.offset + 1);
  }
  if (!work.due.empty()) next.timer_cursor = timer_key(work.due.back().due, work.due.back().item);
  if (work.swept && !work.swept->empty()) next.sweep_cursor = work.swept->back().key();
  if (work.ends_sweep) next.sweep_cursor.reset();
  return next;
}

// Rules that came while nothing is judged need no timers: catching up judges every item. A merchant
// that left is erased then too.
Status Loop::spread(const Work& work, const EpochResult& result, connectors::Control& next,
                    connectors::EpochRecord& record, connectors::SealedEpoch& sealed) {
  if (record.judging) {
    for (const std::string& merchant : result.ruled) begin_spread(next.spreads, merchant, next.now);
  } else {
    std::erase_if(next.spreads, [](const connectors::Spread& spread) { return !spread.erases; });
  }
  for (const std::string& merchant : result.left) begin_erasure(next.spreads, merchant, next.now);
  if (next.spreads.empty()) return {};
  const auto items =
      next.spreads.front().erases
          ? erase_items(overlay_, partition_, next.spreads, work.spread_limit, sealed)
          : spread_rules(overlay_, next.spreads, work.spread_limit, next.now, sealed.writes);
  if (!items) return std::unexpected(items.error());
  if (static_cast<std::size_t>(*items) == kSpreadItems)
    parts_.metrics->count_limit(connectors::Limit::SpreadItems);
  record.spread = *items;
  return {};
}

// All that the epoch is made of, but what `spread` adds. A record that comes between two epochs of
// catching up may be of an item that was judged already.
connectors::EpochRecord Loop::record_of(const Work& work, const connectors::Control& next) const {
  connectors::EpochRecord record{
      .partition = parts_.partition,
      .epoch = next.epoch,
      .now = next.now,
      .next_offsets = {next.next_offsets.begin(), next.next_offsets.end()},
      .from_offsets = from_offsets_,
      .own_time = work.own_time,
      .judging = control_.caught_up || work.swept || control_.sweep_cursor,
      .timers = static_cast<std::int64_t>(work.due.size()),
      .rebuilding = work.own_time && rebuilding_,
      .state_format = next.format,
      .build = parts_.build,
      .arithmetic = parts_.arithmetic};
  if (work.swept) record.swept = static_cast<std::int64_t>(work.swept->size());
  return record;
}

// Adds the control record and the epoch's own.
void Loop::seal(const Work& work, const connectors::EpochRecord& record, Sealed& sealed) const {
  connectors::Control& next = sealed.control;
  next.items = partition_.items;
  next.aside_bytes = partition_.aside_bytes;
  if (work.own_time && work.ends_sweep) {
    sealed.epoch.writes.push_back({.family = Family::Control, .key = std::string(kFeedKey)});
  }
  sealed.epoch.may_lag = next.feed_open;
  sealed.epoch.next_offsets = next.next_offsets;
  sealed.epoch.writes.push_back({.family = Family::Control,
                                 .key = std::string(connectors::kControlKey),
                                 .value = connectors::encode_control(next)});
  sealed.epoch.outputs.push_back({.topic = connectors::OutputTopic::Epochs,
                                  .key = std::to_string(parts_.partition),
                                  .value = connectors::encode_epoch(record)});
}

Result<Loop::MaybeSealed> Loop::step(Work work, Instant now) {
  auto sealed = std::make_unique<Sealed>();
  sealed->started = parts_.clock->monotonic();
  sealed->control = control_after(work, now);
  const connectors::Control& next = sealed->control;
  connectors::EpochRecord record = record_of(work, next);
  sealed->times.reserve(work.records.size());
  for (const Boxed<Incoming>& incoming : work.records) {
    sealed->times.push_back(
        {.appended_at = incoming->raw.appended_at, .own_time = incoming->own_time});
  }
  auto result = run_epoch({.records = std::move(work.records),
                           .due = std::move(work.due),
                           .swept = work.swept ? std::move(*work.swept) : std::vector<ItemId>{},
                           .previous_now = control_.now,
                           .now = next.now,
                           .judging = record.judging,
                           .rebuilding = record.rebuilding,
                           .check_future = !work.own_time,
                           .partition = parts_.partition,
                           .epoch = next.epoch,
                           .key = control_.key,
                           .format = next.format,
                           .build = parts_.build,
                           .arithmetic = parts_.arithmetic,
                           .keeps_judgements = parts_.keeps_judgements},
                          overlay_, partition_, decoder_, *parts_.metrics);
  if (!result) return std::unexpected(result.error());
  sealed->epoch = std::move(result->sealed);
  auto status = spread(work, *result, sealed->control, record, sealed->epoch);
  if (!status) return std::unexpected(status.error());
  const auto rewritten =
      rewrite(overlay_, partition_, work.rewriting_limit, sealed->control, sealed->epoch.writes);
  if (!rewritten) return std::unexpected(rewritten.error());
  record.rewritten = *rewritten;
  seal(work, record, *sealed);
  sealed->turn = {.idle = false,
                  .records = sealed->times.size(),
                  .items = result->items,
                  .refused = result->refused,
                  .prices = result->prices,
                  .plans = result->plans,
                  .judgements = std::move(result->judgements)};
  parts_.metrics->observe_step(seconds(parts_.clock->monotonic() - sealed->started));
  control_ = sealed->control;
  from_offsets_.clear();
  return sealed;
}

// The next items in key order, at most `limit`; the last of these epochs ends catching up.
Status Loop::fill_sweep(std::size_t limit, Work& work) {
  work.swept.emplace();
  work.ends_sweep = true;
  const std::string from = control_.sweep_cursor ? after(*control_.sweep_cursor) : "";
  return overlay_.scan(Family::Situation, "", from, [&](std::string_view key, std::string_view) {
    if (work.swept->size() >= limit) {
      work.ends_sweep = false;
      return false;
    }
    if (auto item = parse_item_key(key)) work.swept->push_back(std::move(*item));
    return true;
  });
}

Result<Loop::MaybeSealed> Loop::sweep(Instant now, bool own_time) {
  Work work{.own_time = own_time};
  auto status = fill_sweep(kSweepItems, work);
  if (!status) return std::unexpected(status.error());
  const bool ends = work.ends_sweep;
  auto sealed = step(std::move(work), now);
  crash_point(CrashPoint::SweepEpoch);
  if (sealed && ends) feed_.reset();
  return sealed;
}

Result<Loop::MaybeSealed> Loop::step_wall(std::size_t most_records) {
  const std::chrono::nanoseconds started = parts_.clock->monotonic();
  if (started < next_cut_) return nullptr;
  Instant now = parts_.clock->now();
  held_ = !parts_.believes_clock && watch_.is_off(now, started);
  if (held_) return nullptr;
  auto cut = reader_.cut_wall(now, most_records);
  if (!cut) return std::unexpected(cut.error());
  if (cut->size() < most_records && control_.caught_up) next_cut_ = started + parts_.cut_every;
  if (cut->empty() && !control_.caught_up) {
    if (!reader_.all_read()) return nullptr;
    return sweep(now, false);
  }
  const std::size_t room = kEpochTimers - std::min(kEpochTimers - kLeastTimers, cut->size());
  auto due = due_items(std::max(now, control_.now), room);
  if (!due) return std::unexpected(due.error());
  const bool goes_on = !control_.spreads.empty() || control_.rewriting ||
                       next_format(control_, parts_.state_format) > control_.format;
  if (cut->empty() && due->empty() && !goes_on) return nullptr;
  return step({.records = std::move(*cut), .due = std::move(*due)}, now);
}

Result<Loop::MaybeSealed> Loop::step_own_time() {
  auto overdue = due_items(control_.now, kEpochTimers);
  if (!overdue) return std::unexpected(overdue.error());
  if (!overdue->empty()) {
    return step({.due = std::move(*overdue), .own_time = true}, control_.now);
  }
  // A merchant that left goes before the next record, so that cuts depend on content only.
  if (!control_.spreads.empty()) return step({.own_time = true}, control_.now);
  auto cut = reader_.cut_own_time(feed_->frontier, feed_->closed);
  if (!cut) return std::unexpected(cut.error());
  if (!*cut) {
    if (!feed_->closed) return nullptr;
    return sweep(std::max(control_.now, feed_->frontier), true);
  }
  Instant now = control_.now;
  for (const Boxed<Incoming>& incoming : **cut) {
    if (tells_time(static_cast<std::size_t>(incoming->raw.topic))) {
      now = std::max(now, incoming->own_time);
    }
  }
  auto due = due_items(now, kEpochTimers);
  if (!due) return std::unexpected(due.error());
  return step({.records = std::move(**cut), .due = std::move(*due), .own_time = true}, now);
}

Result<Turn> Loop::turn(std::size_t most_records) {
  auto sealed = feed_ ? step_own_time() : step_wall(most_records);
  if (!sealed) return std::unexpected(sealed.error());
  if (!*sealed) {
    auto turn = finish();
    if (turn) turn->rest = std::max(next_cut_ - parts_.clock->monotonic(), {});
    return turn;
  }
  return hand_over(std::move(*sealed));
}

// The next epoch follows only the one before it into the log.
Result<Turn> Loop::hand_over(MaybeSealed sealed) {
  crash_point(CrashPoint::EpochStepped);
  auto before = finish();
  if (!before) return before;
  under_way_ = std::move(sealed);
  overlay_.cover(under_way_->epoch);
  committer_->give(under_way_->epoch);
  crash_point(CrashPoint::EpochGiven);
  if (own_ && parts_.commits == connectors::HandOff::Commits::OnCall) return finish();
  before->idle = false;
  before->stepped = under_way_->times.size();
  return before;
}

Result<Turn> Loop::finish() {
  if (!under_way_) return Turn{};
  const auto committed = committer_->wait();
  if (!committed) return std::unexpected(committed.error());
  overlay_.lift();
  measure(*under_way_, *committed);
  committed_ = std::move(under_way_->control);
  Turn turn = std::move(under_way_->turn);
  under_way_.reset();
  return turn;
}

// Latency runs from each record's append to the commit that carries its outcome.
void Loop::measure(const Sealed& sealed, const connectors::Committed& committed) const {
  connectors::Metrics& metrics = *parts_.metrics;
  metrics.observe_commit(seconds(committed.took));
  std::vector<double> reactions;
  std::vector<double> ages;
  reactions.reserve(sealed.times.size());
  ages.reserve(sealed.times.size());
  for (const RecordTimes& record : sealed.times) {
    reactions.push_back(seconds(committed.at - record.appended_at));
    ages.push_back(seconds(committed.at - record.own_time));
  }
  metrics.observe_reactions(reaction_of(committed_.caught_up), reactions);
  metrics.observe_event_ages(ages);
  if (sealed.times.empty()) {
    metrics.observe_reaction(connectors::ReactionKind::Timer,
                             seconds(parts_.clock->monotonic() - sealed.started));
  }
}

void Loop::begin_feed(bool rebuilding) {
  rebuilding_ = rebuilding;
  feed_ = connectors::Feed{.frontier = Instant::min()};
  enter_feed();
}

void Loop::end_feed() {
  INVARIANT(feed_);
  feed_->closed = true;
}

void Loop::advance_feed(Instant frontier) { feed_->frontier = std::max(feed_->frontier, frontier); }

}  // namespace shelfd::daemon
