// Promotions: see promotion.h. Checks a way to buy one order and applies it.
#include "pricing/promotion.h"

#include <algorithm>

#include "base/check.h"
#include "pricing/order_pricing.h"
#include "pricing/prepared_basket.h"

namespace shelfd::pricing {
namespace {

bool holds(const std::optional<std::vector<std::string>>& named, const std::string& value) {
  return !named || std::ranges::find(*named, value) != named->end();
}

// Absent where a promotion is used that nobody here may use, or a number is out of range.
std::optional<Uses> uses_by_place(const PreparedBasket& prepared, const std::vector<int>& uses) {
  Uses by_place{};
  std::ptrdiff_t used = 0;
  for (std::size_t place = 0; place < prepared.promotions.size(); ++place) {
    const int wanted = uses[prepared.promotions[place].source];
    if (wanted < 0 || wanted > kMaxTimes) return std::nullopt;
    by_place[place] = static_cast<std::uint8_t>(wanted);
    used += wanted > 0 ? 1 : 0;
  }
  const auto all = std::ranges::count_if(uses, [](int wanted) { return wanted != 0; });
  if (all != used) return std::nullopt;
  return by_place;
}

}  // namespace

bool in_scope(const Scope& scope, const BasketUnit& unit) {
  return holds(scope.shops, unit.shop) && holds(scope.skus, unit.sku) &&
         holds(scope.categories, unit.category);
}

bool is_usable(const Promotion& promotion, const Basket& basket) {
  const bool is_time = (!promotion.from || *promotion.from <= basket.at) &&
                       (!promotion.to || basket.at < *promotion.to);
  return is_time && std::ranges::find(basket.audience, promotion.audience) != basket.audience.end();
}

std::optional<PricedOrder> price_order(const Basket& basket, const std::vector<std::size_t>& units,
                                       const std::vector<int>& uses) {
  INVARIANT(uses.size() == basket.promotions.size());
  UnitSet set = 0;
  for (const std::size_t unit : units) {
    INVARIANT(unit < basket.units.size());
    set |= only(unit);
  }
  const PreparedBasket prepared = prepare(basket, Keep::All);
  const std::optional<Uses> by_place = uses_by_place(prepared, uses);
  if (!by_place) return std::nullopt;
  return price_prepared(basket, prepared, set, *by_place);
}

}  // namespace shelfd::pricing
