// Price learning: which days of an item say something about its response to price, and when.
//
// A closed day counts where the item was at one price of its own (regular, or a test's) from close
// to close, in stock for at least kLeastExposure of the day, outside promotions and the
// kQuietDays after one. It waits until the common movement of the merchant's demand on that day is
// published (pools.h), then lengthens the running spell. A spell ends when the price changes, or
// after kSpellDays where it sold kSpellUnits, else after twice as many; then it goes into the
// evidence. The running spell counts at every look and is kept apart, so nothing counts twice.
//
// A change of price says as much as its cause (PriceCause of the fact, or of an answer):
//   cost, rival, test      1    moved by what shoppers do not see
//   suggestion             1    ours rest on cost, rivals and the response as learnt before; none
//                               rests on stock, an event or a swing of demand. A price that was
//                               chosen by what was learnt so far biases nothing: the filter knows
//                               the same past. An override is a person's price
//   none told              0.3  a person's, the catalog's: perhaps of a demand that he saw
//   stock, demand, event   0    demand moved, or was hidden, at the same time
// Back from a test to the price before it says as much as the test.
// Pure. Not here: the mathematics (forecasting/price_evidence.h), the prior (price_inputs.cc).
#pragma once

#include "engine/transition.h"
#include "forecasting/price_evidence.h"

namespace shelfd::engine {

inline constexpr double kLeastExposure = 0.5;
inline constexpr std::int32_t kQuietDays = 7;
inline constexpr std::int32_t kSpellDays = 14;  // two of each weekday
inline constexpr double kSpellUnits = 10;

struct ClosingDay {
  std::int32_t day = 0;
  Instant end{};
  std::int64_t units = 0;  // of the day, and late ones of the days before
  double exposure = 0;     // share of the day in stock
};

void learn_price(Transition& transition, const ClosingDay& closing);

// The evidence with the running spell.
[[nodiscard]] forecasting::PriceEvidence evidence_now(const ResponseBelief& response);

[[nodiscard]] forecasting::ChangeSay say_of(PriceCause cause);

}  // namespace shelfd::engine
