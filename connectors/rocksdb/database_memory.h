// Database memory: one budget for all databases of the process, made once and handed to each.
//
// Of the budget, 7/8 is one block cache (blocks, indexes, filters, table readers), and memtables
// are charged to it: up to 3/8 of the budget, after which the database that writes is flushed. The
// last 1/8 is for what RocksDB does not count: iterators, compaction's buffers, logs. A bound, not
// a wall: a block that is being read is kept even when the cache is full of pinned ones (refusing
// it would fail the read), and writes do not wait for a flush (a stall could wait for ever
// in 7.8.3). No RocksDB type appears here. Threads: any.
#pragma once

#include <cstdint>
#include <memory>

namespace shelfd::connectors {

// Bytes, read one after another while others work.
struct MemoryUsage {
  std::uint64_t block_cache = 0;  // without memtables; of it:
  std::uint64_t pinned = 0;       //   what cannot be let go now, table readers too
  std::uint64_t memtables = 0;
};

class DatabaseMemory {
 public:
  struct Parts;  // tuning.h

  // At least 16 MiB; less is taken as that.
  [[nodiscard]] static DatabaseMemory make(std::uint64_t budget_bytes);

  [[nodiscard]] MemoryUsage usage() const;
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  explicit DatabaseMemory(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<Parts> parts_;  // shared: by every database that it was handed to
};

}  // namespace shelfd::connectors
