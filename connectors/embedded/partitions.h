// Partitions: the embedded logs of one data folder, one a partition, and what readers and senders
// ask of all of them.
//
//   <folder>/db      partition 0
//   <folder>/db-1    partition 1, and so on
//
// A record of an item goes to the partition of its key (partitioning.h), a rules record to every
// partition as a copy. The count is fixed when the folder is made; each database keeps it beside
// its own number and the folder's birth, so that one that is missing or strays is named.
//
// Threads: any, but `close` when no other call runs. Two appends with rules run one after the
// other, so that the copies lie in one order everywhere. A scan over several partitions sees each
// piece at one moment (merged_scan.h).
// Errors: as EmbeddedLog; Stop for a count, a number or a birth that is another, by name.
// Not here: what one partition does by itself: poll, commit, heads, appended records
// (embedded_log.h, through `partition`).
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "connectors/embedded/embedded_log.h"
#include "connectors/embedded/merged_scan.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

inline constexpr std::int32_t kMaxPartitions = 64;

struct PartitionsOptions {
  // In [1, kMaxPartitions]. Absent: what the folder has, 1 for a new one.
  std::optional<std::int32_t> count{};
  // Of each database; number and count are filled in here. The memory and files of
  // `log.database` are shared out: so much is used by all of them together.
  EmbeddedLogOptions log{};
};

// A record to append, and the hash of the row it came from where it is an import's.
struct Arrival {
  NewRecord record{};
  std::string row_hash{};  // "": not imported; its index entry lies beside the record
};

// The path of a partition's database, where `database` is that of partition 0 (folder.h).
[[nodiscard]] std::string database_of(const std::string& database, std::int32_t partition);

class Partitions {
 public:
  // Opens all databases, or makes them where there is none; `database` is a folder that exists. A
  // making that was cut off is finished.
  [[nodiscard]] static Result<std::unique_ptr<Partitions>> open(const std::string& database,
                                                                const PartitionsOptions& options);

  [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(logs_.size()); }
  // In [0, count).
  [[nodiscard]] EmbeddedLog& partition(std::int32_t number);
  [[nodiscard]] EmbeddedLog& partition_of(std::string_view item_key);

  // Returns after everything is synced, each partition's part in one write with its index entries.
  // `everywhere` lies beside each part, also of a partition that gets no record.
  // Errors: as EmbeddedLog, naming the partition; the parts of those before it stay.
  [[nodiscard]] Status append(std::vector<Arrival> arrivals, Instant at,
                              const std::vector<StateWrite>& everywhere = {});
  // Whether every partition that the record goes to has its row.
  [[nodiscard]] Result<bool> has_row(const Arrival& arrival);

  // From the item's partition; rules from partition 0; else from the first that has the key (what
  // a partition keeps of its own, as Control and Pools, is asked of `partition`).
  [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key);
  [[nodiscard]] Result<std::optional<std::string>> latest(OutputTopic topic, std::string_view key);
  // In key order over all partitions; rules from partition 0.
  [[nodiscard]] Status scan(Family family, std::string_view prefix, std::string_view from,
                            const Visit& visit);
  [[nodiscard]] Status scan_latest(OutputTopic topic, std::string_view prefix,
                                   std::string_view from, const Visit& visit);

  [[nodiscard]] std::uint64_t approximate_bytes() const;

  // Closes all; the first error, where there is one.
  [[nodiscard]] Status close();

 private:
  explicit Partitions(std::vector<std::unique_ptr<EmbeddedLog>> logs) : logs_(std::move(logs)) {}

  std::vector<std::unique_ptr<EmbeddedLog>> logs_;  // never empty
  std::mutex rules_mutex_;                          // held while records with rules are appended
};

}  // namespace shelfd::connectors
