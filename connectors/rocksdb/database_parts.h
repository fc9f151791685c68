// Database parts: what a Database holds, for the other sources of this folder.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <memory>
#include <string>

#include "connectors/rocksdb/database.h"
#include "connectors/rocksdb/tuning.h"

namespace shelfd::connectors {

struct Database::Parts {
  std::string folder;
  DatabaseOptions options;  // its files outlive `db`
  Attendants attendants;
  std::unique_ptr<rocksdb::DB> db;  // none after close
  // A write failed; `was_full`: because the disk was full.
  std::atomic<bool> broken = false;
  std::atomic<bool> was_full = false;

  [[nodiscard]] std::unexpected<Error> error(const rocksdb::Status& status) const;
  [[nodiscard]] std::unexpected<Error> full(std::uint64_t free_bytes) const;
  [[nodiscard]] std::unexpected<Error> full_now() const;
  [[nodiscard]] Status check_open() const;
  [[nodiscard]] Status check_space(const std::string& place) const;
  [[nodiscard]] Status check_writable() const;
};

}  // namespace shelfd::connectors
