// Order pricing: one way to buy one order, checked against every rule and applied step by step.
// Pure. Not here: which way is the cheapest (order_search.h).
#pragma once

#include <optional>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// As price_order (promotion.h), on a basket prepared before; `prepared` is made from `basket`.
[[nodiscard]] std::optional<PricedOrder> price_prepared(const Basket& basket,
                                                        const PreparedBasket& prepared,
                                                        UnitSet units, const Uses& uses);

}  // namespace shelfd::pricing
