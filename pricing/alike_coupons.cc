// Alike coupons: see alike_coupons.h.
#include "pricing/alike_coupons.h"

namespace shelfd::pricing {
namespace {

constexpr PromotionSet bit(std::size_t place) { return PromotionSet{1} << place; }

bool say_the_same(const PreparedPromotion& a, const PreparedPromotion& b) {
  return a.effect == b.effect && a.scope == b.scope && a.need == b.need && a.off == b.off &&
         a.max_times == b.max_times && a.cap == b.cap && a.basis_points == b.basis_points &&
         a.size == b.size && a.paid == b.paid && a.price == b.price && a.parts == b.parts &&
         a.gate_basis == b.gate_basis && a.of == b.of && a.by_count == b.by_count &&
         a.every == b.every && a.each == b.each && a.automatic == b.automatic;
}

bool is_coupon_for_once(const PreparedPromotion& promotion) {
  return promotion.copies > 0 && promotion.most_uses == 1 && promotion.scope != 0 &&
         promotion.effect != Effect::FreeShipping;
}

bool are_alike(const PreparedBasket& basket, std::size_t one, std::size_t other) {
  const PreparedPromotion& a = basket.promotions[one];
  const PreparedPromotion& b = basket.promotions[other];
  if (!is_coupon_for_once(b) || !say_the_same(a, b)) return false;
  const PromotionSet both = bit(one) | bit(other);
  if (((a.order_partners | a.unit_partners) & bit(other)) == 0) return false;
  if ((a.order_partners & ~both) != (b.order_partners & ~both)) return false;
  if ((a.unit_partners & ~both) != (b.unit_partners & ~both)) return false;
  for (std::size_t between = one + 1; between < other; ++between) {
    const bool is_apart = (basket.promotions[between].scope & a.scope) == 0;
    if (!is_apart && (a.order_partners & bit(between)) == 0) return false;
  }
  return true;
}

}  // namespace

void join_alike_coupons(PreparedBasket& basket) {
  for (std::size_t one = 0; one < basket.promotions.size(); ++one) {
    PreparedPromotion& first = basket.promotions[one];
    if (!is_coupon_for_once(first)) continue;
    const int own = first.copies;
    for (std::size_t other = one + 1; other < basket.promotions.size(); ++other) {
      PreparedPromotion& alike = basket.promotions[other];
      if (!are_alike(basket, one, other)) continue;
      if (first.joined.empty()) first.joined.push_back({.place = one, .copies = own});
      first.joined.push_back({.place = other, .copies = alike.copies});
      first.copies += alike.copies;
      alike.copies = 0;
      alike.scope = 0;
    }
  }
}

void part_alike_coupons(PreparedBasket& basket) {
  for (std::size_t place = 0; place < basket.promotions.size(); ++place) {
    for (const JoinedCopies& joined : basket.promotions[place].joined) {
      basket.promotions[joined.place].scope = basket.promotions[place].scope;
    }
  }
}

void share_out(const PreparedBasket& basket, Uses& uses, CopiesSharedOut& shared_out) {
  for (std::size_t place = 0; place < basket.promotions.size(); ++place) {
    const PreparedPromotion& promotion = basket.promotions[place];
    if (uses[place] == 0 || promotion.joined.empty()) continue;
    int number = shared_out[place]++;
    for (const JoinedCopies& joined : promotion.joined) {
      if (number < joined.copies) {
        uses[place] = 0;
        uses[joined.place] = 1;
        break;
      }
      number -= joined.copies;
    }
  }
}

}  // namespace shelfd::pricing
