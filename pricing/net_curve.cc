// Net curve: see net_curve.h.
#include "pricing/net_curve.h"

#include <algorithm>
#include <functional>
#include <map>

namespace shelfd::pricing {

namespace {

// Points of a curve that are worked out at most: thresholds are found by halving.
constexpr std::size_t kMaxPoints = 160;

Money between(const NetKnot& low, const NetKnot& high, Money list) {
  if (low.list == high.list) return low.paid;
  const double share = main_units(list - low.list) / main_units(high.list - low.list);
  return low.paid + times_ratio_nearest(high.paid - low.paid, share);
}

// Where the straight line between two knots pays `paid`; one of them does, the other does not.
Money crossing(const NetKnot& low, const NetKnot& high, Money paid) {
  const double share = main_units(paid - low.paid) / main_units(high.paid - low.paid);
  return low.list + times_ratio_nearest(high.list - low.list, std::clamp(share, 0.0, 1.0));
}

// The knots with one far below and one far above: every price lies between two of them.
std::vector<NetKnot> with_ends(const std::vector<NetKnot>& knots) {
  const Money far = kMaxBasketAmount;
  std::vector<NetKnot> all;
  all.push_back({.list = {}, .paid = knots.front().paid - knots.front().list});
  all.insert(all.end(), knots.begin(), knots.end());
  all.push_back({.list = knots.back().list + far, .paid = knots.back().paid + far});
  return all;
}

// Points of a curve, worked out where it is not straight.
class Tracing {
 public:
  Tracing(Money step, Money tolerance, std::function<Money(Money)> paid)
      : step_(step), tolerance_(tolerance), paid_(std::move(paid)) {}

  void point(Money list) {
    if (list > Money{} && points_.size() < kMaxPoints) points_.try_emplace(list, paid_(list));
  }

  void straighten(Money low, Money high) {
    const Money middle = floor_to({low.micros + (high - low).micros / 2}, step_);
    if (high - low <= step_ || middle <= low || points_.size() >= kMaxPoints) return;
    point(middle);
    const NetKnot from{.list = low, .paid = points_.at(low)};
    const NetKnot to{.list = high, .paid = points_.at(high)};
    const Money off = points_.at(middle) - between(from, to, middle);
    if (off <= tolerance_ && -off <= tolerance_) return;
    straighten(low, middle);
    straighten(middle, high);
  }

  void straighten_all() {
    std::vector<Money> lists;
    for (const auto& [list, paid] : points_) lists.push_back(list);
    for (std::size_t at = 1; at < lists.size(); ++at) straighten(lists[at - 1], lists[at]);
  }

  // Those that a straight line between the ones kept does not give.
  [[nodiscard]] std::vector<NetKnot> knots() const {
    std::vector<NetKnot> all;
    for (const auto& [list, paid] : points_) all.push_back({.list = list, .paid = paid});
    std::vector<NetKnot> kept;
    for (std::size_t at = 0; at < all.size(); ++at) {
      const bool inside = at > 0 && at + 1 < all.size();
      if (inside) {
        const Money off = all[at].paid - between(kept.back(), all[at + 1], all[at].list);
        if (off <= tolerance_ && -off <= tolerance_) continue;
      }
      kept.push_back(all[at]);
    }
    return kept;
  }

 private:
  Money step_;
  Money tolerance_;
  std::function<Money(Money)> paid_;
  std::map<Money, Money> points_;
};

// The most that are allowed, those nearest to the price.
void keep_nearest(std::vector<NetKnot>& knots, Money price) {
  while (knots.size() > kMaxNetKnots) {
    const bool low_is_farther = price - knots.front().list > knots.back().list - price;
    knots.erase(low_is_farther ? knots.begin() : std::prev(knots.end()));
  }
}

NetCurve alone_curve(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
                     Audiences audiences) {
  const Money third{item.price.micros / 3};
  const Money low = std::max(floor_to(item.price - third, item.step), item.step);
  const Money high = ceil_to(item.price + third, item.step);
  // Each promotion may round down by a step.
  const Money tolerance = times_count(item.step, static_cast<std::int64_t>(promotions.size()) + 1);
  Tracing tracing(item.step, tolerance, [&](Money list) {
    ItemPrice listed = item;
    listed.price = list;
    return net_alone(listed, promotions, at, audiences);
  });
  tracing.point(low);
  tracing.point(high);
  for (const Promotion& promotion : promotions) {
    if (!promotion.gate.amount || *promotion.gate.amount <= Money{}) continue;
    const Money gate = *promotion.gate.amount;
    for (Money list = ceil_to(low, gate); list < high; list += gate) {
      if (list <= low) continue;
      tracing.point(ceil_to(list, item.step));
      tracing.point(ceil_to(list, item.step) - item.step);
    }
  }
  tracing.straighten_all();
  NetCurve curve{.knots = tracing.knots()};
  keep_nearest(curve.knots, item.price);
  return curve;
}

}  // namespace

Money NetCurve::paid(Money list) const {
  if (knots.empty()) return list;
  const auto above = std::ranges::lower_bound(knots, list, {}, &NetKnot::list);
  Money paid;
  if (above == knots.begin()) {
    paid = list + (knots.front().paid - knots.front().list);
  } else if (above == knots.end()) {
    paid = list + (knots.back().paid - knots.back().list);
  } else {
    paid = between(*std::prev(above), *above, list);
  }
  return std::max(paid, Money{1});
}

ListRange lists_that_pay(const NetCurve& curve, Money paid, Money near, Money step) {
  if (curve.is_list()) return {.low = ceil_to(paid, step), .high = kMaxBasketAmount};
  const std::vector<NetKnot> knots = with_ends(curve.knots);
  const bool is_paid = curve.paid(near) >= paid;
  ListRange range{.low = {}, .high = kMaxBasketAmount};
  for (std::size_t at = 1; at < knots.size(); ++at) {
    const NetKnot& from = knots[at - 1];
    const NetKnot& to = knots[at];
    if ((from.paid < paid) == (to.paid < paid)) {
      if (from.paid < paid && (!is_paid || to.list <= near)) range.low = to.list;
      continue;
    }
    const Money edge = crossing(from, to, paid);
    if (to.paid >= paid) {
      if (!is_paid || edge <= near) range.low = ceil_to(edge, step);
    } else if (is_paid && edge >= near) {
      range.high = std::min(range.high, floor_to(edge, step));
    }
  }
  return range;
}

Money list_for(const NetCurve& curve, Money paid, Money step) {
  if (curve.is_list()) return nearest_to(paid, step);
  Money best = std::max(nearest_to(paid, step), step);
  const auto distance = [&](Money list) {
    const Money off = curve.paid(list) - paid;
    const Money way = list - paid;
    return std::pair(std::max(off, -off), std::max(way, -way));
  };
  const std::vector<NetKnot> knots = with_ends(curve.knots);
  for (std::size_t at = 1; at < knots.size(); ++at) {
    const NetKnot& from = knots[at - 1];
    const NetKnot& to = knots[at];
    const bool crosses = (from.paid < paid) != (to.paid < paid);
    const Money edge = crosses ? crossing(from, to, paid) : to.list;
    for (const Money list : {floor_to(edge, step), ceil_to(edge, step)}) {
      if (list > Money{} && distance(list) < distance(best)) best = list;
    }
  }
  return best;
}

NetCurve net_curve(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
                   Audiences audiences, ReferenceBasket basket) {
  if (item.price <= Money{} || item.price > kMaxBasketAmount) return {};
  if (promotions.empty()) {
    if (item.shipping <= Money{}) return {};
    return {.knots = {{.list = item.price, .paid = item.price + item.shipping}}};
  }
  if (basket == ReferenceBasket::Alone) return alone_curve(item, promotions, at, audiences);
  const Money full = offer_nets(item, promotions, at, audiences).full;
  const auto scaled = [](Money money, std::int64_t halves) {
    return Money{money.micros / 2 * halves};
  };
  return {.knots = {{.list = scaled(item.price, 1), .paid = scaled(full, 1)},
                    {.list = scaled(item.price, 3), .paid = scaled(full, 3)}}};
}

}  // namespace shelfd::pricing
