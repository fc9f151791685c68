// Prepared basket: see prepared_basket.h.
#include "pricing/prepared_basket.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "base/check.h"
#include "pricing/alike_coupons.h"

namespace shelfd::pricing {
namespace {

class Preparation {
 public:
  Preparation(const Basket& basket, Keep keep) : basket_(basket), keep_(keep) {
    INVARIANT(basket.units.size() <= kMaxBasketUnits);
    INVARIANT(basket.promotions.size() <= kMaxPromotions);
  }

  PreparedBasket make() {
    take_rules();
    take_units();
    take_shops();
    take_promotions();
    find_partners();
    if (keep_ == Keep::Useful) {
      join_alike_coupons(made_);
      lay_out_coupons();
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] Minor minor(Money money) const { return money.micros / made_.step_micros; }

  void take_rules() {
    const BasketRules& rules = basket_.rules;
    made_.step_micros = std::max<std::int64_t>(rules.step.micros, 1);
    made_.max_orders = std::clamp(rules.max_orders, 1, kMaxTimes);
    made_.splits_by_activity = rules.allocate == Allocate::Activity;
    made_.overflow_is_lost = rules.overflow == Overflow::Lost;
    if (!rules.shipping) return;
    made_.shipping_fee = minor(rules.shipping->fee);
    made_.free_from = minor(rules.shipping->free_from);
    made_.shipping_basis = rules.shipping->basis;
  }

  void take_units() {
    const std::size_t count = basket_.units.size();
    for (std::size_t unit = 0; unit < count; ++unit) {
      made_.list[unit] = minor(basket_.units[unit].list);
      made_.price[unit] = minor(basket_.units[unit].price);
      made_.units |= only(unit);
    }
    made_.dearest_first.resize(count);
    std::iota(made_.dearest_first.begin(), made_.dearest_first.end(), std::uint8_t{0});
    std::ranges::sort(made_.dearest_first, [&](std::uint8_t a, std::uint8_t b) {
      return made_.price[a] != made_.price[b] ? made_.price[a] > made_.price[b] : a < b;
    });
  }

  void take_shops() {
    if (made_.shipping_fee <= 0) return;
    for (std::size_t unit = 0; unit < basket_.units.size(); ++unit) {
      const std::string& name = basket_.units[unit].shop;
      auto shop = std::ranges::find(made_.shops, name, [&](const PreparedShop& known) {
        return basket_.units[known.first_unit].shop;
      });
      if (shop == made_.shops.end()) {
        shop = made_.shops.insert(shop, PreparedShop{.units = 0, .first_unit = unit});
      }
      shop->units |= only(unit);
    }
    std::ranges::sort(made_.shops, {}, [&](const PreparedShop& shop) {
      return basket_.units[shop.first_unit].shop;
    });
  }

  [[nodiscard]] UnitSet units_in(const Scope& scope) const {
    UnitSet units = 0;
    for (std::size_t unit = 0; unit < basket_.units.size(); ++unit) {
      if (in_scope(scope, basket_.units[unit])) units |= only(unit);
    }
    return units;
  }

  void take_promotions() {
    made_.promotions.reserve(basket_.promotions.size());
    for (std::size_t source = 0; source < basket_.promotions.size(); ++source) {
      const Promotion& promotion = basket_.promotions[source];
      if (!is_usable(promotion, basket_)) continue;
      PreparedPromotion prepared = without_partners(promotion);
      prepared.source = source;
      if (keep_ == Keep::All || can_be_used(promotion, prepared)) {
        made_.promotions.push_back(std::move(prepared));
      }
    }
    std::ranges::stable_sort(made_.promotions, {}, [&](const PreparedPromotion& promotion) {
      return basket_.promotions[promotion.source].layer;
    });
  }

  [[nodiscard]] bool can_be_used(const Promotion& promotion,
                                 const PreparedPromotion& prepared) const {
    if (promotion.per_order < 1 || promotion.copies.value_or(1) < 1) return false;
    const bool is_met = gate_measure(made_, prepared, made_.units, made_.price) >= prepared.need;
    return prepared.scope != 0 && is_met;
  }

  [[nodiscard]] PreparedPromotion without_partners(const Promotion& promotion) const {
    PreparedPromotion prepared;
    prepared.scope = units_in(promotion.scope);
    prepared.by_count = promotion.gate.count.has_value();
    prepared.need =
        prepared.by_count ? *promotion.gate.count : minor(promotion.gate.amount.value_or(Money{}));
    prepared.gate_basis = promotion.gate.basis;
    prepared.automatic = promotion.automatic;
    prepared.most_uses = std::clamp(promotion.per_order, 1, kMaxTimes);
    prepared.copies = promotion.copies.value_or(0);
    std::visit([&](const auto& benefit) { take(benefit, prepared); }, promotion.benefit);
    return prepared;
  }

  void take(const AmountOff& benefit, PreparedPromotion& to) const {
    to.effect = Effect::Amount;
    to.off = minor(benefit.off);
    to.every = benefit.every && to.need > 0;
    to.max_times = benefit.max_times.value_or(kNoLimit);
  }
  void take(const PercentOff& benefit, PreparedPromotion& to) const {
    to.effect = Effect::Percent;
    to.basis_points = benefit.basis_points;
    to.of = benefit.of;
    to.each = benefit.each;
    if (benefit.cap) to.cap = minor(*benefit.cap);
  }
  static void take(const NForM& benefit, PreparedPromotion& to) {
    to.effect = Effect::NForM;
    to.size = benefit.size;
    to.paid = benefit.paid;
  }
  static void take(const NthOff& benefit, PreparedPromotion& to) {
    to.effect = Effect::Nth;
    to.size = benefit.size;
    to.paid = benefit.size - 1;
    to.basis_points = benefit.basis_points;
  }
  void take(const GroupPrice& benefit, PreparedPromotion& to) const {
    to.effect = Effect::GroupPrice;
    to.size = benefit.size;
    to.price = minor(benefit.price);
  }
  void take(const Bundle& benefit, PreparedPromotion& to) const {
    to.effect = Effect::Bundle;
    to.price = minor(benefit.price);
    for (const Scope& part : benefit.parts) to.parts.push_back(units_in(part) & to.scope);
  }
  void take(const DepositGrows& benefit, PreparedPromotion& to) const {
    to.effect = Effect::Deposit;
    to.off = minor(benefit.counts) - minor(benefit.paid);
  }
  void take(const FixedPrice& benefit, PreparedPromotion& to) const {
    to.effect = Effect::FixedPrice;
    to.price = minor(benefit.price);
  }
  void take(const FreeShipping& benefit, PreparedPromotion& to) const {
    to.effect = Effect::FreeShipping;
    if (benefit.cap) to.cap = minor(*benefit.cap);
  }

  static bool share(const std::vector<std::string>& some, const std::vector<std::string>& others) {
    return std::ranges::any_of(some, [&](const std::string& name) {
      return std::ranges::find(others, name) != others.end();
    });
  }

  void find_partners() {
    for (std::size_t a = 0; a < made_.promotions.size(); ++a) {
      for (std::size_t b = a + 1; b < made_.promotions.size(); ++b) {
        const Promotion& one = basket_.promotions[made_.promotions[a].source];
        const Promotion& other = basket_.promotions[made_.promotions[b].source];
        if (share(one.order_groups, other.order_groups)) {
          made_.promotions[a].order_partners |= PromotionSet{1} << b;
          made_.promotions[b].order_partners |= PromotionSet{1} << a;
        } else if (share(one.unit_groups, other.unit_groups)) {
          made_.promotions[a].unit_partners |= PromotionSet{1} << b;
          made_.promotions[b].unit_partners |= PromotionSet{1} << a;
        }
      }
    }
  }

  // A field holds what is held and, above it, a guard.
  void lay_out_coupons() {
    int shift = 0;
    for (PreparedPromotion& promotion : made_.promotions) {
      if (!basket_.promotions[promotion.source].copies || promotion.scope == 0) continue;
      promotion.most_uses = std::min(promotion.most_uses, std::max(promotion.copies, 1));
      const int orders = std::min(made_.max_orders, static_cast<int>(basket_.units.size()));
      if (promotion.copies >= promotion.most_uses * orders && promotion.copies > 0) continue;
      int bits = std::bit_width(static_cast<unsigned>(promotion.copies));
      if (shift + bits + 1 > 128) {
        made_.holds_back = true;
        promotion.copies = 0;
        bits = 0;
      }
      if (shift + 1 > 128) {
        // Not one bit is left: nobody may use it, which its scope says.
        promotion.scope = 0;
        continue;
      }
      promotion.coupon = Coupons{1} << shift;
      promotion.shift = shift;
      made_.coupons += promotion.coupon * static_cast<unsigned>(promotion.copies);
      shift += bits;
      made_.guards |= Coupons{1} << shift;
      ++shift;
    }
  }

  const Basket& basket_;
  Keep keep_;
  PreparedBasket made_{};
};

}  // namespace

PreparedBasket prepare(const Basket& basket, Keep keep) { return Preparation(basket, keep).make(); }

PromotionSet partners_of(const PreparedBasket& basket, std::size_t place, UnitSet units) {
  const PreparedPromotion& promotion = basket.promotions[place];
  PromotionSet partners = promotion.order_partners;
  for (PromotionSet left = promotion.unit_partners; left != 0; left &= left - 1) {
    const auto other = static_cast<std::size_t>(std::countr_zero(left));
    if ((basket.promotions[other].scope & promotion.scope & units) != 0) {
      partners |= PromotionSet{1} << other;
    }
  }
  return partners;
}

}  // namespace shelfd::pricing
