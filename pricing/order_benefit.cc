// Order benefit: see order_benefit.h.
#include "pricing/order_benefit.h"

#include <algorithm>

namespace shelfd::pricing {
namespace {

// Some units of an order, in an order of their own.
struct Row {
  std::array<std::uint8_t, kMaxBasketUnits> units{};
  std::size_t size = 0;

  void add(std::size_t unit) { units[size++] = static_cast<std::uint8_t>(unit); }
};

// By running price, ties to the lower index. Rows are short: by insertion.
Row dearest_first(UnitSet units, const UnitPrices& running) {
  Row row;
  for_each_unit(units, [&](std::size_t unit) {
    std::size_t at = row.size++;
    while (at > 0 && running[row.units[at - 1]] < running[unit]) {
      row.units[at] = row.units[at - 1];
      --at;
    }
    row.units[at] = static_cast<std::uint8_t>(unit);
  });
  return row;
}

struct Quotient {
  Minor whole = 0;
  Minor rest = 0;
};

// amount * weight / total: by 64 bits where the product fits.
Quotient share_of(Minor amount, Minor weight, Minor total) {
  constexpr Minor kHalf = Minor{1} << 31;
  if (amount < kHalf && weight < kHalf) {
    const Minor product = amount * weight;
    const Minor whole = product / total;
    return {.whole = whole, .rest = product - whole * total};
  }
  const Wide product = static_cast<Wide>(amount) * static_cast<Wide>(weight);
  const auto divisor = static_cast<Wide>(total);
  return {.whole = static_cast<Minor>(product / divisor),
          .rest = static_cast<Minor>(product % divisor)};
}

// Takes `amount`, split by `weights` (by unit), off the running prices of the units, which may fall
// below zero by it.
void take_split(Minor amount, UnitSet units, const UnitPrices& weights, UnitPrices& running) {
  const Minor total = sum_over(units, weights);
  if (total <= 0 || amount <= 0) return;
  UnitPrices rests;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled for each unit below
  Minor left = amount;
  // All shares first: the weights may be the running prices themselves.
  UnitPrices shares;  // NOLINT(cppcoreguidelines-pro-type-member-init): as above
  for_each_unit(units, [&](std::size_t unit) {
    const Quotient share = share_of(amount, weights[unit], total);
    shares[unit] = share.whole;
    rests[unit] = share.rest;
    left -= share.whole;
  });
  for (; left > 0; --left) {
    std::size_t largest = 0;
    Minor rest = -1;
    for_each_unit(units, [&](std::size_t unit) {
      if (rests[unit] > rest) {
        rest = rests[unit];
        largest = unit;
      }
    });
    ++shares[largest];
    rests[largest] = -1;
  }
  for_each_unit(units, [&](std::size_t unit) { running[unit] -= shares[unit]; });
}

void take_amount(const PreparedBasket& basket, Minor amount, UnitSet inside, UnitPrices& running) {
  if (!basket.splits_by_activity) {
    return take_split(std::min(amount, sum_over(inside, running)), inside, running, running);
  }
  if (!basket.overflow_is_lost) amount = std::min(amount, sum_over(inside, running));
  take_split(amount, inside, basket.price, running);
  Minor excess = 0;
  for_each_unit(inside, [&](std::size_t unit) {
    excess += std::max<Minor>(-running[unit], 0);
    running[unit] = std::max<Minor>(running[unit], 0);
  });
  if (!basket.overflow_is_lost) take_split(excess, inside, running, running);
}

void apply_amount(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet inside,
                  Minor measure, UnitPrices& running) {
  const Minor times = promotion.every ? measure / promotion.need : 1;
  take_amount(basket, promotion.off * std::min(times, promotion.max_times), inside, running);
}

Minor basis_points_of(Minor base, Minor basis_points) {
  return share_of(base, basis_points, 10'000).whole;
}

void apply_percent(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet inside,
                   UnitPrices& running) {
  const UnitPrices& base = promotion.of == Basis::List       ? basket.list
                           : promotion.of == Basis::Activity ? basket.price
                                                             : running;
  if (promotion.each) {
    for_each_unit(inside, [&](std::size_t unit) {
      const Minor off =
          std::min(basis_points_of(base[unit], promotion.basis_points), promotion.cap);
      running[unit] -= std::min(off, running[unit]);
    });
    return;
  }
  const Minor off =
      std::min(basis_points_of(sum_over(inside, base), promotion.basis_points), promotion.cap);
  take_split(std::min(off, sum_over(inside, running)), inside, running, running);
}

// The last size - paid of each full group lose `basis_points` of what they cost.
void apply_to_last(const PreparedPromotion& promotion, Minor basis_points, UnitSet inside,
                   UnitPrices& running) {
  const Row row = dearest_first(inside, running);
  const auto size = static_cast<std::size_t>(promotion.size);
  const auto paid = static_cast<std::size_t>(promotion.paid);
  for (std::size_t group = 0; group + size <= row.size; group += size) {
    for (std::size_t at = group + paid; at < group + size; ++at) {
      Minor& price = running[row.units[at]];
      price -= basis_points_of(price, basis_points);
    }
  }
}

// The group costs `price`, if that is less.
void set_group_price(UnitSet group, Minor price, UnitPrices& running) {
  take_split(sum_over(group, running) - price, group, running, running);
}

void apply_group_price(const PreparedPromotion& promotion, UnitSet inside, UnitPrices& running) {
  const Row row = dearest_first(inside, running);
  const auto size = static_cast<std::size_t>(promotion.size);
  for (std::size_t start = 0; start + size <= row.size; start += size) {
    UnitSet group = 0;
    for (std::size_t at = start; at < start + size; ++at) group |= only(row.units[at]);
    set_group_price(group, promotion.price, running);
  }
}

// One unit for each part out of `free`, or none.
UnitSet complete_bundle(const PreparedPromotion& promotion, UnitSet free,
                        const UnitPrices& running) {
  UnitSet bundle = 0;
  for (const UnitSet part : promotion.parts) {
    const Row row = dearest_first(part & free & ~bundle, running);
    if (row.size == 0) return 0;
    bundle |= only(row.units[0]);
  }
  return bundle;
}

void apply_bundle(const PreparedPromotion& promotion, UnitSet inside, UnitPrices& running) {
  UnitSet free = inside;
  while (const UnitSet bundle = complete_bundle(promotion, free, running)) {
    free &= ~bundle;
    set_group_price(bundle, promotion.price, running);
  }
}

// First units of the shops whose fee is charged.
UnitSet charging_shops(const PreparedBasket& basket, UnitSet units, const UnitPrices& running) {
  UnitSet charging = 0;
  for (const PreparedShop& shop : basket.shops) {
    const UnitSet inside = shop.units & units;
    if (inside == 0) continue;
    const bool by_activity = basket.shipping_basis == Basis::Activity;
    const Minor sum = sum_over(inside, by_activity ? basket.price : running);
    if (sum < basket.free_from) charging |= only(shop.first_unit);
  }
  return charging;
}

}  // namespace

void apply_use(const PreparedBasket& basket, const PreparedPromotion& promotion, UnitSet inside,
               Minor measure, UnitPrices& running) {
  switch (promotion.effect) {
    case Effect::Amount:
      return apply_amount(basket, promotion, inside, measure, running);
    case Effect::Percent:
      return apply_percent(basket, promotion, inside, running);
    case Effect::NForM:
      return apply_to_last(promotion, 10'000, inside, running);
    case Effect::Nth:
      return apply_to_last(promotion, promotion.basis_points, inside, running);
    case Effect::GroupPrice:
      return apply_group_price(promotion, inside, running);
    case Effect::Bundle:
      return apply_bundle(promotion, inside, running);
    case Effect::Deposit:
      return for_each_unit(inside, [&](std::size_t unit) {
        running[unit] -= std::min(promotion.off, running[unit]);
      });
    case Effect::FixedPrice:
      return for_each_unit(inside, [&](std::size_t unit) {
        running[unit] = std::min(running[unit], promotion.price);
      });
    case Effect::FreeShipping:
      break;
  }
}

std::vector<Waiver> waivers(const PreparedBasket& basket, UnitSet units, const UnitPrices& running,
                            const Uses& uses) {
  std::vector<Waiver> all;
  UnitSet charging = charging_shops(basket, units, running);
  for (std::size_t place = 0; place < basket.promotions.size(); ++place) {
    const PreparedPromotion& promotion = basket.promotions[place];
    if (promotion.effect != Effect::FreeShipping || uses[place] == 0) continue;
    Minor fees = 0;
    for (const PreparedShop& shop : basket.shops) {
      if ((charging & only(shop.first_unit)) == 0) continue;
      if ((shop.units & units & promotion.scope) == 0) continue;
      fees += basket.shipping_fee;
      charging &= ~only(shop.first_unit);
    }
    const Minor most =
        promotion.cap == kNoLimit ? kNoLimit : promotion.cap * static_cast<Minor>(uses[place]);
    all.push_back({.place = place, .waived = std::min(fees, most)});
  }
  return all;
}

ShippingCharge shipping_charge(const PreparedBasket& basket, UnitSet units,
                               const UnitPrices& running, const Uses& uses) {
  ShippingCharge charge;
  if (basket.shops.empty()) return charge;
  charge.charged = charging_shops(basket, units, running);
  charge.fees = basket.shipping_fee * std::popcount(charge.charged);
  if (charge.fees == 0) return charge;
  for (const Waiver& waiver : waivers(basket, units, running, uses)) charge.waived += waiver.waived;
  return charge;
}

}  // namespace shelfd::pricing
