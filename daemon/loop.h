// Loop: one partition, one thread: poll, decode, step, publish, commit.
//
// clock: wall   a cut is what is there, at most kCutRecords or kCutBytes, in the order of append
// time;
//               `now` is the wall clock when all is read, else the smallest append time among the
//               unread heads of topics that tell time (rules and catalog do not)
// clock: event  while a feed is open (an import): inputs are merged by (own time, rank, offset) up
// to
//               the feed's frontier; a cut ends at kEventCutRecords or with the hour of own time,
//               and is sealed only when the next record is known; `now` is the largest own time
//               seen
// A commit holds all that outlives the epoch, the control record included; a failure leaves nothing
// of it. Judging is off until the partition has caught up, and during a feed; then each item is
// judged once, in epochs of at most kSweepItems.
// Threads: all of it belongs to one thread. Not here: a second thread to commit (the next issue).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/state_codec.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "daemon/epoch.h"

namespace shelfd::daemon {

inline constexpr std::size_t kCutRecords = 4'000;
inline constexpr std::size_t kCutBytes = 4'000'000;
inline constexpr std::size_t kEventCutRecords = 1'000;
inline constexpr std::size_t kEpochTimers = 4'000;
inline constexpr std::size_t kSweepItems = 1'000;

struct LoopParts {
  connectors::Log* log = nullptr;  // each outlives the loop
  connectors::Store* store = nullptr;
  connectors::Clock* clock = nullptr;
  connectors::Metrics* metrics = nullptr;
  std::string build{};
  std::string arithmetic{};
};

// What one turn did. Idle: nothing was there, wait for the next record or timer.
struct Turn {
  bool idle = true;
  std::size_t records = 0;
  std::size_t items = 0;
  std::size_t refused = 0;
  std::vector<engine::PriceSuggestion> prices{};
  std::vector<engine::RestockPlan> plans{};
  std::vector<engine::Alert> alerts{};
};

class Loop {
 public:
  // Reads the control record, or starts one. Errors: Stop when it cannot be read.
  [[nodiscard]] static Result<Loop> open(const LoopParts& parts);

  // At most one epoch.
  [[nodiscard]] Result<Turn> turn();

  // An own-time feed: what it appended is taken up to and with `frontier`. `begin_feed` turns
  // judging off; `end_feed` seals the last cut and ends in catching up.
  void begin_feed();
  void advance_feed(Instant frontier);
  void end_feed();

  // While a feed is open, or was cut off and is being taken to its end.
  [[nodiscard]] bool feeding() const { return frontier_.has_value(); }
  [[nodiscard]] bool caught_up() const { return control_.caught_up; }
  [[nodiscard]] Instant now() const { return control_.now; }
  [[nodiscard]] const connectors::Control& control() const { return control_; }

 private:
  // What one epoch is made of.
  struct Work {
    std::vector<Incoming> records{};
    std::vector<DueItem> due{};
    std::vector<ItemId> swept{};
    bool is_sweep = false;
    bool ends_sweep = false;  // the last epoch of catching up
  };

  // For the metrics of an epoch: instants of its records, and ticks of the monotonic clock.
  struct RecordTimes {
    Instant appended_at{};
    Instant own_time{};
  };
  struct EpochSpan {
    Duration started{};
    Duration stepped{};
    Duration committed{};
  };

  Loop(LoopParts parts, Partition partition);
  [[nodiscard]] Status fill(engine::Topic topic);
  [[nodiscard]] Status fill_all();
  [[nodiscard]] std::size_t earliest(bool by_own_time) const;
  [[nodiscard]] Incoming take_first(std::size_t rank);
  [[nodiscard]] Result<std::vector<Incoming>> cut_wall(Instant& now);
  [[nodiscard]] Result<std::optional<std::vector<Incoming>>> cut_event();
  [[nodiscard]] Result<Turn> turn_wall();
  [[nodiscard]] Result<Turn> turn_event();
  [[nodiscard]] Result<Turn> sweep(Instant now);
  [[nodiscard]] Result<std::vector<DueItem>> due_items(Instant now) const;
  [[nodiscard]] Result<Turn> run(Work work, Instant now);
  [[nodiscard]] connectors::Control control_after(const Work& work, Instant now) const;
  void seal(const connectors::Control& next, bool judging, EpochResult& result) const;
  void measure(const std::vector<RecordTimes>& times, const EpochSpan& span);
  [[nodiscard]] Duration ticks() const;

  LoopParts parts_;
  connectors::EventDecoder decoder_;
  connectors::Control control_;
  std::array<std::deque<Incoming>, engine::kTopicCount> waiting_;  // read ahead, decoded
  std::vector<Incoming> pending_;                            // a cut of a feed that may still grow
  std::array<std::int64_t, engine::kTopicCount> fetched_{};  // next offset to poll
  std::optional<std::string> sweep_cursor_;                  // last item judged in catching up
  std::optional<Instant> frontier_;                          // of the open feed
  bool feed_ends_ = false;
  Partition partition_;
};

}  // namespace shelfd::daemon
