// Basket parts: see basket_parts.h.
#include "pricing/basket_parts.h"

#include <algorithm>

namespace shelfd::pricing {

std::vector<UnitSet> basket_parts(const PreparedBasket& basket) {
  std::vector<UnitSet> ties;
  for (const PreparedPromotion& promotion : basket.promotions) {
    UnitSet tied = promotion.scope;
    for (PromotionSet left = promotion.order_partners; left != 0; left &= left - 1) {
      tied |= basket.promotions[static_cast<std::size_t>(std::countr_zero(left))].scope;
    }
    ties.push_back(tied);
  }
  for (const PreparedShop& shop : basket.shops) ties.push_back(shop.units);
  std::vector<UnitSet> parts;
  for (UnitSet left = basket.units; left != 0;) {
    UnitSet part = left & (~left + 1);
    for (UnitSet before = 0; before != part;) {
      before = part;
      for (const UnitSet tied : ties) part |= (tied & part) != 0 ? tied : 0;
    }
    parts.push_back(part);
    left &= ~part;
  }
  return parts;
}

}  // namespace shelfd::pricing
