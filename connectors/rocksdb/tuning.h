// Tuning: the RocksDB options of every database here, and the last warning it gave.
//
// Inside this folder only: it shows RocksDB's types. Numbers: RocksDB's tuning guide and our own
// measurements for a pod of two cores (values up to 2 KB): 8 KB blocks, 10 filter bits a key (1% of
// absent keys read a block), three memtables, two background jobs.
// Threads: `LastWarning` is called from RocksDB's own threads and any other.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/options.h>

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

[[nodiscard]] rocksdb::Options tuned_options(const DatabaseOptions& options,
                                             std::shared_ptr<LastWarning> warnings);

}  // namespace shelfd::connectors
