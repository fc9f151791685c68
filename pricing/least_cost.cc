// Least cost: the lower bound of saving_bound.h, put together from its promotions.
#include <algorithm>
#include <cmath>

#include "pricing/gate_levels.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {
namespace {

// Promotions that exclude each other pairwise.
struct Clique {
  struct Member {
    std::size_t place = 0;
    double off = 0;     // at most, weighed
    double weight = 0;  // at most 1
    double in_one = 0;  // at most in one order, weighed
    Minor need = 0;     // of the worth of its units, to be used in an order
    Minor orders = 0;   // that may use it
  };
  std::vector<Member> members{};
  bool is_by_order = true;  // never two in one order; else never two at one unit
  double sum = 0;
};

// A threshold of running prices takes off a fixed amount, or a share of them, off / gate at most:
// both hold, and neither is always the better bound.
enum class Running : std::uint8_t { Fixed, Shares };

// What is lost below the units' weighted prices, promotion by promotion from the last.
class Bound {
 public:
  Bound(const PreparedBasket& basket, UnitSet units, int orders, WithCoupons with_coupons,
        Running running)
      : basket_(basket),
        units_(units),
        orders_(orders),
        with_coupons_(with_coupons),
        running_(running) {
    factors_.fill(1);
  }

  Minor least() {
    for (std::size_t place = basket_.promotions.size(); place-- > 0;) take(place);
    double cost = -lost_ - std::min(lost_to_gates(false), lost_to_gates(true));
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
    const auto [least, most] = factors_over(inside);
    if (is_alone && running_ == Running::Shares && may_be_share(promotion)) {
      const double share = static_cast<double>(promotion.off) * promotion.most_uses /
                           static_cast<double>(promotion.need) * most;
      if (share < least) return take_share(share, inside);
    }
    const double lost = static_cast<double>(off) * most;
    if (!is_alone) add_to_clique(member_of(place, lost, most));
    // A clique's coupons are left to it: the highest order may use another one.
    if (has_levels(promotion) && (is_alone || promotion.coupon == 0)) {
      gates_.push_back(gate_of(place, lost, most));
    } else if (is_alone) {
      lost_ += lost;
    }
  }

  // A threshold that shares its measure with others of its scope.
  struct GateOf {
    std::size_t place = 0;
    UnitSet inside = 0;
    double lost = 0;
    bool is_alone = false;
    GatedAmount amount{};
  };

  [[nodiscard]] bool has_levels(const PreparedPromotion& promotion) const {
    return orders_ > 1 && promotion.effect == Effect::Amount && !promotion.by_count &&
           promotion.need > 0;
  }

  [[nodiscard]] GateOf gate_of(std::size_t place, double lost, double weight) const {
    const PreparedPromotion& promotion = basket_.promotions[place];
    GateOf gate{.place = place, .inside = units_ & promotion.scope, .lost = lost};
    gate.is_alone = (promotion.order_partners | promotion.unit_partners) == 0;
    gate.amount = {.off = static_cast<double>(promotion.off) * weight,
                   .need = promotion.need,
                   .most_times = promotion.every ? promotion.max_times : 1,
                   .uses = promotion.most_uses,
                   .copies = promotion.coupon != 0 ? promotion.copies : kNoLimit};
    return gate;
  }

  // By thresholds of one scope together, and by cliques. A clique's thresholds count with those of
  // their scope where `from_cliques` says so, and with their clique else: both hold.
  double lost_to_gates(bool from_cliques) {
    double lost = 0;
    PromotionSet grouped = 0;
    PromotionSet counted = 0;
    for (std::size_t at = 0; at < gates_.size(); ++at) {
      const GateOf& first = gates_[at];
      const bool takes_part = first.is_alone || from_cliques;
      if (!takes_part || (counted >> first.place & 1) != 0) continue;
      std::vector<const GateOf*> group;
      for (std::size_t other = at; other < gates_.size(); ++other) {
        const GateOf& gate = gates_[other];
        if (is_with(first, gate) && (gate.is_alone || from_cliques)) group.push_back(&gate);
      }
      if (group.size() == 1 && !first.is_alone) continue;
      for (const GateOf* gate : group) {
        counted |= PromotionSet{1} << gate->place;
        if (!gate->is_alone) grouped |= PromotionSet{1} << gate->place;
      }
      lost += lost_to_group(group);
    }
    for (const Clique& clique : cliques_) lost += lost_to(without(clique, grouped));
    return lost;
  }

  [[nodiscard]] bool is_with(const GateOf& one, const GateOf& other) const {
    const auto by_list = [&](const GateOf& gate) {
      return basket_.promotions[gate.place].gate_basis == Basis::List;
    };
    return one.inside == other.inside && by_list(one) == by_list(other);
  }

  double lost_to_group(const std::vector<const GateOf*>& group) {
    double sum = 0;
    std::vector<GatedAmount> amounts;
    for (const GateOf* gate : group) {
      sum += gate->lost;
      amounts.push_back(gate->amount);
      if (!gate->is_alone) amounts.back().clique = clique_of(gate->place);
    }
    if (group.size() == 1) return sum;
    const bool by_list = basket_.promotions[group[0]->place].gate_basis == Basis::List;
    const Minor measure = sum_over(group[0]->inside, by_list ? basket_.list : basket_.price);
    const LevelsBest best = best_levels(amounts, measure, orders_);
    return best.is_found ? std::min(sum, best.off) : sum;
  }

  // The clique of order partners, whose members are never two in an order; -1 for another.
  [[nodiscard]] int clique_of(std::size_t place) const {
    for (std::size_t clique = 0; clique < cliques_.size(); ++clique) {
      for (const Clique::Member& member : cliques_[clique].members) {
        if (member.place != place) continue;
        return cliques_[clique].is_by_order ? static_cast<int>(clique) : -1;
      }
    }
    return -1;
  }

  static Clique without(const Clique& clique, PromotionSet places) {
    Clique left = clique;
    std::erase_if(left.members,
                  [&](const Clique::Member& member) { return (places >> member.place & 1) != 0; });
    left.sum = 0;
    for (const Clique::Member& member : left.members) left.sum += member.off;
    return left;
  }

  struct Range {
    double least = 1;
    double most = 0;
  };
  [[nodiscard]] Range factors_over(UnitSet inside) const {
    Range range;
    for_each_unit(inside, [&](std::size_t unit) {
      range.least = std::min(range.least, factors_[unit]);
      range.most = std::max(range.most, factors_[unit]);
    });
    return range;
  }

  static bool may_be_share(const PreparedPromotion& promotion) {
    return promotion.effect == Effect::Amount && promotion.gate_basis == Basis::Running &&
           !promotion.by_count && promotion.need > 0;
  }

  // Whatever the split: what is taken off is at most this part of the units' running prices.
  void take_share(double share, UnitSet inside) {
    for_each_unit(inside, [&](std::size_t unit) { factors_[unit] -= share; });
    is_whole_ = false;
  }

  [[nodiscard]] Clique::Member member_of(std::size_t place, double lost, double weight) const {
    const PreparedPromotion& promotion = basket_.promotions[place];
    Clique::Member member{.place = place, .off = lost, .weight = weight, .in_one = lost};
    if (orders_ == 1) return member;
    member.in_one = weight * static_cast<double>(most_off(basket_, promotion, units_, 1));
    member.need = promotion.by_count ? 0 : promotion.need;
    member.orders = orders_;
    if (promotion.coupon != 0) member.orders = std::min<Minor>(orders_, promotion.copies);
    if (member.need > 0) {
      const Minor held = worth_of(units_ & promotion.scope);
      member.orders = std::min(member.orders, held / member.need);
    }
    return member;
  }

  // Whatever a gate measures.
  [[nodiscard]] Minor worth_of(UnitSet units) const {
    Minor worth = 0;
    for_each_unit(units, [&](std::size_t unit) {
      worth += std::max(basket_.list[unit], basket_.price[unit]);
    });
    return worth;
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
    const auto [least, most] = factors_over(inside);
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
  }

  double lost_to(const Clique& clique) {
    if (clique.members.empty()) return 0;
    if (orders_ == 1) {
      return std::ranges::max_element(clique.members, {}, &Clique::Member::in_one)->in_one;
    }
    double least = clique.sum;
    if (clique.members.size() == 1) return least;
    if (clique.is_by_order) least = std::min(least, best_orders(clique));
    double by_shares = shares(clique, kMaxPromotions);
    for (const Clique::Member& member : clique.members) {
      by_shares = std::min(by_shares, member.off + shares(clique, member.place));
    }
    if (by_shares >= least) return least;
    is_whole_ = false;
    return by_shares;
  }

  // Each order uses one member at most, and holds what its gate needs: how many orders use which.
  struct Orders {
    const Clique& clique;
    std::vector<Minor> needs;  // met so far, by member
    int steps = 0;
  };
  [[nodiscard]] double best_orders(const Clique& clique) const {
    Orders orders{.clique = clique, .needs = std::vector<Minor>(clique.members.size(), 0)};
    const double best = best_of_members(orders, 0, orders_);
    return orders.steps > kMaxSteps ? clique.sum : best;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as a clique has members.
  double best_of_members(Orders& orders, std::size_t from, Minor left) const {
    if (from == orders.clique.members.size() || ++orders.steps > kMaxSteps) return 0;
    const Clique::Member& member = orders.clique.members[from];
    const Minor before = orders.needs[from];
    double best = 0;
    for (Minor count = 0; count <= std::min(left, member.orders); ++count) {
      orders.needs[from] = count * member.need;
      if (count > 0 && !has_room(orders, member)) break;
      const double here = std::min(member.off, static_cast<double>(count) * member.in_one);
      best = std::max(best, here + best_of_members(orders, from + 1, left - count));
      if (here >= member.off) break;
    }
    orders.needs[from] = before;
    return best;
  }

  // Orders are disjoint: those of members inside a scope share its worth.
  [[nodiscard]] bool has_room(const Orders& orders, const Clique::Member& last) const {
    for (const Clique::Member& member : orders.clique.members) {
      const UnitSet scope = basket_.promotions[member.place].scope & units_;
      if ((basket_.promotions[last.place].scope & units_ & ~scope) != 0) continue;
      Minor needed = 0;
      for (std::size_t at = 0; at < orders.needs.size(); ++at) {
        const std::size_t place = orders.clique.members[at].place;
        const UnitSet inside = basket_.promotions[place].scope & units_;
        if ((inside & ~scope) == 0) needed += orders.needs[at];
      }
      if (needed > worth_of(scope)) return false;
    }
    return true;
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

  static constexpr int kMaxSteps = 500;

  const PreparedBasket& basket_;
  UnitSet units_;
  int orders_;
  WithCoupons with_coupons_;
  Running running_;
  std::array<double, kMaxBasketUnits> factors_{};
  std::vector<Clique> cliques_{};
  std::vector<GateOf> gates_{};
  double lost_ = 0;
  Minor waived_ = 0;
  bool is_whole_ = true;  // all sums are of whole numbers, so exact
};

}  // namespace

Minor least_cost(const PreparedBasket& basket, UnitSet units, int orders,
                 WithCoupons with_coupons) {
  const Minor fixed = Bound(basket, units, orders, with_coupons, Running::Fixed).least();
  const bool measures_running =
      std::ranges::any_of(basket.promotions, [&](const PreparedPromotion& promotion) {
        return promotion.gate_basis == Basis::Running && (promotion.scope & units) != 0;
      });
  if (!measures_running) return fixed;
  return std::max(fixed, Bound(basket, units, orders, with_coupons, Running::Shares).least());
}

}  // namespace shelfd::pricing
