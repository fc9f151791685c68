// Basket advice: what would change the net price: the next best way, an item that is worth adding,
// and what automatic promotions cost.
//
//   next best    the cheapest way that does without one promotion the best way uses, or has one
//                order less: what a shopper falls back to
//   add-on       the unit whose addition costs least beside its own price: the way over a threshold
//   automatic    a promotion that must be used can make a basket dearer (it lowers what a later
//                threshold measures); the difference to the same basket where none must
// Each is a basket of its own, solved by cheapest_net_price with a part of the effort.
// Pure.
#pragma once

#include <optional>
#include <vector>

#include "pricing/net_price.h"

namespace shelfd::pricing {

struct NextBest {
  Money net{};
  std::optional<std::size_t> without{};  // this promotion; absent: with one order less
};

struct AddOn {
  BasketUnit unit{};
  Money net{};    // of the basket with it
  Money extra{};  // net - net without it; below 0: the basket gets cheaper by it
};

struct BasketAdvice {
  std::optional<NextBest> next_best{};
  std::optional<AddOn> add_on{};  // whose extra is below its price, the least first
  Money automatic_cost{};         // >= 0
};

// `others`: units to try as add-ons beside one more of each unit of the basket. Those with the same
// price, list price, shop and category count once. Units past kMaxBasketUnits are not tried.
[[nodiscard]] BasketAdvice advise(const Basket& basket, const NetPrice& answer,
                                  const std::vector<BasketUnit>& others, const Effort& effort = {});

}  // namespace shelfd::pricing
