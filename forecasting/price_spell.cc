// Price spell: see price_spell.h.
#include "forecasting/price_spell.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kHalfUnit = 0.5;

bool is_usable(const PriceDay& day) {
  return std::isfinite(day.units) && day.units >= 0 && std::isfinite(day.hinge) && day.hinge >= 0 &&
         day.exposure > 0 && day.exposure <= 1 && std::isfinite(day.level) && day.level > 0 &&
         std::isfinite(day.control_units) && day.control_units >= 0;
}

// Variance / mean of a day's units.
double scatter_of(const PriceSpell& spell) {
  const double days = spell.days;
  const double usual = 1 + kDayScatter * spell.units / days;
  if (spell.days < 2 || !(spell.units > 0)) return usual;
  const double seen = (spell.squares * spell.weight / spell.units - spell.units) / (days - 1);
  return (kScatterDays * usual + (days - 1) * std::clamp(seen, 0.0, kMaxScatterOfDays)) /
         (kScatterDays + days - 1);
}

}  // namespace

PriceSpell add_day(const PriceSpell& spell, const PriceDay& day) {
  if (!is_usable(day)) return spell;
  PriceSpell longer = spell;
  const double weight = day.exposure * day.level;
  longer.units += day.units;
  longer.weight += weight;
  longer.squares += day.units * day.units / weight;
  longer.hinge_sum += weight * day.hinge;
  longer.control_units += day.control_units;
  if (longer.days == 0) longer.first_day = day.day;
  ++longer.days;
  longer.last_day = day.day;
  return longer;
}

SpellRate rate_of(const PriceSpell& spell) {
  const double control = kControlUnits * spell.days;
  return {.log_rate = std::log(spell.units + kHalfUnit) - std::log(spell.weight),
          .variance =
              scatter_of(spell) / (spell.units + kHalfUnit) + 1 / (spell.control_units + control),
          .log_price = spell.log_price,
          .hinge = spell.hinge_sum / spell.weight,
          .units = spell.units,
          .middle_day = (static_cast<double>(spell.first_day) + spell.last_day) / 2,
          .control_share = spell.control_units / (spell.control_units + control)};
}

}  // namespace shelfd::forecasting
