#include "tests/engine/priced_market.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/price_flow.h"
#include "engine/price_learning.h"

namespace shelfd::engine {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr Instant kOpening{std::chrono::sys_days{std::chrono::year{2025} / 1 / 6}};  // a Monday
constexpr double kLevelMemory = 0.967;  // half-life three weeks
constexpr double kLevelSpread = 0.2;    // of the own level, stationary
constexpr double kSeasonSwing = 0.3;
constexpr double kSeasonDays = 182;
constexpr double kForesight = 0.2;  // of ln price for ln demand
constexpr double kMeanOrder = 1.35;
constexpr std::array<double, 7> kWeekdays = {0.9, 0.85, 0.9, 0.95, 1.1, 1.25, 1.05};
constexpr double kAccepts = 0.7;
constexpr double kNormalTenth = 1.2816;

Instant at_hour(int day, int hour) { return kOpening + days{day} + hours{hour}; }

Money cents(double units) { return nearest_to(round_money(units), {10'000}); }

double hinge_of(const std::vector<PricedRival>& rivals, double price) {
  double sum = 0;
  for (const PricedRival& rival : rivals) {
    sum += rival.weight * std::max(0.0, std::log(price / rival.price));
  }
  return sum;
}

double weight_below(const std::vector<PricedRival>& rivals, double price) {
  double sum = 0;
  for (const PricedRival& rival : rivals) sum += rival.price < price ? rival.weight : 0;
  return sum;
}

std::int64_t order_size(simulator::Random& random) {
  const double at = random.uniform();
  if (at < 0.78) return 1;
  if (at < 0.93) return 2;
  return at < 0.98 ? 3 : 6;
}

double mean_of(const std::vector<double>& values, std::size_t from, std::size_t until) {
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(from),
                         values.begin() + static_cast<std::ptrdiff_t>(until), 0.0) /
         static_cast<double>(until - from);
}

// Least squares of ln(units + 1/2) on ln price, as a filter that takes all days alike has it.
void regress(const PricedItem& item, ResponseSeen& seen) {
  const auto count = static_cast<double>(item.daily_units.size());
  double x_sum = 0;
  double y_sum = 0;
  for (std::size_t day = 0; day < item.daily_units.size(); ++day) {
    x_sum += std::log(item.daily_prices[day]);
    y_sum += std::log(item.daily_units[day] + 0.5);
  }
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (std::size_t day = 0; day < item.daily_units.size(); ++day) {
    const double x = std::log(item.daily_prices[day]) - x_sum / count;
    const double y = std::log(item.daily_units[day] + 0.5) - y_sum / count;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  if (!(xx > 0)) return;
  const double slope = xy / xx;
  const double error = std::sqrt(std::max(0.0, yy - slope * xy) / (count - 2) / xx);
  seen.naive_mean = -slope;
  seen.naive_low = -slope - kNormalTenth * error;
  seen.naive_high = -slope + kNormalTenth * error;
}

}  // namespace

PricedMarket::PricedMarket(const MarketPlan& plan)
    : plan_(plan), random_(simulator::stream_seed(plan.seed, 0)) {
  policy_.currency = Currency{{'E', 'U', 'R'}};
  season_start_ = random_.uniform() * kSeasonDays;
  items_.resize(static_cast<std::size_t>(plan.items));
  for (int index = 0; index < plan.items; ++index) {
    open(items_[static_cast<std::size_t>(index)], index);
  }
}

// As the simulated market's (simulator/item_birth.h): total elasticity ln-uniform in [2, 6], the
// rivals' pull 15 to 50% of it, the opening price within 10% of the optimum.
void PricedMarket::open(PricedItem& item, int index) {
  item.random =
      simulator::Random{simulator::stream_seed(plan_.seed, 1 + static_cast<std::uint64_t>(index))};
  simulator::Random& random = item.random;
  item.id = {.merchant = MerchantId("m"), .sku = Sku("s" + std::to_string(index))};
  const double total = std::exp(random.between(std::log(2.0), std::log(6.0)));
  item.rival_pull = total * random.between(0.15, 0.5);
  item.own_elasticity = total - item.rival_pull * 0.45;
  const double reference = random.between(10, 60);
  for (int rival = 0; rival < 4; ++rival) {
    item.rivals.push_back({.name = "r" + std::to_string(rival),
                           .price = main_units(cents(reference * (1 + 0.06 * random.normal()))),
                           .weight = 0.9 / 4});
    names_[name_hash(item.rivals.back().name)] = item.rivals.back().name;
  }
  item.cost = main_units(cents(reference * (1 - 1 / total)));
  item.price = main_units(cents(reference * random.between(0.92, 1.1)));
  item.anchor_price = item.price;
  item.usual_price = item.price;
  item.anchor_hinge = hinge_of(item.rivals, item.price);
  item.rate = std::exp(random.between(std::log(plan_.least_units), std::log(plan_.most_units)));
  item.level = kLevelSpread * random.normal();
  CatalogEntry entry;
  entry.item = item.id;
  entry.category = Category("things");
  entry.currency = policy_.currency;
  entry.unit_cost = Amount{.money = cents(item.cost)};
  entry.price = Amount{.money = cents(item.price)};
  put(item, at_hour(0, 1), entry);
  move_rivals(item, 0);
}

void PricedMarket::put(PricedItem& item, Instant at, Event event) {
  item.records.push_back({.topic = static_cast<Topic>(event.index()),
                          .offset = ++offset_,
                          .appended_at = at,
                          .own_time = at,
                          .content = static_cast<std::uint64_t>(offset_),
                          .event = std::move(event)});
}

double PricedMarket::season_turn(int day) const {
  return std::sin(2 * std::numbers::pi * (day + season_start_) / kSeasonDays);
}

double PricedMarket::common_level(int day) const {
  return kSeasonSwing * season_turn(day) +
         std::log(kWeekdays.at(static_cast<std::size_t>(day % 7)));
}

double PricedMarket::price_effect(const PricedItem& item, double price) const {
  const double hinges = hinge_of(item.rivals, price) - item.anchor_hinge;
  return std::exp(-item.own_elasticity * std::log(price / item.anchor_price) -
                  item.rival_pull * hinges);
}

void PricedMarket::move_rivals(PricedItem& item, int day) {
  for (PricedRival& rival : item.rivals) {
    if (day > 0 && item.random.chance(1.0 / 30)) {
      const double move = item.random.between(0.03, 0.08) * (item.random.chance(0.5) ? 1 : -1);
      const double near = std::clamp(rival.price * (1 + move), 0.8 * item.cost, 3 * item.cost);
      rival.price = main_units(cents(near));
    } else if (day % 2 != 0) {
      continue;  // seen every other day
    }
    CompetitorOffer offer;
    offer.item = item.id;
    offer.competitor = rival.name;
    offer.price = Amount{.money = cents(rival.price)};
    put(item, at_hour(day, 2), offer);
  }
}

void PricedMarket::move_cost(PricedItem& item, int day) {
  if (!item.random.chance(1.0 / 60)) return;
  const double move = item.random.between(0.02, 0.08) * (item.random.chance(0.6) ? 1 : -1);
  item.cost = main_units(cents(item.cost * (1 + move)));
  CatalogEntry entry;
  entry.item = item.id;
  entry.category = Category("things");
  entry.currency = policy_.currency;
  entry.unit_cost = Amount{.money = cents(item.cost)};
  put(item, at_hour(day, 8), entry);
  if (plan_.habit == PricingHabit::ClosedLoop || item.planned || item.random.chance(0.5)) return;
  PriceFact fact;
  fact.item = item.id;
  fact.price = Amount{.money = cents(item.price * (1 + move))};
  fact.cause = PriceCause::Cost;
  item.usual_price *= 1 + move;
  item.planned = fact;
}

void PricedMarket::reprice(PricedItem& item, double price) {
  PriceFact fact;
  fact.item = item.id;
  fact.price = Amount{.money = cents(std::max(price, 1.02 * item.cost))};
  fact.cause = item.random.chance(plan_.tells) ? PriceCause::Demand : PriceCause::Unknown;
  item.planned = fact;
}

// Every fortnight or so. Confounded: where the last two weeks sold more than the eight before them,
// the price goes up.
void PricedMarket::reprice_by_demand(PricedItem& item, int day) {
  if (day < 70 || item.planned || !item.random.chance(1.0 / 14)) return;
  if (plan_.habit == PricingHabit::Foreseeing) {
    const double demand = kSeasonSwing * season_turn(day) + item.level;
    reprice(item, item.usual_price * std::exp(kForesight * demand));
    return;
  }
  const std::size_t now = item.daily_units.size();
  const double recent = mean_of(item.daily_units, now - 14, now);
  const double usual = mean_of(item.daily_units, now - 70, now - 14);
  const double off = std::log((recent + 0.1) / (usual + 0.1));
  if (std::abs(off) < 0.08) return;
  reprice(item, item.price * (1 + std::clamp(0.3 * off, -0.08, 0.08)));
}

void PricedMarket::sell(PricedItem& item, int day) {
  item.level = kLevelMemory * item.level +
               kLevelSpread * std::sqrt(1 - kLevelMemory * kLevelMemory) * item.random.normal();
  double effect = price_effect(item, item.price);
  if (item.planned) {
    const double next = main_units(item.planned->price.money);
    effect = 9.0 / 24 * effect + 15.0 / 24 * price_effect(item, next);
    item.planned->at = at_hour(day, 9);
    put(item, at_hour(day, 9), *item.planned);
    item.price = next;
    item.planned.reset();
  }
  const double orders = item.rate * effect * std::exp(common_level(day) + item.level) / kMeanOrder;
  std::int64_t units = 0;
  for (std::int64_t left = item.random.poisson(orders); left > 0; --left) {
    units += order_size(item.random);
  }
  item.daily_units.push_back(static_cast<double>(units));
  item.daily_prices.push_back(item.price);
  DemandEvent event;
  event.item = item.id;
  event.quantity = {units};
  event.event_id = "d" + std::to_string(day);
  put(item, at_hour(day, 22), event);
}

void PricedMarket::answer(PricedItem& item, const PriceSuggestion& suggestion, int day) {
  const bool open = suggestion.status == Status::Open && suggestion.suggested_price;
  if (!open || plan_.habit != PricingHabit::ClosedLoop || !item.random.chance(kAccepts)) return;
  Response response;
  response.item = item.id;
  response.suggestion_id = suggestion.suggestion_id;
  response.action = ResponseAction::Accept;
  put(item, at_hour(day + 1, 1), response);
  PriceFact fact;
  fact.item = item.id;
  fact.price = Amount{.money = *suggestion.suggested_price};
  fact.suggestion_id = suggestion.suggestion_id;
  item.planned = fact;
  ++accepted_;
}

Pools PricedMarket::pools_of(const PricedItem& /*item*/) const {
  Pools pools;
  pools.category = as_of(demand_, days_.published);
  pools.category_elasticity = as_of(elasticities_, days_.published);
  pools.merchant_elasticity = pools.category_elasticity;
  pools.movement = as_of(movement_, days_.published);
  return pools;
}

void PricedMarket::add_changes(const PricedItem& /*item*/, const StepOutcome& outcome) {
  for (const PoolChange& change : outcome.pool_changes) {
    if (change.demand != forecasting::DemandPool{}) {
      (void)add(demand_, change.day, change.demand, days_.published);
    }
    if (change.elasticity != forecasting::ElasticityPool{}) {
      (void)add(elasticities_, change.day, change.elasticity, days_.published);
    }
    if (change.control != forecasting::ControlSums{}) {
      (void)add(movement_, change.day, change.control, days_.published);
    }
  }
}

void PricedMarket::play_day(int day) {
  const Pools pools = pools_of(items_.front());
  std::vector<StepOutcome> outcomes;
  std::vector<std::int32_t> closed;
  for (PricedItem& item : items_) {
    if (day > 0) move_rivals(item, day);
    if (day > 0) move_cost(item, day);
    if (plan_.habit != PricingHabit::ClosedLoop) reprice_by_demand(item, day);
    sell(item, day);
    closed.push_back(item.state.situation.closed_through);
    const std::vector<Record> records = std::exchange(item.records, {});
    const StepContext context{.item = item.id,
                              .policy = &policy_,
                              .pools = &pools,
                              .names = &names_,
                              .previous_now = day == 0 ? at_hour(0, 0) : at_hour(day - 1, 23),
                              .now = at_hour(day, 23),
                              .judging = plan_.habit == PricingHabit::ClosedLoop,
                              .epoch = day,
                              .build = "test",
                              .arithmetic = "test"};
    outcomes.push_back(step(item.state, context, records));
    if (outcomes.back().price) answer(item, *outcomes.back().price, day);
  }
  for (std::size_t at = 0; at < items_.size(); ++at) {
    add_changes(items_[at], outcomes[at]);
    move_item(days_, closed[at], items_[at].state.situation.closed_through);
  }
  publish(days_);
}

void PricedMarket::play() {
  for (int day = 0; day < plan_.days; ++day) play_day(day);
}

std::vector<ResponseSeen> PricedMarket::seen() const {
  std::vector<ResponseSeen> all;
  for (const PricedItem& item : items_) {
    const JudgedPrice judged =
        price_inputs(item.state, policy_, pools_of(item), at_hour(plan_.days - 1, 23));
    const Situation& situation = item.state.situation;
    std::vector<PricedRival> then;
    for (const OfferState& offer : situation.offers) {
      then.push_back({.price = main_units(offer.anchor_price), .weight = 0.9 / 4});
    }
    const double below = weight_below(then, main_units(*situation.anchor_price));
    ResponseSeen seen{.truth = item.own_elasticity + item.rival_pull * below,
                      .below = below,
                      .mean = judged.inputs.elasticity,
                      .low = static_cast<double>(judged.inputs.elasticity_low),
                      .high = static_cast<double>(judged.inputs.elasticity_high),
                      .usable_changes = judged.inputs.usable_changes};
    regress(item, seen);
    all.push_back(seen);
  }
  return all;
}

}  // namespace shelfd::engine
