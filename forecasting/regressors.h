// Regressors: what one period is known by before it begins, as the row that the demand filters
// multiply: ln rate = row . state.
//
//   level 1 | two weekly harmonics sin, cos | own price | three hinges on rivals | promotion and
//   two occasions
//
//   own price        ln(price / reference), in +-0.5; the reference is a slow mean of ln price
//   above cheapest   max(0, ln(price / cheapest rival)), at most 0.6
//   above market     max(0, ln(price / market)), at most 0.6: the market weighs the eligible rivals
//   below cheapest   min(0, ln(price / cheapest rival)), at least -0.6
//
// Hinges, since a log-linear gap would cancel from the optimal price (DESIGN 5). A period of a week
// or a month has no weekday: its harmonics are 0. Prices not known give 0.
// Source of the harmonics: West & Harrison, Bayesian Forecasting and Dynamic Models, 2nd ed.,
// ch. 8. Pure. Not here: what is learnt about them (demand_filter.h).
#pragma once

#include <array>
#include <cstddef>

namespace shelfd::forecasting {

inline constexpr std::size_t kFlagCount = 3;  // a promotion, and two occasions

// Places in a row.
inline constexpr std::size_t kLevel = 0;
inline constexpr std::size_t kWeek = 1;  // four of them
inline constexpr std::size_t kOwnPrice = 5;
inline constexpr std::size_t kAboveCheapest = 6;
inline constexpr std::size_t kAboveMarket = 7;
inline constexpr std::size_t kBelowCheapest = 8;
inline constexpr std::size_t kFlags = 9;  // kFlagCount of them
inline constexpr std::size_t kRegressors = kFlags + kFlagCount;

using RegressorRow = std::array<double, kRegressors>;

// What a period is known by. Prices in main units of one currency; 0: not known.
struct Conditions {
  int weekday = -1;  // 0 = Monday .. 6; -1: not a day
  double price = 0;
  double cheapest_price = 0;              // of the rivals that count
  double market_price = 0;                // their weighted median
  std::array<float, kFlagCount> flags{};  // in [0, 1]: the promotion first

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

// `log_reference`: the slow mean of ln price.
[[nodiscard]] RegressorRow row_of(const Conditions& conditions, double log_reference);

}  // namespace shelfd::forecasting
