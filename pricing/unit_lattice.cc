// Unit lattice: see unit_lattice.h.
#include "pricing/unit_lattice.h"

#include <algorithm>

namespace shelfd::pricing {
namespace {

constexpr bool are_both_in_or_out(UnitSet set, std::size_t one, std::size_t other) {
  return ((set >> one ^ set >> other) & 1) == 0;
}

bool are_alike(const PreparedBasket& basket, std::size_t one, std::size_t other) {
  if (basket.price[one] != basket.price[other] || basket.list[one] != basket.list[other]) {
    return false;
  }
  for (const PreparedShop& shop : basket.shops) {
    if (!are_both_in_or_out(shop.units, one, other)) return false;
  }
  return std::ranges::all_of(basket.promotions, [&](const PreparedPromotion& promotion) {
    return are_both_in_or_out(promotion.scope, one, other) &&
           std::ranges::all_of(promotion.parts,
                               [&](UnitSet part) { return are_both_in_or_out(part, one, other); });
  });
}

}  // namespace

std::vector<AlikeUnits> alike_units(const PreparedBasket& basket, UnitSet units) {
  std::vector<AlikeUnits> alike;
  for_each_unit(units, [&](std::size_t unit) {
    if (alike.empty() || !are_alike(basket, alike.back().units.back(), unit)) {
      alike.emplace_back();
    }
    alike.back().units.push_back(static_cast<std::uint8_t>(unit));
  });
  std::size_t stride = 1;
  for (AlikeUnits& kind : alike) {
    kind.stride = stride;
    stride *= kind.units.size() + 1;
  }
  return alike;
}

std::size_t choices(const std::vector<AlikeUnits>& alike, std::size_t limit) {
  std::size_t product = 1;
  for (const AlikeUnits& kind : alike) {
    product *= kind.units.size() + 1;
    if (product >= limit) return limit;
  }
  return product;
}

UnitLattice::UnitLattice(std::vector<AlikeUnits> alike) : alike_(std::move(alike)) {
  sets_.push_back(0);
  for (const AlikeUnits& kind : alike_) {
    for (const std::uint8_t unit : kind.units) {
      const std::size_t begin = sets_.size() - kind.stride;
      for (std::size_t below = 0; below < kind.stride; ++below) {
        sets_.push_back(sets_[begin + below] | only(unit));
      }
    }
  }
}

UnitSet UnitLattice::units_out_of(UnitSet left, std::size_t index) const {
  UnitSet taken = 0;
  for (const AlikeUnits& kind : alike_) {
    std::size_t count = index / kind.stride % (kind.units.size() + 1);
    for (const std::uint8_t unit : kind.units) {
      if (count == 0) break;
      if ((left & only(unit)) == 0) continue;
      taken |= only(unit);
      --count;
    }
  }
  return taken;
}

}  // namespace shelfd::pricing
