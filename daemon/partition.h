// Partition: what one partition keeps in memory between epochs: rules and the policies made of
// them, pools, names, the items touched last, and counts. All of it is rebuilt from the store, so
// it can be dropped at any time; it must be, when a commit fails after it changed. Threads: the
// stepping one's. Not here: how items and pools are stored (item_store.h, pool_store.h), epochs
// (epoch.h).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/formats/event_codec.h"
#include "connectors/ports.h"
#include "daemon/item_cache.h"
#include "daemon/pool_store.h"
#include "engine/policy.h"

namespace shelfd::daemon {

class Partition {
 public:
  // `store` outlives the partition. Errors of all functions: those of the store; Stop for a record
  // that cannot be read.
  Partition(connectors::Store& store, std::size_t cache_bytes)
      : pools(store), cache(cache_bytes), store_(&store) {}

  // The merchant's own record, or that of "*"; null where there is none.
  [[nodiscard]] Result<const engine::Rules*> rules_of(const std::string& merchant);
  // Whether its rules say that the merchant left. Keeps nothing of a merchant that has no rules:
  // records may name any.
  [[nodiscard]] Result<bool> has_left(const std::string& merchant);
  // Holds until the rules of the merchant, or of "*", change.
  [[nodiscard]] Result<const engine::Policy*> policy_of(const std::string& merchant);
  [[nodiscard]] connectors::StateWrite set_rules(const engine::Rules& rules);

  [[nodiscard]] Result<const engine::Names*> names_of(const std::string& merchant);
  // The write that keeps a name of the merchant that is new; absent for one that is known. Call
  // names_of for the merchant first.
  [[nodiscard]] std::optional<connectors::StateWrite> learn_name(const std::string& merchant,
                                                                 const std::string& name);
  // What is remembered of a merchant, its rules apart.
  void forget(const std::string& merchant);

  PoolStore pools;
  ItemCache cache;
  std::uint64_t aside_bytes = 0;
  std::int64_t items = 0;

 private:
  connectors::Store* store_;
  connectors::EventDecoder decoder_;
  std::map<std::string, std::optional<engine::Rules>> rules_;  // by merchant or "*"
  std::map<std::string, engine::Policy> policies_;             // by merchant
  std::map<std::string, engine::Names> names_;                 // by merchant
};

}  // namespace shelfd::daemon
