#include "engine/pools.h"

#include <algorithm>

#include "base/hash.h"

namespace shelfd::engine {
namespace {

void count(MerchantDays& days, std::int32_t day, std::int64_t change) {
  if (day == 0) return;
  const auto place = std::ranges::lower_bound(days.items, day, {}, &MerchantDays::DayItems::day);
  if (place == days.items.end() || place->day != day) {
    if (change > 0) days.items.insert(place, {.day = day, .items = change});
    return;
  }
  place->items += change;
  if (place->items <= 0) days.items.erase(place);
}

void learn(forecasting::DemandPool& known, const CategoryPool::Waiting& waiting) {
  known = forecasting::add(known, waiting.change);
}

void learn(forecasting::ElasticityPool& known, const ResponsePool::Waiting& waiting) {
  known = forecasting::add(known, waiting.change);
}

void learn(forecasting::CommonMovement& known, const MovementPool::Waiting& waiting) {
  forecasting::learn_day(known, waiting.day, waiting.change);
}

void learn(forecasting::SupplierLeads& known, const LeadPool::Waiting& waiting) {
  forecasting::learn(known, waiting.change, waiting.day);
}

void sign(Signature& signature, const forecasting::LeadTable& table) {
  signature.add(std::int64_t{table.base_day});
  signature.add(std::int64_t{table.newest_day});
  signature.add(static_cast<std::uint64_t>(table.rows.size()));
  for (const forecasting::LeadRow& row : table.rows) {
    signature.add(std::int64_t{row.bin});
    signature.add(row.arrived);
    signature.add(row.at_risk);
  }
}

std::uint64_t signature_of(const forecasting::SupplierLeads& leads) {
  Signature signature;
  sign(signature, leads.ordered);
  sign(signature, leads.shipped);
  sign(signature, leads.promised);
  signature.add(leads.promised_gain);
  return signature.value();
}

template <typename Pool>
auto known_as_of(const Pool& pool, std::int32_t published) {
  auto known = pool.known;
  for (const auto& waiting : pool.waiting) {
    if (waiting.day <= published) learn(known, waiting);
  }
  return known;
}

template <typename Pool>
void learn_first(Pool& pool) {
  learn(pool.known, pool.waiting.front());
  pool.waiting.erase(pool.waiting.begin());
}

// The place where a day's contributions wait; sets `full` when the oldest day had to give way.
template <typename Pool>
auto& waiting_of(Pool& pool, std::int32_t day, std::int32_t published, bool& full) {
  while (!pool.waiting.empty() && pool.waiting.front().day <= published) learn_first(pool);
  day = std::max(day, published + 1);
  auto place = std::ranges::lower_bound(pool.waiting, day, {}, &Pool::Waiting::day);
  if (place != pool.waiting.end() && place->day == day) return *place;
  if (pool.waiting.size() == kMaxWaitingDays) {
    full = true;
    if (place == pool.waiting.begin()) return pool.waiting.front();
    learn_first(pool);
    place = std::ranges::lower_bound(pool.waiting, day, {}, &Pool::Waiting::day);
  }
  typename Pool::Waiting fresh;
  fresh.day = day;
  return *pool.waiting.insert(place, fresh);
}

}  // namespace

void move_item(MerchantDays& days, std::int32_t from, std::int32_t to) {
  count(days, from, -1);
  count(days, to, 1);
}

void publish(MerchantDays& days) {
  if (!days.items.empty()) days.published = std::max(days.published, days.items.front().day);
}

forecasting::DemandPool as_of(const CategoryPool& pool, std::int32_t published) {
  return known_as_of(pool, published);
}

forecasting::ElasticityPool as_of(const ResponsePool& pool, std::int32_t published) {
  return known_as_of(pool, published);
}

forecasting::CommonMovement as_of(const MovementPool& pool, std::int32_t published) {
  forecasting::CommonMovement known = known_as_of(pool, published);
  known.through = std::max(known.through, published);
  return known;
}

PooledLeads as_of(const LeadPool& pool, std::int32_t published) {
  PooledLeads pooled{.leads = known_as_of(pool, published)};
  pooled.signature = signature_of(pooled.leads);
  return pooled;
}

bool add(CategoryPool& pool, std::int32_t day, const forecasting::DemandPool& change,
         std::int32_t published) {
  bool full = false;
  CategoryPool::Waiting& waiting = waiting_of(pool, day, published, full);
  waiting.change = forecasting::add(waiting.change, change);
  return full;
}

bool add(ResponsePool& pool, std::int32_t day, const forecasting::ElasticityPool& change,
         std::int32_t published) {
  bool full = false;
  ResponsePool::Waiting& waiting = waiting_of(pool, day, published, full);
  waiting.change = forecasting::add(waiting.change, change);
  return full;
}

bool add(MovementPool& pool, std::int32_t day, const forecasting::ControlSums& change,
         std::int32_t published) {
  if (day <= std::max(pool.known.through, published)) return false;
  bool full = false;
  MovementPool::Waiting& waiting = waiting_of(pool, day, published, full);
  // Where the oldest day gave way, an earlier one than all that wait has no place any more.
  if (waiting.day == day) waiting.change = forecasting::add(waiting.change, change);
  return full;
}

bool add(LeadPool& pool, std::int32_t day, const forecasting::SupplierLeads& change,
         std::int32_t published) {
  bool full = false;
  forecasting::add(waiting_of(pool, day, published, full).change, change);
  return full;
}

}  // namespace shelfd::engine
