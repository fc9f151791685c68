// Topic log: one partition of one topic of the simulated cluster: records at offsets, transactions
// that are open, markers, and what a reader of committed records sees.
//
//   end         the high watermark: one past the newest record or marker
//   stable end  the last stable offset: the first record of the oldest open transaction, or the end
//   committed   records before the stable end that are of no transaction or of one that committed
//
// A marker takes an offset and is never seen. Threads: one. Not here: who may write
// (transactions.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"

namespace shelfd::faults {

inline constexpr std::int64_t kNoTransaction = 0;

struct Stored {
  std::int64_t offset = 0;
  std::string key{};
  std::optional<std::string> value{};  // absent: deleted
  Instant appended_at{};
  std::int64_t transaction = kNoTransaction;
};

class TopicLog {
 public:
  // The record gets the next offset, which is given back.
  std::int64_t append(Stored record);
  // An offset without a record: a marker of somebody else's transaction.
  void leave_gap() { ++end_; }
  // The marker that ends a transaction here.
  void mark(std::int64_t transaction, bool commits);

  [[nodiscard]] std::int64_t first() const;
  [[nodiscard]] std::int64_t end() const { return end_; }
  [[nodiscard]] std::int64_t stable_end() const;

  // The committed records from `from` on, at most `limit`.
  [[nodiscard]] std::vector<const Stored*> committed(std::int64_t from, std::size_t limit) const;
  // All that lies there, open and aborted ones too.
  [[nodiscard]] const std::vector<Stored>& records() const { return records_; }

  // Before the stable end only the newest committed record of a key stays, and nothing aborted.
  void compact();
  // Records before `offset` are gone, as after their time of retention.
  void forget_before(std::int64_t offset);

 private:
  std::vector<Stored> records_;                // by offset
  std::map<std::int64_t, std::int64_t> open_;  // transaction to its first offset
  std::set<std::int64_t> aborted_;
  std::int64_t first_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace shelfd::faults
