// Price ladder: the bounded set of prices among which the best is sought.
//
// Around the current price, geometric steps of about kRungRatio up and down to `reach_ratio` of it,
// each rounded to the currency's minor unit; the current price itself is always a rung. Ascending,
// no repeats, at most kMaxRungs.
// Pure.
#pragma once

#include <vector>

#include "base/money.h"

namespace shelfd::pricing {

inline constexpr double kRungRatio = 0.005;
inline constexpr std::size_t kMaxRungs = 121;

// current > 0; reach_ratio in (0, 0.5]; step > 0 (the minor unit).
[[nodiscard]] std::vector<Money> price_ladder(Money current, double reach_ratio, Money step);

}  // namespace shelfd::pricing
