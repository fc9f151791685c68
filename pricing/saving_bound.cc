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
  return amount >= kNoLimit || times >= kNoLimit ? kNoLimit : amount * times;
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
  if (!promotion.every) return promotion.off * reach.uses;
  const Minor times = reach.measure / promotion.need * reach.repeats;
  return promotion.off * std::min(times, times_or_limit(promotion.max_times, reach.uses));
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

namespace {

// The most that a promotion takes off, as a share of what its gate or its percentage is of: at most
// num / den of the worth of its units. den 0: no such share.
struct Rate {
  Minor num = 0;
  Minor den = 0;
};

Rate rate_of(const PreparedPromotion& promotion) {
  Rate rate;
  if (promotion.effect == Effect::Amount && !promotion.by_count && promotion.need > 0) {
    rate = {.num = promotion.off * promotion.most_uses, .den = promotion.need};
  } else if (promotion.effect == Effect::Percent) {
    rate = {.num = promotion.basis_points * promotion.most_uses, .den = 10'000};
  }
  return rate.num < rate.den ? rate : Rate{};
}

bool names_list(const PreparedPromotion& promotion) {
  return promotion.gate_basis == Basis::List || promotion.of == Basis::List;
}

// The sum of what is lost below the units' weighted prices, promotion by promotion from the last.
class Bound {
 public:
  Bound(const PreparedBasket& basket, UnitSet units, int orders)
      : basket_(basket), units_(units), orders_(orders) {
    factors_.fill(1);
  }

  Minor least_cost() {
    for (std::size_t place = basket_.promotions.size(); place-- > 0;) take(place);
    double cost = -lost_;
    for (const Clique& clique : cliques_) cost -= lost_to(clique);
    for_each_unit(units_, [&](std::size_t unit) {
      cost += static_cast<double>(basket_.price[unit]) * factors_[unit];
    });
    if (has_factors_) {
      // What the sums above may be wrong by, many times over: sums stay below 2^53.
      cost -= 1e-12 * static_cast<double>(sum_over(units_, basket_.price)) + 1e-6;
    }
    return std::max<Minor>(static_cast<Minor>(std::ceil(cost)), 0) + fees();
  }

 private:
  struct Clique {
    PromotionSet members = 0;  // pairwise partners in every order
    UnitSet units = 0;
    double sum = 0;
    double best_in_one = 0;
    Rate best{.num = 0, .den = 1};
    bool has_rate = true;
    bool of_list = false;
  };

  void take(std::size_t place) {
    const PreparedPromotion& promotion = basket_.promotions[place];
    const Minor off = most_off(basket_, promotion, units_, orders_);
    if (off == 0) return;
    if (promotion.effect == Effect::FreeShipping) {
      waived_ += off;
      return;
    }
    const UnitSet inside = units_ & promotion.scope;
    if (promotion.order_partners == 0 && is_plain_percent(promotion, off)) {
      return take_percent(promotion, inside);
    }
    double weight = 0;
    for_each_unit(inside, [&](std::size_t unit) { weight = std::max(weight, factors_[unit]); });
    const double lost = static_cast<double>(off) * weight;
    if (promotion.order_partners == 0) {
      lost_ += lost;
    } else {
      add_to_clique(place, inside, lost, weight);
    }
  }

  // A percentage of running prices whose cap does not matter.
  [[nodiscard]] bool is_plain_percent(const PreparedPromotion& promotion, Minor off) const {
    if (promotion.effect != Effect::Percent || promotion.of != Basis::Running) return false;
    if (promotion.basis_points * promotion.most_uses >= 10'000) return false;
    if (promotion.cap >= kNoLimit) return true;
    PreparedPromotion uncapped = promotion;
    uncapped.cap = kNoLimit;
    return most_off(basket_, uncapped, units_, orders_) == off;
  }

  void take_percent(const PreparedPromotion& promotion, UnitSet inside) {
    double least = 1;
    double most = 0;
    for_each_unit(inside, [&](std::size_t unit) {
      least = std::min(least, factors_[unit]);
      most = std::max(most, factors_[unit]);
    });
    // A share of a split may be one step more than its part where others are less.
    if (!promotion.each) lost_ += (most - least) * std::popcount(inside) * promotion.most_uses;
    double kept = 1;
    for (int use = 0; use < promotion.most_uses; ++use) {
      kept *= 1 - static_cast<double>(promotion.basis_points) / 10'000;
    }
    for_each_unit(inside, [&](std::size_t unit) { factors_[unit] *= kept; });
    has_factors_ = true;
  }

  void add_to_clique(std::size_t place, UnitSet inside, double lost, double weight) {
    const PreparedPromotion& promotion = basket_.promotions[place];
    auto clique = std::ranges::find_if(cliques_, [&](const Clique& known) {
      return (known.members & ~promotion.order_partners) == 0;
    });
    if (clique == cliques_.end()) clique = cliques_.insert(clique, Clique{});
    clique->members |= PromotionSet{1} << place;
    clique->units |= inside;
    clique->sum += lost;
    const Minor in_one = orders_ == 1 ? 0 : most_off(basket_, promotion, units_, 1);
    const double one = orders_ == 1 ? lost : static_cast<double>(in_one) * weight;
    clique->best_in_one = std::max(clique->best_in_one, one);
    clique->of_list = clique->of_list || names_list(promotion);
    const Rate rate = rate_of(promotion);
    clique->has_rate = clique->has_rate && rate.den > 0;
    const bool is_better = static_cast<Wide>(rate.num) * static_cast<Wide>(clique->best.den) >
                           static_cast<Wide>(clique->best.num) * static_cast<Wide>(rate.den);
    if (is_better) clique->best = rate;
  }

  [[nodiscard]] double lost_to(const Clique& clique) const {
    double lost = std::min(clique.sum, clique.best_in_one * orders_);
    if (!clique.has_rate || orders_ == 1) return lost;
    Minor worth = 0;
    for_each_unit(clique.units, [&](std::size_t unit) {
      worth +=
          clique.of_list ? std::max(basket_.list[unit], basket_.price[unit]) : basket_.price[unit];
    });
    return std::min(lost,
                    static_cast<double>(product_floor(worth, clique.best.num, clique.best.den)));
  }

  [[nodiscard]] Minor fees() const {
    Minor fees = 0;
    for (const PreparedShop& shop : basket_.shops) {
      const UnitSet inside = shop.units & units_;
      if (inside != 0 && sum_over(inside, basket_.price) < basket_.free_from) {
        fees += basket_.shipping_fee;
      }
    }
    return std::max<Minor>(fees - waived_, 0);
  }

  const PreparedBasket& basket_;
  UnitSet units_;
  int orders_;
  std::array<double, kMaxBasketUnits> factors_{};
  std::vector<Clique> cliques_{};
  double lost_ = 0;
  Minor waived_ = 0;
  bool has_factors_ = false;
};

}  // namespace

Minor least_cost(const PreparedBasket& basket, UnitSet units, int orders) {
  return Bound(basket, units, orders).least_cost();
}

}  // namespace shelfd::pricing
