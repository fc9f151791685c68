// Saving bound: the least that units can cost, whatever promotions are used, without trying any.
//
// For each promotion, the most that all its uses take off the units in at most m orders, found from
// activity prices alone (running prices never exceed them). With F_u the product of (1 - r) over
// the percentages r of running prices that reach unit u, and w the largest F behind a promotion in
// its scope, what all orders cost together is at least
//
//   sum_u price_u F_u  -  sum over the other promotions of most_off * w  -  rounding
//
// since each step takes from sum_u running_u F_u at most that. Promotions that exclude each other
// make up cliques. In one order, the best of a clique counts. Over several, a unit is reached by at
// most one of them: so the clique takes off at most sum_u of the largest share that one of its
// promotions can owe to u (half the price under two for one, off / gate of its measure under a
// threshold); or what one promotion takes off at most, and the shares of the others.
// docs/models.md proves it. Pure.
#pragma once

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// The most that one promotion takes off `units` bought in at most `orders` orders (>= 1) with its
// copies; 0 where no order can use it. FreeShipping: of fees.
[[nodiscard]] Minor most_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                             UnitSet units, int orders);

// The most that one use of a promotion takes off in any order.
[[nodiscard]] Minor most_off_by_one_use(const PreparedBasket& basket,
                                        const PreparedPromotion& promotion);

enum class WithCoupons : std::uint8_t { No, Yes };

// A lower bound on what `units` cost in at most `orders` orders, shipping counted, with all coupons
// or none. `orders` 1: exactly these units in one order.
[[nodiscard]] Minor least_cost(const PreparedBasket& basket, UnitSet units, int orders,
                               WithCoupons with_coupons = WithCoupons::Yes);

}  // namespace shelfd::pricing
