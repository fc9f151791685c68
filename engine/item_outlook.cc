// Item outlook: the plans' law, day by day, and the drivers of its means.
#include "engine/item_outlook.h"

#include <algorithm>
#include <cmath>

#include "engine/demand_view.h"
#include "engine/price_flow.h"
#include "engine/returns_ahead.h"
#include "engine/transition.h"
#include "forecasting/demand_drivers.h"

namespace shelfd::engine {
namespace {

using forecasting::Driver;
using forecasting::DriverEffect;
using forecasting::DriverEffects;

constexpr double kLow = 0.1;
constexpr double kHigh = 0.9;
constexpr double kSame = 1e-9;  // factors nearer to 1 are rounding

// What the outlook is made from. Borrowed for the call.
struct Sources {
  const ItemState& state;
  const Policy& policy;
  const forecasting::DemandPool& category;
  const DemandAhead& ahead;
};

CountBand band_of(const NegativeBinomial& law) {
  return {.mean_units = law.mean_units,
          .low_units = quantile(law, kLow),
          .high_units = quantile(law, kHigh)};
}

bool moves(double factor) { return std::abs(factor - 1) > kSame; }

OutlookDriver told_as(Driver driver) {
  switch (driver) {
    case Driver::Weekday:
      return OutlookDriver::Weekday;
    case Driver::OwnPrice:
      return OutlookDriver::OwnPrice;
    case Driver::Rivals:
      return OutlookDriver::Rivals;
    case Driver::Promotion:
      return OutlookDriver::Promotion;
    case Driver::FirstOccasion:
    case Driver::SecondOccasion:
      break;
  }
  return OutlookDriver::Occasion;
}

// The occasions of the day that share the driver's flag.
std::vector<std::string> names_of(Driver driver, const std::vector<DayOccasion>& occasions) {
  const std::size_t flag = driver == Driver::FirstOccasion ? 1 : 2;
  std::vector<std::string> names;
  if (told_as(driver) != OutlookDriver::Occasion) return names;
  for (const DayOccasion& occasion : occasions) {
    if (occasion.flag == flag) names.push_back(occasion.name);
  }
  return names;
}

OutlookDay day_of(const Sources& from, std::size_t ahead) {
  const NegativeBinomial law = forecasting::demand_of(from.ahead.path, ahead);
  OutlookDay day{.day = from.ahead.first_day + static_cast<std::int32_t>(ahead) - 1,
                 .units = band_of(law)};
  const DriverEffects effects = forecasting::driver_effects(
      from.state.belief.demand, from.ahead.days[ahead - 1].conditions, from.ahead.prior);
  const auto occasions = occasions_on(from.state.situation, from.policy, day.day);
  double product = effects.ordinary_units;
  for (std::size_t at = 0; at < forecasting::kDrivers; ++at) {
    const DriverEffect& effect = effects.of.at(at);
    product *= effect.factor;
    if (!moves(effect.factor)) continue;
    const auto driver = static_cast<Driver>(at);
    day.drivers.push_back({.driver = told_as(driver),
                           .factor = effect.factor,
                           .rests_on = effect.learnt ? RestsOn::Data : RestsOn::Assumption,
                           .names = names_of(driver, occasions)});
  }
  const double so_far = from.ahead.days[ahead - 1].exposure;
  product *= so_far;
  if (moves(so_far)) day.drivers.push_back({.driver = OutlookDriver::SoFar, .factor = so_far});
  // What the path says beyond the item's own belief.
  const double pooled = law.mean_units > 0 && product > 0 ? law.mean_units / product : 1;
  if (moves(pooled)) day.drivers.push_back({.driver = OutlookDriver::Pooled, .factor = pooled});
  return day;
}

double ordinary_day(const Sources& from) {
  return forecasting::driver_effects(from.state.belief.demand, from.ahead.days.front().conditions,
                                     from.ahead.prior)
      .ordinary_units;
}

std::optional<Money> usual_price(const Sources& from, const Currency& currency) {
  const forecasting::DemandBelief& belief = from.state.belief.demand;
  if (!(belief.log_price_weight > 0)) return std::nullopt;
  return nearest_to(round_money(std::exp(forecasting::log_reference(belief, 0))),
                    minor_unit(currency));
}

CategoryLean lean_of(const Sources& from) {
  const forecasting::DemandBelief& belief = from.state.belief.demand;
  const std::int64_t all = from.category.rate.items;
  const std::int64_t itself = from.state.belief.reported.rate.items;
  const auto& steady = belief.sparse.units.at(forecasting::kSteadyMemory);
  return {.category = from.state.situation.catalog.category.value,
          .share_ratio = forecasting::leans_on_category(belief, from.ahead.prior),
          .other_items = std::max<std::int64_t>(0, all - itself),
          .own_days = static_cast<double>(steady.exposure)};
}

std::optional<OutlookSwing> swing_in(const Sources& from,
                                     const std::optional<pricing::MarketPrice>& market,
                                     Instant now) {
  Pools pools;
  pools.category = from.category;
  const StepContext context{.item = from.state.situation.catalog.item,
                            .policy = &from.policy,
                            .pools = &pools,
                            .previous_now = now,
                            .now = now};
  const auto swing = swing_now(from.state, context, market);
  if (!swing) return std::nullopt;
  return OutlookSwing{.swing = *swing, .cause = cause_of(*swing, from.state, context)};
}

std::optional<OutlookReturns> returns_in(const Sources& from) {
  const forecasting::ItemReturns& returns = from.state.belief.returns;
  const forecasting::ReturnPrior& prior = from.ahead.prior.returns;
  if (returns.days == 0) return std::nullopt;
  return OutlookReturns{
      .rate_ratio = forecasting::return_rate(returns, prior),
      .delay_days = prior.delay_days,
      .expected_units = returns_over(from.state, from.ahead, double{kOutlookDays}),
      .category_ratio = forecasting::rate_leans_on_category(returns, prior),
      .resold_ratio = from.policy.resold_ratio};
}

std::vector<OutlookGap> gaps_of(const Sources& from, bool has_rivals) {
  const Situation& situation = from.state.situation;
  const forecasting::DemandBelief& belief = from.state.belief.demand;
  std::vector<OutlookGap> gaps;
  const auto tell = [&](OutlookGap gap, bool holds) {
    if (holds) gaps.push_back(gap);
  };
  const bool has_sold = belief.sparse.units.at(forecasting::kSteadyMemory).sum > 0;
  tell(OutlookGap::NeverSold, !has_sold);
  // Where days are alike, prices would move nothing anyway.
  tell(OutlookGap::NoPrice, !belief.bank.empty() && !situation.price);
  tell(OutlookGap::NoRivals, !belief.bank.empty() && situation.price && !has_rivals);
  tell(OutlookGap::NeverCounted, !situation.stock);
  tell(OutlookGap::OutOfStock, situation.stock && usable_units(*situation.stock) <= 0);
  // Yesterday closes within the first half hour of today.
  tell(OutlookGap::NotClosed,
       situation.closed_through > 0 && situation.closed_through < from.ahead.first_day - 2);
  tell(OutlookGap::Quiet,
       situation.active_day > 0 && situation.active_day <= from.ahead.first_day - kQuietDays);
  return gaps;
}

}  // namespace

ItemOutlook item_outlook(const ItemState& state, const Policy& policy,
                         const forecasting::DemandPool& category, Instant now) {
  const auto market = market_now(state, policy, now);
  const DemandAhead ahead = demand_ahead(state, policy, category, market, now);
  const Sources from{.state = state, .policy = policy, .category = category, .ahead = ahead};
  const Currency currency = item_currency(state.situation, policy);
  ItemOutlook outlook{.as_of = now,
                      .ordinary_units = ordinary_day(from),
                      .usual_price = usual_price(from, currency),
                      .currency = currency,
                      .all_days_alike = state.belief.demand.bank.empty(),
                      .total = band_of(forecasting::demand_over(ahead.path, kOutlookDays)),
                      .lean = lean_of(from),
                      .swing = swing_in(from, market, now),
                      .returns = returns_in(from),
                      .gaps = gaps_of(from, market.has_value()),
                      .learnt_through = state.situation.closed_through,
                      .heard_on = state.situation.active_day};
  for (std::size_t day = 1; day <= kOutlookDays; ++day) outlook.days.push_back(day_of(from, day));
  return outlook;
}

}  // namespace shelfd::engine
