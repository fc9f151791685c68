#include "engine/one_off.h"

#include <algorithm>

#include "forecasting/order_size.h"

namespace shelfd::engine {
namespace {

// Held before the day, as far as it is remembered then.
HeldOrders held_before(const Situation& situation, const DayTally& day) {
  const auto& held = situation.one_off;
  return held && day.day - held->day <= kRepeatDays ? *held : HeldOrders{};
}

HeldOrders with(const HeldOrders& before, const DayTally& day) {
  return {.day = day.held_orders > 0 ? day.day : before.day,
          .units = before.units + day.held_units,
          .orders = before.orders + day.held_orders};
}

}  // namespace

bool is_one_off(const Belief& belief, std::int64_t units) {
  return static_cast<double>(units) > forecasting::one_off_above(belief.demand.size);
}

std::optional<HeldOrders> held_after(const Situation& situation, const DayTally& day) {
  const HeldOrders all = with(held_before(situation, day), day);
  if (all.units <= 0 || all.orders != 1) return std::nullopt;
  return all;
}

DayDemand demand_of(const Situation& situation, const DayTally& day) {
  const HeldOrders before = held_before(situation, day);
  const HeldOrders all = with(before, day);
  DayDemand demand{.units = day.units + std::min<std::int64_t>(0, all.units), .orders = day.orders};
  if (all.units > 0 && all.orders > 1) {
    demand.repeated_units = day.held_units;
    demand.repeated_orders = day.held_orders;
    demand.earlier_units = before.units;
  }
  return demand;
}

std::optional<Reason> held_reason(const Situation& situation, const LocalTime& zone) {
  const auto held = held_after(situation, tally_on(situation, situation.closed_through + 1));
  if (!held) return std::nullopt;
  return Reason{.code = ReasonCode::OneOffHeld,
                .params = {{"held_units", held->units},
                           {"sold_at", day_start(zone, from_day_number(held->day))}}};
}

}  // namespace shelfd::engine
