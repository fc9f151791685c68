// Basket parts: the parts of a basket that no promotion, group or shipping fee ties together.
//
// Each is bought on its own: what an order costs is the sum over the parts in it, and the i-th
// orders of all parts make up the i-th order. Two units belong together where a promotion reaches
// both, where two promotions that share an order group reach one each, or where a fee is charged
// for the shop of both.
// Pure.
#pragma once

#include <vector>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// By their first unit; together all units.
[[nodiscard]] std::vector<UnitSet> basket_parts(const PreparedBasket& basket);

}  // namespace shelfd::pricing
