// The split, and what is used of it.
#include "connectors/rocksdb/database_memory.h"

#include <rocksdb/cache.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>

#include "connectors/rocksdb/tuning.h"

namespace shelfd::connectors {

namespace {

constexpr std::uint64_t kLeastBytes = std::uint64_t{16} << 20U;

}  // namespace

DatabaseMemory DatabaseMemory::make(std::uint64_t budget_bytes) {
  const std::uint64_t budget = std::max(budget_bytes, kLeastBytes);
  auto parts = std::make_shared<Parts>();
  parts->cache = rocksdb::NewLRUCache(budget / 8 * 7);
  parts->memtable_bytes = budget / 8 * 3;
  parts->memtables =
      std::make_shared<rocksdb::WriteBufferManager>(parts->memtable_bytes, parts->cache);
  return DatabaseMemory(std::move(parts));
}

// What the cache holds for memtables is counted with them.
MemoryUsage DatabaseMemory::usage() const {
  const std::uint64_t charged = parts_->memtables->dummy_entries_in_cache_usage();
  const std::uint64_t whole = parts_->cache->GetUsage();
  const std::uint64_t pinned = parts_->cache->GetPinnedUsage();
  return {.block_cache = whole - std::min(whole, charged),
          .pinned = pinned - std::min(pinned, charged),
          .memtables = parts_->memtables->memory_usage()};
}

}  // namespace shelfd::connectors
