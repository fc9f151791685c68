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
  limits_.resize(lattice_.size());
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
  const Answer answer = best(state, cost);
  if (answer.value >= cost) return std::nullopt;
  Split split{.net = answer.value};
  UnitSet left = lattice_.units(all);
  for (std::int32_t at = answer.step; at != kNone;) {
    const Step& step = steps_[static_cast<std::size_t>(at)];
    const UnitSet units = lattice_.units_out_of(left, step.part);
    split.orders.push_back({.units = units, .uses = all_uses_[step.uses]});
    left &= ~units;
    at = step.next;
  }
  INVARIANT(left == 0);
  return split;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
SplitSearch::Answer SplitSearch::best(const State& state, Minor budget) {
  if (state.left == 0) return {};
  const Bounds& least = bounds(state.left, state.orders);
  const Minor bound = std::max(least.with_coupons, least.without_coupons - state.worth);
  if (bound >= budget) return {.value = bound};
  if (const std::optional<Minor> known = answered(state, budget)) return {.value = *known};
  Answer found{.value = budget};
  ++work_.done;
  try_parts(state, found);
  if (is_complete_) keep(state, found.value);
  return found;
}

std::optional<Minor> SplitSearch::answered(const State& state, Minor budget) {
  const std::vector<Limit>& limits = limits_[state.left];
  // Those just above the budget hold with the most coupons.
  const auto from = std::ranges::lower_bound(limits, budget, {}, &Limit::value);
  const auto limit = std::find_if(from, limits.end(), [&](const Limit& known) {
    return known.orders >= state.orders && fits(state.coupons, known.coupons, basket_.guards);
  });
  work_.done += (limit - from) / 128;
  if (limit != limits.end()) return limit->value;
  return std::nullopt;
}

void SplitSearch::keep(const State& state, Minor value) {
  std::vector<Limit>& limits = limits_[state.left];
  const Limit limit{
      .coupons = state.coupons, .value = value, .orders = static_cast<std::int16_t>(state.orders)};
  const auto place = std::ranges::upper_bound(limits, limit.value, {}, &Limit::value);
  const auto kept = std::remove_if(limits.begin(), place, [&](const Limit& other) {
    return other.orders <= limit.orders && fits(other.coupons, limit.coupons, basket_.guards);
  });
  if (kept == place) {
    limits.insert(place, limit);
  } else {
    *kept = limit;
    limits.erase(kept + 1, place);
  }
  if (++states_kept_ >= kMaxKept || steps_.size() >= kMaxSteps) is_complete_ = false;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
void SplitSearch::try_parts(const State& state, Answer& found) {
  for (const Way& way : ways_of(state.left)) {
    if (way.net < found.value && fits(way.coupons, state.coupons, basket_.guards)) {
      found = taken(state.left, way, {});
    }
  }
  if (state.orders < 2) return;
  std::int64_t tried = 0;
  // NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders.
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
void SplitSearch::try_part(const State& state, std::size_t part, Answer& found) {
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
    const Answer left = best(after(state, part, way), found.value - way.net);
    if (way.net + left.value < found.value) found = taken(part, way, left);
  }
}

SplitSearch::Answer SplitSearch::taken(std::size_t part, const Way& way, const Answer& rest) {
  steps_.push_back({.part = static_cast<std::uint32_t>(part),
                    .uses = static_cast<std::uint32_t>(way.uses),
                    .next = rest.step});
  return {.value = way.net + rest.value, .step = static_cast<std::int32_t>(steps_.size()) - 1};
}

SplitSearch::State SplitSearch::after(const State& state, std::size_t part, const Way& way) {
  const std::size_t left = state.left - part;
  const Coupons kept = state.coupons - way.coupons;
  const Coupons useful = facts(left).useful;
  return {.left = left,
          .coupons = kept & useful,
          .worth = state.worth - way.worth - worth(kept & ~useful),
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
  if (coupons == 0) return 0;
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
