// Order benefit: what one use of a promotion takes off the running prices of an order, and what
// the order's shipping costs.
//
// Splitting D over weights w_i: floor(D w_i / W), and what is left one step each to the largest
// remainders, ties to the lower index. Source: the largest remainder method (Hamilton); the rules
// of each benefit stand in promotion.h. Pure.
#pragma once

#include <vector>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// One use, on the units of the order in the promotion's scope. `measure`: what its gate measured at
// its turn. FreeShipping takes nothing here.
void apply_use(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet inside,
               Minor measure, UnitPrices& running);

struct ShippingCharge {
  Minor fees = 0;       // of all shops, before free shipping
  Minor waived = 0;     // by free shipping
  UnitSet charged = 0;  // first units of the shops that charge
};

// Of one order: `waivers` are the promotions of FreeShipping it uses, as often as `uses` says.
[[nodiscard]] ShippingCharge shipping_charge(const PreparedBasket& basket, UnitSet units,
                                             const UnitPrices& running, const Uses& uses);

// What the FreeShipping at `place` waives, when all before it have waived theirs.
struct Waiver {
  std::size_t place = 0;
  Minor waived = 0;
};
[[nodiscard]] std::vector<Waiver> waivers(const PreparedBasket& basket, UnitSet units,
                                          const UnitPrices& running, const Uses& uses);

}  // namespace shelfd::pricing
