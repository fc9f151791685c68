#include "daemon/rules_spread.h"

#include <algorithm>

#include "base/hash.h"
#include "daemon/keys.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::Spread;

bool has_open(const engine::Situation& situation) {
  return situation.open_price.status == engine::Status::Open ||
         situation.open_plan.status == engine::Status::Open;
}

// How long after the rules came the item is judged again.
Duration wait_of(std::string_view key, bool open) {
  const auto third = static_cast<std::uint64_t>(Duration{kRulesSpread / 3}.count());
  const std::uint64_t share = sip_hash({}, key);
  const std::uint64_t wait = open ? share % third : third + share % (2 * third);
  return Duration{static_cast<std::int64_t>(wait)};
}

}  // namespace

void begin_spread(std::vector<Spread>& spreads, const std::string& merchant, Instant now) {
  std::erase_if(spreads, [&](const Spread& spread) {
    return !spread.erases && (merchant == "*" || spread.merchant == merchant);
  });
  spreads.push_back({.merchant = merchant, .since = now});
}

Result<std::int64_t> spread_rules(connectors::Store& store, std::vector<Spread>& spreads,
                                  std::size_t limit, Instant now,
                                  std::vector<connectors::StateWrite>& writes) {
  Spread& spread = spreads.front();
  const std::string prefix = spread.merchant == "*" ? "" : spread.merchant + "/";
  const std::string from = spread.cursor.empty() ? prefix : spread.cursor + '\0';
  std::size_t items = 0;
  bool more = false;
  const auto visit = [&](std::string_view key, std::string_view bytes) {
    more = items == limit;
    if (more) return false;
    ++items;
    spread.cursor = key;
    const auto item = parse_item_key(key);
    const auto situation = connectors::decode_situation(bytes);
    if (!item || !situation) return true;
    const Instant due =
        std::max(spread.since + wait_of(key, has_open(*situation)), now) + Duration{1};
    writes.push_back(
        {.family = Family::Timers, .key = timer_key(due, *item), .value = std::string()});
    return true;
  };
  auto status = store.scan(Family::Situation, prefix, from, visit);
  if (!status) return std::unexpected(status.error());
  if (!more) spreads.erase(spreads.begin());
  return static_cast<std::int64_t>(items);
}

}  // namespace shelfd::daemon
