// Stack bound: the least that a large basket can cost, where promotions stack too deep for
// saving_bound.h and there are too many ways to split for split_search.h.
//
// Best first over kinds of orders (order_mix.h): what is looked at next is the mix that may cost
// least; where the linear program leaves open how many orders of a kind use a promotion, the kind
// parts into those that do and those that do not, for every number there can be. Every way to buy
// is in one of the mixes not yet parted, so the least of them bounds all.
// Pure.
#pragma once

#include "pricing/order_search.h"

namespace shelfd::pricing {

struct StackEffort {
  std::size_t cells = 0;   // into which units are split, at most order_mix.h's limit
  std::int64_t nodes = 0;  // of work
};

// No way to buy `units` (a part of the basket, basket_parts.h) costs less. Ends where the bound
// reaches `enough`, no question is left, or the nodes are done; 0 where it cannot tell.
[[nodiscard]] Minor stack_bound(const PreparedBasket& basket, UnitSet units, Minor enough,
                                Work& work, const StackEffort& effort);

}  // namespace shelfd::pricing
