// Database parts: what a Database holds, for the other sources of this folder.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <memory>
#include <string>

#include "connectors/rocksdb/database.h"
#include "connectors/rocksdb/layout.h"
#include "connectors/rocksdb/tuning.h"

namespace shelfd::connectors {

struct Database::Parts {
  std::string folder;
  DatabaseOptions options;  // its files outlive `db`
  Attendants attendants;
  std::unique_ptr<rocksdb::DB> db;  // none after close
  // Owned, and gone before `db`; null after close: a batch takes that, and its write is refused.
  rocksdb::ColumnFamilyHandle* overwritten = nullptr;
  rocksdb::ColumnFamilyHandle* sequential = nullptr;
  // A write failed; `was_full`: because the disk was full.
  std::atomic<bool> broken = false;
  std::atomic<bool> was_full = false;

  // Where a key is, or all keys of a prefix that is not empty.
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family_of(std::string_view key) const {
    return is_sequential(key) ? sequential : overwritten;
  }
  [[nodiscard]] rocksdb::Status open_families(const rocksdb::Options& tuned);
  rocksdb::Status close();
  // Whether to go on with another family.
  [[nodiscard]] Result<bool> scan(rocksdb::ColumnFamilyHandle* family, std::string_view prefix,
                                  std::string_view from, const Visit& visit) const;

  [[nodiscard]] std::unexpected<Error> error(const rocksdb::Status& status) const;
  [[nodiscard]] std::unexpected<Error> full(std::uint64_t free_bytes) const;
  [[nodiscard]] std::unexpected<Error> full_now() const;
  [[nodiscard]] Status check_open() const;
  [[nodiscard]] Status check_space(const std::string& place) const;
  [[nodiscard]] Status check_writable() const;
};

}  // namespace shelfd::connectors
