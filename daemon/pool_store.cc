#include "daemon/pool_store.h"

#include "connectors/formats/pool_key.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::daemon {
namespace {

using connectors::all_elasticity_key;
using connectors::category_key;
using connectors::days_key;
using connectors::elasticity_key;
using connectors::Family;
using connectors::lane_key;
using connectors::movement_key;
using connectors::orders_key;
using connectors::StateWrite;
using connectors::supplier_key;

constexpr std::size_t kMostRead = 2'000;

// Items with the same read the same pools.
std::string read_key(const engine::CatalogEntry& catalog) {
  std::string key = catalog.item.merchant.value;
  key.append(1, '\0').append(catalog.category.value);
  for (const engine::SupplierTerms& terms : catalog.suppliers) {
    key.append(1, '\0').append(terms.supplier.value);
  }
  return key;
}

// The record under the key in memory, read from the store where it is not there yet.
template <typename Kept, typename Read>
Result<Kept*> record_of(connectors::Store& store, std::map<std::string, Kept>& records,
                        const std::string& key, Read read) {
  const auto found = records.find(key);
  if (found != records.end()) return &found->second;
  const auto bytes = store.get(Family::Pools, key);
  if (!bytes) return std::unexpected(bytes.error());
  Result<Kept> record = *bytes ? read(**bytes) : Kept{};
  if (!record) return std::unexpected(record.error());
  return &records.emplace(key, std::move(*record)).first->second;
}

}  // namespace

Result<engine::MerchantDays*> PoolStore::days_of(const MerchantId& merchant) {
  return record_of(*store_, days_, days_key(merchant), connectors::decode_merchant_days);
}

Result<engine::CategoryPool*> PoolStore::category_pool(const std::string& key) {
  return record_of(*store_, categories_, key, connectors::decode_category_pool);
}

Result<PoolStore::KeptLeads*> PoolStore::lead_pool(const std::string& key) {
  return record_of(*store_, leads_, key, [](std::string_view bytes) -> Result<KeptLeads> {
    auto pool = connectors::decode_lead_pool(bytes);
    if (!pool) return std::unexpected(pool.error());
    return KeptLeads{.pool = std::move(*pool)};
  });
}

Result<const engine::PooledLeads*> PoolStore::pooled_leads(const std::string& key,
                                                           std::int32_t published) {
  const auto kept = lead_pool(key);
  if (!kept) return std::unexpected(kept.error());
  KeptLeads& leads = **kept;
  if (leads.pooled_as_of != published) {
    leads.pooled = engine::as_of(leads.pool, published);
    leads.pooled_as_of = published;
  }
  return &leads.pooled;
}

Result<engine::ResponsePool*> PoolStore::response_pool(const std::string& key) {
  return record_of(*store_, responses_, key, connectors::decode_response_pool);
}

Result<engine::MovementPool*> PoolStore::movement_pool(const std::string& key) {
  return record_of(*store_, movements_, key, connectors::decode_movement_pool);
}

Status PoolStore::read_response(const engine::CatalogEntry& catalog, std::int32_t published,
                                engine::Pools& pools) {
  const MerchantId& merchant = catalog.item.merchant;
  const auto category = response_pool(elasticity_key(merchant, catalog.category));
  if (!category) return std::unexpected(category.error());
  const auto all = response_pool(all_elasticity_key(merchant));
  if (!all) return std::unexpected(all.error());
  const auto movement = movement_pool(movement_key(merchant));
  if (!movement) return std::unexpected(movement.error());
  pools.category_elasticity = engine::as_of(**category, published);
  pools.merchant_elasticity = engine::as_of(**all, published);
  pools.movement = engine::as_of(**movement, published);
  return {};
}

Result<const engine::Pools*> PoolStore::read(const engine::CatalogEntry& catalog) {
  std::string key = read_key(catalog);
  const auto found = read_.find(key);
  if (found != read_.end()) return &found->second;
  auto pools = read_anew(catalog);
  if (!pools) return std::unexpected(pools.error());
  if (read_.size() >= kMostRead) read_.clear();
  return &read_.emplace(std::move(key), std::move(*pools)).first->second;
}

Result<engine::Pools> PoolStore::read_anew(const engine::CatalogEntry& catalog) {
  const MerchantId& merchant = catalog.item.merchant;
  const auto days = days_of(merchant);
  if (!days) return std::unexpected(days.error());
  const auto category = category_pool(category_key(merchant, catalog.category));
  if (!category) return std::unexpected(category.error());
  engine::Pools pools{.laws = &laws_};
  pools.category = engine::as_of(**category, (*days)->published);
  auto status = read_response(catalog, (*days)->published, pools);
  if (!status) return std::unexpected(status.error());
  for (const engine::SupplierTerms& terms : catalog.suppliers) {
    const std::uint64_t supplier = engine::name_hash(terms.supplier.value);
    const auto leads = pooled_leads(supplier_key(merchant, supplier), (*days)->published);
    if (!leads) return std::unexpected(leads.error());
    pools.suppliers[supplier] = *leads;
  }
  const auto lane = pooled_leads(lane_key(merchant, catalog.category), (*days)->published);
  if (!lane) return std::unexpected(lane.error());
  pools.lane = *lane;
  const auto orders = pooled_leads(orders_key(merchant), (*days)->published);
  if (!orders) return std::unexpected(orders.error());
  pools.merchant = *orders;
  return pools;
}

Status PoolStore::add_response(const MerchantId& merchant, const engine::PoolChange& change,
                               std::int32_t published, std::set<std::string>& changed,
                               std::size_t& limits_met) {
  if (change.elasticity != forecasting::ElasticityPool{}) {
    for (const std::string& key :
         {elasticity_key(merchant, change.category), all_elasticity_key(merchant)}) {
      const auto pool = response_pool(key);
      if (!pool) return std::unexpected(pool.error());
      limits_met += engine::add(**pool, change.day, change.elasticity, published) ? 1 : 0;
      changed.insert(key);
    }
  }
  if (change.control != forecasting::ControlSums{}) {
    const std::string key = movement_key(merchant);
    const auto pool = movement_pool(key);
    if (!pool) return std::unexpected(pool.error());
    limits_met += engine::add(**pool, change.day, change.control, published) ? 1 : 0;
    changed.insert(key);
  }
  return {};
}

Status PoolStore::add_change(const MerchantId& merchant, const engine::PoolChange& change,
                             std::set<std::string>& changed, std::size_t& limits_met) {
  const auto days = days_of(merchant);
  if (!days) return std::unexpected(days.error());
  if (change.demand != forecasting::DemandPool{}) {
    const std::string key = category_key(merchant, change.category);
    const auto pool = category_pool(key);
    if (!pool) return std::unexpected(pool.error());
    limits_met += engine::add(**pool, change.day, change.demand, (*days)->published) ? 1 : 0;
    changed.insert(key);
  }
  auto status = add_response(merchant, change, (*days)->published, changed, limits_met);
  if (!status) return status;
  if (change.leads == forecasting::SupplierLeads{}) return {};
  return add_leads(merchant, change, changed, limits_met);
}

Status PoolStore::add_leads(const MerchantId& merchant, const engine::PoolChange& change,
                            std::set<std::string>& changed, std::size_t& limits_met) {
  const auto days = days_of(merchant);
  if (!days) return std::unexpected(days.error());
  const forecasting::SupplierLeads ordered{.ordered = change.leads.ordered};
  for (const std::string& key : {supplier_key(merchant, change.supplier),
                                 lane_key(merchant, change.category), orders_key(merchant)}) {
    const auto kept = lead_pool(key);
    if (!kept) return std::unexpected(kept.error());
    const bool of_supplier = key == supplier_key(merchant, change.supplier);
    limits_met += engine::add((*kept)->pool, change.day, of_supplier ? change.leads : ordered,
                              (*days)->published)
                      ? 1
                      : 0;
    (*kept)->pooled_as_of.reset();
    changed.insert(key);
  }
  return {};
}

std::string PoolStore::encoded(const std::string& key, connectors::StateFormat format) const {
  const auto category = categories_.find(key);
  if (category != categories_.end())
    return connectors::encode_category_pool(category->second, format);
  const auto response = responses_.find(key);
  if (response != responses_.end())
    return connectors::encode_response_pool(response->second, format);
  const auto movement = movements_.find(key);
  if (movement != movements_.end())
    return connectors::encode_movement_pool(movement->second, format);
  return connectors::encode_lead_pool(leads_.at(key).pool, format);
}

Result<std::vector<StateWrite>> PoolStore::add(const std::vector<PoolGift>& gifts,
                                               connectors::StateFormat format,
                                               std::size_t& limits_met) {
  std::set<std::string> changed;
  std::set<std::string> moved;  // keys of the merchants' days
  for (const PoolGift& gift : gifts) {
    for (const engine::PoolChange& change : gift.changes) {
      auto status = add_change(gift.merchant, change, changed, limits_met);
      if (!status) return std::unexpected(status.error());
    }
    if (gift.closed_before == gift.closed_after) continue;
    const auto days = days_of(gift.merchant);
    if (!days) return std::unexpected(days.error());
    engine::move_item(**days, gift.closed_before, gift.closed_after);
    moved.insert(days_key(gift.merchant));
  }
  if (!changed.empty() || !moved.empty()) read_.clear();
  std::vector<StateWrite> writes;
  const auto keep = [&writes](const std::string& key, std::string bytes) {
    writes.push_back({.family = Family::Pools, .key = key, .value = std::move(bytes)});
  };
  for (const std::string& key : changed) {
    keep(key, encoded(key, format));
  }
  for (const std::string& key : moved) {
    engine::publish(days_.at(key));
    keep(key, connectors::encode_merchant_days(days_.at(key), format));
  }
  return writes;
}

void PoolStore::forget(const MerchantId& merchant) {
  read_.clear();
  const std::string prefix = merchant.value + '\0';
  const auto is_its = [&prefix](const auto& entry) { return entry.first.starts_with(prefix); };
  std::erase_if(days_, is_its);
  std::erase_if(categories_, is_its);
  std::erase_if(leads_, is_its);
  std::erase_if(responses_, is_its);
  std::erase_if(movements_, is_its);
}

}  // namespace shelfd::daemon
