#include "daemon/merchant_erasure.h"

#include <algorithm>

#include "daemon/item_store.h"
#include "daemon/keys.h"
#include "daemon/publishing.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::Spread;

// Item keys of the family that begin so, at most `room`; `more` is set where there are others.
Status list_items(connectors::Store& store, Family family, const std::string& prefix,
                  const std::string& from, std::size_t room, std::vector<std::string>& items,
                  bool& more) {
  const std::size_t end = items.size() + room;
  return store.scan(family, prefix, from, [&](std::string_view key, std::string_view) {
    more = items.size() == end;
    if (!more) items.emplace_back(key);
    return !more;
  });
}

Status erase_one(connectors::Store& store, Partition& partition, const std::string& key,
                 connectors::SealedEpoch& sealed) {
  const auto item = parse_item_key(key);
  if (!item) return {};
  const auto loaded = load_item(store, *item);
  if (!loaded) return std::unexpected(loaded.error());
  const bool known = loaded->state.known();
  const engine::Situation& situation = loaded->state.situation;
  auto writes = erase_writes(
      store, *item, {.known = known, .due = situation.due, .aside_bytes = loaded->aside_bytes});
  if (!writes) return std::unexpected(writes.error());
  std::ranges::move(*writes, std::back_inserter(sealed.writes));
  if (known) withdraw(*item, situation.alerts, sealed);
  partition.items -= known ? 1 : 0;
  partition.aside_bytes -= std::min(partition.aside_bytes, std::uint64_t{loaded->aside_bytes});
  partition.cache.drop(key);
  return {};
}

Status erase_shared(connectors::Store& store, Partition& partition, const std::string& merchant,
                    connectors::SealedEpoch& sealed) {
  const std::string prefix = merchant + '\0';
  for (const Family family : {Family::Pools, Family::Names}) {
    auto status = store.scan(family, prefix, prefix, [&](std::string_view key, std::string_view) {
      sealed.writes.push_back({.family = family, .key = std::string(key)});
      return true;
    });
    if (!status) return status;
  }
  partition.merchants.forget(merchant);
  partition.pools.forget(MerchantId(merchant));
  return {};
}

}  // namespace

void begin_erasure(std::vector<Spread>& spreads, const std::string& merchant, Instant now) {
  std::erase_if(spreads, [&](const Spread& spread) { return spread.merchant == merchant; });
  spreads.push_back({.merchant = merchant, .since = now, .erases = true});
}

Result<std::int64_t> erase_items(connectors::Store& store, Partition& partition,
                                 std::vector<Spread>& spreads, std::size_t limit,
                                 connectors::SealedEpoch& sealed) {
  Spread& spread = spreads.front();
  const std::string prefix = spread.merchant + "/";
  const std::string from = spread.cursor.empty() ? prefix : spread.cursor + '\0';
  std::vector<std::string> items;
  bool more = false;
  auto status = list_items(store, Family::Situation, prefix, from, limit, items, more);
  if (!status) return std::unexpected(status.error());
  if (!items.empty()) spread.cursor = items.back();
  if (!more) {
    // These need no cursor: those that are done are gone.
    status = list_items(store, Family::Aside, prefix, prefix, limit - items.size(), items, more);
    if (!status) return std::unexpected(status.error());
  }
  for (const std::string& item : items) {
    status = erase_one(store, partition, item, sealed);
    if (!status) return std::unexpected(status.error());
  }
  if (!more) {
    status = erase_shared(store, partition, spread.merchant, sealed);
    if (!status) return std::unexpected(status.error());
    spreads.erase(spreads.begin());
  }
  return static_cast<std::int64_t>(items.size());
}

}  // namespace shelfd::daemon
