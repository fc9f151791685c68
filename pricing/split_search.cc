// Split search: see split_search.h.
#include "pricing/split_search.h"

#include <algorithm>

#include "base/check.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {

SplitSearch::SplitSearch(const PreparedBasket& basket, std::vector<AlikeUnits> alike, Work& work)
    : basket_(basket), work_(work), lattice_(std::move(alike)), order_search_(basket, work) {
  ways_.resize(lattice_.size());
  facts_.resize(lattice_.size());
  known_.resize(lattice_.size());
  for (const PreparedPromotion& promotion : basket.promotions) {
    if (promotion.coupon == 0) continue;
    worths_.push_back({.promotion = &promotion, .of_one = most_off_by_one_use(basket, promotion)});
  }
}

std::optional<Split> SplitSearch::below(Minor cost) {
  is_complete_ = true;
  const std::size_t all = lattice_.size() - 1;
  const int orders = std::min(basket_.max_orders, std::popcount(lattice_.units(all)));
  State state{.left = all, .coupons = basket_.coupons & facts(all).useful, .orders = orders};
  state.worth = worth(state.coupons);
  if (best(state, cost) >= cost) return std::nullopt;
  Split split;
  UnitSet left = lattice_.units(all);
  while (state.left != 0) {
    const auto known = std::ranges::find_if(known_[state.left], [&](const Known& way) {
      return way.step != kNone && way.coupons == state.coupons && way.orders == state.orders;
    });
    INVARIANT(known != known_[state.left].end());
    const Step& step = steps_[static_cast<std::size_t>(known->step)];
    const UnitSet units = lattice_.units_out_of(left, step.part);
    split.orders.push_back({.units = units, .uses = all_uses_[step.way.uses]});
    split.net += step.way.net;
    left &= ~units;
    state = after(state, step.part, step.way);
  }
  return split;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
Minor SplitSearch::best(State state, Minor budget) {
  if (state.left == 0) return 0;
  const Bounds& least = bounds(state.left, state.orders);
  const Minor bound = std::max(least.with_coupons, least.without_coupons - state.worth);
  if (bound >= budget) return bound;
  if (const std::optional<Minor> value = answered(state, budget)) return *value;
  Found found{.value = budget};
  ++work_.done;
  try_parts(state, found);
  if (is_complete_ || found.has_way) keep(state, found);
  return found.value;
}

// Half of a large search is spent here, so what answers moves to where it is met sooner.
std::optional<Minor> SplitSearch::answered(const State& state, Minor budget) {
  std::vector<Known>& all = known_[state.left];
  work_.done += static_cast<std::int64_t>(all.size() / 128);
  for (std::size_t at = 0; at < all.size(); ++at) {
    const Known& known = all[at];
    if (!known.is_proven || known.orders < state.orders) continue;
    // Of a way below the budget, only the state's own; else what holds with more coupons holds.
    const bool answers =
        known.value >= budget
            ? fits(state.coupons, known.coupons, basket_.guards)
            : known.step != kNone && known.orders == state.orders && known.coupons == state.coupons;
    if (!answers) continue;
    const Minor value = known.value;
    std::swap(all[at], all[at / 2]);
    return value;
  }
  return std::nullopt;
}

// In place of what was known of the state.
void SplitSearch::keep(const State& state, const Found& found) {
  std::vector<Known>& known = known_[state.left];
  auto same = std::ranges::find_if(known, [&](const Known& other) {
    return other.coupons == state.coupons && other.orders == state.orders;
  });
  if (same == known.end()) {
    known.push_back({.coupons = state.coupons, .orders = static_cast<std::int16_t>(state.orders)});
    same = known.end() - 1;
    if (++states_kept_ >= kMaxKept) is_complete_ = false;
  }
  same->value = found.value;
  same->is_proven = is_complete_;
  if (!found.has_way) {
    same->step = kNone;
    return;
  }
  if (same->step == kNone) {
    same->step = static_cast<std::int32_t>(steps_.size());
    steps_.emplace_back();
  }
  steps_[static_cast<std::size_t>(same->step)] = found.step;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
void SplitSearch::try_parts(const State& state, Found& found) {
  for (const Way& way : ways_of(state.left)) {
    if (way.net < found.value && fits(way.coupons, state.coupons, basket_.guards)) {
      found = {.value = way.net, .has_way = true, .step = {.part = state.left, .way = way}};
    }
  }
  if (state.orders < 2) return;
  std::int64_t tried = 0;
  lattice_.each_part(state.left, [&](std::size_t part) {
    // Passing over a part is some thirty times quicker than a node.
    if (++tried % 32 == 0) ++work_.done;
    if (work_.is_spent()) is_complete_ = false;
    if (!is_complete_) return false;
    try_part(state, part, found);
    return true;
  });
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
void SplitSearch::try_part(const State& state, std::size_t part, Found& found) {
  const Bounds& rest = bounds(state.left - part, state.orders - 1);
  const Bounds& one = facts(part).one;
  if (one.with_coupons + rest.with_coupons >= found.value) return;
  if (one.without_coupons + rest.without_coupons - state.worth >= found.value) return;
  for (const Way& way : ways_of(part)) {
    if (way.net + rest.with_coupons >= found.value) break;  // the cheapest come first
    const Minor others =
        std::max(rest.with_coupons, rest.without_coupons - (state.worth - way.worth));
    if (way.net + others >= found.value) continue;
    if (!fits(way.coupons, state.coupons, basket_.guards)) continue;
    const Minor net = way.net + best(after(state, part, way), found.value - way.net);
    if (net < found.value) {
      found = {.value = net, .has_way = true, .step = {.part = part, .way = way}};
    }
  }
}

SplitSearch::State SplitSearch::after(const State& state, std::size_t part, const Way& way) {
  const std::size_t left = state.left - part;
  const Coupons coupons = (state.coupons - way.coupons) & facts(left).useful;
  return {.left = left,
          .coupons = coupons,
          .worth = worth(coupons),
          .orders = std::min(state.orders - 1, std::popcount(lattice_.units(left)))};
}

const std::vector<SplitSearch::Way>& SplitSearch::ways_of(std::size_t index) {
  std::vector<Way>& ways = ways_[index];
  // Cut short, they stay as they are while this search goes on: a caller may be among them.
  if (!ways.empty() && (facts_[index].has_all_ways || !is_complete_)) return ways;
  const Keeping keeping = basket_.max_orders > 1 ? Keeping::EachOfItsCoupons : Keeping::Cheapest;
  ways.clear();
  for (const OrderWay& way : order_search_.search(lattice_.units(index), keeping)) {
    ways.push_back({.net = way.net,
                    .coupons = way.coupons,
                    .worth = worth(way.coupons),
                    .uses = all_uses_.size()});
    all_uses_.push_back(way.uses);
  }
  std::ranges::stable_sort(ways, {}, &Way::net);
  if (order_search_.is_complete() && all_uses_.size() < kMaxKept) {
    facts_[index].has_all_ways = true;
    Bounds& one = facts_[index].one;
    one.with_coupons = std::max(one.with_coupons, ways.front().net);
  } else {
    is_complete_ = false;
  }
  return ways;
}

const SplitSearch::Facts& SplitSearch::facts(std::size_t index) {
  Facts& facts = facts_[index];
  if (facts.is_known) return facts;
  facts.is_known = true;
  if (index == 0) return facts;
  ++work_.done;
  const UnitSet units = lattice_.units(index);
  const auto bounds_in = [&](int orders) {
    const Minor with = least_cost(basket_, units, orders);
    if (basket_.coupons == 0) return Bounds{.with_coupons = with, .without_coupons = with};
    return Bounds{.with_coupons = with,
                  .without_coupons = least_cost(basket_, units, orders, WithCoupons::No)};
  };
  facts.one = bounds_in(1);
  facts.several = bounds_in(basket_.max_orders);
  facts.useful = useful(units);
  return facts;
}

const SplitSearch::Bounds& SplitSearch::bounds(std::size_t index, int orders) {
  const Facts& known = facts(index);
  return orders == 1 ? known.one : known.several;
}

Minor SplitSearch::worth(Coupons coupons) const {
  Minor worth = 0;
  for (const CouponWorth& coupon : worths_) {
    worth += coupon.of_one * coupon.promotion->count_in(coupons);
  }
  return worth;
}

Coupons SplitSearch::useful(UnitSet units) const {
  Coupons fields = 0;
  for (const PreparedPromotion& promotion : basket_.promotions) {
    if (promotion.coupon == 0 || (promotion.scope & units) == 0) continue;
    fields |= promotion.coupon * promotion.field_mask();
  }
  return fields;
}

}  // namespace shelfd::pricing
