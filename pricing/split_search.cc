// Split search: see split_search.h.
#include "pricing/split_search.h"

#include <algorithm>

#include "base/check.h"
#include "pricing/saving_bound.h"

namespace shelfd::pricing {

SplitSearch::SplitSearch(const PreparedBasket& basket, std::vector<AlikeUnits> alike, Work& work)
    : basket_(basket), work_(work), lattice_(std::move(alike)), order_search_(basket, work) {
  ways_.resize(lattice_.size());
  rest_bounds_.resize(lattice_.size(), -1);
  one_bounds_.resize(lattice_.size(), -1);
}

std::size_t SplitSearch::StateHash::operator()(const State& state) const {
  std::uint64_t hash = state.left * 0x9E3779B97F4A7C15U;
  hash ^= static_cast<std::uint64_t>(state.coupons) * 0xC2B2AE3D27D4EB4FU;
  hash ^= static_cast<std::uint64_t>(state.coupons >> 64) * 0x165667B19E3779F9U;
  hash += static_cast<std::uint64_t>(state.orders) * 0x27D4EB2F165667C5U;
  return hash ^ hash >> 29;
}

std::optional<Split> SplitSearch::below(Minor known) {
  const std::size_t all = lattice_.size() - 1;
  const int orders = std::min(basket_.max_orders, std::popcount(lattice_.units(all)));
  State state{.left = all, .coupons = basket_.coupons & useful(all), .orders = orders};
  const Minor net = best(state, known);
  if (net >= known) return std::nullopt;
  Split split{.net = net};
  UnitSet left = lattice_.units(all);
  while (state.left != 0) {
    const Known& step = known_.at(state);
    INVARIANT(step.is_exact);
    const UnitSet units = lattice_.units_out_of(left, step.part);
    split.orders.push_back({.units = units, .uses = all_uses_[step.way.uses]});
    left &= ~units;
    state = after(state, step.part, step.way);
  }
  return split;
}

Minor SplitSearch::best(State state, Minor budget) {
  if (state.left == 0) return 0;
  if (const Minor bound = rest_bound(state.left, state.orders); bound >= budget) return bound;
  const auto kept = known_.find(state);
  if (kept != known_.end() && (kept->second.is_exact || kept->second.value >= budget)) {
    return kept->second.value;
  }
  Known found{.value = budget};
  ++work_.done;
  try_parts(state, found);
  // What was cut short by the end of the work proves nothing.
  if (is_complete_ || found.is_exact) known_.insert_or_assign(state, found);
  return found.value;
}

void SplitSearch::try_parts(const State& state, Known& found) {
  for (const Way& way : ways_of(state.left)) {
    if (way.net < found.value && fits(way.coupons, state.coupons, basket_.guards)) {
      found = {.value = way.net, .is_exact = true, .part = state.left, .way = way};
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

void SplitSearch::try_part(const State& state, std::size_t part, Known& found) {
  const Minor rest = rest_bound(state.left - part, state.orders - 1);
  if (one_bound(part) + rest >= found.value) return;
  for (const Way& way : ways_of(part)) {
    if (way.net + rest >= found.value) continue;
    if (!fits(way.coupons, state.coupons, basket_.guards)) continue;
    const Minor net = way.net + best(after(state, part, way), found.value - way.net);
    if (net < found.value) found = {.value = net, .is_exact = true, .part = part, .way = way};
  }
}

SplitSearch::State SplitSearch::after(const State& state, std::size_t part, const Way& way) const {
  const std::size_t left = state.left - part;
  return {.left = left,
          .coupons = (state.coupons - way.coupons) & useful(left),
          .orders = std::min(state.orders - 1, std::popcount(lattice_.units(left)))};
}

const std::vector<SplitSearch::Way>& SplitSearch::ways_of(std::size_t index) {
  std::vector<Way>& ways = ways_[index];
  if (!ways.empty()) return ways;
  const Keeping keeping = basket_.max_orders > 1 ? Keeping::EachOfItsCoupons : Keeping::Cheapest;
  Minor least = kNoLimit;
  for (const OrderWay& way : order_search_.search(lattice_.units(index), keeping)) {
    ways.push_back({.net = way.net, .coupons = way.coupons, .uses = all_uses_.size()});
    all_uses_.push_back(way.uses);
    least = std::min(least, way.net);
  }
  if (order_search_.is_complete() && all_uses_.size() < kMaxKept && known_.size() < kMaxKept) {
    one_bounds_[index] = least;
  } else {
    is_complete_ = false;
  }
  return ways;
}

Minor SplitSearch::one_bound(std::size_t index) {
  Minor& bound = one_bounds_[index];
  if (bound < 0) {
    ++work_.done;
    bound = least_cost(basket_, lattice_.units(index), 1);
  }
  return bound;
}

Minor SplitSearch::rest_bound(std::size_t index, int orders) {
  if (index == 0) return 0;
  if (orders == 1) return one_bound(index);
  Minor& bound = rest_bounds_[index];
  if (bound < 0) {
    ++work_.done;
    bound = least_cost(basket_, lattice_.units(index), basket_.max_orders);
  }
  return bound;
}

// The fields of coupons that the units can use.
Coupons SplitSearch::useful(std::size_t index) const {
  const UnitSet units = lattice_.units(index);
  Coupons fields = 0;
  for (const PreparedPromotion& promotion : basket_.promotions) {
    if (promotion.coupon == 0 || (promotion.scope & units) == 0) continue;
    const auto copies = static_cast<unsigned>(promotion.copies);
    fields |= promotion.coupon * ((1U << std::bit_width(copies)) - 1);
  }
  return fields;
}

}  // namespace shelfd::pricing
