// Price spell: some days in a row at one own price, in sums, and what they say about the rate at
// which the item sells there.
//
//   day d adds   weight  w = exposure x common level of demand (common_movement.h)
//                U += units,  W += w,  Q += units^2 / w,  hinge sum += w x hinge
//   ln rate      = ln(U + 1/2) - ln W
//   scatter      D = (Q W / U - U) / (days - 1): variance / mean of the days, orders of many units
//                included; shrunk to 1 + kDayScatter x (units a day) by kScatterDays days
//   variance     = D / (U + 1/2) + 1 / (control's units + kControlUnits x days)
//
// So season, weekday and sale weeks that the merchant's other items share are no part of the rate:
// a difference in differences. The half unit lets a spell in which nothing sold be heard.
// Sources: quasi-Poisson scatter, McCullagh & Nelder, Generalized Linear Models, 2nd ed., ch. 6;
// the half unit, Anscombe (1956) and Haldane (1956).
// Pure. Not here: which days count (engine/price_learning.h), what is learnt (price_evidence.h).
#pragma once

#include <compare>
#include <cstdint>

namespace shelfd::forecasting {

inline constexpr double kDayScatter = 0.3;  // of a day's log rate, until days tell: an assumption
inline constexpr double kScatterDays = 7;   // what that assumption weighs
inline constexpr double kMaxScatterOfDays = 1e6;
inline constexpr double kControlUnits = 20;  // a day: how many of the others' make a control

// One day at one price.
struct PriceDay {
  std::int32_t day = 0;
  double units = 0;          // >= 0
  double exposure = 1;       // share of the day in stock, in (0, 1]
  double hinge = 0;          // H of the price against the rivals, >= 0 (pricing/expected_profit.h)
  double level = 1;          // of the common movement, > 0
  double control_units = 0;  // that the control was expected to sell, >= 0
};

struct PriceSpell {
  double log_price = 0;      // of main units
  double units = 0;          // U
  double weight = 0;         // W
  double squares = 0;        // Q
  double hinge_sum = 0;      // >= 0
  double control_units = 0;  // >= 0
  std::int32_t days = 0;     // 0: there is no spell yet, the price is unknown
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;

  friend auto operator<=>(const PriceSpell&, const PriceSpell&) = default;
};

// The spell with one more day; what is not finite or out of range is left out.
[[nodiscard]] PriceSpell add_day(const PriceSpell& spell, const PriceDay& day);

struct SpellRate {
  double log_rate = 0;
  double variance = 0;  // > 0
  double log_price = 0;
  double hinge = 0;
  double units = 0;
  double middle_day = 0;
  double control_share = 0;  // how far the control is one, in [0, 1)
};

// Of a spell with at least a day.
[[nodiscard]] SpellRate rate_of(const PriceSpell& spell);

}  // namespace shelfd::forecasting
