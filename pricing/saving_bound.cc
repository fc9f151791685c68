// Saving bound: see saving_bound.h.
#include "pricing/saving_bound.h"

#include <algorithm>
#include <cmath>

namespace shelfd::pricing {
namespace {

Minor product_floor(Minor amount, Minor factor, Minor divisor) {
  return static_cast<Minor>(static_cast<Wide>(amount) * static_cast<Wide>(factor) /
                            static_cast<Wide>(divisor));
}

Minor times_or_limit(Minor amount, Minor times) {
  const Wide product = static_cast<Wide>(amount) * static_cast<Wide>(times);
  return product >= static_cast<Wide>(kNoLimit) ? kNoLimit : static_cast<Minor>(product);
}

// What one promotion can reach.
struct Reach {
  UnitSet inside = 0;
  Minor measure = 0;  // at its largest
  Minor uses = 0;     // over all orders
  Minor repeats = 0;  // most uses in one order
};

Reach reach_of(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet units,
               int orders) {
  Reach reach{.inside = units & promotion.scope};
  if (reach.inside == 0) return reach;
  reach.measure = gate_measure(basket, promotion, units, basket.price);
  if (reach.measure < promotion.need) return reach;
  // Orders that use it hold disjoint parts of the measure, and one unit at least.
  Minor using_orders = std::min<Minor>(orders, std::popcount(reach.inside));
  if (promotion.need > 0) using_orders = std::min(using_orders, reach.measure / promotion.need);
  reach.repeats = promotion.most_uses;
  reach.uses = using_orders * promotion.most_uses;
  if (promotion.coupon != 0) {
    reach.uses = std::min<Minor>(reach.uses, promotion.copies);
    reach.repeats = std::min<Minor>(reach.repeats, promotion.copies);
  }
  return reach;
}

Minor amount_off(const PreparedPromotion& promotion, const Reach& reach) {
  if (!promotion.every) return times_or_limit(promotion.off, reach.uses);
  const Minor times = times_or_limit(reach.measure / promotion.need, reach.repeats);
  return times_or_limit(promotion.off,
                        std::min(times, times_or_limit(promotion.max_times, reach.uses)));
}

Minor percent_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                  const Reach& reach) {
  const UnitPrices& base = promotion.of == Basis::List ? basket.list : basket.price;
  if (!promotion.each) {
    const Minor off =
        product_floor(sum_over(reach.inside, base), promotion.basis_points, 10'000) * reach.repeats;
    return std::min(off, times_or_limit(promotion.cap, reach.uses));
  }
  Minor off = 0;
  for_each_unit(reach.inside, [&](std::size_t unit) {
    off += std::min(product_floor(base[unit], promotion.basis_points, 10'000), promotion.cap);
  });
  return off * reach.repeats;
}

// Positions paid .. size - 1 of each full group, dearest first.
Minor last_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
               const Reach& reach) {
  const Minor rate = promotion.effect == Effect::NForM ? 10'000 : promotion.basis_points;
  Minor left = std::popcount(reach.inside) / promotion.size * promotion.size;
  Minor off = 0;
  Minor position = 0;
  for (const std::uint8_t unit : basket.dearest_first) {
    if ((reach.inside & only(unit)) == 0) continue;
    if (left-- <= 0) break;
    if (position >= promotion.paid) off += product_floor(basket.price[unit], rate, 10'000);
    position = position + 1 == promotion.size ? 0 : position + 1;
  }
  return off * reach.repeats;
}

Minor group_price_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                      const Reach& reach) {
  Minor left = std::popcount(reach.inside) / promotion.size * promotion.size;
  Minor off = 0;
  Minor group = 0;
  Minor position = 0;
  for (const std::uint8_t unit : basket.dearest_first) {
    if ((reach.inside & only(unit)) == 0) continue;
    if (left-- <= 0) break;
    group += basket.price[unit];
    if (++position < promotion.size) continue;
    off += std::max<Minor>(group - promotion.price, 0);
    group = 0;
    position = 0;
  }
  return off * reach.repeats;
}

// The b-th bundle is at most the b-th dearest of each part; parts of one scope share its units.
Minor bundle_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                 const Reach& reach) {
  std::array<Minor, kMaxBasketUnits> sums{};
  std::size_t most = kMaxBasketUnits;
  for (std::size_t part = 0; part < promotion.parts.size(); ++part) {
    const auto begin = promotion.parts.begin();
    const auto here = begin + static_cast<std::ptrdiff_t>(part);
    if (std::find(begin, here, *here) != here) continue;  // counted with the first of its scope
    const auto alike = static_cast<std::size_t>(std::count(here, promotion.parts.end(), *here));
    std::size_t position = 0;
    for (const std::uint8_t unit : basket.dearest_first) {
      if ((*here & reach.inside & only(unit)) != 0) sums[position++ / alike] += basket.price[unit];
    }
    most = std::min(most, position / alike);
  }
  Minor off = 0;
  for (std::size_t bundle = 0; bundle < most; ++bundle) {
    off += std::max<Minor>(sums[bundle] - promotion.price, 0);
  }
  return off * reach.repeats;
}

Minor by_unit_off(const PreparedBasket& basket, const PreparedPromotion& promotion,
                  const Reach& reach) {
  Minor off = 0;
  for_each_unit(reach.inside, [&](std::size_t unit) {
    off += promotion.effect == Effect::Deposit
               ? std::min(promotion.off * reach.repeats, basket.price[unit])
               : std::max<Minor>(basket.price[unit] - promotion.price, 0);
  });
  return off;
}

Minor fees_off(const PreparedBasket& basket, const PreparedPromotion& promotion, const Reach& reach,
               int orders) {
  Minor fees = 0;
  for (const PreparedShop& shop : basket.shops) {
    const int units = std::popcount(shop.units & reach.inside);
    fees += basket.shipping_fee * std::min(units, orders);
  }
  return std::min(fees, times_or_limit(promotion.cap, reach.uses));
}

Minor off_in_reach(const PreparedBasket& basket, const PreparedPromotion& promotion,
                   const Reach& reach) {
  switch (promotion.effect) {
    case Effect::Amount:
      return amount_off(promotion, reach);
    case Effect::Percent:
      return percent_off(basket, promotion, reach);
    case Effect::NForM:
    case Effect::Nth:
      return last_off(basket, promotion, reach);
    case Effect::GroupPrice:
      return group_price_off(basket, promotion, reach);
    case Effect::Bundle:
      return bundle_off(basket, promotion, reach);
    case Effect::Deposit:
    case Effect::FixedPrice:
      return by_unit_off(basket, promotion, reach);
    case Effect::FreeShipping:
      break;
  }
  return 0;
}

}  // namespace

Minor most_off(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet units,
               int orders) {
  const Reach reach = reach_of(basket, promotion, units, orders);
  if (reach.uses <= 0) return 0;
  if (promotion.effect == Effect::FreeShipping) return fees_off(basket, promotion, reach, orders);
  return std::min(off_in_reach(basket, promotion, reach), sum_over(reach.inside, basket.price));
}

Minor most_off_by_one_use(const PreparedBasket& basket, const PreparedPromotion& promotion) {
  PreparedPromotion once = promotion;
  once.most_uses = 1;
  once.coupon = 0;
  return most_off(basket, once, basket.units, 1);
}

double share_of_unit(const PreparedBasket& basket, const PreparedPromotion& promotion,
                     std::size_t unit) {
  const auto price = static_cast<double>(basket.price[unit]);
  const auto list = static_cast<double>(basket.list[unit]);
  const auto off = static_cast<double>(promotion.off);
  const auto size = static_cast<double>(promotion.size);
  const double rate = static_cast<double>(promotion.basis_points) / 10'000;
  switch (promotion.effect) {
    case Effect::Amount: {
      if (promotion.need == 0) return price;
      const double worth = promotion.gate_basis == Basis::List ? list : price;
      const double measure = promotion.by_count ? 1 : worth;
      return off / static_cast<double>(promotion.need) * measure;
    }
    case Effect::Percent: {
      const double part = rate * (promotion.of == Basis::List ? list : price);
      return promotion.each ? std::min({part, static_cast<double>(promotion.cap), price}) : part;
    }
    case Effect::NForM:
      return (size - static_cast<double>(promotion.paid)) / size * price;
    case Effect::Nth:
      return rate / size * price;
    case Effect::GroupPrice:
      return std::max(price - static_cast<double>(promotion.price) / size, 0.0);
    case Effect::Bundle:
      return std::max(price - static_cast<double>(promotion.price) /
                                  static_cast<double>(promotion.parts.size()),
                      0.0);
    case Effect::Deposit:
      return std::min(off, price);
    case Effect::FixedPrice:
      return std::max(price - static_cast<double>(promotion.price), 0.0);
    case Effect::FreeShipping:
      break;
  }
  return 0;
}

}  // namespace shelfd::pricing
