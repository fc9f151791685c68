// Transactions: the simulated transaction coordinator: producers with an id and an epoch, what each
// has open, and the markers that end it, written one by one.
//
//   Empty -> Ongoing (first write) -> Committing or Aborting (the decision, which holds from then
//   on) -> Empty when the last marker is written
//
// A producer that begins anew, or whose transaction is older than its time-out, gets the next
// epoch; requests under an older one are refused. Requests may be late: they then meet what is
// there when they arrive.
// Threads: one. Not here: where records lie (topic_log.h), who owns partitions (simulated_group.h).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "tests/faults/simulated_group.h"
#include "tests/faults/topic_log.h"

namespace shelfd::faults {

// What a client holds of its producer.
struct ProducerSession {
  std::string id{};
  std::int64_t epoch = 0;
};

enum class ProducerAnswer { Done, Busy, Fenced, InvalidState, Refused };

enum class Decision { Open, Committed, Aborted };

// One transaction, kept for ever: what the checks look at.
struct TransactionRecord {
  std::string producer{};
  std::int64_t epoch = 0;
  Decision decision = Decision::Open;
  Membership sent_by{};  // who sent offsets; instance "": nobody did
  PartitionOffsets offsets{};
  std::vector<TopicLog*> logs{};
};

class Transactions {
 public:
  // `group` outlives it.
  explicit Transactions(SimulatedGroup& group) : group_(group) {}

  // A new epoch, which ends what the one before left open. Busy: not ended yet, ask again.
  [[nodiscard]] std::optional<ProducerSession> begin_producer(const std::string& id,
                                                              Duration timeout);
  // `log` outlives this. The offset is told in `record`. Busy: the one before is not ended yet.
  [[nodiscard]] ProducerAnswer write(const ProducerSession& session, TopicLog& log, Stored& record,
                                     Instant now);
  // Refused: `why` has the group's answer.
  [[nodiscard]] ProducerAnswer send_offsets(const ProducerSession& session, const Membership& who,
                                            const PartitionOffsets& offsets, GroupAnswer& why);
  [[nodiscard]] ProducerAnswer end(const ProducerSession& session, bool commits);

  // A commit that was told of and has no marker yet is aborted after all, as brokers of 4.3.1 do
  // that are killed then (docs/decisions/0020); the producer gets the next epoch. False: it has
  // one.
  [[nodiscard]] bool take_back(const ProducerSession& session);
  // Whether `next` is one past the last record in this log of a commit that was.
  [[nodiscard]] bool was_taken_back(const TopicLog& log, std::int64_t next) const {
    return taken_back_.contains({&log, next});
  }

  // Transactions older than their time-out are aborted.
  void advance(Instant now);

  // Markers that are decided and not written.
  [[nodiscard]] std::size_t waiting_markers() const;
  // Writes the one at `index` below that; the group's offsets are the last place of each.
  void write_marker(std::size_t index);
  void write_all_markers();

  [[nodiscard]] bool any_open() const;
  // Number n is at index n - 1.
  [[nodiscard]] const std::vector<TransactionRecord>& history() const { return history_; }
  [[nodiscard]] Decision decision(std::int64_t transaction) const;

 private:
  struct Producer {
    std::int64_t epoch = 0;
    Duration timeout{};
    std::int64_t transaction = kNoTransaction;  // open, or being ended
    Instant began{};
    std::vector<TopicLog*> unmarked{};  // null: the group's offsets
  };

  void decide(Producer& producer, bool commits);
  [[nodiscard]] TransactionRecord& current(const Producer& producer);
  [[nodiscard]] bool is_open(const Producer& producer) const;

  SimulatedGroup& group_;
  std::map<std::string, Producer> producers_;
  std::vector<TransactionRecord> history_;
  std::set<std::pair<const TopicLog*, std::int64_t>> taken_back_;
};

}  // namespace shelfd::faults
