// Order flow: from an item's state to a plan judgement, and from the judgement to a restock plan.
//
// An open plan is not supply: a plan is judged on the position without itself. An accepted one
// counts until a shipment names it, or lapses after the policy's order_confirm_for. A plan is
// issued again when its status, supplier or quantity (by kMaterialOrderRatio)
// changed. Pure. Not here: the mathematics (replenishment), lead times (forecasting).
#pragma once

#include <optional>

#include "engine/item_state.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::engine {

inline constexpr double kMaterialOrderRatio = 0.1;
inline constexpr Duration kPlanValidFor = std::chrono::days{7};

// What the judge takes; without a stock count nothing is judged, and the demand is told alone.
// `supplier` is the terms chosen, null when the catalog names none.
struct PlanInputs {
  JudgedPlan judged;
  bool has_stock = false;
  const SupplierTerms* supplier = nullptr;  // borrowed from the situation's catalog
  forecasting::LeadTimeLaw lead;
  double review_days = 0;
};

[[nodiscard]] PlanInputs plan_inputs(const ItemState& state, const Policy& policy,
                                     const Pools& pools);

// `judgement` is absent without a stock count.
[[nodiscard]] RestockPlan restock_plan(const ItemState& state, const StepContext& context,
                                       const PlanInputs& inputs,
                                       const std::optional<PlanJudgement>& judgement);

[[nodiscard]] std::optional<RestockPlan> issue_plan(ItemState& state, RestockPlan plan);

// Drops the accepted plans that no order followed; true when there was one.
bool lapse_accepted(Situation& situation, const Policy& policy, Instant now);

}  // namespace shelfd::engine
