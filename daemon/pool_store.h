// Pool store: the pools of a partition's merchants in memory, as they will be after the epoch that
// is being stepped; and the writes that keep them.
//
// Keys of Family::Pools: connectors/formats/pool_key.h.
// Nothing crosses merchants. Threads: the stepping one's. Not here: what waits for which day
// (engine/pools.h).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/formats/state_formats.h"
#include "connectors/ports.h"
#include "engine/lead_laws.h"
#include "engine/pools.h"
#include "engine/step.h"

namespace shelfd::daemon {

// What one item of an epoch gives to the pools, and its newest closed day before and after (0: not
// counted).
struct PoolGift {
  MerchantId merchant{};
  std::int32_t closed_before = 0;
  std::int32_t closed_after = 0;
  std::vector<engine::PoolChange> changes{};
};

class PoolStore {
 public:
  // `store` outlives it.
  explicit PoolStore(connectors::Store& store) : store_(&store) {}

  // The pools an item with this catalog reads, until the next `read`, `add` or `forget`. Errors of
  // all functions: those of the store; Stop for a record that cannot be read.
  [[nodiscard]] Result<const engine::Pools*> read(const engine::CatalogEntry& catalog);
  // Adds an epoch's gifts after every item of it was stepped: pools are read as the epoch began.
  // `limits_met` counts pools whose oldest waiting day had to give way. The writes are in `format`.
  [[nodiscard]] Result<std::vector<connectors::StateWrite>> add(const std::vector<PoolGift>& gifts,
                                                                connectors::StateFormat format,
                                                                std::size_t& limits_met);

  // What it remembers of a merchant; the store is not touched.
  void forget(const MerchantId& merchant);

 private:
  // A pool, and what it was as of a day.
  struct KeptLeads {
    engine::LeadPool pool{};
    engine::PooledLeads pooled{};
    std::optional<std::int32_t> pooled_as_of{};  // absent: the pool has changed since
  };

  [[nodiscard]] Result<engine::Pools> read_anew(const engine::CatalogEntry& catalog);
  [[nodiscard]] Result<engine::MerchantDays*> days_of(const MerchantId& merchant);
  [[nodiscard]] Result<engine::CategoryPool*> category_pool(const std::string& key);
  [[nodiscard]] Result<KeptLeads*> lead_pool(const std::string& key);
  [[nodiscard]] Result<const engine::PooledLeads*> pooled_leads(const std::string& key,
                                                                std::int32_t published);
  [[nodiscard]] Status add_leads(const MerchantId& merchant, const engine::PoolChange& change,
                                 std::set<std::string>& changed, std::size_t& limits_met);
  [[nodiscard]] Result<engine::ResponsePool*> response_pool(const std::string& key);
  [[nodiscard]] Result<engine::MovementPool*> movement_pool(const std::string& key);
  // What a merchant's items tell each other of the response to price.
  [[nodiscard]] Status read_response(const engine::CatalogEntry& catalog, std::int32_t published,
                                     engine::Pools& pools);
  [[nodiscard]] Status add_response(const MerchantId& merchant, const engine::PoolChange& change,
                                    std::int32_t published, std::set<std::string>& changed,
                                    std::size_t& limits_met);
  [[nodiscard]] Status add_change(const MerchantId& merchant, const engine::PoolChange& change,
                                  std::set<std::string>& changed, std::size_t& limits_met);

  // The bytes of the pool under the key, which is in memory.
  [[nodiscard]] std::string encoded(const std::string& key, connectors::StateFormat format) const;

  connectors::Store* store_;
  std::map<std::string, engine::MerchantDays> days_;  // by key, as the two below
  std::map<std::string, engine::CategoryPool> categories_;
  std::map<std::string, KeptLeads> leads_;
  std::map<std::string, engine::ResponsePool> responses_;
  std::map<std::string, engine::MovementPool> movements_;
  engine::LeadLaws laws_;
  // What was read since a pool changed, by merchant, category and suppliers: at most kMostRead.
  std::unordered_map<std::string, engine::Pools> read_;
};

}  // namespace shelfd::daemon
