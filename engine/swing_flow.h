// Swing flow: an item's demand swing: learnt when a day closes, told within the open day when units
// so far tell a surge, and the cause that is at hand.
//
// What is expected of a day is the steady rate under the day's conditions, for the share of it in
// stock, and as doubtful as the item has sold little (1 / units of the steady memory). Within the
// open day units so far are held against the whole day's, so that no hour of the day is taken for a
// surge: that is told later than with a profile of the hours, never sooner. Days less than half in
// stock say nothing, nor do those of an item that has sold for fewer than kSwingFromDays.
// Causes are looked up, not inferred: what changed from the day before the swing began on.
// Pure. Not here: the test (forecasting/demand_swing.h), the alert (alert_flow.h).
#pragma once

#include <cstdint>
#include <optional>

#include "engine/item_state.h"
#include "engine/step.h"
#include "forecasting/demand_swing.h"
#include "pricing/market_price.h"

namespace shelfd::engine {

struct Transition;

inline constexpr double kSwingFromDays = 14;  // discounted days of the item's own sales
inline constexpr double kRivalMoves = 0.03;   // a rival's price against the one at our last change

// A day that closes, before its demand is learnt.
struct SwingDay {
  std::int32_t day = 0;
  std::int64_t units = 0;
  std::int32_t orders = 0;
  double exposure = 1;  // share of the day in stock
};
void learn_swing(Transition& transition, const SwingDay& closing);

// The swing that is told now; absent: none. `market`: as it is now.
[[nodiscard]] std::optional<forecasting::Swing> swing_now(
    const ItemState& state, const StepContext& context,
    const std::optional<pricing::MarketPrice>& market);

// What is at hand, the likeliest to explain a swing of its side first.
enum class SwingCause : std::uint8_t { None, Stock, Promotion, OwnPrice, Rivals };
[[nodiscard]] SwingCause cause_of(const forecasting::Swing& swing, const ItemState& state,
                                  const StepContext& context);
// "stock", "promotion", "own_price", "rivals"; "" for none.
[[nodiscard]] const char* swing_cause_name(SwingCause cause);

// Money a week that the difference makes: by the margin of a unit, or its price where no cost is
// known. >= 0.
[[nodiscard]] Money swing_worth(const forecasting::Swing& swing, const ItemState& state,
                                const StepContext& context);

}  // namespace shelfd::engine
