// Category prior: where a new item starts, learnt from what the category's other items report, and
// by what every item's own numbers are shrunk.
//
// The pool is kept in integers, so that the order in which items report does not matter: each item
// reports its rate, its responses, its scatter and its sizes in fixed point, and its change
// replaces what it reported before.
//   rate       gamma law with the mean and variance of the items' rates, with kPriorItems items of
//              kDefaultRate +- kDefaultSpread; it weighs (m (1 + k) + c m^2) / variance periods
//              (Buhlmann's credibility: what a period's count of mean m scatters, by what rates
//              do), in [kMinPriorPeriods, kMaxPriorPeriods]
//   responses  mean and spread between the items that know theirs (spread below half of the
//              built-in's), with kPriorItems items of the built-in; by regressor
//   scatter    sum over items of their discounted sums, with kPriorForecasts of the default
//   size       units over orders, with kPriorOrders of the default
//   by part    orders of the day's parts since the item's first day (day_profile.h)
//   returns    units that were due and came back, and when (returns.h)
//   behind     another prior in place of the built-in: of the merchant's other items, or of the
//              category as it is known elsewhere (`shelfd train`)
// Pure. Nothing crosses merchants: a pool belongs to one merchant and category.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "forecasting/day_profile.h"
#include "forecasting/demand_belief.h"
#include "forecasting/returns.h"

namespace shelfd::forecasting {

// Assumptions until a category has items of its own: half a unit a day, and rates as scattered as
// an exponential law (stddev = mean), which is what a category of unlike items looks like at least.
inline constexpr double kDefaultRate = 0.5;  // units a period
inline constexpr double kDefaultSpread = 1;  // stddev / mean between items
inline constexpr double kPriorItems = 5;
inline constexpr double kPriorForecasts = 20;
inline constexpr double kPriorOrders = 20;
inline constexpr double kMinPriorPeriods = 0.5;
inline constexpr double kMaxPriorPeriods = 14;
inline constexpr double kMinReportedPeriods = 7;   // of its own, before an item reports
inline constexpr double kMaxReportedRate = 1'000;  // units a period; above, it reports this
// Regressors that items report: the week's, own price, rivals', the promotion's.
inline constexpr std::size_t kResponses = kFlags + 1 - kWeek;

struct Moments {
  std::int64_t items = 0;
  std::int64_t sum = 0;         // rates: micro-units a period; responses: thousandths
  std::int64_t square_sum = 0;  // rates: (milli-units a period)^2; responses: millionths

  friend auto operator<=>(const Moments&, const Moments&) = default;
};

// Discounted sum and weight, in ten-thousandths.
struct ScatterSum {
  std::int64_t sum = 0;
  std::int64_t weight = 0;

  friend auto operator<=>(const ScatterSum&, const ScatterSum&) = default;
};

// An item's report, and the sum of all reports of a category: both add and subtract field by field.
struct DemandPool {
  Moments rate{};
  std::array<Moments, kResponses> responses{};
  std::array<ScatterSum, kAnchors.size()> scatter{};
  ScatterSum excess{};      // of slow movers: surplus and expected
  std::int64_t units = 0;   // discounted, in thousandths
  std::int64_t orders = 0;  // as units
  DayParts by_part{};       // orders so far, by the part of the day they came in
  ReturnsPool returns{};

  friend auto operator<=>(const DemandPool&, const DemandPool&) = default;
};

// Modulo 2^64, so they commute and undo each other whatever the fields hold.
[[nodiscard]] DemandPool add(const DemandPool& a, const DemandPool& b);
[[nodiscard]] DemandPool subtract(const DemandPool& a, const DemandPool& b);

// What an item reports of its demand: nothing until it has kMinReportedPeriods of its own. The
// parts of the day and returns stand beside it.
[[nodiscard]] DemandPool report(const DemandBelief& belief);

// `behind`: what holds where the pool knows nothing; of its level nothing but `rate` is read.
[[nodiscard]] DemandPrior prior_of(const DemandPool& pool, const DemandPrior& behind = {});

}  // namespace shelfd::forecasting
