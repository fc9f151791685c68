// Net price: the cheapest way to buy a basket, and the proof of it.
//
// Minimises, over all ways to split the basket into at most `max_orders` orders and all uses of
// promotions that the rules allow (promotion.h), the sum of what the orders cost. The answer is
// optimal where `bound` equals `net`; else the cheapest way lies in [bound, net], and net is a way
// that can be bought. Work is counted, not timed: the same basket gives the same answer everywhere.
// Method and proof: docs/models.md. Pure.
// Not here: one order (promotion.h), what to change in a basket (basket_advice.h).
#pragma once

#include <cstdint>
#include <vector>

#include "pricing/promotion.h"

namespace shelfd::pricing {

// How much may be done before the best found is given with its gap.
struct Effort {
  std::int64_t nodes = 4'500'000;  // > 0
};

struct NetPrice {
  Money net{};
  Money bound{};                      // no way costs less; == net: proven the cheapest
  std::vector<PricedOrder> orders{};  // their nets sum to `net`; empty for an empty basket
  std::int64_t nodes = 0;             // work done

  [[nodiscard]] bool is_optimal() const { return bound == net; }
  // (net - bound) / net, 0 where optimal.
  [[nodiscard]] double gap_ratio() const;
};

// Total for a basket in the ranges of promotion.h; units and promotions past the limits are an
// INVARIANT. Amounts are rounded down to the step. Bounded memory.
[[nodiscard]] NetPrice cheapest_net_price(const Basket& basket, const Effort& effort = {});

}  // namespace shelfd::pricing
