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

std::string days_key(const MerchantId& merchant) { return merchant.value + '\0' + 'd'; }

// The record under the key in memory, read from the store where it is not there yet.
template <typename Record, typename Decode>
Result<Record*> record_of(connectors::Store& store, std::map<std::string, Record>& records,
                          const std::string& key, Decode decode) {
  const auto found = records.find(key);
  if (found != records.end()) return &found->second;
  const auto bytes = store.get(Family::Pools, key);
  if (!bytes) return std::unexpected(bytes.error());
  Result<Record> record = *bytes ? decode(**bytes) : Record{};
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

Result<engine::SupplierPool*> PoolStore::supplier_pool(const std::string& key) {
  return record_of(*store_, suppliers_, key, connectors::decode_supplier_pool);
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
    const auto pool = supplier_pool(supplier_key(merchant, supplier));
    if (!pool) return std::unexpected(pool.error());
    pools.suppliers[supplier] = engine::as_of(**pool, (*days)->published);
  }
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
  if (change.lead_days) {
    const std::string key = supplier_key(merchant, change.supplier);
    const auto pool = supplier_pool(key);
    if (!pool) return std::unexpected(pool.error());
    limits_met += engine::add(**pool, change.day, *change.lead_days, (*days)->published) ? 1 : 0;
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
                                            : connectors::encode_supplier_pool(suppliers_.at(key)));
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
  std::erase_if(suppliers_, is_its);
}

}  // namespace shelfd::daemon
