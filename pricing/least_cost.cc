// Least cost: the lower bound of saving_bound.h, put together from its promotions.
#include <algorithm>
#include <cmath>

#include "pricing/saving_bound.h"

namespace shelfd::pricing {
namespace {

// What a promotion can owe to one unit: in each order, all it takes off is at most the sum of this
// over its units there. Of a group, the free units are its cheapest, so at most their part of the
// sum; a threshold's amount is at most off / gate of what was measured.
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
      const double measure = promotion.by_count                    ? 1
                             : promotion.gate_basis == Basis::List ? list
                                                                   : price;
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

// Promotions that exclude each other pairwise.
struct Clique {
  struct Member {
    std::size_t place = 0;
    double off = 0;     // at most, weighed
    double weight = 0;  // at most 1
  };
  std::vector<Member> members{};
  bool is_by_order = true;  // never two in one order; else never two at one unit
  double best_in_one = 0;   // of one order
  double sum = 0;
};

// What is lost below the units' weighted prices, promotion by promotion from the last.
class Bound {
 public:
  Bound(const PreparedBasket& basket, UnitSet units, int orders, WithCoupons with_coupons)
      : basket_(basket), units_(units), orders_(orders), with_coupons_(with_coupons) {
    factors_.fill(1);
  }

  Minor least_cost() {
    for (std::size_t place = basket_.promotions.size(); place-- > 0;) take(place);
    double cost = -lost_;
    for (const Clique& clique : cliques_) cost -= lost_to(clique);
    for_each_unit(units_, [&](std::size_t unit) {
      cost += static_cast<double>(basket_.price[unit]) * factors_[unit];
    });
    // What the sums above may be wrong by, many times over, as all stays below 2^53.
    if (!is_whole_) cost -= 1e-12 * static_cast<double>(sum_over(units_, basket_.price)) + 1e-6;
    return std::max<Minor>(static_cast<Minor>(std::ceil(cost)), 0) + fees();
  }

 private:
  void take(std::size_t place) {
    const PreparedPromotion& promotion = basket_.promotions[place];
    const UnitSet inside = units_ & promotion.scope;
    if (inside == 0) return;
    if (promotion.coupon != 0 && with_coupons_ == WithCoupons::No) return;
    const Minor off = most_off(basket_, promotion, units_, orders_);
    if (off == 0) return;
    if (promotion.effect == Effect::FreeShipping) {
      waived_ += off;
      return;
    }
    const bool is_alone = (promotion.order_partners | promotion.unit_partners) == 0;
    if (is_alone && is_plain_percent(promotion, off)) return take_percent(promotion, inside);
    double weight = 0;
    for_each_unit(inside, [&](std::size_t unit) { weight = std::max(weight, factors_[unit]); });
    const double lost = static_cast<double>(off) * weight;
    if (is_alone) {
      lost_ += lost;
    } else {
      add_to_clique({.place = place, .off = lost, .weight = weight});
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
    is_whole_ = false;
  }

  // In one order, units in both scopes make two with a unit group in common exclude each other. In
  // several, such a pair excludes each other at every unit.
  [[nodiscard]] PromotionSet exclusive(std::size_t place) const {
    const PreparedPromotion& promotion = basket_.promotions[place];
    return orders_ == 1 ? partners_of(basket_, place, units_)
                        : promotion.order_partners | promotion.unit_partners;
  }

  void add_to_clique(const Clique::Member& member) {
    const PreparedPromotion& promotion = basket_.promotions[member.place];
    const PromotionSet partners = exclusive(member.place);
    auto clique = std::ranges::find_if(cliques_, [&](const Clique& known) {
      return std::ranges::all_of(known.members, [&](const Clique::Member& other) {
        return (partners >> other.place & 1) != 0;
      });
    });
    if (clique == cliques_.end()) clique = cliques_.insert(clique, Clique{});
    for (const Clique::Member& other : clique->members) {
      if (orders_ > 1 && (promotion.order_partners >> other.place & 1) == 0) {
        clique->is_by_order = false;
      }
    }
    clique->members.push_back(member);
    clique->sum += member.off;
    const double in_one =
        orders_ == 1 ? member.off
                     : member.weight * static_cast<double>(most_off(basket_, promotion, units_, 1));
    clique->best_in_one = std::max(clique->best_in_one, in_one);
  }

  double lost_to(const Clique& clique) {
    if (orders_ == 1) return clique.best_in_one;
    double least = clique.sum;
    if (clique.is_by_order) least = std::min(least, clique.best_in_one * orders_);
    if (clique.members.size() == 1) return least;
    double by_shares = shares(clique, kMaxPromotions);
    for (const Clique::Member& member : clique.members) {
      by_shares = std::min(by_shares, member.off + shares(clique, member.place));
    }
    if (by_shares >= least) return least;
    is_whole_ = false;
    return by_shares;
  }

  // Over all units, the largest share of a member other than `without`.
  [[nodiscard]] double shares(const Clique& clique, std::size_t without) const {
    double sum = 0;
    for_each_unit(units_, [&](std::size_t unit) {
      double largest = 0;
      for (const Clique::Member& member : clique.members) {
        const PreparedPromotion& promotion = basket_.promotions[member.place];
        if (member.place == without || (promotion.scope & only(unit)) == 0) continue;
        const double share = share_of_unit(basket_, promotion, unit) * promotion.most_uses;
        largest = std::max(largest, share * member.weight);
      }
      sum += largest;
    });
    return sum;
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
  WithCoupons with_coupons_;
  std::array<double, kMaxBasketUnits> factors_{};
  std::vector<Clique> cliques_{};
  double lost_ = 0;
  Minor waived_ = 0;
  bool is_whole_ = true;  // all sums are of whole numbers, so exact
};

}  // namespace

Minor least_cost(const PreparedBasket& basket, UnitSet units, int orders,
                 WithCoupons with_coupons) {
  return Bound(basket, units, orders, with_coupons).least_cost();
}

}  // namespace shelfd::pricing
