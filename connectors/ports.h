// Ports: the three edges the loop runs on: the log, the store and the clock. One implementation for
// one machine (embedded), fakes in tests/fakes, Kafka later. The engine cannot tell which.
//
// A commit is one act: outputs, state, offsets and control of an epoch become durable together or
// not at all. An append is acknowledged only after it is durable (synced).
// Threads: `append`, `poll`, `heads`, `get` and `scan` may be called from any thread; `commit` only
// from the thread that owns the partition. Clock: any thread.
// Errors: Retry when the other side is away or full, Stop when it is corrupt.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/shared_text.h"
#include "base/time.h"
#include "engine/event.h"

namespace shelfd::connectors {

// A record of an input topic as it lies in the log. `value` empty with a key: a tombstone. Erased:
// only its place and time are left (embedded/scrub.h); nothing is taken from it, nor refused.
struct RawRecord {
  engine::Topic topic = engine::Topic::Rules;
  bool erased = false;
  std::int64_t offset = 0;
  Instant appended_at{};
  std::string key{};   // "merchant/sku"; rules: the merchant or "*"
  SharedText value{};  // as it came
};

struct NewRecord {
  engine::Topic topic = engine::Topic::Rules;
  std::string key{};
  std::string value{};
  std::optional<Instant> appended_at{};  // of a record that is brought over; absent: now
};

// Where a record of the program's own goes. The key orders latest records of compacted topics.
enum class OutputTopic : std::uint8_t {
  ReferencePrices,
  RestockPlans,
  Alerts,
  DeadLetters,
  Epochs
};
inline constexpr std::size_t kOutputTopicCount = 5;
[[nodiscard]] const char* output_topic_name(OutputTopic topic);  // "reference-prices", ...
// Compacted: only the latest record of a key is kept; the others keep every record, in order.
[[nodiscard]] bool is_compacted(OutputTopic topic);

struct OutputRecord {
  OutputTopic topic = OutputTopic::ReferencePrices;
  std::string key{};
  std::string value{};  // empty: a tombstone (compacted topics)
};

// What outlives an epoch. Timers are keyed by (due, item), big-endian, so that a scan is in order.
enum class Family : std::uint8_t {
  Situation,  // merchant/sku
  Belief,     // merchant/sku
  Recent,     // merchant/sku 0x00 day (4 bytes) epoch (8 bytes): demand events of 16 bytes
  Pools,      // merchant 0x00, a letter, what it is of: formats/pool_key.h
  Aside,      // merchant/sku
  Names,      // merchant 0x00 hash (8 bytes)
  Rules,      // merchant or "*": the newest rules record, as JSON
  Timers,     // due (8 bytes) merchant/sku
  Control,    // "partition": one record
  Imported,   // hash of an imported row (16 bytes)
};
inline constexpr std::size_t kFamilyCount = 10;

struct StateWrite {
  Family family = Family::Situation;
  std::string key{};
  std::optional<std::string> value{};  // absent: delete
};

// Per topic: one past the newest record.
using Heads = std::array<std::int64_t, engine::kTopicCount>;

struct SealedEpoch {
  std::int64_t epoch = 0;
  // A feed's commit may become durable with the next append or commit that does not lag; in order,
  // so what is lost with the power is a tail that the same feed brings again.
  bool may_lag = false;
  std::vector<OutputRecord> outputs{};
  std::vector<StateWrite> writes{};  // the control record with offsets and `now` is one of them
  Heads next_offsets{};              // of its inputs, as the control record has them
};

struct Log {
  virtual ~Log() = default;
  // Records of one topic from `offset` on, in order; none at the end. Bounded by both limits, but
  // at least one where there is one.
  [[nodiscard]] virtual Result<std::vector<RawRecord>> poll(engine::Topic topic,
                                                            std::int64_t offset,
                                                            std::size_t max_records,
                                                            std::size_t max_bytes) = 0;
  [[nodiscard]] virtual Result<Heads> heads() = 0;
  // Where a poll found nothing more: no unread record of the topic was appended before this, at
  // most `now`, which was read from the clock before that poll. `now`: it is read to its end.
  [[nodiscard]] virtual Instant read_until(engine::Topic /*topic*/, Instant now) { return now; }
  // All or none, in the order given, with the state writes beside (the import index). `at` is the
  // append time.
  [[nodiscard]] virtual Status append(const std::vector<NewRecord>& records,
                                      const std::vector<StateWrite>& beside, Instant at) = 0;
  [[nodiscard]] virtual Status commit(const SealedEpoch& epoch) = 0;
};

struct Store {
  virtual ~Store() = default;
  [[nodiscard]] virtual Result<std::optional<std::string>> get(Family family,
                                                               std::string_view key) = 0;
  // Calls `visit(key, value)` in key order for each key >= `from` that starts with `prefix`, until
  // it returns false.
  [[nodiscard]] virtual Status scan(
      Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) = 0;
};

struct Clock {
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() = 0;  // wall
  [[nodiscard]] virtual std::chrono::nanoseconds monotonic() = 0;
};

}  // namespace shelfd::connectors
