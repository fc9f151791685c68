#include "connectors/query/outlook.h"

#include "connectors/formats/pool_key.h"
#include "connectors/formats/state_codec.h"
#include "connectors/query/policy_reader.h"
#include "engine/pools.h"

// An item's outlook from the records of its own partition.

namespace shelfd::connectors {
namespace {

// The record under the key, decoded; absent where there is none.
template <typename Decode>
auto record_of(EmbeddedLog& log, Family family, std::string_view key, Decode decode)
    -> Result<std::optional<typename decltype(decode(key))::value_type>> {
  const auto bytes = log.get(family, key);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::nullopt;
  auto record = decode(**bytes);
  if (!record) return std::unexpected(record.error());
  return *std::move(record);
}

// As the item reads it: by the last day that all of the merchant's items closed.
Result<forecasting::DemandPool> category_of(EmbeddedLog& log, const engine::CatalogEntry& catalog) {
  const MerchantId& merchant = catalog.item.merchant;
  const auto days = record_of(log, Family::Pools, days_key(merchant), decode_merchant_days);
  if (!days) return std::unexpected(days.error());
  const auto pool =
      record_of(log, Family::Pools, category_key(merchant, catalog.category), decode_category_pool);
  if (!pool) return std::unexpected(pool.error());
  return engine::as_of(pool->value_or(engine::CategoryPool{}),
                       days->value_or(engine::MerchantDays{}).published);
}

}  // namespace

Result<std::optional<engine::ItemOutlook>> outlook_of(Partitions& log, const std::string& item_key,
                                                      const engine::Situation& situation) {
  EmbeddedLog& partition = log.partition_of(item_key);
  const auto control = record_of(partition, Family::Control, kControlKey, decode_control);
  if (!control) return std::unexpected(control.error());
  auto belief = record_of(partition, Family::Belief, item_key, decode_belief);
  if (!belief) return std::unexpected(belief.error());
  if (!*control || !*belief) return std::nullopt;
  const auto category = category_of(partition, situation.catalog);
  if (!category) return std::unexpected(category.error());
  PolicyReader policies(log);
  const auto policy = policies.policy_of(situation.catalog.item.merchant.value);
  if (!policy) return std::unexpected(policy.error());
  engine::ItemState state;
  state.situation = situation;
  state.belief = **std::move(belief);
  return engine::item_outlook(state, **policy, *category, (*control)->now);
}

}  // namespace shelfd::connectors
