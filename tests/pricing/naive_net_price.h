// Naive net price: the cheapest way to buy a small basket by trying every one, and one order priced
// by the letter of the specification. Shares nothing with the solver but the nouns of promotion.h,
// and saves no work. Whole steps of the currency throughout.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pricing/promotion.h"

namespace shelfd::pricing {

struct NaiveOrder {
  std::int64_t net = 0;
  std::vector<std::int64_t> lines{};  // of `units`, in their order
  std::vector<std::int64_t> offs{};   // by promotion
};

// `units` ascending, `uses` by promotion. Absent where a rule forbids it.
std::optional<NaiveOrder> naive_order(const Basket& basket, const std::vector<std::size_t>& units,
                                      const std::vector<int>& uses);

// Over every partition and every use.
std::int64_t naive_net(const Basket& basket);

}  // namespace shelfd::pricing
