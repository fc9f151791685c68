// Embedded log: the Log and Store ports on one machine with nothing else running, in one database.
//
// An append or a commit is one synced write: outputs, state, heads and the import index become
// durable together or not at all, and the call returns after. Inputs have no retention: every
// record stays, so a hole between two offsets is damage.
// A commit that may lag (a feed's) is written in order and synced by the next one that may not.
//   outputs   dead-letters and epochs keep every record under its offset; reference-prices,
//             restock-plans and alerts the latest of a key, and an empty value erases it.
// Offsets of a topic are 0, 1, 2, ... in the order of appending; `open` reads where each stands.
//
// Threads: appends are taken one after another; all functions from any thread, but `commit` only
// from the partition's owner and `close` when no other call runs. A scan sees one moment.
// Errors: as Database: after a failed write open the folder anew, never retry; Stop, naming the
// key, for a record that is damaged or missing.
// Not here: the data folder (folder.h), bytes of keys and values (layout.h, record_format.h).
#pragma once

#include <memory>
#include <mutex>

#include "connectors/embedded/record_format.h"
#include "connectors/ports.h"
#include "connectors/rocksdb/database.h"

namespace shelfd::connectors {

// What is to be erased in place (scrub.h).
struct ErasedRecords {
  std::vector<RawRecord> inputs{};           // by topic and offset; appended_at stays
  std::vector<std::int64_t> dead_letters{};  // offsets
  std::vector<OutputRecord> latest{};        // by topic and key
  std::vector<StateWrite> writes{};
};

inline constexpr std::int64_t kMaxGap = 1'000'000;

struct EmbeddedLogOptions {
  std::string app_id = "shelfd";  // "": whosever the database is
  Instant opened_at{};            // becomes created_at of a new database, unless `birth` is given
  std::function<Result<Instant>()> birth{};  // asked for a new database alone
  std::int32_t partition = 0;                // of a new database; partitions.h checks an old one's
  std::int32_t partitions = 1;               // so too
  DatabaseOptions database{};
};

class EmbeddedLog final : public Log, public Store {
  struct Unchecked {};  // only `open` makes one

 public:
  EmbeddedLog(Unchecked /*open checks*/, Database database) : database_(std::move(database)) {}
  // Opens or creates the database in `folder`. Errors: Stop where its format is unknown, or its
  // app id another; both by name.
  [[nodiscard]] static Result<std::unique_ptr<EmbeddedLog>> open(const std::string& folder,
                                                                 const EmbeddedLogOptions& options);

  [[nodiscard]] const Identity& identity() const { return identity_; }

  [[nodiscard]] Result<std::vector<RawRecord>> poll(engine::Topic topic, std::int64_t offset,
                                                    std::size_t max_records,
                                                    std::size_t max_bytes) override;
  [[nodiscard]] Result<Heads> heads() override;
  [[nodiscard]] Status append(const std::vector<NewRecord>& records,
                              const std::vector<StateWrite>& beside, Instant at) override;
  [[nodiscard]] Status commit(const SealedEpoch& epoch) override;
  // What a cluster's topics hold, in one write: inputs keep their offsets, which have gaps there
  // (markers, compaction); a gap is filled with erased records. Instead of `append` and `commit`.
  // Errors: Stop for a gap of more than kMaxGap, naming the topic.
  [[nodiscard]] Status mirror(const std::vector<RawRecord>& inputs, const SealedEpoch& rest);

  [[nodiscard]] Result<std::optional<std::string>> get(Family family,
                                                       std::string_view key) override;
  [[nodiscard]] Status scan(
      Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) override;

  // For readers. The first two are of compacted topics only, the last two of the others.
  [[nodiscard]] Result<std::optional<std::string>> latest(OutputTopic topic, std::string_view key);
  [[nodiscard]] Status scan_latest(
      OutputTopic topic, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit);
  [[nodiscard]] Status scan_appended(OutputTopic topic, std::int64_t from_offset,
                                     const std::function<bool(const AppendedRecord&)>& visit);
  // The newest `limit`, oldest of them first.
  [[nodiscard]] Result<std::vector<AppendedRecord>> tail_appended(OutputTopic topic,
                                                                  std::size_t limit);

  // In one synced write, with nothing left of them but where inputs and dead letters stood, so that
  // no offset is missing. Not while an epoch is stepped that may read them.
  [[nodiscard]] Status erase_records(const ErasedRecords& records);

  // Of dead letters or epochs only the newest `keep` stay; nothing happens before a tenth more are
  // there. On the committing thread. An offset stays the record's for ever.
  [[nodiscard]] Status trim_appended(OutputTopic topic, std::int64_t keep);

  // Errors: Retry where less than the reserve is free; so would every append and commit be.
  [[nodiscard]] Status has_room() const { return database_.has_room(); }
  // So, and that no earlier write failed: else it is to be opened anew.
  [[nodiscard]] Status can_write() const { return database_.can_write(); }

  // Its database as of now, beside it in `copy` (backup_set.h), where none may be. Any thread.
  [[nodiscard]] Status copy_beside();
  // As Database::compact. The log goes on meanwhile.
  [[nodiscard]] Status compact(KeyRange range) { return database_.compact(range); }

  // On the disk, everything together; about.
  [[nodiscard]] std::uint64_t approximate_bytes() const;

  [[nodiscard]] Status close();

 private:
  [[nodiscard]] Status check_identity(const std::string& folder, const EmbeddedLogOptions& options);
  [[nodiscard]] Status write_epoch(Batch& batch, const SealedEpoch& epoch);
  [[nodiscard]] Status recover_heads();
  [[nodiscard]] Result<std::int64_t> recover_head(const std::string& head_key,
                                                  const std::string& prefix) const;

  Database database_;
  Identity identity_;
  std::mutex append_mutex_;  // held from taking an offset until its record is durable
  std::mutex heads_mutex_;   // held to read or set `heads_`
  Heads heads_{};            // of what is durable
  std::array<std::int64_t, kOutputTopicCount> output_heads_{};  // the committing thread's
  std::array<std::int64_t, kOutputTopicCount> trimmed_{};       // so too: none older is there
};

}  // namespace shelfd::connectors
