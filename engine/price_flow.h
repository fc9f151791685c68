// Price flow: from an item's state to a price judgement, and from the judgement to a suggestion.
//
// A suggestion is issued again only when it changed materially: another status, a current price
// that changed, a suggested price further than kMaterialRatio from the last, a market reference
// further than kMaterialMarketRatio, or the old one past its validity.
// Pure. Not here: the mathematics (pricing), the records (transition.h).
#pragma once

#include <optional>

#include "engine/item_state.h"
#include "engine/judge_memory.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::engine {

inline constexpr double kMaterialRatio = 0.005;
inline constexpr double kMaterialMarketRatio = 0.01;
inline constexpr Duration kPriceValidFor = std::chrono::days{7};
inline constexpr double kPriceHorizonDays = 28;

// What one unit earns and costs, in the item's currency; absent without a cost.
[[nodiscard]] std::optional<pricing::UnitEconomics> economics_of(const Situation& situation,
                                                                 const Policy& policy);

// What the judge takes, from the state as it stands at `now`, but for the rate of demand. `memory`
// of the own net may be null.
[[nodiscard]] JudgedPrice price_inputs(const ItemState& state, const Policy& policy,
                                       const Pools& pools, Instant now,
                                       OwnNetMemory* memory = nullptr);

// Sets what the inputs take from the daily rate of demand, in units at the present conditions.
void price_at_rate(JudgedPrice& judged, const Policy& policy, double rate_units_per_day);

// The rivals that count at `now`, as one price.
[[nodiscard]] std::optional<pricing::MarketPrice> market_now(const ItemState& state,
                                                             const Policy& policy, Instant now);

// Where what is paid at the price in force stands among the rivals at `now`. One whose offer is
// stale is taken for still being there at his last price. No answer of a person moves it, so that
// it commutes (item_state.h).
struct RivalStanding {
  double hinge = 0;         // H of the price (pricing/expected_profit.h), >= 0
  double weight_below = 0;  // of the cheaper rivals, in [0, 1]
};
[[nodiscard]] RivalStanding rival_standing(const Situation& situation, const Policy& policy,
                                           Instant now);

// The suggestion, numbered and remembered, when it is material; absent when it is not. Its reason
// amounts sum to suggested - current.
[[nodiscard]] std::optional<PriceSuggestion> issue_price(ItemState& state,
                                                         const StepContext& context,
                                                         const PriceMemory& judged);

}  // namespace shelfd::engine
