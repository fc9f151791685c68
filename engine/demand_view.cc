#include "engine/demand_view.h"

#include "base/hash.h"
#include "engine/open_day.h"

namespace shelfd::engine {
namespace {

constexpr std::size_t kPromotionFlag = 0;
constexpr std::size_t kOccasionFlags = forecasting::kFlagCount - 1;

struct PriceOfDay {
  Money price{};
  bool promoted = false;
};

bool is_promotion(PriceKind kind) {
  return kind == PriceKind::Promotion || kind == PriceKind::AnnouncedReduction;
}

// The price that most of the day from `start` to `end` has: what begins before noon is in force.
PriceOfDay price_on(const Situation& situation, Instant start, Instant end) {
  const Instant noon = start + (end - start) / 2;
  std::optional<Money> regular =
      situation.regular_price ? situation.regular_price : situation.price;
  std::optional<ToldPrice> special = situation.promotion;
  for (const ToldPrice& planned : situation.planned) {
    if (planned.from > noon) continue;
    if (planned.kind == PriceKind::Regular) {
      regular = planned.price;
    } else {
      special = planned;
    }
  }
  const bool runs =
      special && special->from <= noon &&
      (special->until ? *special->until > noon : situation.price_kind != PriceKind::Regular);
  if (runs) return {.price = special->price, .promoted = is_promotion(special->kind)};
  return {.price = regular.value_or(Money{}), .promoted = false};
}

bool covers(const Occasion& occasion, const Situation& situation, Instant start, Instant end) {
  const bool in_scope =
      occasion.scope.empty() || occasion.scope == situation.catalog.category.value;
  return in_scope && occasion.from < end && occasion.until > start;
}

std::size_t place_of(const Occasion& occasion) {
  return kPromotionFlag + 1 + name_hash(occasion.name) % kOccasionFlags;
}

void add(Digest& digest, const std::optional<Money>& money) {
  digest.add(money.value_or(Money{-1}).micros);
}

void add(Digest& digest, const ToldPrice& told) {
  digest.add(told.price.micros);
  digest.add(static_cast<std::uint64_t>(told.kind));
  digest.add(unix_millis(told.from));
  digest.add(told.until ? unix_millis(*told.until) : std::int64_t{-1});
}

void add(Digest& digest, const forecasting::Moments& moments) {
  digest.add(moments.items);
  digest.add(moments.sum);
  digest.add(moments.square_sum);
}

void add(Digest& digest, const forecasting::DemandPool& pool) {
  add(digest, pool.rate);
  for (const forecasting::Moments& moments : pool.responses) add(digest, moments);
  for (const forecasting::ScatterSum& scatter : pool.scatter) {
    digest.add(scatter.sum);
    digest.add(scatter.weight);
  }
  digest.add(pool.excess.sum);
  digest.add(pool.excess.weight);
  digest.add(pool.units);
  digest.add(pool.orders);
}

void add(Digest& digest, const forecasting::ItemReturns& returns) {
  for (const float units : returns.out) digest.add(units);
  for (const float units : returns.due) digest.add(units);
  digest.add(returns.returned);
  digest.add(returns.week_sold);
  digest.add(std::int64_t{returns.days});
}

void add(Digest& digest, const forecasting::ReturnsPool& pool) {
  digest.add(pool.returned);
  digest.add(pool.due);
  for (const std::int64_t nats : pool.evidence) digest.add(nats);
}

double positive_units(Money money) { return money.micros > 0 ? main_units(money) : 0; }

}  // namespace

forecasting::Conditions conditions_on(const Situation& situation, const Policy& policy,
                                      std::int32_t day,
                                      const std::optional<pricing::MarketPrice>& market) {
  const Instant start = day_start(policy.zone, from_day_number(day));
  const Instant end = day_start(policy.zone, from_day_number(std::int64_t{day} + 1));
  const PriceOfDay own = price_on(situation, start, end);
  forecasting::Conditions conditions;
  // Day 0 is 1 January 1970, a Thursday.
  conditions.weekday = static_cast<int>(((std::int64_t{day} + 3) % 7 + 7) % 7);
  conditions.price = positive_units(own.price);
  if (market) {
    conditions.cheapest_price = positive_units(market->cheapest.price);
    conditions.market_price = positive_units(market->reference);
  }
  if (own.promoted) conditions.flags[kPromotionFlag] = 1;
  for (const Occasion& occasion : policy.occasions) {
    if (covers(occasion, situation, start, end)) conditions.flags.at(place_of(occasion)) = 1;
  }
  return conditions;
}

std::vector<DayOccasion> occasions_on(const Situation& situation, const Policy& policy,
                                      std::int32_t day) {
  const Instant start = day_start(policy.zone, from_day_number(day));
  const Instant end = day_start(policy.zone, from_day_number(std::int64_t{day} + 1));
  std::vector<DayOccasion> found;
  for (const Occasion& occasion : policy.occasions) {
    if (!covers(occasion, situation, start, end)) continue;
    found.push_back({.flag = place_of(occasion), .name = occasion.name});
  }
  return found;
}

DemandAhead demand_ahead(const ItemState& state, const Policy& policy,
                         const forecasting::DemandPool& category,
                         const std::optional<pricing::MarketPrice>& market, Instant now) {
  DemandAhead ahead;
  ahead.first_day = static_cast<std::int32_t>(day_number(local_day(policy.zone, now)));
  ahead.days = planned_days(state.situation, policy, ahead.first_day, market);
  ahead.prior = prior_of(policy.trained, state.situation.catalog.category, category);
  ahead.days.front().exposure =
      next_day_factor(open_day_law(state, policy, category, market), state, policy, category, now);
  ahead.path = forecasting::demand_path(state.belief.demand, ahead.days, ahead.prior,
                                        head_of(policy.trained));
  return ahead;
}

std::uint64_t demand_key(const ItemState& state, const Policy& policy,
                         const forecasting::DemandPool& category,
                         const std::optional<pricing::MarketPrice>& market, Instant now) {
  const Situation& situation = state.situation;
  Digest digest;
  digest.add(state.belief.demand.digest);
  add(digest, category);
  // The category's name chooses the prior that is trained.
  if (policy.trained.digest != 0) {
    digest.add(policy.trained.digest);
    digest.add(name_hash(situation.catalog.category.value));
  }
  if (policy.resold_ratio > 0) {
    digest.add(policy.resold_ratio);
    add(digest, state.belief.returns);
    add(digest, category.returns);
  }
  // Where the two numbers speak, every day is as the next.
  if (state.belief.demand.bank.empty()) return digest.value();
  digest.add(day_number(local_day(policy.zone, now)));
  digest.add(std::int64_t{utc_offset(policy.zone, now).count()});
  digest.add(std::uint64_t{policy.zone.size()});
  add(digest, situation.price);
  add(digest, situation.regular_price);
  digest.add(static_cast<std::uint64_t>(situation.price_kind));
  if (situation.promotion) add(digest, *situation.promotion);
  for (const ToldPrice& planned : situation.planned) add(digest, planned);
  add(digest, market ? std::optional(market->cheapest.price) : std::nullopt);
  add(digest, market ? std::optional(market->reference) : std::nullopt);
  for (const Occasion& occasion : policy.occasions) {
    digest.add(name_hash(occasion.name));
    digest.add(name_hash(occasion.scope));
    digest.add(unix_millis(occasion.from));
    digest.add(unix_millis(occasion.until));
  }
  return digest.value();
}

PlannedDays planned_days(const Situation& situation, const Policy& policy, std::int32_t first,
                         const std::optional<pricing::MarketPrice>& market) {
  PlannedDays days;
  for (std::size_t at = 0; at < days.size(); ++at) {
    days[at] = {.exposure = 1,
                .conditions = conditions_on(situation, policy,
                                            first + static_cast<std::int32_t>(at), market)};
  }
  return days;
}

}  // namespace shelfd::engine
