// Partition log: the Log port of one partition on a cluster: what was fetched and not yet polled,
// how far each input is read, and the partition's place in its group's commit.
//
// What was polled is kept until an epoch that covers it is committed: a partition that is started
// again takes it from here. Fetching it again would not do: librdkafka 2.0.2, right after an
// assignment, still delivered records of the one before, further on, and what lies between would be
// taken for a gap (docs/decisions/0015, 0019). Only what was let go is fetched again (0020).
// A record below the offset that is expected is dropped: the library may deliver twice. Offsets
// have gaps. Bounded by whoever fills it (`bytes`), and by the epochs that are not committed.
// Threads: the worker's.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "connectors/kafka/group_commit.h"
#include "connectors/kafka/local_state.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

class PartitionLog final : public Log, public Committer {
 public:
  // Fetched from `next` on. `group` outlives it.
  PartitionLog(std::int32_t partition, const Heads& next, GroupCommit& group)
      : partition_(partition), group_(group) {
    for (std::size_t rank = 0; rank < inputs_.size(); ++rank) {
      inputs_[rank].first = inputs_[rank].next = next[rank];
    }
  }

  // False where records from `next` on were let go as committed: they are to be fetched again.
  [[nodiscard]] bool reaches_back_to(const Heads& next) const;

  // Before a loop is opened on it: what is polled next is the record at `next` or the first behind
  // it, and commits go to `state`, which outlives the loop.
  void begin(const Heads& next, LocalState& state);

  void add(RawRecord record);
  void reach_end(const InputEnd& end);
  // Whether it is known of every input how far it is read. Before that nobody can say what the
  // first epoch's `now` is: a topic that is silent may be at its end, or about to bring old
  // records.
  [[nodiscard]] bool is_heard() const;
  // Fetched and not polled; and of these the bytes of keys and values.
  [[nodiscard]] std::size_t records() const { return records_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // At least so many records of the topic are not polled; 0: it is read to its end.
  [[nodiscard]] std::size_t unread(engine::Topic topic) const;

  void note(const InputMark& mark, std::chrono::nanoseconds monotonic);
  // What no commit covers, of all topics.
  struct Lag {
    std::int64_t records = 0;  // markers of transactions counted
    Duration age{};            // of the oldest by its append; none there, or none known: 0
  };
  [[nodiscard]] Lag lag(Instant now) const;
  // How long an open transaction has held the topic's records back; 0: none does.
  [[nodiscard]] std::chrono::nanoseconds held_for(engine::Topic topic,
                                                  std::chrono::nanoseconds monotonic) const;

  [[nodiscard]] Result<std::vector<RawRecord>> poll(engine::Topic topic, std::int64_t offset,
                                                    std::size_t max_records,
                                                    std::size_t max_bytes) override;
  // One past what was fetched.
  [[nodiscard]] Result<Heads> heads() override;
  [[nodiscard]] Instant read_until(engine::Topic topic, Instant now) override;
  // Errors: Stop: inputs come from the cluster's producers.
  [[nodiscard]] Status append(const std::vector<NewRecord>& records,
                              const std::vector<StateWrite>& beside, Instant at) override;
  [[nodiscard]] Status commit(const SealedEpoch& epoch) override;

  void give(const SealedEpoch& epoch) override;
  [[nodiscard]] Result<Committed> wait() override;

 private:
  struct Input {
    std::deque<RawRecord> records{};  // not committed, as far as is known
    std::size_t polled = 0;           // of them, from the first on
    std::int64_t first = 0;           // what lies below was let go
    std::int64_t next = 0;            // the least offset that is new
    bool at_end = false;
    Instant newest = Instant::min();  // append time of the newest record that came
    std::int64_t end = 0;             // in the cluster, as it was told
    std::int64_t stable = 0;
    std::optional<std::chrono::nanoseconds>
        held_since{};  // monotonic: `stable` stands before `end`
  };

  static void drop_before(Input& input, std::int64_t offset);

  std::int32_t partition_;
  GroupCommit& group_;
  LocalState* state_ = nullptr;
  Heads given_{};  // the offsets of the epoch under way
  std::array<Input, engine::kTopicCount> inputs_{};
  std::size_t records_ = 0;  // not polled
  std::size_t bytes_ = 0;    // of these
};

}  // namespace shelfd::connectors
