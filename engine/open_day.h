// Open day: the units so far of the day that has not closed, against those expected by now.
//
//   s      share of a day's orders that are due by now, by the category's profile
//          (forecasting/day_profile.h); 1 while fewer than 240 orders of it are known
//   pace   (1 / c + units) / (1 / c + m s): mean of the day's own factor, Gamma(1 / c, 1 / c)
//          before it; m units expected of the day, c the scatter of one day
//   rest   a day from now holds the share 1 - s of today, at today's pace: 1 + (1 - s) (pace - 1)
//          of a day's mean, in steps of kRestStep, so that outlooks are worked out anew seldom
//
// Source: gamma-Poisson, Harvey & Fernandes, JBES 7 (1989) 407-417. Pure.
#pragma once

#include <optional>

#include "engine/item_state.h"
#include "engine/policy.h"
#include "pricing/market_price.h"

namespace shelfd::engine {

inline constexpr double kRestStep = 0.5;

// What a day that is open was to be before it began: units expected of it, and 1 / c.
struct DayLaw {
  double expected_units = 0;
  double shape = 1;
};

// Absent where a day says nothing within itself: of a slow mover.
[[nodiscard]] std::optional<DayLaw> open_day_law(const ItemState& state, const Policy& policy,
                                                 const forecasting::DemandPool& category,
                                                 const std::optional<pricing::MarketPrice>& market);

[[nodiscard]] double share_due(const Policy& policy, const forecasting::DemandPool& category,
                               std::int32_t day, Instant now);

// Of the day from `now` on: in [0, forecasting::kMostExposure]. 1 where nothing is known of it.
[[nodiscard]] double next_day_factor(const std::optional<DayLaw>& law, const ItemState& state,
                                     const Policy& policy, const forecasting::DemandPool& category,
                                     Instant now);

}  // namespace shelfd::engine
