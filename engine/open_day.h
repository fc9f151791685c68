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

inline constexpr double kRestStep = 0.25;
inline constexpr double kMostRest = 4;

[[nodiscard]] double share_due(const Policy& policy, const forecasting::DemandPool& category,
                               std::int32_t day, Instant now);

// In [0, kMostRest]. 1 where nothing is known of the day.
[[nodiscard]] double next_day_factor(const ItemState& state, const Policy& policy,
                                     const forecasting::DemandPool& category,
                                     const std::optional<pricing::MarketPrice>& market,
                                     Instant now);

}  // namespace shelfd::engine
