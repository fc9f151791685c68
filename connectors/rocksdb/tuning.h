// Tuning: the RocksDB options of every database here, and the last warning it gave.
//
// Inside this folder only: it shows RocksDB's types. Numbers: RocksDB's tuning guide and our own
// measurements for a pod of two cores (values up to 2 KB): 4 KB blocks, 10 filter bits a key (1% of
// absent keys read a block), three memtables, two background jobs. What is measured to matter
// (docs/benchmarks.md): filters and indexes in pieces, so that a cache smaller than all of them
// holds those in use; what is overwritten merged by size (universal), which rewrites it less often
// than by level; only the lowest tables compressed.
// Threads: `LastWarning` is called from RocksDB's own threads and any other.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/write_buffer_manager.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "connectors/rocksdb/database.h"

namespace shelfd::connectors {

// RocksDB tells a damaged log file's name only in its own log. Instead of a LOG file in the folder,
// the newest line at warning level or above that names a file of the folder is kept in memory.
class LastWarning final : public rocksdb::Logger {
 public:
  explicit LastWarning(std::string folder)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), folder_(std::move(folder)) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;
  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;
  [[nodiscard]] std::string text() const;  // "" before the first

 private:
  std::string folder_;
  mutable std::mutex mutex_;
  std::string text_;
};

// Watches the files of an open database.
//
// Syncs a log when the next one takes its place. Without it writes that are not synced can stand in
// two logs, a disk may write back the newer one first, and after the power went recovery would put
// the newer writes on top of a hole (tests/connectors/rocksdb/failing_disk_test.cc). Called on the
// writing thread, before the write that asked for the new log.
// Keeps the witness (witness.h) up to date, also on RocksDB's own threads.
class FileWatch final : public rocksdb::EventListener {
 public:
  explicit FileWatch(std::string folder) : folder_(std::move(folder)) {}
  void begin(rocksdb::DB& db);
  void end();  // no more; waits for a note that is being made
  void OnMemTableSealed(const rocksdb::MemTableInfo& which) override;
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo& what) override;
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo& what) override;
  [[nodiscard]] bool log_failed() const { return log_failed_; }

 private:
  void note();

  std::string folder_;
  std::mutex mutex_;
  rocksdb::DB* db_ = nullptr;  // none before `begin` and after `end`
  std::atomic<bool> log_failed_ = false;
};

// The file system under a database: the machine's, or one that fails as a test wants it.
struct DatabaseFiles {
  explicit DatabaseFiles(std::shared_ptr<rocksdb::FileSystem> under)
      : files(std::move(under)), env(rocksdb::NewCompositeEnv(files)) {}

  std::shared_ptr<rocksdb::FileSystem> files;
  std::unique_ptr<rocksdb::Env> env;
};

struct DatabaseMemory::Parts {
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::WriteBufferManager> memtables;
  std::uint64_t memtable_bytes = 0;
};

// Both are shared with RocksDB, which demands it.
struct Attendants {
  std::shared_ptr<LastWarning> warnings;
  std::shared_ptr<FileWatch> watch;
};

// Of the database, and of the family of what is overwritten.
[[nodiscard]] rocksdb::Options tuned_options(const DatabaseOptions& options,
                                             const Attendants& attendants);

// Of the family of sequential keys (layout.h), which are read in their order and have few levels.
[[nodiscard]] rocksdb::ColumnFamilyOptions sequential_options(const rocksdb::Options& tuned);

}  // namespace shelfd::connectors
