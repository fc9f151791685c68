// Alike coupons: coupons that no one can tell apart, counted as one with all their copies.
//
// Two coupons that say the same, are used once an order at most, and never both in one order, are
// copies of one: whichever is used, the order costs the same. That holds where nothing that can be
// used beside them applies between the two. A search that tries both tries everything twice, three
// times where there are three. The first takes all copies; the others reach no unit. What was found
// is then shared out: the first orders use the first coupon.
// Pure. Not here: the fields of coupons (prepared_basket.h).
#pragma once

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// Before the coupons are laid out.
void join_alike_coupons(PreparedBasket& basket);

// Copies shared out so far, by the place of the coupon that took them.
using CopiesSharedOut = std::array<int, kMaxPromotions>;

// Each reaches its units again; only the first holds coupons.
void part_alike_coupons(PreparedBasket& basket);

// The uses of one order after another, in which coupons joined stand under the first.
void share_out(const PreparedBasket& basket, Uses& uses, CopiesSharedOut& shared_out);

}  // namespace shelfd::pricing
