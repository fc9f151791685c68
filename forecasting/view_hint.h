// View hint: what shoppers who look at an item whose shelf is empty say of its demand.
//
//   usual     views / days: of whole days in stock, discounted
//   hint      units / views x V for a whole day without stock that had V views, V at most
//             kMostViews x usual; it counts as kHintShare of what a day in stock teaches: a power
//             prior's share of its likelihood
//   no hint   before the kFirstEmpty-th day without stock in a row; while the mean views of these
//             days (discounted) lie below kLeastShare x usual; where usual is below kLeastUsual
//             views or known from fewer than kLeastDays days
//
// Assumed: of those who look at an empty shelf as many would have bought as of those who look at a
// full one. It fails where the shop hides what is sold out, or shows it last: then fewer look
// though as many want it. Below half of the usual that is taken to be so, and nothing is learnt;
// between half and all of it the hint is too low, and demand that has fallen by more than half is
// not seen. It is weak for that reason. The mean of days, not each day's views, is held against the
// usual: days scatter, and leaving out the quiet ones would raise what the others say. Half-life of
// the usual 56 days: how many of those who look buy moves slowly. Units: units, views, days.
// Source: Ibrahim & Chen, Statistical Science 15 (2000) 46-60 (power priors).
// Pure. Not here: what becomes of a hint (demand_belief.h), the time in stock (engine/shelf_day.h).
#pragma once

namespace shelfd::forecasting {

inline constexpr double kHintShare = 0.25;
inline constexpr double kLeastShare = 0.5;
inline constexpr double kMostViews = 3;
inline constexpr double kLeastUsual = 10;
inline constexpr double kLeastDays = 14;
inline constexpr int kFirstEmpty = 3;
inline constexpr double kViewHalfLife = 56;
inline constexpr double kEmptyHalfLife = 7;
// Exposure of a whole day in stock, or one less this of a whole day without; days between have
// views of both kinds and say nothing.
inline constexpr double kWholeDay = 0.99;

// Discounted sums; all zero until a day in stock has views.
struct ViewedSales {
  float units = 0;  // of days in stock, >= 0
  float views = 0;
  float days = 0;
  float empty_views = 0;  // of the days without stock that run, >= 0
  float empty_days = 0;

  friend bool operator==(const ViewedSales&, const ViewedSales&) = default;
};

struct ViewedDay {
  double units = 0;     // sold; below zero counts as zero
  double views = 0;     // >= 0
  double exposure = 1;  // share of the day in stock, in [0, 1]
};

struct DemandHint {
  double units = 0;     // >= 0
  double exposure = 0;  // of a day: kHintShare, or 0: no hint
};

// Takes in a day, and returns what it hints at.
DemandHint learn_day(ViewedSales& sales, const ViewedDay& day);

}  // namespace shelfd::forecasting
