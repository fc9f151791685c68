// Member: what a worker needs of a Kafka cluster, as one small port: a member of the consumer group
// over the co-partitioned inputs, the transactional producer beside it, and the changelog. One
// implementation over librdkafka (kafka_member.h), one simulated with faults (tests/faults).
//
//   group       poll tells of partitions given and taken; each is answered when the caller is ready
//   transact    outputs, changelog, epochs and input offsets of some partitions, in one call to
//               the transaction's end: committed, not committed, or unknown
//   changelog   state records, read as committed
//
// A topic's offsets have gaps (transaction markers, compaction). Partition p of every topic, input,
// output or changelog, belongs together.
// Threads: `transact` and `renew` from the committing thread, all others from the worker's.
// Errors: Retry when the other side is away (after the implementation's own patience); Stop for
// what does not mend by itself, as a second process with the same identity.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

struct InputRecord {
  std::int32_t partition = 0;
  RawRecord record{};
};

// Everything committed before `offset` was read.
struct InputEnd {
  std::int32_t partition = 0;
  engine::Topic topic = engine::Topic::Rules;
  std::int64_t offset = 0;
};

// Where an input stands in the cluster, told every few seconds of what is fetched.
struct InputMark {
  std::int32_t partition = 0;
  engine::Topic topic = engine::Topic::Rules;
  std::int64_t end = 0;     // one past the newest record or marker
  std::int64_t stable = 0;  // the first offset of an open transaction; `end` where none is
};

struct News {
  // The partitions owned from now on, ascending; to be answered by `fetch`, in a later turn at the
  // earliest. Records follow after it.
  std::optional<std::vector<std::int32_t>> assigned{};
  bool revoked = false;  // to be answered by `release`, once nothing of them is under way
  bool lost = false;     // so, and others may own them already: nothing may be committed any more
  std::vector<InputRecord> records{};  // of a topic's partition in their order
  std::vector<InputEnd> ends{};        // reached behind the records
  std::vector<InputMark> marks{};      // as they were a moment ago
  bool has_more = false;               // of these, and it was as much as one poll brings
};

struct FetchFrom {
  std::int32_t partition = 0;
  Heads next{};  // the first offset wanted, by topic
};

// Of the inputs of one partition, by topic.
struct InputBounds {
  Heads first{};  // the oldest record that is kept
  Heads end{};    // one past the newest record or marker
};

struct ChangelogBounds {
  std::int64_t first = 0;
  std::int64_t end = 0;  // the high watermark: also what is not committed yet
};

struct ChangelogRecord {
  std::string key{};                   // rocksdb/layout.h: state_key
  std::optional<std::string> value{};  // absent: deleted
  std::int64_t offset = 0;
};

struct ChangelogPage {
  std::vector<ChangelogRecord> records{};
  std::int64_t next = 0;  // where to read on
  bool at_end = false;    // all that is committed before `next` was read
};

// What one commit covers of one partition; the epoch is borrowed for the call.
struct TransactionPart {
  std::int32_t partition = 0;
  const SealedEpoch* epoch = nullptr;
};

enum class Outcome { Committed, NotCommitted, Unknown };

struct Transacted {
  Outcome outcome = Outcome::Unknown;
  // Committed: by part, one past its newest changelog record.
  std::vector<std::int64_t> changelog_next{};
  std::string why{};  // else: for the log
};

struct Member {
  virtual ~Member() = default;

  // Waits at most so long for something to come.
  [[nodiscard]] virtual Result<News> poll(std::chrono::milliseconds longest) = 0;
  // Fetches these partitions, and no others, from these offsets on.
  [[nodiscard]] virtual Status fetch(const std::vector<FetchFrom>& from) = 0;
  [[nodiscard]] virtual Status release() = 0;

  // The group's offsets, waiting out transactions that hold them; absent: none. Errors: Stop where
  // some topics have one and others none.
  [[nodiscard]] virtual Result<std::optional<Heads>> committed(std::int32_t partition) = 0;
  [[nodiscard]] virtual Result<InputBounds> input_bounds(std::int32_t partition) = 0;
  // By topic, the first record appended at or after `at`; the end where there is none.
  [[nodiscard]] virtual Result<Heads> offsets_at(std::int32_t partition, Instant at) = 0;

  [[nodiscard]] virtual Result<ChangelogBounds> changelog_bounds(std::int32_t partition) = 0;
  // The committed records from `from` on, some of them. Nothing and not at the end: they are still
  // coming, or a transaction before them is open.
  [[nodiscard]] virtual Result<ChangelogPage> read_changelog(std::int32_t partition,
                                                             std::int64_t from) = 0;

  // After any outcome but Committed, `renew` comes before the next.
  [[nodiscard]] virtual Result<Transacted> transact(const std::vector<TransactionPart>& parts) = 0;
  // A new producer under the same transactional id: what the one before left open is ended, and
  // nothing of it that is still on its way counts any more.
  [[nodiscard]] virtual Status renew() = 0;
};

}  // namespace shelfd::connectors
