// Demand filter: what one item sells a day, as a two-number gamma-Poisson belief with forgetting,
// and how much its days scatter beyond that.
//
//   rate ~ Gamma(shape a, exposure b)          [units a day; mean a / b]
//   forget:  a <- w a, b <- w b                (w = kForgetting, once a closed day)
//   learn:   a <- a + units, b <- b + exposure (exposure = share of the day in stock, 0..1)
//   scatter: c <- discounted mean of ((y - m)^2 - m) / m^2, m = the day's expected units,
//            together with kScatterPriorDays days of kDefaultScatter
//
// A day in stock for the share e forgets w^e. A day without stock hides demand: exposure 0 changes
// nothing, and forgets nothing; only late units of the days before it are taken in.
// Scatter is learnt from days with at least half the day in stock, a day counting as much as its
// variance is scatter and not Poisson noise: 0 for slow movers, almost 1 for fast ones.
// Sources: Harvey & Fernandes, JBES 7 (1989) 407-417; West & Harrison, Bayesian Forecasting and
// Dynamic Models, 2nd ed., ch. 14. Scatter: notes of docs/models.md.
// Pure. Not here: sums of days (demand_outlook.h), where a new item starts (category_prior.h).
#pragma once

#include "base/quantity.h"

namespace shelfd::forecasting {

inline constexpr double kForgetting = 0.97;  // half-life 23 selling days
// Least shape and exposure, so that the law stays proper. With the exposure that forgetting leads
// to, 1 / (1 - kForgetting) = 33 days, an item that no longer sells stays at one unit in 22 months.
inline constexpr double kMinShape = 0.05;
inline constexpr double kMinExposureDays = 0.01;
// Assumed; on the six products of B2W the loss a day ahead (as in demand_filter.cc) is flat in
// both: 0.588, 0.584, 0.583 for 0.1, 0.3, 0.6, and 0.582, 0.584, 0.592 for 5, 14, 40 days.
inline constexpr double kDefaultScatter = 0.3;
inline constexpr double kScatterPriorDays = 14;
inline constexpr double kMaxScatter = 9;

struct DemandBelief {
  double shape = 0;           // a > 0
  double exposure_days = 0;   // b > 0
  double scatter = 0;         // c in [0, 9]
  double scatter_weight = 0;  // discounted number of informative days behind c, >= 0

  friend bool operator==(const DemandBelief&, const DemandBelief&) = default;
  double selling_days = 0;  // discounted days of exposure learnt from the item itself, >= 0
};

struct ClosedDay {
  Quantity units{};       // orders less cancels of that day; may be below zero
  Quantity late_units{};  // units of earlier closed days that came since the last close
  double exposure = 1;    // in [0, 1]
};

// Units below zero count as zero (their sale was learnt on another day); late units below zero take
// back what was learnt. Finite for any finite belief. O(1).
[[nodiscard]] DemandBelief close_day(const DemandBelief& belief, const ClosedDay& day);

// Mean units a day. > 0.
[[nodiscard]] double rate_units_per_day(const DemandBelief& belief);

}  // namespace shelfd::forecasting
