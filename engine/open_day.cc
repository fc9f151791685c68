#include "engine/open_day.h"

#include <algorithm>
#include <cmath>

#include "engine/demand_view.h"
#include "engine/one_off.h"
#include "engine/shelf_day.h"
#include "engine/transition.h"
#include "forecasting/category_prior.h"

namespace shelfd::engine {
namespace {

constexpr double kProfileKnown = 0.8;  // 240 orders

}  // namespace

double share_due(const Policy& policy, const forecasting::DemandPool& category, std::int32_t day,
                 Instant now) {
  const auto profile = forecasting::profile_of(category.by_part);
  if (profile.known < kProfileKnown) return 1;
  const Instant start = day_start(policy.zone, from_day_number(day));
  const DaySpan span{.start = start,
                     .open = start,
                     .end = day_start(policy.zone, from_day_number(std::int64_t{day} + 1))};
  return forecasting::share_until(profile, span.of_day(now));
}

std::optional<DayLaw> open_day_law(const ItemState& state, const Policy& policy,
                                   const forecasting::DemandPool& category,
                                   const std::optional<pricing::MarketPrice>& market) {
  const forecasting::DemandBelief& belief = state.belief.demand;
  if (belief.bank.empty()) return std::nullopt;
  const forecasting::DemandPrior prior =
      prior_of(policy.trained, state.situation.catalog.category, category);
  const auto conditions =
      conditions_on(state.situation, policy, state.situation.closed_through + 1, market);
  return DayLaw{.expected_units = forecasting::expected_units(belief, conditions, prior),
                .shape = 1 / forecasting::scatter_at(belief.record, 0, prior.scatter)};
}

double next_day_factor(const std::optional<DayLaw>& law, const ItemState& state,
                       const Policy& policy, const forecasting::DemandPool& category, Instant now) {
  const Situation& situation = state.situation;
  // An empty shelf says nothing of who would buy.
  if (!law || (situation.stock && usable_units(*situation.stock) <= 0)) return 1;
  const std::int32_t open = situation.closed_through + 1;
  const double due = share_due(policy, category, open, now);
  if (due >= 1) return 1;
  const DayDemand today = demand_of(situation, tally_on(situation, open));
  const double units = std::max(0.0, static_cast<double>(today.units));
  const double pace = (law->shape + units) / (law->shape + law->expected_units * due);
  const double factor = 1 + (1 - due) * (pace - 1);
  return std::clamp(std::round(factor / kRestStep) * kRestStep, 0.0, forecasting::kMostExposure);
}

}  // namespace shelfd::engine
