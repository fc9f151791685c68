// Common movement: how demand moved for a merchant's items together, day by day: the control of the
// contrasts that the price response is learnt from.
//
// Each item that has sold at one price for kSettledDays tells, of a day, what it sold and what it
// would have sold at the rate of that price. An item whose price has just changed tells nothing
// until the new price has a rate of its own, so no item's answer to its price is in here.
//
//   level g of day d = (sum of units + kControlUnits g') / (sum of expected units + kControlUnits)
//   g' = level of day d - 7, else of the newest day before d, else 1
//   for item i its own units and expected units are taken out of both sums
//
// Poisson fixed effects of items' prices and of days, estimated as days go by (Cameron & Trivedi,
// Regression Analysis of Count Data, 2nd ed., ch. 9). Integers, so that the order of telling does
// not matter. Pure. Not here: when a day is published (engine/pools.h).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shelfd::forecasting {

inline constexpr std::size_t kControlDays = 28;  // kept
inline constexpr double kSettledDays = 7;
inline constexpr std::int64_t kMostControlMilliUnits = 1'000'000'000;  // that one item tells a day

// What items told of one day; adds field by field, modulo 2^64.
struct ControlSums {
  std::int64_t milli_units = 0;
  std::int64_t milli_expected = 0;

  friend auto operator<=>(const ControlSums&, const ControlSums&) = default;
};

[[nodiscard]] ControlSums add(const ControlSums& a, const ControlSums& b);

struct ControlDay {
  std::int32_t day = 0;
  ControlSums sums{};
  std::int64_t micro_level = 1'000'000;

  friend auto operator<=>(const ControlDay&, const ControlDay&) = default;
};

struct CommonMovement {
  std::int32_t through = 0;        // days up to this one are known; 0: none yet
  std::vector<ControlDay> days{};  // by day, of those on which items told something

  friend auto operator<=>(const CommonMovement&, const CommonMovement&) = default;
};

// Learns a day later than all that are known; an earlier one changes nothing.
void learn_day(CommonMovement& movement, std::int32_t day, const ControlSums& sums);

struct CommonLevel {
  double level = 1;          // > 0
  double control_units = 0;  // that the others were expected to sell, >= 0
};

// Of a day for an item that told `own` of it.
[[nodiscard]] CommonLevel level_without(const CommonMovement& movement, std::int32_t day,
                                        const ControlSums& own);

}  // namespace shelfd::forecasting
