#include "tests/pricing/naive_net_price.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <type_traits>

namespace shelfd::pricing {
namespace {

using Cents = std::int64_t;
using Indices = std::vector<std::size_t>;

bool common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (const std::string& name : a) {
    if (std::count(b.begin(), b.end(), name) > 0) return true;
  }
  return false;
}

// Divides `amount` over positions by weight: each its floor, then one more to those that lost most.
std::vector<Cents> shares(Cents amount, const std::vector<Cents>& weights) {
  const Cents total = std::accumulate(weights.begin(), weights.end(), Cents{0});
  std::vector<Cents> parts(weights.size(), 0);
  if (total == 0) return parts;
  std::vector<std::pair<Cents, std::size_t>> losses;
  Cents given = 0;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    parts[at] = amount * weights[at] / total;
    given += parts[at];
    losses.emplace_back(-(amount * weights[at] % total), at);
  }
  std::sort(losses.begin(), losses.end());
  for (Cents more = 0; more < amount - given; ++more) {
    ++parts[losses[static_cast<std::size_t>(more)].second];
  }
  return parts;
}

struct Till {
  const Basket& basket;
  Indices units;
  std::vector<int> uses;
  std::vector<Cents> list{};
  std::vector<Cents> price{};
  std::vector<Cents> running{};

  Cents cents(Money money) const { return money.micros / basket.rules.step.micros; }

  Indices scope(const Promotion& promotion) const {
    Indices inside;
    for (std::size_t at = 0; at < units.size(); ++at) {
      if (in_scope(promotion.scope, basket.units[units[at]])) inside.push_back(at);
    }
    return inside;
  }

  Cents sum(const Indices& inside, const std::vector<Cents>& of) const {
    Cents total = 0;
    for (const std::size_t at : inside) total += of[at];
    return total;
  }

  const std::vector<Cents>& by(Basis basis) const {
    return basis == Basis::List ? list : basis == Basis::Activity ? price : running;
  }

  bool partners(std::size_t a, std::size_t b) const {
    const Promotion& one = basket.promotions[a];
    const Promotion& other = basket.promotions[b];
    if (common(one.order_groups, other.order_groups)) return true;
    if (!common(one.unit_groups, other.unit_groups)) return false;
    for (const std::size_t at : scope(one)) {
      if (in_scope(other.scope, basket.units[units[at]])) return true;
    }
    return false;
  }

  bool has_used_partner(std::size_t promotion) const {
    for (std::size_t other = 0; other < uses.size(); ++other) {
      if (other != promotion && uses[other] > 0 && partners(promotion, other)) return true;
    }
    return false;
  }

  void give(const Indices& to, const std::vector<Cents>& parts) {
    for (std::size_t at = 0; at < to.size(); ++at) running[to[at]] -= parts[at];
  }

  std::vector<Cents> pick(const Indices& inside, const std::vector<Cents>& of) const {
    std::vector<Cents> picked;
    for (const std::size_t at : inside) picked.push_back(of[at]);
    return picked;
  }

  void take(Cents amount, const Indices& inside) {
    const bool by_activity = basket.rules.allocate == Allocate::Activity;
    const bool again = basket.rules.overflow == Overflow::Redistribute;
    if (again || !by_activity) amount = std::min(amount, sum(inside, running));
    give(inside, shares(amount, pick(inside, by_activity ? price : running)));
    Cents excess = 0;
    for (const std::size_t at : inside) {
      if (running[at] < 0) {
        excess -= running[at];
        running[at] = 0;
      }
    }
    if (again) give(inside, shares(excess, pick(inside, running)));
  }

  Indices dearest(Indices inside) const {
    std::sort(inside.begin(), inside.end(), [&](std::size_t a, std::size_t b) {
      return running[a] > running[b] || (running[a] == running[b] && a < b);
    });
    return inside;
  }

  void at_price(Indices group, Cents most) {
    std::sort(group.begin(), group.end());
    const Cents saved = std::max<Cents>(0, sum(group, running) - most);
    give(group, shares(saved, pick(group, running)));
  }

  void apply(const AmountOff& benefit, const Promotion& promotion, const Indices& inside,
             Cents measure) {
    Cents times = 1;
    if (benefit.every) {
      times =
          measure / (promotion.gate.count ? *promotion.gate.count : cents(*promotion.gate.amount));
    }
    if (benefit.max_times) times = std::min(times, Cents{*benefit.max_times});
    take(times * cents(benefit.off), inside);
  }
  void apply(const PercentOff& benefit, const Promotion&, const Indices& inside, Cents) {
    const auto capped = [&](Cents base, Cents left) {
      Cents off = base * benefit.basis_points / 10'000;
      if (benefit.cap) off = std::min(off, cents(*benefit.cap));
      return std::min(off, left);
    };
    if (!benefit.each) {
      const Cents off = capped(sum(inside, by(benefit.of)), sum(inside, running));
      return give(inside, shares(off, pick(inside, running)));
    }
    for (const std::size_t at : inside) running[at] -= capped(by(benefit.of)[at], running[at]);
  }
  void apply(const NForM& benefit, const Promotion&, const Indices& inside, Cents) {
    const Indices row = dearest(inside);
    for (std::size_t at = 0; at < row.size(); ++at) {
      const auto size = static_cast<std::size_t>(benefit.size);
      const bool is_full = at / size < row.size() / size;
      if (is_full && static_cast<std::int64_t>(at % size) >= benefit.paid) running[row[at]] = 0;
    }
  }
  void apply(const NthOff& benefit, const Promotion&, const Indices& inside, Cents) {
    const Indices row = dearest(inside);
    const auto size = static_cast<std::size_t>(benefit.size);
    for (std::size_t at = size; at <= row.size(); at += size) {
      running[row[at - 1]] -= running[row[at - 1]] * benefit.basis_points / 10'000;
    }
  }
  void apply(const GroupPrice& benefit, const Promotion&, const Indices& inside, Cents) {
    Indices row = dearest(inside);
    const auto size = static_cast<std::ptrdiff_t>(benefit.size);
    while (std::ssize(row) >= size) {
      at_price(Indices(row.begin(), row.begin() + size), cents(benefit.price));
      row.erase(row.begin(), row.begin() + size);
    }
  }
  void apply(const Bundle& benefit, const Promotion&, const Indices& inside, Cents) {
    Indices free = inside;
    for (;;) {
      Indices group;
      for (const Scope& part : benefit.parts) {
        for (const std::size_t at : dearest(free)) {
          const bool is_taken = std::count(group.begin(), group.end(), at) > 0;
          if (is_taken || !in_scope(part, basket.units[units[at]])) continue;
          group.push_back(at);
          break;
        }
      }
      if (group.size() < benefit.parts.size()) return;
      for (const std::size_t at : group) std::erase(free, at);
      at_price(group, cents(benefit.price));
    }
  }
  void apply(const DepositGrows& benefit, const Promotion&, const Indices& inside, Cents) {
    for (const std::size_t at : inside) {
      running[at] = std::max<Cents>(0, running[at] - cents(benefit.counts - benefit.paid));
    }
  }
  void apply(const FixedPrice& benefit, const Promotion&, const Indices& inside, Cents) {
    for (const std::size_t at : inside) running[at] = std::min(running[at], cents(benefit.price));
  }
  void apply(const FreeShipping&, const Promotion&, const Indices&, Cents) {}

  // The gate measure at the promotion's turn; absent where it is not met.
  std::optional<Cents> measure(const Promotion& promotion, const Indices& inside) const {
    if (inside.empty()) return std::nullopt;
    Cents measured = sum(inside, by(promotion.gate.basis));
    Cents needed = promotion.gate.amount ? cents(*promotion.gate.amount) : 0;
    if (promotion.gate.count) {
      measured = static_cast<Cents>(inside.size());
      needed = *promotion.gate.count;
    }
    if (measured < needed) return std::nullopt;
    return measured;
  }

  // Fees by shop, and what each promotion of free shipping takes off them.
  Cents shipping(std::vector<Cents>& offs) const {
    if (!basket.rules.shipping) return 0;
    const Shipping& rule = *basket.rules.shipping;
    std::map<std::string, Cents> sums;
    for (std::size_t at = 0; at < units.size(); ++at) {
      const bool by_activity = rule.basis == Basis::Activity;
      sums[basket.units[units[at]].shop] += (by_activity ? price : running)[at];
    }
    std::set<std::string> charged;
    for (const auto& [shop, total] : sums) {
      if (total < cents(rule.free_from)) charged.insert(shop);
    }
    Cents fees = cents(rule.fee) * std::ssize(charged);
    for (const std::size_t index : by_layer()) {
      const Promotion& promotion = basket.promotions[index];
      const auto* const benefit = std::get_if<FreeShipping>(&promotion.benefit);
      if (benefit == nullptr || uses[index] == 0) continue;
      Cents waived = 0;
      for (const std::size_t at : scope(promotion)) {
        waived += charged.erase(basket.units[units[at]].shop) > 0 ? cents(rule.fee) : 0;
      }
      if (benefit->cap) waived = std::min(waived, uses[index] * cents(*benefit->cap));
      offs[index] += waived;
      fees -= waived;
    }
    return fees;
  }

  Indices by_layer() const {
    Indices order(basket.promotions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return basket.promotions[a].layer < basket.promotions[b].layer;
    });
    return order;
  }

  std::optional<NaiveOrder> price_order() {
    NaiveOrder order;
    order.offs.resize(basket.promotions.size(), 0);
    for (const std::size_t unit : units) {
      list.push_back(cents(basket.units[unit].list));
      price.push_back(cents(basket.units[unit].price));
    }
    running = price;
    for (const std::size_t index : by_layer()) {
      const Promotion& promotion = basket.promotions[index];
      const Indices inside = scope(promotion);
      const std::optional<Cents> measured = measure(promotion, inside);
      const bool is_usable_here = is_usable(promotion, basket) && measured.has_value();
      if (uses[index] == 0) {
        if (promotion.automatic && is_usable_here && !has_used_partner(index)) return std::nullopt;
        continue;
      }
      if (!is_usable_here || uses[index] > promotion.per_order) return std::nullopt;
      if (has_used_partner(index)) return std::nullopt;
      const Cents before = std::accumulate(running.begin(), running.end(), Cents{0});
      for (int use = 0; use < uses[index]; ++use) {
        std::visit([&](const auto& benefit) { apply(benefit, promotion, inside, *measured); },
                   promotion.benefit);
      }
      order.offs[index] = before - std::accumulate(running.begin(), running.end(), Cents{0});
    }
    order.lines = running;
    order.net = std::accumulate(running.begin(), running.end(), Cents{0}) + shipping(order.offs);
    return order;
  }
};

class EveryWay {
 public:
  explicit EveryWay(const Basket& basket) : basket_(basket) {}

  Cents cheapest() {
    std::vector<int> held;
    for (const Promotion& promotion : basket_.promotions) {
      held.push_back(promotion.copies.value_or(kMaxTimes * kMaxTimes));
    }
    const unsigned all = (1U << basket_.units.size()) - 1;
    return *rest(all, held, basket_.rules.max_orders);
  }

 private:
  // By copies used (0 for what is not limited), the least that one order of the units costs.
  using Ways = std::map<std::vector<int>, Cents>;

  const Ways& ways(unsigned set) {
    const auto known = ways_.find(set);
    if (known != ways_.end()) return known->second;
    Indices units;
    for (std::size_t unit = 0; unit < basket_.units.size(); ++unit) {
      if ((set >> unit & 1) != 0) units.push_back(unit);
    }
    Ways& found = ways_[set];
    std::vector<int> uses(basket_.promotions.size(), 0);
    do {
      const std::optional<NaiveOrder> order = naive_order(basket_, units, uses);
      if (!order) continue;
      std::vector<int> limited = uses;
      for (std::size_t at = 0; at < uses.size(); ++at) {
        if (!basket_.promotions[at].copies) limited[at] = 0;
      }
      const auto [way, is_new] = found.try_emplace(limited, order->net);
      if (!is_new) way->second = std::min(way->second, order->net);
    } while (count_up(uses));
    return found;
  }

  bool count_up(std::vector<int>& uses) const {
    for (std::size_t at = 0; at < uses.size(); ++at) {
      const Promotion& promotion = basket_.promotions[at];
      if (uses[at] < std::min(promotion.per_order, promotion.copies.value_or(kMaxTimes))) {
        ++uses[at];
        return true;
      }
      uses[at] = 0;
    }
    return false;
  }

  std::optional<Cents> rest(unsigned left, const std::vector<int>& held, int orders) {
    if (left == 0) return 0;
    if (orders == 0) return std::nullopt;
    const auto key = std::make_tuple(left, held, orders);
    if (const auto known = rests_.find(key); known != rests_.end()) return known->second;
    std::optional<Cents> best;
    for (unsigned part = left; part != 0; part = (part - 1) & left) {
      if ((part & (left & -left)) == 0) continue;
      for (const auto& [used, net] : ways(part)) {
        std::vector<int> kept = held;
        bool is_held = true;
        for (std::size_t at = 0; at < kept.size(); ++at) {
          kept[at] -= used[at];
          is_held = is_held && kept[at] >= 0;
        }
        if (!is_held) continue;
        const std::optional<Cents> others = rest(left & ~part, kept, orders - 1);
        if (others && (!best || net + *others < *best)) best = net + *others;
      }
    }
    rests_[key] = best;
    return best;
  }

  const Basket& basket_;
  std::map<unsigned, Ways> ways_;
  std::map<std::tuple<unsigned, std::vector<int>, int>, std::optional<Cents>> rests_;
};

}  // namespace

std::optional<NaiveOrder> naive_order(const Basket& basket, const std::vector<std::size_t>& units,
                                      const std::vector<int>& uses) {
  return Till{.basket = basket, .units = units, .uses = uses}.price_order();
}

std::int64_t naive_net(const Basket& basket) { return EveryWay(basket).cheapest(); }

}  // namespace shelfd::pricing
