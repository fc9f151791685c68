// Kafka worker: a member of the consumer group and the partitions that it is given: restored,
// stepped, and committed together.
//
//   given  ->  started one after the other (kafka/partition_start.h)  ->  fetched and stepped
//   taken  ->  what is under way is committed, where it still may be  ->  let go
//   a transaction that did not commit, a store that could not be written  ->  all are started again
//
// Of what goes wrong, what mends by itself (a broker that is away, a lost generation, a full disk,
// an aborted transaction) is tried again; a damaged local state is set aside and rebuilt. A third
// unknown outcome or a second damage within kPatience, a fenced identity or a refusal end the
// worker.
// Threads: all functions from one thread, but `view` and `commit_under_way_for`; transactions run
// on one of their own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/group_commit.h"
#include "connectors/kafka/local_state.h"
#include "connectors/kafka/member.h"
#include "connectors/kafka/partition_log.h"
#include "connectors/kafka/partition_start.h"
#include "daemon/loop.h"
#include "daemon/worker.h"

namespace shelfd::daemon {

// Fetched and not stepped, of all partitions, is at most what a round takes, and so many bytes of
// each of its records; then no more is asked for. While a topic has not told where it ends, half a
// round of each partition more.
inline constexpr std::size_t kFetchedBytesOfRecord = 320;
// More unknown outcomes within it, or a second damage, are not chance. Two are a broker that is
// killed again as it comes up; another process with this identity goes on for ever.
inline constexpr std::chrono::seconds kPatience{60};
inline constexpr std::size_t kMostUnknown = 2;
// So long after the last commit, with nothing to do since, the group is asked once whether it knows
// of it: a broker's crash may take back a commit that it had told of (docs/decisions/0020).
inline constexpr std::chrono::seconds kDoubtAfter{60};
// Lag is told as often.
inline constexpr std::chrono::seconds kLagEvery{1};
inline constexpr std::chrono::milliseconds kFirstPause{50};
inline constexpr std::chrono::milliseconds kLongestPause{5'000};

struct KafkaWorkerParts {
  connectors::Member* member = nullptr;  // each outlives the worker
  connectors::Clock* clock = nullptr;
  connectors::Metrics* metrics = nullptr;
  // Opens a partition's local state. Errors: Retry where it cannot be had yet.
  std::function<Result<std::unique_ptr<connectors::LocalState>>(std::int32_t partition)>
      open_state{};
  // For the log: an event, and what it is about.
  std::function<void(const char* event, const std::string& text)> tell{};
  std::string build{};
  std::string arithmetic{};
  std::int32_t partitions = 1;
  std::size_t cache_bytes = kDefaultCacheBytes;  // of all its partitions
  std::size_t round_records = 4'000;             // at most, of all its partitions
  connectors::HandOff::Commits commits = connectors::HandOff::Commits::OnOwnThread;
  std::chrono::nanoseconds cut_every = kCutEvery;
  bool believes_clock = false;
  connectors::FirstStart first{};
  bool skips_lost_inputs = false;
  std::optional<connectors::StateFormat> state_format{};  // partitions are raised to it
};

class KafkaWorker {
 public:
  explicit KafkaWorker(KafkaWorkerParts parts);
  ~KafkaWorker();
  KafkaWorker(const KafkaWorker&) = delete;
  KafkaWorker& operator=(const KafkaWorker&) = delete;
  KafkaWorker(KafkaWorker&&) = delete;
  KafkaWorker& operator=(KafkaWorker&&) = delete;

  // One round: what came, a page of restoring or one turn of each partition, and their commit sent
  // on its way. Waits at most so long where there is nothing to do. Errors: those that end it.
  [[nodiscard]] Status turn(std::chrono::milliseconds longest);
  // Commits what was stepped, makes local state durable, and lets the partitions go.
  [[nodiscard]] Status stop();

  // Owns partitions, or none by the group's will, and all of them are started and caught up.
  [[nodiscard]] bool ready() const;
  // After an error: a person must decide.
  [[nodiscard]] bool is_refusal() const { return is_refusal_; }
  // From any thread.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> commit_under_way_for() const {
    return group_.under_way_for();
  }

  struct Owned {
    std::unique_ptr<connectors::LocalState> state{};
    std::unique_ptr<connectors::PartitionStart> start{};  // while it is not started
    bool is_started = false;
    std::unique_ptr<connectors::PartitionLog> log{};  // once it is fetched
    std::unique_ptr<Loop> loop{};                     // once all are started
  };
  // By partition. For readers on the worker's own thread, between turns.
  [[nodiscard]] const std::map<std::int32_t, Owned>& partitions() const { return owned_; }
  [[nodiscard]] const WorkerView& view() const { return view_; }
  // Turns of partitions since the last call.
  [[nodiscard]] TurnCounts take_counts() { return std::exchange(counts_, {}); }

 private:
  [[nodiscard]] std::chrono::milliseconds wait_for(std::chrono::milliseconds longest) const;
  [[nodiscard]] bool has_enough() const;
  [[nodiscard]] Status hear_news(std::chrono::milliseconds longest);
  [[nodiscard]] Status hear(connectors::News news);
  [[nodiscard]] Status renew_producer();
  void own(const std::vector<std::int32_t>& partitions);
  [[nodiscard]] Status let_go(bool lost);
  void drop_loops();
  void let_all_go();
  [[nodiscard]] Status start_some();
  [[nodiscard]] Status start_one(std::int32_t partition, Owned& owned);
  [[nodiscard]] Status fetch();
  [[nodiscard]] Status open_loops();
  [[nodiscard]] Status step_all();
  [[nodiscard]] Status finish_committed();
  void count(const Turn& turn);
  // How many records it stepped.
  [[nodiscard]] Result<std::size_t> step_one(std::int32_t partition, Owned& owned,
                                             std::size_t most);
  [[nodiscard]] Status look_back();
  [[nodiscard]] Status recover(const Error& error);
  [[nodiscard]] Status drop_states(const Error& error);
  [[nodiscard]] Status try_again_later(const Error& error);
  [[nodiscard]] bool is_one_too_many();
  [[nodiscard]] bool happened_before(std::optional<std::chrono::nanoseconds>& last) const;
  void tell(const char* event, const std::string& text) const;
  void show();
  void show_inputs();

  KafkaWorkerParts parts_;
  std::map<std::int32_t, Owned> owned_;
  std::int32_t next_partition_ = 0;  // a round begins with the first that is not below it
  connectors::GroupCommit group_;    // after `owned_`: its thread uses their states
  bool assigned_ = false;            // the group has given something, maybe nothing
  bool fetched_ = false;             // what it has given is fetched
  bool started_ = false;             // and stepped
  bool is_refusal_ = false;
  std::optional<std::int32_t> damaged_;  // whose local state the newest error came from
  bool needs_renewal_ = false;           // of the producer, before anything else
  std::chrono::nanoseconds polled_{};
  bool worked_ = false;                     // the last round had something to do
  std::chrono::nanoseconds rests_since_{};  // its start, or what it did last
  bool looked_back_ = false;                // since then
  std::chrono::nanoseconds rest_{};         // else: until there may be
  std::chrono::nanoseconds not_before_{};   // monotonic: nothing is tried until then
  std::chrono::milliseconds pause_ = kFirstPause;
  std::vector<std::chrono::nanoseconds> unknown_at_;    // unknown outcomes of the last minute
  std::optional<std::chrono::nanoseconds> damaged_at_;  // the last damaged state
  std::optional<std::chrono::nanoseconds> gauged_;      // when lag was told last
  TurnCounts counts_;
  WorkerView view_;
};

}  // namespace shelfd::daemon
