// Demand belief: all that is believed of one item's demand, moved once a closed period.
//
//   few sales  the two numbers of sparse_demand.h, leaning on the category
//   enough     the bank of demand filters on orders, mixed by the weights of forecast_record.h;
//              units = orders x mean size
//
// An item has enough when the discounted count of periods that sold reaches kEnoughActive; its bank
// then starts from what the two numbers say, and goes again below kTooFewActive.
//   ln mean of the bank, a period = sum of weight x ln mean of each memory
// Bytes: about 90 of a slow mover, 900 with a bank, 2,100 where every regressor was seen.
// Sources: the headers named above. Pure. Not here: sums of periods as a law (demand_outlook.h),
// what a category knows (category_prior.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "forecasting/forecast_record.h"
#include "forecasting/order_size.h"
#include "forecasting/returns.h"
#include "forecasting/sparse_demand.h"
#include "forecasting/view_hint.h"

namespace shelfd::forecasting {

inline constexpr double kEnoughActive = 4;
inline constexpr double kTooFewActive = 2;
inline constexpr double kReferenceHalfLife = 60;  // periods, of the mean of ln price

// What the category says of an item before the item does.
struct DemandPrior {
  RatePrior rate{};            // units a period
  double size = kDefaultSize;  // units an order
  ScatterPrior scatter = kDefaultAnchorScatter;
  RegressorPrior regressors = default_prior();  // the level's is not read: it follows `rate`
  ReturnPrior returns{};                        // demand itself reads nothing of it

  friend bool operator==(const DemandPrior& a, const DemandPrior& b);
};

struct DemandBelief {
  SparseDemand sparse{};
  OrderSize size{};
  double log_price_sum = 0;         // discounted, of ln price
  double log_price_weight = 0;      // discounted count
  std::vector<FilterState> bank{};  // empty, or one a memory of kBank
  ForecastRecord record{};          // kept while there is a bank

  // Of all the above, worked out by `close_period` and `refresh_digest`: equal beliefs have equal
  // ones, and unequal ones differ but for one pair in 2^64. Caches hang on it; it is never stored.
  std::uint64_t digest = 0;

  friend bool operator==(const DemandBelief&, const DemandBelief&) = default;
};

void refresh_digest(DemandBelief& belief);

struct ClosedPeriod {
  double units = 0;             // orders less cancels; below zero counts as zero
  double orders = 0;            // >= 0
  double late_units = 0;        // of earlier periods, told since the last close; may be below zero
  double exposure = 1;          // share of the period on offer and in stock, in [0, 1]
  double planned_exposure = 1;  // share it was to be on offer: 0 when closed
  bool sold_out = false;  // the units were all there were, nobody knows when the last one went
  Conditions conditions{};
  DemandHint hint{};  // of what the shelf hid; none where the period sold out at no known time
};

// The periods that follow, the next first, as far as they are planned: exposure and conditions.
struct PlannedPeriod {
  double exposure = 1;  // in [0, 1]; to kMostExposure where more is under way than on such a day
  Conditions conditions{};
};
inline constexpr std::size_t kPathPeriods = 28;
inline constexpr double kMostExposure = 4;

// A period that sold out is taken with the demand that it most likely had: E[Y | Y >= units] by the
// law before it, in the bank by the whole law (sold_out.h).
// A hint teaches rate and level as that share of a period, and forgets as much.
// `ahead`: at least kPathPeriods, or fewer at the end of a history. A period without exposure
// changes nothing and forgets nothing but takes in what came late, and a hint. Finite for any
// finite input. Cost: about 3 us with a bank and every regressor in use.
void close_period(DemandBelief& belief, const ClosedPeriod& period,
                  std::span<const PlannedPeriod> ahead, const DemandPrior& prior);

// Mean units of one period of exposure 1 under `conditions`, from what is known now. > 0.
[[nodiscard]] double expected_units(const DemandBelief& belief, const Conditions& conditions,
                                    const DemandPrior& prior);

// Mean units of each period of `ahead`, at most kPathPeriods of them, at its exposure.
[[nodiscard]] std::vector<double> mean_units(const DemandBelief& belief,
                                             std::span<const PlannedPeriod> ahead,
                                             const DemandPrior& prior);

// What is not known of the mean rate r, as a relative variance, >= 0: ((2 s - 1) / r + c) / (own
// periods + the category's): a period's count scatters by r (2 s - 1) + c r^2, of orders by Poisson
// and geometric sizes of mean s (E[s^2] / E[s] = 2 s - 1), and a credibility mean over periods by
// that over their number. c is left out of a bank's, whose record holds it. Small once an item has
// sold for weeks.
[[nodiscard]] double rate_doubt(const DemandBelief& belief, const DemandPrior& prior);

// The slow mean of ln price; of `price` itself where none is known.
[[nodiscard]] double log_reference(const DemandBelief& belief, double price);

// How far the belief still leans on its category, in [0, 1]: the category's share of the exposure
// behind the two numbers.
[[nodiscard]] double leans_on_category(const DemandBelief& belief, const DemandPrior& prior);

}  // namespace shelfd::forecasting
