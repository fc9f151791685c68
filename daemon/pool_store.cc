#include "daemon/pool_store.h"

#include "connectors/formats/big_endian.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateWrite;

std::string category_key(const MerchantId& merchant, const Category& category) {
  return merchant.value + '\0' + 'c' + category.value;
}

std::string supplier_key(const MerchantId& merchant, std::uint64_t supplier) {
  return merchant.value + '\0' + 's' + connectors::big_endian(supplier);
}

std::string lane_key(const MerchantId& merchant, const Category& category) {
  return merchant.value + '\0' + 'l' + category.value;
}

std::string orders_key(const MerchantId& merchant) { return merchant.value + '\0' + 'a'; }

std::string days_key(const MerchantId& merchant) { return merchant.value + '\0' + 'd'; }

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

Result<engine::Pools> PoolStore::read(const engine::CatalogEntry& catalog) {
  const MerchantId& merchant = catalog.item.merchant;
  const auto days = days_of(merchant);
  if (!days) return std::unexpected(days.error());
  const auto category = category_pool(category_key(merchant, catalog.category));
  if (!category) return std::unexpected(category.error());
  engine::Pools pools;
  pools.category = engine::as_of(**category, (*days)->published);
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

Result<std::vector<StateWrite>> PoolStore::add(const std::vector<PoolGift>& gifts,
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
  std::vector<StateWrite> writes;
  const auto keep = [&writes](const std::string& key, std::string bytes) {
    writes.push_back({.family = Family::Pools, .key = key, .value = std::move(bytes)});
  };
  for (const std::string& key : changed) {
    const auto category = categories_.find(key);
    keep(key, category != categories_.end() ? connectors::encode_category_pool(category->second)
                                            : connectors::encode_lead_pool(leads_.at(key).pool));
  }
  for (const std::string& key : moved) {
    engine::publish(days_.at(key));
    keep(key, connectors::encode_merchant_days(days_.at(key)));
  }
  return writes;
}

void PoolStore::forget(const MerchantId& merchant) {
  const std::string prefix = merchant.value + '\0';
  const auto is_its = [&prefix](const auto& entry) { return entry.first.starts_with(prefix); };
  std::erase_if(days_, is_its);
  std::erase_if(categories_, is_its);
  std::erase_if(leads_, is_its);
}

}  // namespace shelfd::daemon
