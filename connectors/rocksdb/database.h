// Database: one RocksDB in one folder, ordered bytes to bytes. One write-ahead log; a synced write
// is on the disk when `write` returns, whole, whatever happens next. Two column families, which no
// caller sees: sequential keys (layout.h) apart from those that are overwritten, so that a log that
// only grows is neither rewritten with the state nor in its filters.
//
// Recovery refuses what is damaged and drops only an unfinished write at the very end of the log,
// which nobody was told of. Sources: RocksDB 7.8.3 wal_recovery_mode; the numbers of
// `DatabaseOptions` from its tuning guide, for a pod of two cores.
//
// Threads: all but `close` from any thread; views given to a visitor hold during its call.
// Errors: Stop when a file is damaged (its name is in the message) or access fails; Retry when
// another process holds the folder or the disk is full (the folder, the free and the needed MiB are
// in the message). After a write that failed on the way to the disk nobody knows what is there:
// every later write is refused until the folder is opened anew, with Retry where the disk was full
// and Stop otherwise. Opening anew finds all that was acknowledged, and the failed write whole or
// not at all. A full disk is no damage: open anew until there is room.
// No RocksDB type appears here. Not here: what keys mean (layout.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/rocksdb/database_memory.h"

namespace shelfd::connectors {

struct DatabaseFiles;  // tuning.h

struct DatabaseOptions {
  // Where given, it takes the place of the two below.
  std::optional<DatabaseMemory> memory{};
  std::uint64_t block_cache_bytes = std::uint64_t{64} << 20U;   // blocks, indexes and filters
  std::uint64_t write_buffer_bytes = std::uint64_t{48} << 20U;  // all memtables together
  int max_open_files = 256;
  std::uint64_t reserve_bytes = std::uint64_t{128} << 20U;  // less free than this: no writes
  bool compacts = true;                    // by itself; not in a copy that is read once
  std::shared_ptr<DatabaseFiles> files{};  // tests: a failing disk; none: the machine's
};

class Database;

// Writes that become visible and durable together, in the order they were added.
class Batch {
 public:
  // `into` outlives it. `bytes`: what it will hold, about.
  explicit Batch(const Database& into, std::size_t bytes = 0);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);  // of a key that is not there: nothing
  [[nodiscard]] std::size_t count() const;

 private:
  friend class Database;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Synced: durable when the call returns. Buffered: durable with the next synced write or flush.
// Unlogged: durable with the next flush or close; a crash leaves all such writes up to some moment.
// A database has Unlogged writes only, or none, and none of sequential keys: those are kept apart.
enum class Durability { Synced, Buffered, Unlogged };

// Every key in [from, until), in byte order.
struct KeyRange {
  std::string_view from{};
  std::string_view until{};
};

class Database {
 public:
  // Returns whether to go on.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;

  // Opens or creates. The folder's parent exists.
  [[nodiscard]] static Result<Database> open(const std::string& folder,
                                             const DatabaseOptions& options = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) noexcept;
  Database& operator=(Database&& other) noexcept;

  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view key) const;

  // All or none. An empty batch is a success without I/O.
  [[nodiscard]] Status write(const Batch& batch, Durability durability);

  // Begins to make all that is written durable, and does not wait for it.
  [[nodiscard]] Status flush();

  // Whether a write would meet a disk with its reserve free. Errors: Retry where it would not.
  [[nodiscard]] Status has_room() const;
  // So, and that no earlier write failed. Errors: those that the next write would have.
  [[nodiscard]] Status can_write() const;

  // Every key >= `from` that starts with `prefix`, in byte order, as of the moment of the call.
  // With an empty prefix sequential keys come last, as of a moment of their own.
  [[nodiscard]] Status scan(std::string_view prefix, std::string_view from,
                            const Visit& visit) const;
  // The keys that start with `prefix`, last first.
  [[nodiscard]] Status scan_back(std::string_view prefix, const Visit& visit) const;

  // Rewrites the tables of the range whole, the lowest level too, so that what was erased or
  // overwritten there is in no table or log of this database any more. A key that bordered a table
  // stays in the MANIFEST until the folder is opened anew. Not reached: backups and copies. Cost:
  // reads and writes all tables that the range touches.
  [[nodiscard]] Status compact(KeyRange range);

  // A whole database in `folder`, which is new and whose parent exists, as of now: the tables are
  // hard links where the file system is the same. Other calls go on meanwhile.
  [[nodiscard]] Status copy_to(const std::string& folder);

  [[nodiscard]] const std::string& folder() const;  // as it was opened

  // Bytes of the range on disk and in memtables, roughly.
  [[nodiscard]] std::uint64_t approximate_bytes(KeyRange range) const;

  // After it every call is refused (Stop). Also done by the destructor, without the answer.
  [[nodiscard]] Status close();

 private:
  friend class BackupFolder;  // backup.h
  friend class Batch;
  struct Parts;
  explicit Database(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::connectors
