// Order flow: from an item's state to a plan judgement, and from the judgement to a restock plan.
//
// An open plan is not supply: a plan is judged on the position without itself. An accepted one
// counts until a shipment names it, or lapses after the policy's order_confirm_for. A plan is
// issued again when its status, supplier or quantity (by kMaterialOrderRatio)
// changed. Pure. Not here: the mathematics (replenishment), lead times (forecasting).
#pragma once

#include <optional>

#include "engine/item_state.h"
#include "engine/judge_memory.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::engine {

inline constexpr double kMaterialOrderRatio = 0.1;
inline constexpr Duration kPlanValidFor = std::chrono::days{7};

// What the judge takes; without a stock count nothing is judged, and the demand is told alone.
struct PlanInputs {
  const OutlookMemory* outlook = nullptr;  // `judged` in it; borrowed, never null
  bool has_stock = false;
  const SupplierTerms* supplier = nullptr;  // the terms chosen, borrowed from the situation's
                                            // catalog; null when it names none
};

// Brings the memory up to the state as it stands at `now`, `market` being the rivals that count;
// what it holds of an older one is worked out anew.
[[nodiscard]] PlanInputs plan_inputs(const ItemState& state, const Policy& policy,
                                     const Pools& pools,
                                     const std::optional<pricing::MarketPrice>& market, Instant now,
                                     JudgeMemory& memory);

// The plan, numbered and remembered, when it is material; absent when it is not.
[[nodiscard]] std::optional<RestockPlan> issue_plan(ItemState& state, const StepContext& context,
                                                    const PlanInputs& inputs);

// Chance of running out without an order, as far as the alert asks: 1 and 0 stand for surely above
// kStockoutOpens and surely below kStockoutCloses.
inline constexpr double kStockoutOpens = 0.5;
inline constexpr double kStockoutCloses = 0.3;
[[nodiscard]] double rough_stockout_chance(const OutlookMemory& outlook);

// Drops the accepted plans that no order followed; true when there was one.
bool lapse_accepted(Situation& situation, const Policy& policy, Instant now);

}  // namespace shelfd::engine
