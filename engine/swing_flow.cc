#include "engine/swing_flow.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/demand_view.h"
#include "engine/one_off.h"
#include "engine/open_day.h"
#include "engine/price_flow.h"
#include "engine/transition.h"

// Demand swings of one item, from its belief and its tallies.

namespace shelfd::engine {
namespace {

using forecasting::Swing;
using forecasting::SwingPeriod;
using forecasting::SwingSide;

constexpr double kLeastExposure = 0.5;
constexpr double kLeastShape = 0.05;
// Of the steady rate: conditions may expect less of a day than that.
constexpr double kSurgeShare = 0.25;
constexpr double kDaysPerWeek = 7;

// What was expected of a day, as the belief stood before it.
SwingPeriod expected_of(const ItemState& state, const StepContext& context,
                        const std::optional<pricing::MarketPrice>& market, std::int32_t day,
                        double exposure) {
  const forecasting::DemandBelief& belief = state.belief.demand;
  const forecasting::Tally& steady = belief.sparse.units.at(forecasting::kSteadyMemory);
  if (static_cast<double>(steady.exposure) < kSwingFromDays || exposure < kLeastExposure) return {};
  const Policy& policy = *context.policy;
  const auto conditions = conditions_on(state.situation, policy, day, market);
  const auto prior =
      prior_of(policy.trained, state.situation.catalog.category, context.pools->category);
  // The steady rate under the day's conditions: the bank's own level would follow a swing before it
  // is told.
  const double effect = forecasting::expected_units(belief, conditions, prior) /
                        forecasting::expected_units(belief, {}, prior);
  return {.expected_units = forecasting::rate(steady, prior.rate) * effect * exposure,
          .doubt = 1 / std::max(static_cast<double>(steady.sum), kLeastShape)};
}

// Whether the units so far are worth a closer look: most days they are not.
bool may_surge(std::int64_t units, const forecasting::DemandBelief& belief) {
  const forecasting::Tally& steady = belief.sparse.units.at(forecasting::kSteadyMemory);
  return static_cast<double>(units) * static_cast<double>(steady.exposure) >
         kSurgeShare * static_cast<double>(steady.sum);
}

bool is_out_of_stock(const Situation& situation) {
  return situation.stock && usable_units(*situation.stock) <= 0;
}

// His price is another than when ours was last set, or he has left, seen since then.
bool has_moved(const OfferState& offer, Instant since) {
  if (offer.observed_at < since || offer.anchor_price.micros <= 0) return false;
  if (!offer.in_stock) return true;
  const double ratio = main_units(offer.price) / main_units(offer.anchor_price);
  return std::abs(ratio - 1) > kRivalMoves;
}

// What one unit more or less is worth.
double unit_worth(const Situation& situation, const Policy& policy) {
  if (!situation.regular_price) return 0;
  const auto economics = economics_of(situation, policy);
  const double price = main_units(*situation.regular_price);
  if (!economics) return price;
  return std::max(0.0, pricing::unit_margin(*economics, *situation.regular_price));
}

}  // namespace

void learn_swing(Transition& transition, const SwingDay& closing) {
  Belief& belief = transition.belief();
  const Policy& policy = transition.policy();
  const Instant noon =
      day_start(policy.zone, from_day_number(closing.day)) + std::chrono::hours{12};
  const auto market = market_now(transition.state, policy, std::min(noon, transition.context.now));
  SwingPeriod period =
      expected_of(transition.state, transition.context, market, closing.day, closing.exposure);
  period.day = closing.day;
  period.units = closing.units;
  period.orders = closing.orders;
  belief.swing = forecasting::learn_period(belief.swing, period);
}

std::optional<Swing> swing_now(const ItemState& state, const StepContext& context,
                               const std::optional<pricing::MarketPrice>& market) {
  const Situation& situation = state.situation;
  const std::int32_t open = situation.closed_through + 1;
  SwingPeriod so_far;
  const DayDemand today = demand_of(situation, tally_on(situation, open));
  if (may_surge(today.units, state.belief.demand)) {
    so_far = expected_of(state, context, market, open, 1);
    so_far.day = open;
    so_far.units = today.units;
    so_far.orders = today.orders;
  }
  so_far.expected_units *= share_due(*context.policy, context.pools->category, open, context.now);
  // Fewer than were expected by now are no surge.
  if (static_cast<double>(so_far.units) <= so_far.expected_units) so_far.expected_units = 0;
  return forecasting::swing_of(state.belief.swing, so_far);
}

SwingCause cause_of(const Swing& swing, const ItemState& state, const StepContext& context) {
  const Situation& situation = state.situation;
  const LocalTime& zone = context.policy->zone;
  const Instant since = day_start(zone, from_day_number(std::int64_t{swing.since_day} - 1));
  if (swing.side == SwingSide::Down && is_out_of_stock(situation)) return SwingCause::Stock;
  if (situation.price_kind != PriceKind::Regular) return SwingCause::Promotion;
  if (situation.anchor_price && situation.regular_from >= since) return SwingCause::OwnPrice;
  const bool moved = std::ranges::any_of(
      situation.offers, [since](const OfferState& offer) { return has_moved(offer, since); });
  return moved ? SwingCause::Rivals : SwingCause::None;
}

const char* swing_cause_name(SwingCause cause) {
  constexpr auto kNames =
      std::to_array<const char*>({"", "stock", "promotion", "own_price", "rivals"});
  return kNames.at(static_cast<std::size_t>(cause));
}

Money swing_worth(const Swing& swing, const ItemState& state, const StepContext& context) {
  const std::int32_t days = state.situation.closed_through + 1 - swing.since_day + 1;
  const double units = std::abs(static_cast<double>(swing.units) - swing.expected_units) /
                       std::max(1, days) * kDaysPerWeek;
  const double worth = units * unit_worth(state.situation, *context.policy);
  return std::isfinite(worth) && worth < 1e12 ? round_money(worth) : Money{};
}

}  // namespace shelfd::engine
