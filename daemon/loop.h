// Loop: one partition: poll, decode, step, publish, commit.
//
// clock: wall   cuts kCutEvery apart under load. `now` is the wall clock when all is read, else the
// smallest append time among the
//               unread heads of topics that tell time (rules and catalog do not). It never goes
//               back. While the wall clock is not to be believed (clock_watch.h) nothing is done
// clock: event  while a feed is open (an import): `now` is the largest own time seen; closing the
//               feed seals the last cut and takes it to the frontier at least
// A commit holds all that outlives the epoch, the control record included; a failure leaves nothing
// of it, and the loop is to be opened anew. While an epoch is being committed the next is stepped:
// reads then find what it writes (overlay.h).
// Judging is off until the partition has caught up, and during a feed; then each item is judged
// once, in epochs of at most kSweepItems. Timers are taken by count, in (due, item) order.
// An epoch is written in the partition's state format; a setting raises it (rewriting.h).
// `again` makes an epoch of its record in `epochs`: the same cut gives the same bytes.
// Threads: all of it belongs to one thread; a second one commits (connectors/hand_off.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "connectors/hand_off.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "daemon/clock_watch.h"
#include "daemon/epoch.h"
#include "daemon/input_reader.h"
#include "daemon/merchant_erasure.h"
#include "daemon/overlay.h"
#include "daemon/rewriting.h"
#include "daemon/rules_spread.h"

namespace shelfd::daemon {

// An epoch takes fewer timers the more records it has, so that midnight does not hold records up;
// but always some, so that records do not hold midnight up.
inline constexpr std::size_t kEpochTimers = 2'000;
inline constexpr std::size_t kLeastTimers = 250;
inline constexpr std::size_t kSweepItems = 1'000;
// Under load epochs follow each other at this distance at least; the first after a rest waits for
// nothing, and a full cut is followed at once.
inline constexpr std::chrono::milliseconds kCutEvery{20};
inline constexpr std::size_t kDefaultCacheBytes = std::size_t{64} << 20U;

struct LoopParts {
  connectors::Log* log = nullptr;  // each outlives the loop
  connectors::Store* store = nullptr;
  connectors::Clock* clock = nullptr;
  connectors::Metrics* metrics = nullptr;
  std::string build{};
  std::string arithmetic{};
  std::int32_t partition = 0;
  std::int32_t partitions = 1;
  // Where to read on, where it may be further than the store says: inputs that were passed by, or
  // not read from their beginning. The next epoch's record tells of it.
  connectors::Heads first_offsets{};
  std::size_t cache_bytes = kDefaultCacheBytes;
  connectors::HandOff::Commits commits = connectors::HandOff::Commits::OnCall;
  connectors::Committer* committer = nullptr;  // of several partitions; none: one of its own
  std::chrono::nanoseconds cut_every{};        // clock: wall
  bool believes_clock = false;                 // a simulated clock may run as it likes
  std::optional<HashKey> key{};  // of event ids, for a replay; absent: drawn at the first start
  std::optional<connectors::StateFormat> state_format{};  // the partition is raised to it
  bool keeps_judgements = true;  // turns bring what they suggest, not its count alone
};

// What one turn did. Idle: nothing was there, wait for the next record or timer. With a thread of
// its own for commits a turn tells of the epoch before, which is durable now.
struct Turn {
  bool idle = true;
  std::chrono::nanoseconds
      rest{};               // idle: until the next cut may be taken; 0: when something comes
  std::size_t stepped = 0;  // records of the epoch that was stepped now
  std::size_t records = 0;
  std::size_t items = 0;
  std::size_t refused = 0;
  std::size_t prices = 0;
  std::size_t plans = 0;
  Judgements judgements{};  // none where the loop does not keep them
};

// The write by which a feeder says how far its records go; to be appended beside them.
[[nodiscard]] connectors::StateWrite feed_write(const connectors::Feed& feed);

class Loop {
 public:
  // Reads the control record, or starts one; a feed that was cut off is open still. Errors: Stop
  // when it cannot be read, or as check_state_format.
  [[nodiscard]] static Result<std::unique_ptr<Loop>> open(const LoopParts& parts);

  // At most one epoch, of at most so many records with the wall clock. `most_records` >= 1.
  [[nodiscard]] Result<Turn> turn(std::size_t most_records = kCutRecords);
  // Waits until all that was stepped is durable, and tells of it; steps nothing.
  [[nodiscard]] Result<Turn> finish();
  // The epoch that the record tells of, which must be the next. Errors: Stop, naming what differs.
  [[nodiscard]] Result<Turn> again(const connectors::EpochRecord& record);

  // An own-time feed: what it appended of own times before `frontier` is taken. `begin_feed` turns
  // judging off; `end_feed` seals the last cut and ends in catching up.
  // `rebuilding`: it is a history that was taken in once before (daemon/rebuild.h).
  void begin_feed(bool rebuilding = false);
  void advance_feed(Instant frontier);
  void end_feed();

  [[nodiscard]] bool feeding() const { return feed_.has_value(); }
  [[nodiscard]] const std::optional<connectors::Feed>& feed() const { return feed_; }
  // The wall clock is off: nothing is done.
  [[nodiscard]] bool held() const { return held_; }
  // As of the newest commit.
  [[nodiscard]] bool caught_up() const { return committed_.caught_up; }
  [[nodiscard]] Instant now() const { return committed_.now; }
  [[nodiscard]] const connectors::Control& control() const { return committed_; }
  // Of decoded items.
  [[nodiscard]] std::size_t cache_bytes() const { return partition_.cache.bytes(); }

 private:
  // What one epoch is made of.
  struct Work {
    Cut records{};
    std::vector<DueItem> due{};
    std::optional<std::vector<ItemId>> swept{};  // absent: no epoch of catching up
    bool ends_sweep = false;                     // the last of these
    std::size_t spread_limit = kSpreadItems;
    std::size_t rewriting_limit = kRewrittenRecords;
    bool own_time = false;
  };
  // For the metrics of an epoch.
  struct RecordTimes {
    Instant appended_at{};
    Instant own_time{};
  };
  // An epoch that is sealed, and what is told once it is durable.
  struct Sealed {
    connectors::SealedEpoch epoch{};
    connectors::Control control{};
    Turn turn{};
    std::vector<RecordTimes> times{};
    std::chrono::nanoseconds started{};
  };
  using MaybeSealed = std::unique_ptr<Sealed>;  // null: nothing was there to do

  Loop(const LoopParts& parts, connectors::Control control);
  [[nodiscard]] Result<MaybeSealed> step_wall(std::size_t most_records);
  [[nodiscard]] Result<MaybeSealed> step_own_time();
  [[nodiscard]] Result<MaybeSealed> sweep(Instant now, bool own_time);
  [[nodiscard]] Result<std::vector<DueItem>> due_items(Instant now, std::size_t limit);
  [[nodiscard]] Status fill_sweep(std::size_t limit, Work& work);
  [[nodiscard]] Result<MaybeSealed> step(Work work, Instant now);
  [[nodiscard]] connectors::Control control_after(const Work& work, Instant now) const;
  [[nodiscard]] connectors::EpochRecord record_of(const Work& work,
                                                  const connectors::Control& next) const;
  void seal(const Work& work, const connectors::EpochRecord& record, Sealed& sealed) const;
  [[nodiscard]] Status spread(const Work& work, const EpochResult& result,
                              connectors::Control& next, connectors::EpochRecord& record,
                              connectors::SealedEpoch& sealed);
  [[nodiscard]] Result<Turn> hand_over(MaybeSealed sealed);
  void measure(const Sealed& sealed, const connectors::Committed& committed) const;
  void enter_feed();
  void pass_by(const connectors::Heads& first_offsets);

  LoopParts parts_;
  connectors::EventDecoder decoder_;  // of what was set aside
  connectors::Control control_;       // as of the newest epoch stepped
  connectors::Control committed_;
  Overlay overlay_;
  Partition partition_;
  InputReader reader_;
  ClockWatch watch_;
  std::vector<std::int64_t> from_offsets_;  // of the next epoch, as its record has them
  bool held_ = false;
  std::chrono::nanoseconds next_cut_{};  // monotonic
  std::optional<connectors::Feed> feed_;
  bool rebuilding_ = false;                   // that feed; one that was cut off is begun anew
  MaybeSealed under_way_;                     // being committed
  std::unique_ptr<connectors::HandOff> own_;  // last: its thread reads `under_way_`
  connectors::Committer* committer_;
};

}  // namespace shelfd::daemon
