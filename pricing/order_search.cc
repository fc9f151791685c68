// Order search: see order_search.h.
#include "pricing/order_search.h"

#include <algorithm>
#include <cmath>

#include "pricing/order_benefit.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {
namespace {

constexpr PromotionSet bit(std::size_t option) { return PromotionSet{1} << option; }

// Options from `from` on.
constexpr PromotionSet behind(std::size_t from) {
  return from >= kMaxPromotions ? 0 : ~PromotionSet{0} << from;
}

}  // namespace

const std::vector<OrderWay>& OrderSearch::search(UnitSet units, Keeping keeping) {
  units_ = units;
  keeping_ = keeping;
  is_complete_ = true;
  prices_ = kMaxBasketUnits - static_cast<std::size_t>(std::countl_zero(units));
  node_cost_ = 1 + std::popcount(units) / 16;
  ways_.clear();
  owed_.clear();
  uses_.fill(0);
  list_options();
  find_mates();
  weigh_options();
  visit({}, basket_.price);
  return ways_;
}

void OrderSearch::list_options() {
  options_.clear();
  for (std::size_t place = 0; place < basket_.promotions.size(); ++place) {
    const PreparedPromotion& promotion = basket_.promotions[place];
    const UnitSet inside = units_ & promotion.scope;
    if (inside == 0) continue;
    if (promotion.need > 0 &&
        gate_measure(basket_, promotion, units_, basket_.price) < promotion.need) {
      continue;
    }
    options_.push_back({.promotion = &promotion, .place = place, .inside = inside});
  }
}

// Partners, and cliques of options that are partners pairwise: one of each can be used.
void OrderSearch::find_mates() {
  std::vector<PromotionSet> cliques;
  for (std::size_t option = 0; option < options_.size(); ++option) {
    Option& here = options_[option];
    const PreparedPromotion& promotion = *here.promotion;
    if ((promotion.order_partners | promotion.unit_partners) == 0) continue;
    const PromotionSet partners = partners_of(basket_, here.place, units_);
    for (std::size_t other = 0; other < options_.size(); ++other) {
      if ((partners & bit(options_[other].place)) != 0) here.partners |= bit(other);
    }
    auto clique = std::ranges::find_if(
        cliques, [&](PromotionSet members) { return (members & ~here.partners) == 0; });
    if (clique == cliques.end()) clique = cliques.insert(clique, 0);
    here.better_mates = *clique;  // all members before; sorted out when weighed
    for (std::size_t other = 0; other < option; ++other) {
      if ((*clique & bit(other)) != 0) options_[other].better_mates |= bit(option);
    }
    *clique |= bit(option);
  }
}

// From the last option to the first: see saving_bound.h for the weights.
void OrderSearch::weigh_options() {
  double kept = 1;
  Minor waived = 0;
  for (std::size_t option = options_.size(); option-- > 0;) {
    Option& here = options_[option];
    const PreparedPromotion& promotion = *here.promotion;
    const Minor off = most_off(basket_, promotion, units_, 1);
    if (promotion.effect == Effect::FreeShipping) waived += off;
    const bool is_percent = promotion.effect == Effect::Percent && promotion.of == Basis::Running &&
                            here.inside == units_ && here.partners == 0 &&
                            promotion.cap >= kNoLimit && promotion.most_uses == 1;
    if (is_percent) {
      kept *= 1 - static_cast<double>(promotion.basis_points) / 10'000;
    } else if (promotion.effect != Effect::FreeShipping) {
      here.most_off = static_cast<double>(off) * kept;
    }
    here.kept_behind = kept;
  }
  sort_mates();
  least_fees_ = std::max<Minor>(least_fees() - waived, 0);
}

// Of its clique, each option keeps those that may take off more.
void OrderSearch::sort_mates() {
  for (std::size_t option = 0; option < options_.size(); ++option) {
    Option& here = options_[option];
    for (PromotionSet mates = here.better_mates; mates != 0; mates &= mates - 1) {
      const auto other = static_cast<std::size_t>(std::countr_zero(mates));
      const double theirs = options_[other].most_off;
      const bool is_better = theirs > here.most_off || (theirs == here.most_off && other < option);
      if (!is_better) here.better_mates &= ~bit(other);
    }
  }
}

Minor OrderSearch::least_fees() const {
  Minor fees_due = 0;
  for (const PreparedShop& shop : basket_.shops) {
    const UnitSet inside = shop.units & units_;
    if (inside != 0 && sum_over(inside, basket_.price) < basket_.free_from) {
      fees_due += basket_.shipping_fee;
    }
  }
  return fees_due;
}

UnitPrices OrderSearch::copy(const UnitPrices& running) const {
  UnitPrices copied;  // NOLINT(cppcoreguidelines-pro-type-member-init): what is read is filled
  std::copy_n(running.begin(), prices_, copied.begin());
  return copied;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are promotions and their uses.
void OrderSearch::visit(const Node& node, const UnitPrices& running) {
  if (node.next == options_.size()) return finish(node, running);
  work_.done += node_cost_;
  if (!ways_.empty() && (work_.is_spent() || is_cut(node, running))) {
    if (work_.is_spent()) is_complete_ = false;
    return;
  }
  const Option& here = options_[node.next];
  const Node without{.next = node.next + 1, .used = node.used, .coupons = node.coupons};
  const Minor measure = gate_measure(basket_, *here.promotion, units_, running);
  if (measure < here.promotion->need || (here.partners & node.used) != 0) {
    return visit(without, running);
  }
  // Without coupons first, with all that is free first: the first ways cut the most.
  const bool costs_coupons = here.promotion->coupon != 0 && keeping_ == Keeping::EachOfItsCoupons;
  if (!costs_coupons) use(node, running, measure);
  if (!here.promotion->automatic) {
    visit(without, running);
  } else if (is_free_to_leave(node.next, node.used)) {
    owed_.push_back(node.next);
    visit(without, running);
    owed_.pop_back();
  }
  if (costs_coupons) use(node, running, measure);
}

// An automatic one may be left out where a partner is still to come.
bool OrderSearch::is_free_to_leave(std::size_t option, PromotionSet used) const {
  for (PromotionSet left = options_[option].partners & behind(option + 1); left != 0;
       left &= left - 1) {
    const auto other = static_cast<std::size_t>(std::countr_zero(left));
    if ((options_[other].partners & used) == 0) return true;
  }
  return false;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are promotions and their uses.
void OrderSearch::use(const Node& node, const UnitPrices& running, Minor measure) {
  use_again(node, running, measure, 1);
  uses_[options_[node.next].place] = 0;
}

// The most uses first.
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are promotions and their uses.
void OrderSearch::use_again(const Node& node, const UnitPrices& running, Minor measure, int uses) {
  const Option& here = options_[node.next];
  UnitPrices then = copy(running);
  apply_use(basket_, *here.promotion, here.inside, measure, then);
  const Coupons coupons = node.coupons + here.promotion->coupon;
  const bool changes = !std::equal(
      running.begin(), running.begin() + static_cast<std::ptrdiff_t>(prices_), then.begin());
  const bool may_repeat = changes || here.promotion->effect == Effect::FreeShipping;
  if (uses < here.promotion->most_uses && may_repeat) {
    use_again({.next = node.next, .used = node.used, .coupons = coupons}, then, measure, uses + 1);
  }
  uses_[here.place] = static_cast<std::uint8_t>(uses);
  visit({.next = node.next + 1, .used = node.used | bit(node.next), .coupons = coupons}, then);
}

// Looking through many ways is work too.
void OrderSearch::charge_ways() const {
  work_.done += static_cast<std::int64_t>(ways_.size() / 64);
}

bool OrderSearch::is_cut(const Node& node, const UnitPrices& running) const {
  const double kept = options_[node.next].kept_behind;
  const Minor total = sum_over(units_, running);
  double bound = static_cast<double>(total) * kept;
  const PromotionSet to_come = behind(node.next);
  PromotionSet blocked = 0;
  for (std::size_t option = node.next; option < options_.size(); ++option) {
    if ((options_[option].partners & node.used) != 0) blocked |= bit(option);
  }
  for (std::size_t option = node.next; option < options_.size(); ++option) {
    const Option& here = options_[option];
    if ((blocked & bit(option)) != 0) continue;
    if ((here.better_mates & to_come & ~blocked) != 0) continue;
    bound -= here.most_off;
  }
  if (kept < 1) bound -= 1e-12 * static_cast<double>(total) + 1e-6;
  const auto least = std::max<Minor>(static_cast<Minor>(std::ceil(bound)), 0) + least_fees_;
  charge_ways();
  const bool needs_room = keeping_ == Keeping::EachOfItsCoupons;
  return std::ranges::any_of(ways_, [&](const OrderWay& way) {
    return way.net <= least && (!needs_room || fits(way.coupons, node.coupons, basket_.guards));
  });
}

bool OrderSearch::owes_nothing(PromotionSet used) const {
  return std::ranges::all_of(
      owed_, [&](std::size_t option) { return (options_[option].partners & used) != 0; });
}

void OrderSearch::finish(const Node& node, const UnitPrices& running) {
  if (!owes_nothing(node.used)) return;
  const ShippingCharge charge = shipping_charge(basket_, units_, running, uses_);
  keep(sum_over(units_, running) + charge.fees - charge.waived, node.coupons);
}

void OrderSearch::keep(Minor net, Coupons coupons) {
  if (!fits(coupons, basket_.coupons, basket_.guards)) return;
  charge_ways();
  const bool needs_room = keeping_ == Keeping::EachOfItsCoupons;
  for (const OrderWay& way : ways_) {
    if (way.net <= net && (!needs_room || fits(way.coupons, coupons, basket_.guards))) return;
  }
  std::erase_if(ways_, [&](const OrderWay& way) {
    return way.net >= net && (!needs_room || fits(coupons, way.coupons, basket_.guards));
  });
  if (ways_.size() >= kMaxWays) {
    is_complete_ = false;
    return;
  }
  ways_.push_back({.net = net, .coupons = coupons, .uses = uses_});
}

}  // namespace shelfd::pricing
