// Record format: the values that the embedded log writes of its own, byte by byte. Integers are
// big-endian; numbers in parentheses are bytes.
//
//   inputs     appended_at, Unix ms, two's complement (8) | key length (4) | key | value
//              erased: appended_at (8) | 0xffffffff (4)
//   appended   key length (4) | key | value; erased: 0 (4)
//   heads      one past the newest offset (8)
//   identity   "shelfd" (6) | layout format (4) | created_at, Unix ms (8) | partition (4) |
//              partitions of its data folder (4) | app id
//
// latest and state values are the record's own bytes. Bit flips are RocksDB's to find (it sums
// every block); here only lengths are checked.
// Errors: Stop, naming the key, where a value is shorter than it says or a partition is not one of
// its folder's.
// Pure. Not here: keys (connectors/rocksdb/layout.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

// Of keys and values together: a build opens a folder of this number and no other.
inline constexpr std::uint32_t kLayoutFormat = 2;

struct Identity {
  std::uint32_t format = kLayoutFormat;
  Instant created_at{};         // one in all databases of a data folder
  std::int32_t partition = 0;   // in [0, partitions)
  std::int32_t partitions = 1;  // of the data folder
  std::string app_id;
};

// One record of dead-letters or epochs.
struct AppendedRecord {
  std::int64_t offset = 0;
  std::string key;
  std::string value;
};

[[nodiscard]] std::string input_value(const NewRecord& record, Instant appended_at);
[[nodiscard]] std::string erased_input_value(Instant appended_at);
[[nodiscard]] std::string appended_value(const OutputRecord& record);
[[nodiscard]] std::string head_value(std::int64_t head);
[[nodiscard]] std::string identity_value(const Identity& identity);

// `key` is the record's whole key in the database; the offset is taken from it.
[[nodiscard]] Result<RawRecord> read_input(engine::Topic topic, std::string_view key,
                                           std::string_view value);
[[nodiscard]] Result<AppendedRecord> read_appended(std::string_view key, std::string_view value);
[[nodiscard]] Result<std::int64_t> read_head(std::string_view key, std::string_view value);
[[nodiscard]] Result<Identity> read_identity(std::string_view value);

}  // namespace shelfd::connectors
