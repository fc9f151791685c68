// Saving bound: the least that units can cost, whatever promotions are used, without trying any.
//
// For each promotion, the most that all its uses take off the units in at most m orders, found from
// activity prices alone (running prices never exceed them). With F_u the product of (1 - r) over
// the percentages r of running prices that reach unit u, and w the largest F behind a promotion in
// its scope, what all orders cost together is at least
//
//   sum_u price_u F_u  -  sum over the other promotions of most_off * w  -  rounding
//
// since each step takes from sum_u running_u F_u at most that. Of promotions that exclude each
// other in an order: the best one in one order; over several, the least of their sum, the best one
// in every order, and the best rate on every unit. docs/models.md proves it.
// Pure.
#pragma once

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// The most that one promotion takes off `units` bought in at most `orders` orders (>= 1) with its
// copies; 0 where no order can use it. FreeShipping: of fees.
[[nodiscard]] Minor most_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                             UnitSet units, int orders);

// A lower bound on what `units` cost in at most `orders` orders, shipping counted.
[[nodiscard]] Minor least_cost(const PreparedBasket& basket, UnitSet units, int orders);

}  // namespace shelfd::pricing
