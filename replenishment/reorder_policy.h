// Reorder policy: how many units of one item are ordered today, under periodic review.
//
//   S = the smallest whole x with P(demand over review + lead time <= x) >= fractile
//   need = S - position; none or below: nothing is ordered
//   the order is one of the two feasible quantities around the need (0, or a multiple of the case
//   pack that is >= the minimum), the one with the lower expected cost; a tie goes to the smaller
//   expected cost of stock x = (1 - fractile) E[(x - demand)+] + fractile E[(demand - x)+]
//
// So the neighbours are weighed in money where the costs set the fractile, and at the ratio that a
// service level implies where it was asked: without any cost the pack is still rounded rightly.
//
// Critical fractile: underage / (underage + overage), underage = margin lost with a unit short,
// overage = holding a unit over the review period; a service level, where asked, replaces it.
// Source: Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed.,
// periodic review (R, S) and the newsvendor; oracles of docs/models.md.
// Pure. Not here: price breaks and fixed order costs (the replenishment issue), calendars.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/count_mixture.h"
#include "base/money.h"
#include "base/quantity.h"

namespace shelfd::replenishment {

struct StockPosition {
  Quantity on_hand{};     // counted; below zero when the count lags the sales
  Quantity reserved{};    // >= 0, already promised
  Quantity backorders{};  // >= 0, owed to shoppers
  Quantity open{};        // ordered, not yet received, >= 0
  Quantity accepted{};    // accepted plans that no shipment names yet, >= 0
};

struct OrderTerms {
  Quantity case_pack{1};                  // >= 1
  Quantity minimum{0};                    // MOQ, >= 0
  std::optional<double> service_level{};  // in [0.5, 0.999]; absent: the critical fractile
  double underage = 0;                    // main units lost with each unit short, >= 0
  double overage = 0;  // main units for each unit held over the review period, >= 0
};

// One value for each term of the sum; the units of an order's parts sum to its quantity.
enum class OrderStep : std::uint8_t {
  ExpectedDemand,  // mean over the protection period, rounded up
  SafetyStock,     // S - that mean; below zero where the fractile lies under the mean
  OnHand,          // - on hand
  Reserved,        // + reserved
  Backorders,      // + backorders
  Open,            // - open orders
  Accepted,        // - accepted plans
  Covered,         // up to zero, where the position already reaches S
  Rounding,        // to the case pack and the minimum
};

// How much is ordered, before it is told why and at which cost.
struct OrderDecision {
  Quantity quantity{};  // >= 0, feasible
  Quantity level{};     // S
  double fractile = 0;
};

struct StepUnits {
  OrderStep step = OrderStep::ExpectedDemand;
  Quantity units{};  // never zero
};

struct OrderPlan {
  Quantity quantity{};  // >= 0, feasible
  Quantity level{};     // S
  double fractile = 0;
  std::vector<StepUnits> steps{};     // sums to quantity
  double stockout_chance_if_not = 0;  // P(demand over the span > usable stock + open) without it
  double cost_now = 0;                // expected cost of the period without the order, main units
  double cost_then = 0;               // with it
};

// underage / (underage + overage), within [0.5, 0.999]; 0.95 when both are zero.
[[nodiscard]] double critical_fractile(const OrderTerms& terms);

// Usable stock: on hand - reserved - backorders; position: that + open + accepted.
[[nodiscard]] Quantity usable(const StockPosition& stock);
[[nodiscard]] Quantity position(const StockPosition& stock);
// Usable stock + open orders: what meets demand without an order now.
[[nodiscard]] Quantity coming(const StockPosition& stock);

// The service level asked for, or the critical fractile.
[[nodiscard]] double fractile_of(const OrderTerms& terms);

// Total. `level` is quantile(demand, fractile_of(terms)).
[[nodiscard]] OrderDecision decide_order(const OrderTerms& terms, const StockPosition& stock,
                                         const CountMixture& demand, Quantity level);

// Total.
[[nodiscard]] OrderPlan plan_order(const OrderTerms& terms, const StockPosition& stock,
                                   const CountMixture& demand);

}  // namespace shelfd::replenishment
