// Common movement: see common_movement.h.
#include "forecasting/common_movement.h"

#include <algorithm>
#include <cmath>

#include "forecasting/price_spell.h"

namespace shelfd::forecasting {
namespace {

constexpr double kMilli = 1e3;
constexpr double kMicro = 1e6;
constexpr double kLeastLevel = 0.05;
constexpr double kMostLevel = 20;
constexpr std::int32_t kWeek = 7;

std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

double units_of(std::int64_t milli) { return std::max(0.0, static_cast<double>(milli) / kMilli); }

double level_of(const ControlDay& day) { return static_cast<double>(day.micro_level) / kMicro; }

auto first_not_before(const CommonMovement& movement, std::int32_t day) {
  return std::ranges::lower_bound(movement.days, day, {}, &ControlDay::day);
}

// What is supposed of the level before the day's own sums are looked at.
double supposed_level(const CommonMovement& movement, std::int32_t day) {
  const auto week_ago = first_not_before(movement, day - kWeek);
  if (week_ago != movement.days.end() && week_ago->day == day - kWeek) return level_of(*week_ago);
  const auto here = first_not_before(movement, day);
  return here == movement.days.begin() ? 1 : level_of(*std::prev(here));
}

double level_by(double supposed, double units, double expected) {
  return std::clamp((units + kControlUnits * supposed) / (expected + kControlUnits), kLeastLevel,
                    kMostLevel);
}

}  // namespace

ControlSums add(const ControlSums& a, const ControlSums& b) {
  return {.milli_units = wrapping_sum(a.milli_units, b.milli_units),
          .milli_expected = wrapping_sum(a.milli_expected, b.milli_expected)};
}

void learn_day(CommonMovement& movement, std::int32_t day, const ControlSums& sums) {
  if (day <= movement.through) return;
  movement.through = day;
  const double level = level_by(supposed_level(movement, day), units_of(sums.milli_units),
                                units_of(sums.milli_expected));
  movement.days.push_back({.day = day, .sums = sums, .micro_level = std::llround(level * kMicro)});
  if (movement.days.size() > kControlDays) movement.days.erase(movement.days.begin());
}

CommonLevel level_without(const CommonMovement& movement, std::int32_t day,
                          const ControlSums& own) {
  const auto place = first_not_before(movement, day);
  const double supposed = supposed_level(movement, day);
  if (place == movement.days.end() || place->day != day) return {.level = supposed};
  const double units = units_of(place->sums.milli_units - own.milli_units);
  const double expected = units_of(place->sums.milli_expected - own.milli_expected);
  return {.level = level_by(supposed, units, expected), .control_units = expected};
}

}  // namespace shelfd::forecasting
