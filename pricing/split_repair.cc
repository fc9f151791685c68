// Split repair: see split_repair.h.
#include "pricing/split_repair.h"

#include <algorithm>

namespace shelfd::pricing {

SplitRepair::SplitRepair(const PreparedBasket& basket, UnitSet units, Work& work, int start)
    : basket_(basket),
      units_(units),
      work_(work),
      search_(basket, work),
      seed_(0x9E3779B97F4A7C15U * (2 * static_cast<std::uint64_t>(start) + 1)) {}

Split SplitRepair::improve(Minor bound, std::int64_t nodes) {
  start();
  const std::int64_t begin = work_.done;
  const std::int64_t end = std::min(begin + nodes, work_.limit);
  // Three rounds, each from the best so far; a change may cost up to a hundredth at first.
  constexpr int kRounds = 3;
  while (work_.done < end && best_net_ > bound) {
    const std::int64_t round = std::max<std::int64_t>((end - begin) / kRounds, 1);
    const std::int64_t in_round = (work_.done - begin) % round;
    const Minor threshold = best_net_ / 100 * (round - in_round) / round;
    ++work_.done;
    try_change(draw_change(), threshold);
    if (in_round > round - round / 8 && net_ > best_net_) start_afresh();
  }
  Split split{.net = best_net_};
  for (const Order& order : best_) {
    split.orders.push_back({.units = order.units, .uses = order.way.uses});
  }
  return split;
}

void SplitRepair::start() {
  const Ways& ways = ways_of(units_);
  const auto way = std::ranges::min_element(ways, {}, &OrderWay::net);
  orders_ = {{.units = units_, .way = *way}};
  left_ = basket_.coupons - way->coupons;
  net_ = way->net;
  remember();
}

void SplitRepair::start_afresh() {
  orders_ = best_;
  net_ = best_net_;
  left_ = basket_.coupons;
  for (const Order& order : orders_) left_ -= order.way.coupons;
}

void SplitRepair::remember() {
  best_net_ = net_;
  best_ = orders_;
}

// Of the generator splitmix64.
std::size_t SplitRepair::draw(std::size_t count) {
  seed_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = seed_;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
  return static_cast<std::size_t>((mixed ^ mixed >> 31) % count);
}

UnitSet SplitRepair::draw_unit(UnitSet units) {
  std::size_t skip = draw(static_cast<std::size_t>(std::popcount(units)));
  for (; skip > 0; --skip) units &= units - 1;
  return units & (~units + 1);
}

SplitRepair::Change SplitRepair::draw_change() {
  const std::size_t count = orders_.size();
  const bool has_room = count < static_cast<std::size_t>(basket_.max_orders);
  Change change{.one = draw(count)};
  change.other = draw(has_room ? count + 1 : count);
  if (change.other == change.one) change.other = has_room ? count : (change.one + 1) % count;
  const UnitSet one = orders_[change.one].units;
  const UnitSet other = change.other == count ? 0 : orders_[change.other].units;
  change.to_one = one;
  change.to_other = other;
  const std::size_t kind = draw(16);
  if (other == 0 && kind < 4) {  // part
    const UnitSet gone = one & (draw(kNoLimit) ^ draw(kNoLimit) << 32);
    change.to_one = one & ~gone;
    change.to_other = gone;
  } else if (kind == 0) {  // merge
    change.to_one = one | other;
    change.to_other = 0;
  } else {
    const UnitSet there = draw_unit(one);
    // Two units change places, or one moves, now and then with a second.
    const UnitSet back = other != 0 && kind < 9 ? draw_unit(other) : 0;
    const UnitSet with = back == 0 && kind == 15 ? draw_unit(one) : 0;
    change.to_one = (one & ~(there | with)) | back;
    change.to_other = (other & ~back) | there | with;
  }
  return change;
}

const SplitRepair::Ways& SplitRepair::ways_of(UnitSet units) {
  static const Ways kNothing = {OrderWay{}};
  if (units == 0) return kNothing;
  const auto kept = ways_.find(units);
  if (kept != ways_.end()) return kept->second;
  const Keeping keeping = basket_.max_orders > 1 ? Keeping::EachOfItsCoupons : Keeping::Cheapest;
  return ways_.emplace(units, search_.search(units, keeping)).first->second;
}

// The two ways that cost least together, below `limit`, with the coupons that are free; or none.
std::pair<const OrderWay*, const OrderWay*> SplitRepair::cheapest_pair(const Ways& for_one,
                                                                       const Ways& for_other,
                                                                       Coupons free,
                                                                       Minor limit) const {
  std::pair<const OrderWay*, const OrderWay*> best{nullptr, nullptr};
  for (const OrderWay& here : for_one) {
    if (!fits(here.coupons, free, basket_.guards)) continue;
    for (const OrderWay& there : for_other) {
      if (here.net + there.net >= limit) continue;
      if (!fits(there.coupons, free - here.coupons, basket_.guards)) continue;
      limit = here.net + there.net;
      best = {&here, &there};
    }
  }
  return best;
}

void SplitRepair::try_change(const Change& change, Minor threshold) {
  if (change.one == change.other) return;
  const bool is_new = change.other == orders_.size();
  const Order none{};
  const Order& one = orders_[change.one];
  const Order& other = is_new ? none : orders_[change.other];
  const Coupons free = left_ + one.way.coupons + other.way.coupons;
  const Minor before = one.way.net + other.way.net;
  if (ways_.size() + 2 > kMaxKept) ways_.clear();  // not between the two: both are looked at
  const Ways& for_one = ways_of(change.to_one);
  const Ways& for_other = ways_of(change.to_other);
  const auto [best_one, best_other] =
      cheapest_pair(for_one, for_other, free, before + threshold + 1);
  if (best_one == nullptr) return;
  left_ = free - best_one->coupons - best_other->coupons;
  net_ += best_one->net + best_other->net - before;
  if (is_new) orders_.emplace_back();
  orders_[change.one] = {.units = change.to_one, .way = *best_one};
  orders_[change.other] = {.units = change.to_other, .way = *best_other};
  std::erase_if(orders_, [](const Order& order) { return order.units == 0; });
  if (net_ < best_net_) remember();
}

}  // namespace shelfd::pricing
