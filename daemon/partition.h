// Partition: what one partition keeps in memory between epochs: rules and the policies made of
// them, pools, names, and counts. All of it is rebuilt from the store, so it can be dropped at any
// time; it must be, when a commit fails after it changed. Threads: the loop's. Not here: items
// (item_store.h), epochs (epoch.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/ports.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::daemon {

class Partition {
 public:
  // Reads how much was set aside, and counts the items. `store` outlives the partition. Errors of
  // all functions: those of the store; Stop for a record that cannot be read.
  [[nodiscard]] static Result<Partition> load(connectors::Store& store);

  // The merchant's own record, or that of "*"; null where there is none.
  [[nodiscard]] Result<const engine::Rules*> rules_of(const std::string& merchant);
  // Holds until the rules of the merchant, or of "*", change.
  [[nodiscard]] Result<const engine::Policy*> policy_of(const std::string& merchant);
  [[nodiscard]] connectors::StateWrite set_rules(const engine::Rules& rules);

  [[nodiscard]] Result<const engine::Names*> names_of(const std::string& merchant);
  // The write that keeps a name of the merchant that is new; absent for one that is known. Call
  // names_of for the merchant first.
  [[nodiscard]] std::optional<connectors::StateWrite> learn_name(const std::string& merchant,
                                                                 const std::string& name);

  // The pools an item with this catalog reads.
  [[nodiscard]] Result<engine::Pools> pools_of(const engine::CatalogEntry& catalog);
  // Adds an epoch's contributions, in the order given; the writes of the pools that changed.
  [[nodiscard]] Result<std::vector<connectors::StateWrite>> add_to_pools(
      const std::vector<std::pair<MerchantId, engine::PoolChange>>& changes);

  std::size_t aside_bytes = 0;
  std::int64_t items = 0;

 private:
  explicit Partition(connectors::Store& store) : store_(&store) {}
  [[nodiscard]] Result<forecasting::RatePool*> category_pool(const std::string& key);
  [[nodiscard]] Result<forecasting::LeadCounts*> supplier_pool(const std::string& key);

  connectors::Store* store_;
  connectors::EventDecoder decoder_;
  std::map<std::string, std::optional<engine::Rules>> rules_;  // by merchant or "*"
  std::map<std::string, engine::Policy> policies_;             // by merchant
  std::map<std::string, forecasting::RatePool> categories_;    // by pool key
  std::map<std::string, forecasting::LeadCounts> suppliers_;   // by pool key
  std::map<std::string, engine::Names> names_;                 // by merchant
};

}  // namespace shelfd::daemon
