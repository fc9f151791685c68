#include "daemon/partition.h"

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

}  // namespace

Result<Partition> Partition::load(connectors::Store& store) {
  Partition partition(store);
  auto status = store.scan(Family::Aside, "", "", [&](std::string_view, std::string_view value) {
    partition.aside_bytes += value.size();
    return true;
  });
  if (!status) return std::unexpected(status.error());
  status = store.scan(Family::Situation, "", "", [&](std::string_view, std::string_view) {
    ++partition.items;
    return true;
  });
  if (!status) return std::unexpected(status.error());
  return partition;
}

Result<const engine::Rules*> Partition::rules_of(const std::string& merchant) {
  auto found = rules_.find(merchant);
  if (found == rules_.end()) {
    const auto bytes = store_->get(Family::Rules, merchant);
    if (!bytes) return std::unexpected(bytes.error());
    std::optional<engine::Rules> rules;
    if (*bytes) {
      const auto decoded = decoder_.decode(engine::Topic::Rules, merchant, **bytes);
      if (!decoded) return stop("rules of " + merchant + " in the store cannot be read");
      rules = std::get<engine::Rules>(*decoded);
    }
    found = rules_.emplace(merchant, std::move(rules)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<const engine::Policy*> Partition::policy_of(const std::string& merchant) {
  const auto found = policies_.find(merchant);
  if (found != policies_.end()) return &found->second;
  const auto all = rules_of("*");
  if (!all) return std::unexpected(all.error());
  const auto own = rules_of(merchant);
  if (!own) return std::unexpected(own.error());
  return &policies_.emplace(merchant, engine::make_policy(*all, *own)).first->second;
}

StateWrite Partition::set_rules(const engine::Rules& rules) {
  const std::string& merchant = rules.merchant.value;
  rules_[merchant] = rules;
  if (merchant == "*") {
    policies_.clear();
  } else {
    policies_.erase(merchant);
  }
  return {.family = Family::Rules, .key = merchant, .value = connectors::encode_event(rules)};
}

Result<const engine::Names*> Partition::names_of(const std::string& merchant) {
  const auto [found, fresh] = names_.try_emplace(merchant);
  if (!fresh) return &found->second;
  engine::Names& names = found->second;
  const std::string prefix = merchant + '\0';
  auto status = store_->scan(
      Family::Names, prefix, prefix, [&](std::string_view key, std::string_view value) {
        names[connectors::read_big_endian(key.substr(prefix.size()))] = value;
        return true;
      });
  if (!status) return std::unexpected(status.error());
  return &names;
}

std::optional<StateWrite> Partition::learn_name(const std::string& merchant,
                                                const std::string& name) {
  const std::uint64_t hash = engine::name_hash(name);
  if (name.empty() || !names_[merchant].emplace(hash, name).second) return std::nullopt;
  return StateWrite{.family = Family::Names,
                    .key = merchant + '\0' + connectors::big_endian(hash),
                    .value = name};
}

Result<forecasting::RatePool*> Partition::category_pool(const std::string& key) {
  const auto found = categories_.find(key);
  if (found != categories_.end()) return &found->second;
  const auto bytes = store_->get(Family::Pools, key);
  if (!bytes) return std::unexpected(bytes.error());
  const auto pool = *bytes ? connectors::decode_rate_pool(**bytes) : forecasting::RatePool{};
  if (!pool) return std::unexpected(pool.error());
  return &categories_.emplace(key, *pool).first->second;
}

Result<forecasting::LeadCounts*> Partition::supplier_pool(const std::string& key) {
  const auto found = suppliers_.find(key);
  if (found != suppliers_.end()) return &found->second;
  const auto bytes = store_->get(Family::Pools, key);
  if (!bytes) return std::unexpected(bytes.error());
  const auto pool = *bytes ? connectors::decode_lead_counts(**bytes) : forecasting::LeadCounts{};
  if (!pool) return std::unexpected(pool.error());
  return &suppliers_.emplace(key, *pool).first->second;
}

Result<engine::Pools> Partition::pools_of(const engine::CatalogEntry& catalog) {
  const MerchantId& merchant = catalog.item.merchant;
  engine::Pools pools;
  const auto category = category_pool(category_key(merchant, catalog.category));
  if (!category) return std::unexpected(category.error());
  pools.category = **category;
  for (const engine::SupplierTerms& terms : catalog.suppliers) {
    const std::uint64_t supplier = engine::name_hash(terms.supplier.value);
    const auto pool = supplier_pool(supplier_key(merchant, supplier));
    if (!pool) return std::unexpected(pool.error());
    pools.suppliers[supplier] = **pool;
  }
  return pools;
}

Result<std::vector<StateWrite>> Partition::add_to_pools(
    const std::vector<std::pair<MerchantId, engine::PoolChange>>& changes) {
  std::map<std::string, std::string> changed;
  for (const auto& [merchant, change] : changes) {
    if (change.rate != forecasting::RatePool{}) {
      const std::string key = category_key(merchant, change.category);
      const auto pool = category_pool(key);
      if (!pool) return std::unexpected(pool.error());
      **pool = forecasting::add(**pool, change.rate);
      changed[key] = connectors::encode_rate_pool(**pool);
    }
    if (change.lead_days) {
      const std::string key = supplier_key(merchant, change.supplier);
      const auto pool = supplier_pool(key);
      if (!pool) return std::unexpected(pool.error());
      **pool = forecasting::add_receipt(**pool, *change.lead_days);
      changed[key] = connectors::encode_lead_counts(**pool);
    }
  }
  std::vector<StateWrite> writes;
  for (auto& [key, bytes] : changed) {
    writes.push_back({.family = Family::Pools, .key = key, .value = std::move(bytes)});
  }
  return writes;
}

}  // namespace shelfd::daemon
