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

double next_day_factor(const ItemState& state, const Policy& policy,
                       const forecasting::DemandPool& category,
                       const std::optional<pricing::MarketPrice>& market, Instant now) {
  const forecasting::DemandBelief& belief = state.belief.demand;
  // A slow mover's day says nothing within itself, and an empty shelf's says nothing.
  const auto& stock = state.situation.stock;
  if (belief.bank.empty() || (stock && usable_units(*stock) <= 0)) return 1;
  const std::int32_t open = state.situation.closed_through + 1;
  const double due = share_due(policy, category, open, now);
  if (due >= 1) return 1;
  const forecasting::DemandPrior prior =
      prior_of(policy.trained, state.situation.catalog.category, category);
  const double expected = forecasting::expected_units(
      belief, conditions_on(state.situation, policy, open, market), prior);
  const double shape = 1 / forecasting::scatter_at(belief.record, 0, prior.scatter);
  const DayDemand today = demand_of(state.situation, tally_on(state.situation, open));
  const double units = std::max(0.0, static_cast<double>(today.units));
  const double pace = (shape + units) / (shape + expected * due);
  const double factor = 1 + (1 - due) * (pace - 1);
  return std::clamp(std::round(factor / kRestStep) * kRestStep, 0.0, kMostRest);
}

}  // namespace shelfd::engine
