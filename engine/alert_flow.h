// Alert flow: what is opened and closed for an item after it has been judged. Each alert opens once
// and closes once; the thresholds to open and to close lie apart, so that it does not flutter.
//
//   stockout_risk     chance of running out within lead time + review >= 50% (closes under 30%)
//   overstock         usable stock lasts longer than 180 days (closes under 150), 10 units and more
//   demand_swing      units have left what was expected of them (swing_flow.h)
//   late_shipment     an open order past its expected arrival
//   supplier_silent   an order open for longer than 99 of 100 orders take (lead_flow.h)
//   undercut          the cheapest eligible rival 3% or more below the price (closes within 1%)
//   guardrail         the price in force breaks a guardrail
//   data_stale        there were offers, and none is fresh
//   order_not_placed  an accepted plan lapsed; closes with the next order or after 14 days
//   price_not_applied an accepted price is not in force after order_confirm_for
// Pure. Not here: price_war (a later issue).
#pragma once

#include <optional>
#include <vector>

#include "engine/item_state.h"
#include "engine/order_flow.h"
#include "engine/step.h"

namespace shelfd::engine {

// What the judging of this epoch found.
struct JudgedItem {
  const PriceMemory* price = nullptr;  // never null
  PlanInputs plan{};
  bool plan_lapsed = false;
};

// Alerts opened or closed now; the open ones are kept in the situation.
[[nodiscard]] std::vector<Alert> update_alerts(ItemState& state, const StepContext& context,
                                               const JudgedItem& judged);

[[nodiscard]] const char* alert_kind_name(AlertKind kind);

}  // namespace shelfd::engine
