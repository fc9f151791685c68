// Plan terms: what an order is weighed with: the supplier, what a unit costs, too many and too few
// of them, and the stock position.
// Pure. Not here: demand and lead times (order_flow.h), the order itself (replenishment).
#pragma once

#include <cstdint>
#include <optional>

#include "engine/item_state.h"
#include "engine/policy.h"
#include "replenishment/reorder_policy.h"

namespace shelfd::engine {

// The cheapest supplier; ties by stated lead time, then by name. An unknown cost comes last. Null:
// none is named. Borrowed from the situation.
[[nodiscard]] const SupplierTerms* choose_supplier(const Situation& situation,
                                                   const Policy& policy);
// His name's hash; 0: none is named.
[[nodiscard]] std::uint64_t supplier_of(const SupplierTerms* terms);
// What he asks a unit, else the item's cost, in its currency; absent: not known.
[[nodiscard]] std::optional<Money> supplier_cost(const SupplierTerms& terms,
                                                 const Situation& situation, const Policy& policy);

[[nodiscard]] replenishment::StockPosition stock_of(const Situation& situation);

// `cost`: of a unit, absent where not known.
[[nodiscard]] replenishment::OrderTerms terms_of(const ItemState& state, const Policy& policy,
                                                 const SupplierTerms* supplier,
                                                 std::optional<Money> cost, double review_days);

}  // namespace shelfd::engine
