// Partition: what one partition keeps in memory between epochs: its merchants, pools, the items
// touched last, and counts. All of it is rebuilt from the store and the control record, so it can
// be dropped at any time; it must be, when a commit fails after it changed.
// Threads: the stepping one's. Not here: how items and pools are stored (item_store.h,
// pool_store.h), epochs (epoch.h).
#pragma once

#include "daemon/item_cache.h"
#include "daemon/merchants.h"
#include "daemon/pool_store.h"

namespace shelfd::daemon {

struct Partition {
  // `store` outlives the partition.
  Partition(connectors::Store& store, std::size_t cache_bytes)
      : merchants(store), pools(store), cache(cache_bytes) {}

  Merchants merchants;
  PoolStore pools;
  ItemCache cache;
  std::uint64_t aside_bytes = 0;  // of all that waits for its catalog
  std::int64_t items = 0;         // known by their catalog
};

}  // namespace shelfd::daemon
