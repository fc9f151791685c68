// Partition start: what happens between being given a partition and stepping it, in an order that
// no crash, fence or late answer can fool:
//
//   1  the group's offsets, once no transaction holds them
//   2  the changelog's high watermark
//   3  the changelog read, as committed, to an end at or past that mark; transactions that are open
//      before it are waited for
//   4  the control record must be in a state format that this build knows, and not above the one
//      that it is told to write; its offsets must be the group's
//
// The control record is the truth; the group's offsets fence and show lag. The group's absent: the
// control record's are adopted. Both absent: the first start. Anything else is refused: somebody
// moved the group's offsets, or the changelog is another's. Unless they moved since step 1, by an
// owner that has the partition by now: then it is tried again.
// A local state whose last record is not in the changelog, as committed, is forgotten and read
// anew: it is too old, or the record was compacted away, or the cluster took back a commit that it
// had told of (docs/decisions/0020).
//
// Threads: the worker's. `step` reads one page at most, so that the group is polled between.
// Errors: Retry where the cluster is away or a transaction stays open too long; Stop, naming topic
// and offsets, for what a person must decide (`is_refusal`), and for a damaged state.
#pragma once

#include <cstdint>
#include <optional>

#include "connectors/formats/state_formats.h"
#include "connectors/kafka/local_state.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

// Where a partition begins that nobody ever stepped.
struct FirstStart {
  enum class From { Earliest, Latest, Instant };
  From from = From::Earliest;
  Instant instant{};
};

struct StartSettings {
  std::int32_t partition = 0;
  FirstStart first{};
  // An operator's word: records that retention removed unread are passed by.
  bool skips_lost_inputs = false;
  std::optional<StateFormat> state_format{};  // the partition is to be raised to it
  // Longer than a transaction may last on the broker.
  std::chrono::nanoseconds longest_wait = std::chrono::seconds{60};
};

class PartitionStart {
 public:
  // Each outlives it.
  PartitionStart(Member& member, LocalState& state, Clock& clock, const StartSettings& settings)
      : member_(member), state_(state), clock_(clock), settings_(settings) {}

  // Whether the partition may be stepped now.
  [[nodiscard]] Result<bool> step();

  // After it may be: the first offsets to read.
  [[nodiscard]] const Heads& next() const { return next_; }
  [[nodiscard]] std::int64_t restored_records() const { return restored_; }
  // Of the changelog, in [0, 1].
  [[nodiscard]] double progress() const;
  // After a Stop: the error is for a person to decide, not damage.
  [[nodiscard]] bool is_refusal() const { return is_refusal_; }
  // So: the local state cannot be read or written.
  [[nodiscard]] bool is_damage() const { return is_damage_; }

 private:
  [[nodiscard]] Status begin();
  [[nodiscard]] Result<bool> restore_page();
  // False: there is more to read, or all of it again.
  [[nodiscard]] Result<bool> forget_copy();
  [[nodiscard]] Status decide();
  [[nodiscard]] Status refuse_or_retry();
  [[nodiscard]] Result<Heads> first_offsets();
  [[nodiscard]] Status check_retention();
  [[nodiscard]] std::unexpected<Error> refuse(std::string message);
  [[nodiscard]] std::unexpected<Error> damaged(const Error& error);

  Member& member_;
  LocalState& state_;
  Clock& clock_;
  StartSettings settings_;
  bool begun_ = false;
  std::optional<std::int64_t> last_held_;  // the local state's last record, until it was found
  std::optional<Heads> committed_;
  std::int64_t first_ = 0;  // the offset that restoring began at
  std::int64_t mark_ = 0;
  std::int64_t position_ = 0;
  std::int64_t restored_ = 0;
  std::chrono::nanoseconds progressed_{};
  Heads next_{};
  bool is_refusal_ = false;
  bool is_damage_ = false;
};

}  // namespace shelfd::connectors
