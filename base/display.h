// Display: how numbers are rounded where a record shows them. Money and units are exact and never
// come here.
// Pure.
#pragma once

namespace shelfd {

// Decimals of what is shown.
inline constexpr int kChanceDecimals = 4;
inline constexpr int kUnitDecimals = 4;
inline constexpr int kParamDecimals = 6;

// To a number of decimals, at most 6; unchanged from 10^9 on, where they mean nothing. What is not
// finite is 0 (the engine lets none pass).
[[nodiscard]] double rounded(double value, int decimals);

}  // namespace shelfd
