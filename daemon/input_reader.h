// Input reader: a partition's inputs read ahead and decoded, and the cuts that epochs are made of.
//
//   wall       what is there, at most so many or kCutBytes, in the order of append time
//   own time   merged by (own time, rank, offset); a cut ends at kEventCutRecords or with the hour
//              of own time, and only when the next record is known: by content alone, so that it
//              does not depend on how the feed was cut into appends
//   again      all records before given offsets, as an earlier cut had them
// Threads: the stepping one's. Not here: `now` and timers (loop.h).
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/ports.h"
#include "daemon/item_work.h"

namespace shelfd::daemon {

inline constexpr std::size_t kCutRecords = 2'000;
inline constexpr std::size_t kCutBytes = 8'000'000;
inline constexpr std::size_t kEventCutRecords = 1'000;

// Rules and catalog never set or hold `now`.
[[nodiscard]] bool tells_time(std::size_t rank);

class InputReader {
 public:
  // Reads on from `next`. `log` outlives it. Errors of all functions: those of the log.
  // `partition` of `partitions`: a record whose key belongs to another is refused as `misrouted`.
  InputReader(connectors::Log& log, const connectors::Heads& next, std::int32_t partition,
              std::int32_t partitions)
      : log_(&log), fetched_(next), partition_(partition), partitions_(partitions) {}

  // `now` comes in as the wall clock read before anything was polled, so that it cannot pass a
  // record that is appended meanwhile; it goes out as the smallest append time of what is left.
  [[nodiscard]] Result<Cut> cut_wall(Instant& now, std::size_t most_records = kCutRecords);
  // Whether the newest `cut_wall` left nothing unread, also of what did not come yet.
  [[nodiscard]] bool all_read() const { return all_read_; }
  // Of records before `frontier`; `closed`: no more will come. Absent while the cut may still grow.
  [[nodiscard]] Result<std::optional<Cut>> cut_own_time(Instant frontier, bool closed);
  [[nodiscard]] Result<Cut> cut_again(const std::vector<std::int64_t>& next_offsets);

 private:
  [[nodiscard]] connectors::Decoded decode(const connectors::RawRecord& raw);
  [[nodiscard]] Status fill(std::size_t rank);
  [[nodiscard]] Status fill_all();
  void hold_back(Instant& now);
  [[nodiscard]] std::size_t earliest(bool by_own_time) const;
  [[nodiscard]] Boxed<Incoming> take_first(std::size_t rank);

  connectors::Log* log_;
  connectors::EventDecoder decoder_;
  connectors::Heads fetched_;  // next offset to poll
  std::array<std::deque<Boxed<Incoming>>, engine::kTopicCount> waiting_;
  Cut growing_;               // of own time
  std::size_t expected_ = 0;  // the newest cut of the wall clock had so many
  std::int32_t partition_;
  std::int32_t partitions_;
  bool all_read_ = false;
};

}  // namespace shelfd::daemon
