// Category prior: where a new item starts, learnt from the rates of the category's other items.
//
// The pool is kept in integers, so that the order in which items report does not matter: each item
// reports its rate in micro-units a day, and its change replaces what it reported before. The
// prior is the gamma law with the pool's mean and variance, shrunk to kDefaultRate by
// kPriorItems pseudo-items, and weighing between kMinPriorDays and kMaxPriorDays of selling.
// Pure. Nothing crosses merchants: a pool belongs to one merchant and category.
#pragma once

#include <compare>
#include <cstdint>

#include "forecasting/demand_filter.h"

namespace shelfd::forecasting {

// Assumptions until a category has items of its own: half a unit a day, and rates as scattered as
// an exponential law (stddev = mean), which is what a category of unlike items looks like at least.
inline constexpr double kDefaultRate = 0.5;  // units a day
inline constexpr double kDefaultSpread = 1;  // stddev / mean between items
inline constexpr double kPriorItems = 5;
inline constexpr double kMinPriorDays = 0.5;
inline constexpr double kMaxPriorDays = 14;
inline constexpr double kMinSellingDays = 7;       // before an item reports
inline constexpr double kMaxReportedRate = 1'000;  // units a day; above, it reports this

// An item's report, and the sum of all reports of a category: both add and subtract field by field.
struct RatePool {
  std::int64_t items = 0;
  std::int64_t rate_sum = 0;    // micro-units a day
  std::int64_t square_sum = 0;  // (milli-units a day)^2, so that 10^6 items of 10^3 units fit

  friend auto operator<=>(const RatePool&, const RatePool&) = default;
};

// Modulo 2^64, so they commute and undo each other whatever the fields hold.
[[nodiscard]] RatePool add(const RatePool& a, const RatePool& b);
[[nodiscard]] RatePool subtract(const RatePool& a, const RatePool& b);

// What an item reports: nothing until it has kMinSellingDays of its own.
[[nodiscard]] RatePool report(const DemandBelief& belief);

// The belief of an item that has sold nothing yet.
[[nodiscard]] DemandBelief start_belief(const RatePool& pool);

// How far the belief still leans on its category, in [0, 1]: the share of the prior's exposure that
// is left in it.
[[nodiscard]] double leans_on_category(const DemandBelief& belief);

}  // namespace shelfd::forecasting
