// Order pricing: see order_pricing.h.
#include "pricing/order_pricing.h"

#include <algorithm>

#include "pricing/order_benefit.h"

namespace shelfd::pricing {
namespace {

// One order and how often each usable promotion is used in it, by place.
class OrderPricing {
 public:
  OrderPricing(const Basket& basket, const PreparedBasket& prepared, UnitSet units,
               const Uses& uses)
      : basket_(basket), prepared_(prepared), units_(units), uses_(uses) {
    for (std::size_t place = 0; place < prepared_.promotions.size(); ++place) {
      if (uses_[place] > 0) used_ |= PromotionSet{1} << place;
    }
  }

  std::optional<PricedOrder> price() {
    if (too_many_uses() || partners_meet()) return std::nullopt;
    running_ = prepared_.price;
    for (std::size_t place = 0; place < prepared_.promotions.size(); ++place) {
      if (!apply(place)) return std::nullopt;
    }
    return priced();
  }

 private:
  [[nodiscard]] bool too_many_uses() const {
    for (std::size_t place = 0; place < prepared_.promotions.size(); ++place) {
      const Promotion& promotion = basket_.promotions[prepared_.promotions[place].source];
      const int most = std::min(promotion.per_order, promotion.copies.value_or(kMaxTimes));
      if (uses_[place] > most) return true;
    }
    return false;
  }

  [[nodiscard]] bool partners_meet() const {
    for (std::size_t place = 0; place < prepared_.promotions.size(); ++place) {
      if (uses_[place] > 0 && (partners_of(prepared_, place, units_) & used_) != 0) return true;
    }
    return false;
  }

  bool apply(std::size_t place) {
    const PreparedPromotion& promotion = prepared_.promotions[place];
    const UnitSet inside = promotion.scope & units_;
    const Minor measure = gate_measure(prepared_, promotion, units_, running_);
    const bool is_met = inside != 0 && measure >= promotion.need;
    if (uses_[place] == 0) {
      const bool is_free = (partners_of(prepared_, place, units_) & used_) != 0;
      return !promotion.automatic || !is_met || is_free;
    }
    if (!is_met) return false;
    const Minor before = sum_over(units_, running_);
    for (int use = 0; use < uses_[place]; ++use) {
      apply_use(prepared_, promotion, inside, measure, running_);
    }
    steps_.push_back({.promotion = promotion.source,
                      .uses = uses_[place],
                      .off = money(before - sum_over(units_, running_))});
    return true;
  }

  [[nodiscard]] Money money(Minor amount) const { return {amount * prepared_.step_micros}; }

  PricedOrder priced() {
    PricedOrder order;
    for_each_unit(units_, [&](std::size_t unit) {
      order.units.push_back(unit);
      order.lines.push_back(money(running_[unit]));
      order.net += order.lines.back();
    });
    const ShippingCharge charge = shipping_charge(prepared_, units_, running_, uses_);
    order.net += money(charge.fees - charge.waived);
    for (const PreparedShop& shop : prepared_.shops) {
      if ((charge.charged & only(shop.first_unit)) == 0) continue;
      order.shipping.push_back(
          {.shop = basket_.units[shop.first_unit].shop, .fee = money(prepared_.shipping_fee)});
    }
    if (!prepared_.shops.empty()) note_waivers();
    order.steps = std::move(steps_);
    return order;
  }

  void note_waivers() {
    for (const Waiver& waiver : waivers(prepared_, units_, running_, uses_)) {
      const std::size_t source = prepared_.promotions[waiver.place].source;
      std::ranges::find(steps_, source, &OrderStep::promotion)->off = money(waiver.waived);
    }
  }

  const Basket& basket_;
  const PreparedBasket& prepared_;
  UnitSet units_;
  const Uses& uses_;
  PromotionSet used_ = 0;
  UnitPrices running_{};
  std::vector<OrderStep> steps_{};
};

}  // namespace

std::optional<PricedOrder> price_prepared(const Basket& basket, const PreparedBasket& prepared,
                                          UnitSet units, const Uses& uses) {
  return OrderPricing(basket, prepared, units, uses).price();
}

}  // namespace shelfd::pricing
