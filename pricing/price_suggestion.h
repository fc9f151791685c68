// Price suggestion: from one item's inputs to a price, in steps that add up.
//
// The inputs are switched on one after the other in the order of PriceStep; each step's amount is
// the change of the price when its input is switched on, so the amounts sum to suggested - current
// to the micro, whatever happened:
//   present_margin  the best price as the merchant's own last decision saw the world (its cost, its
//                   rivals), under the elasticity at which that price was optimal; 0 unless the
//                   margin there is out of the believable range
//   cost            the cost now instead of then
//   rivals          the rivals now instead of then
//   response        the elasticity that the item's own price changes showed instead of the prior
//   market_position the strategy's price instead, where the strategy follows the market; the steps
//                   above are then not taken
//   careful .. ending   the guardrails, in their order (guardrails.h)
//   small_gain      back to the current price when the gain is under min_gain or its chance under
//                   min_chance; where the current price breaks a guard, back to what the guards
//                   make of it, and the gain is that over it
// The price stays, guards aside, under Hold, under MatchMarket without a market, and under Profit
// without economics or an expected rate.
// Prices are listed ones. Where own promotions or delivery make another price paid
// (guardrails.own_net), demand, margins, rivals and the market meet that one: economics, rivals and
// market are in its terms.
// Pure. Not here: what the inputs are made from (engine/price_flow.h).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"
#include "pricing/expected_profit.h"
#include "pricing/guardrails.h"
#include "pricing/market_price.h"

namespace shelfd::pricing {

enum class Strategy : std::uint8_t { Profit, MatchMarket, Hold };

enum class PriceStep : std::uint8_t {
  PresentMargin,
  Cost,
  Rivals,
  Response,
  MarketPosition,
  Careful,
  MaxChange,
  Ceiling,
  Map,
  MarginFloor,
  Floor,
  Ending,
  SmallGain,
};

struct PriceInputs {
  Money current{};  // > 0
  Strategy strategy = Strategy::Profit;
  std::optional<UnitEconomics> economics{};  // absent: no cost is known, no profit is claimed
  Money anchor_cost{};                       // unit_cost when the anchor was set
  Money anchor_price{};                      // > 0
  Money anchor_paid{};                       // after own promotions then; 0: the anchor price
  double anchor_rate = 0;                    // units a day now expected at the current price, >= 0
  double present_elasticity = 0;  // total elasticity at which the anchor was optimal, [1.2, 40]
  double elasticity = 0;          // total, as learnt; equals present_elasticity at no evidence
  double elasticity_stddev = 0;
  float elasticity_low = 0;  // its 10% and 90% points; told, not judged by
  float elasticity_high = 0;
  std::int32_t usable_changes = 0;  // of the own price that it was learnt from; told, not judged by
  bool assumption = true;           // the elasticity rests on the prior more than on data: careful
                                    // holds only then
  double rival_pull = 0;
  std::vector<RivalPrice> anchor_rivals{};  // eligible rivals at the anchor (or when first seen)
  std::vector<RivalPrice> rivals{};         // eligible rivals now
  std::optional<MarketPrice> market{};
  double match_ratio = 1;  // MatchMarket: share of the market's reference, (0.5, 2)
  Guardrails guardrails{};
  Money min_gain{};          // over the horizon; a smaller gain is not worth a change
  double min_chance = 0.6;   // of the gain being above zero
  double horizon_days = 28;  // > 0
  double reach_ratio = 0.3;  // of the ladder, (0, 0.5]

  friend bool operator==(const PriceInputs&, const PriceInputs&) = default;
};

struct StepAmount {
  PriceStep step = PriceStep::PresentMargin;
  Money amount{};  // never zero
};

struct PriceAnswer {
  Money price{};
  std::vector<StepAmount> steps{};  // in order; sums to price - current
  // The last guard that changed the price; none where the price stays after all.
  std::optional<Guard> binding{};
  bool profit_known = false;  // the next four hold only then
  Money profit_gain{};        // over the horizon
  double units_now = 0;       // over the horizon
  double units_then = 0;
  double chance_of_gain = 0;
};

// Total. O(rungs * rivals).
[[nodiscard]] PriceAnswer suggest_price(const PriceInputs& inputs);

}  // namespace shelfd::pricing
