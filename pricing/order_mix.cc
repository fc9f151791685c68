// Order mix: see order_mix.h.
#include "pricing/order_mix.h"

#include <algorithm>
#include <cmath>

#include "pricing/mix_program.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {

OrderMix::OrderMix(const PreparedBasket& basket, UnitSet units, std::size_t cells)
    : basket_(basket), units_(units), total_(static_cast<double>(sum_over(units, basket.price))) {
  find_cells(cells);
  if (!is_small()) return;
  find_reaches();
  fees_ = fees();
}

void OrderMix::find_cells(std::size_t cells) {
  std::vector<PromotionSet> signatures;
  for_each_unit(units_, [&](std::size_t unit) {
    PromotionSet signature = 0;
    for (std::size_t place = 0; place < basket_.promotions.size(); ++place) {
      if ((basket_.promotions[place].scope & only(unit)) != 0)
        signature |= PromotionSet{1} << place;
    }
    const auto known = std::ranges::find(signatures, signature);
    const auto at = static_cast<std::size_t>(known - signatures.begin());
    if (known == signatures.end()) {
      signatures.push_back(signature);
      cells_.emplace_back();
    }
    cells_[at].units |= only(unit);
  });
  if (!is_small()) return;
  split_cells(std::min(cells, kMaxCells));
  weigh_cells();
}

// In a cell, each unit counts as the one that a promotion favours most: cells where that says too
// much are split.
void OrderMix::split_cells(std::size_t cells) {
  std::vector<double> loose;
  loose.reserve(cells);
  for (const Cell& cell : cells_) loose.push_back(looseness(cell.units));
  while (cells_.size() < cells) {
    const auto worst = std::ranges::max_element(loose);
    if (*worst < 1e-4) return;
    Cell& cell = cells_[static_cast<std::size_t>(worst - loose.begin())];
    const UnitSet part = best_part(cell.units);
    cell.units &= ~part;
    *worst = looseness(cell.units);
    loose.push_back(looseness(part));
    cells_.push_back({.units = part});
  }
}

double OrderMix::looseness(UnitSet cell) const {
  const auto sum = static_cast<double>(sum_over(cell, basket_.price));
  double loose = 0;
  for (const PreparedPromotion& promotion : basket_.promotions) {
    if ((promotion.scope & cell) == 0 || promotion.effect == Effect::FreeShipping) continue;
    const bool is_amount = promotion.effect == Effect::Amount;
    const bool is_listed = promotion.gate_basis == Basis::List && promotion.need > 0;
    if (is_amount && (!is_listed || promotion.by_count)) continue;
    double most = 0;
    double all = 0;
    for_each_unit(cell, [&](std::size_t unit) {
      const double share = share_of_unit(basket_, promotion, unit);
      const auto price = static_cast<double>(basket_.price[unit]);
      all += std::min(share, price);
      if (price > 0) most = std::max(most, std::min(share / price, 1.0));
    });
    loose += (most * sum - all) / total_;
  }
  return loose;
}

// Of the cell's units by price, or by list price to price, those up to where it parts best.
UnitSet OrderMix::best_part(UnitSet cell) const {
  std::vector<std::size_t> units;
  for_each_unit(cell, [&](std::size_t unit) { units.push_back(unit); });
  UnitSet best = 0;
  double least = looseness(cell) + 1;
  for (const bool by_price : {true, false}) {
    std::ranges::stable_sort(units, [&](std::size_t one, std::size_t other) {
      const Minor price = basket_.price[one];
      const Minor others = basket_.price[other];
      if (by_price) return price < others;
      return static_cast<Wide>(basket_.list[one]) * static_cast<Wide>(others) <
             static_cast<Wide>(basket_.list[other]) * static_cast<Wide>(price);
    });
    UnitSet part = 0;
    for (std::size_t at = 0; at + 1 < units.size(); ++at) {
      part |= only(units[at]);
      const double loose = looseness(part) + looseness(cell & ~part);
      if (loose >= least) continue;
      least = loose;
      best = part;
    }
  }
  return best;
}

void OrderMix::weigh_cells() {
  for (Cell& cell : cells_) {
    for_each_unit(cell.units, [&](std::size_t unit) {
      const auto price = static_cast<double>(basket_.price[unit]);
      const auto list = static_cast<double>(basket_.list[unit]);
      cell.worth += price / total_;
      cell.list += list / total_;
      if (price == 0 && list > 0) cell.list_ratio = -1;
      if (price > 0 && cell.list_ratio >= 0) {
        cell.list_ratio = std::max(cell.list_ratio, list / price);
      }
    });
  }
}

void OrderMix::find_reaches() {
  for (std::size_t place = 0; place < basket_.promotions.size(); ++place) {
    const PreparedPromotion& promotion = basket_.promotions[place];
    if ((promotion.scope & units_) == 0 || promotion.effect == Effect::FreeShipping) continue;
    if (most_off(basket_, promotion, units_, basket_.max_orders) == 0) continue;
    reaches_.push_back(reach_of(place));
  }
}

OrderMix::Reach OrderMix::reach_of(std::size_t place) const {
  const PreparedPromotion& promotion = basket_.promotions[place];
  Reach reach{.place = place, .promotion = &promotion, .inside = promotion.scope & units_};
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if ((cells_[cell].units & reach.inside) != 0) reach.cells.push_back(cell);
  }
  reach.is_amount = promotion.effect == Effect::Amount;
  reach.off = static_cast<double>(promotion.off) / total_;
  if (!promotion.by_count) reach.need = static_cast<double>(promotion.need) / total_;
  reach.most =
      static_cast<double>(most_off(basket_, promotion, units_, basket_.max_orders)) / total_;
  reach.most_in_order = reach.most;
  const Minor measure = gate_measure(basket_, promotion, units_, basket_.price);
  reach.orders = std::min<Minor>(basket_.max_orders, std::popcount(reach.inside));
  if (promotion.need > 0) reach.orders = std::min(reach.orders, measure / promotion.need);
  if (promotion.coupon != 0) reach.orders = std::min<Minor>(reach.orders, promotion.copies);
  if (promotion.coupon != 0) reach.copies = promotion.copies;
  Minor times = promotion.most_uses;
  if (promotion.every) times *= std::min(promotion.max_times, measure / promotion.need);
  reach.times = static_cast<double>(times);
  reach.exclusive = exclusive_with(place);
  reach.is_spread = is_seen_later(place);
  if (!reach.is_amount) set_shares(reach);
  reach.is_counted = promotion.need > 0 || promotion.coupon != 0 || reach.exclusive != 0;
  return reach;
}

void OrderMix::set_shares(Reach& reach) const {
  const PreparedPromotion& promotion = *reach.promotion;
  const bool is_percent = promotion.effect == Effect::Percent;
  reach.is_by_unit = promotion.effect == Effect::Deposit ||
                     promotion.effect == Effect::FixedPrice || (is_percent && promotion.each);
  // A percentage of list prices may take all that an order costs.
  const bool is_any = std::ranges::any_of(reach.cells, [&](std::size_t cell) {
    return cells_[cell].list_ratio < 0 && is_percent && promotion.of == Basis::List;
  });
  double largest = 0;
  for (const std::size_t cell : reach.cells) {
    double share = is_any ? 1 : 0;
    for_each_unit(cells_[cell].units, [&](std::size_t unit) {
      const auto price = static_cast<double>(basket_.price[unit]);
      if (price == 0) return;
      share = std::max(share, share_of_unit(basket_, promotion, unit) / price);
    });
    share *= promotion.most_uses;
    if (reach.is_by_unit) share = std::min(share, 1.0);
    reach.shares.push_back(share);
    largest = std::max(largest, share);
  }
  if (reach.is_by_unit) reach.peak = largest;
  if (promotion.effect == Effect::Nth) {
    const double rate = static_cast<double>(promotion.basis_points) / 10'000;
    reach.peak = std::min(1.0, rate * promotion.most_uses);
  }
  if (is_percent && !promotion.each && promotion.cap < kNoLimit) {
    reach.most_in_order =
        std::min(reach.most, static_cast<double>(promotion.cap) * promotion.most_uses / total_);
  }
}

bool OrderMix::is_seen_later(std::size_t place) const {
  for (std::size_t later = place + 1; later < basket_.promotions.size(); ++later) {
    const PreparedPromotion& promotion = basket_.promotions[later];
    const bool measures = promotion.effect == Effect::Amount && promotion.need > 0 &&
                          !promotion.by_count && promotion.gate_basis == Basis::Running;
    if (measures && (promotion.scope & basket_.promotions[place].scope & units_) != 0) return true;
  }
  return false;
}

// Of a unit group, those of which one's scope is inside the other's: an order that uses both would
// hold a unit of the inner one, and so of both.
PromotionSet OrderMix::exclusive_with(std::size_t place) const {
  const PreparedPromotion& promotion = basket_.promotions[place];
  const UnitSet inside = promotion.scope & units_;
  PromotionSet exclusive = promotion.order_partners;
  for (PromotionSet left = promotion.unit_partners; left != 0; left &= left - 1) {
    const auto other = static_cast<std::size_t>(std::countr_zero(left));
    const UnitSet theirs = basket_.promotions[other].scope & units_;
    const UnitSet both = inside & theirs;
    if (both == inside || both == theirs) exclusive |= PromotionSet{1} << other;
  }
  return exclusive;
}

Minor OrderMix::fees() const {
  Minor fees = 0;
  for (const PreparedShop& shop : basket_.shops) {
    const UnitSet inside = shop.units & units_;
    if (inside != 0 && sum_over(inside, basket_.price) < basket_.free_from) {
      fees += basket_.shipping_fee;
    }
  }
  for (const PreparedPromotion& promotion : basket_.promotions) {
    if (promotion.effect != Effect::FreeShipping) continue;
    fees -= most_off(basket_, promotion, units_, basket_.max_orders);
  }
  return std::max<Minor>(fees, 0);
}

MixAnswer OrderMix::least_cost_of(const std::vector<OrderKind>& kinds) const {
  const MixProgram mix(basket_, cells_, reaches_, kinds);
  const LinearAnswer answer = solve(mix.program());
  const double gain = answer.bound - mix.bonus();
  // What the sums may be wrong by, many times over.
  const double least = std::ceil(total_ * (1 - gain) - 1e-9 * total_ - 1e-6);
  MixAnswer mixed{.least = std::max<Minor>(static_cast<Minor>(std::max(least, 0.0)), 0) + fees_,
                  .work = answer.work};
  mixed.question = question_about(mix, kinds, answer.values);
  return mixed;
}

std::optional<OpenQuestion> OrderMix::question_about(const MixProgram& mix,
                                                     const std::vector<OrderKind>& kinds,
                                                     const std::vector<double>& values) const {
  std::optional<OpenQuestion> question;
  double most = 1e-6;
  const auto take = [&](const OpenQuestion& asked, double at_stake) {
    if (at_stake <= most) return;
    most = at_stake;
    question = asked;
  };
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    for (std::size_t at = 0; at < reaches_.size(); ++at) {
      const Reach& reach = reaches_[at];
      const PromotionSet bit = PromotionSet{1} << reach.place;
      if ((kinds[kind].out & bit) != 0) continue;
      OpenQuestion asked{.kind = kind, .place = reach.place};
      const int orders = mix.orders_using(kind, at);
      if (orders >= 0 && (kinds[kind].in & bit) == 0) {
        asked.most = std::min(kinds[kind].count, reach.orders);
        take(asked, use_at_stake(reach, kinds[kind], values[static_cast<std::size_t>(orders)]));
      }
      if (kinds[kind].count > 1 || !reach.promotion->every) continue;
      const double times = values[static_cast<std::size_t>(mix.times(kind, at))];
      asked.is_times = true;
      asked.most = static_cast<Minor>(std::floor(times));
      take(asked, reach.off * std::min(times - std::floor(times), std::ceil(times) - times));
    }
  }
  return question;
}

// What a promotion is worth, the more the less it is decided; nothing where many orders may use it.
double OrderMix::use_at_stake(const Reach& reach, const OrderKind& kind, double used) {
  constexpr Minor kFew = 6;
  if (std::min(kind.count, reach.orders) > kFew) return 0;
  const double stake = reach.is_amount ? reach.off * reach.times : reach.most_in_order;
  const double open = std::min({used, static_cast<double>(kind.count) - used, 1.0});
  return open <= 0 ? 0 : std::sqrt(open) * stake;
}

}  // namespace shelfd::pricing
