// Guardrails: see guardrails.h.
#include "pricing/guardrails.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace shelfd::pricing {

namespace {

// Four times what parse_money reads: no price comes near, and a sum of two still fits.
constexpr Money kHighestPrice{4'000'000'000'000'000'000};
constexpr Money kHighestPowerOfTen{1'000'000'000'000'000'000};

// The prices that one guard, or several in a row, leave.
struct Bound {
  Guard guard = Guard::None;
  Money low{};
  Money high = kHighestPrice;
  bool reachable = true;

  [[nodiscard]] Money nearest(Money price) const { return std::clamp(price, low, high); }
  [[nodiscard]] bool holds(Money price) const { return low <= price && price <= high; }
};

// `ratio` around `center` in whole steps, widened to hold `center` and `current`.
Bound band(Guard guard, Money center, double ratio, Money current, Money step) {
  const Money low = ceil_to(times_ratio_nearest(center, 1 - ratio), step);
  const Money high = floor_to(times_ratio_nearest(center, 1 + ratio), step);
  return {.guard = guard,
          .low = std::min({low, center, current}),
          .high = std::max({high, center, current})};
}

Bound margin_floor(const UnitEconomics& economics, double min_margin_ratio, Money current,
                   const Guardrails& guardrails) {
  const double fixed = -unit_margin(economics, Money{});
  const double kept = kept_share(economics) - min_margin_ratio;
  const double lowest = fixed > 0 ? fixed / kept : 0;
  if (kept <= 0 || !(lowest < main_units(kHighestPrice))) {
    return {.guard = Guard::MarginFloor, .reachable = false};
  }
  // Up to the next micro, less a hair, so that the quotient's rounding never costs a whole step.
  const double micros = std::ceil(lowest * static_cast<double>(kMicrosPerUnit) * (1 - 1e-12));
  const Money least{static_cast<std::int64_t>(micros)};
  if (guardrails.own_net.is_list()) {
    return {.guard = Guard::MarginFloor, .low = ceil_to(least, guardrails.step)};
  }
  const ListRange range = lists_that_pay(guardrails.own_net, least, current, guardrails.step);
  return {.guard = Guard::MarginFloor, .low = range.low, .high = range.high};
}

// The bounds that are set, in their order.
class Bounds {
 public:
  void add(const Bound& bound) { bounds_[count_++] = bound; }
  [[nodiscard]] std::span<const Bound> all() const { return {bounds_.data(), count_}; }

 private:
  std::array<Bound, 6> bounds_{};
  std::size_t count_ = 0;
};

Bounds bounds_of(Money current, const Guardrails& guardrails, const UnitEconomics* economics) {
  const Money step = guardrails.step;
  Bounds bounds;
  if (guardrails.person_price) {
    bounds.add(
        band(Guard::Careful, *guardrails.person_price, guardrails.careful_ratio, current, step));
  }
  bounds.add(band(Guard::MaxChange, current, guardrails.max_change_ratio, current, step));
  if (guardrails.ceiling) {
    bounds.add(
        {.guard = Guard::Ceiling, .high = std::max(floor_to(*guardrails.ceiling, step), step)});
  }
  if (guardrails.map_price) {
    bounds.add({.guard = Guard::Map, .low = ceil_to(*guardrails.map_price, step)});
  }
  if (guardrails.min_margin_ratio && economics != nullptr) {
    bounds.add(margin_floor(*economics, *guardrails.min_margin_ratio, current, guardrails));
  }
  if (guardrails.floor) {
    bounds.add({.guard = Guard::Floor, .low = ceil_to(*guardrails.floor, step)});
  }
  return bounds;
}

// What the bounds from `first` on make of a bound: the prices at which one inside it can end.
Bound carried_through(Bound bound, std::span<const Bound> bounds, std::size_t first) {
  for (std::size_t index = first; index < bounds.size(); ++index) {
    bound.low = bounds[index].nearest(bound.low);
    bound.high = bounds[index].nearest(bound.high);
  }
  return bound;
}

Money power_of_ten_above(Money ending) {
  Money power{kMicrosPerUnit};
  while (power <= ending && power < kHighestPowerOfTen) power.micros *= 10;
  return power;
}

// The prices next to `price`, on both sides, that end as allowed inside the bound.
std::vector<Money> allowed_endings(Money price, const Bound& allowed,
                                   const Guardrails& guardrails) {
  std::vector<Money> prices;
  for (const Money ending : guardrails.endings) {
    if (ending < Money{} || ending.micros % guardrails.step.micros != 0) continue;
    const Money modulus = power_of_ten_above(ending);
    const Money below = floor_to(price - ending, modulus) + ending;
    for (const Money candidate : {below, below + modulus}) {
      if (candidate > Money{} && allowed.holds(candidate)) prices.push_back(candidate);
    }
  }
  return prices;
}

// The nearest of them, the lower of two equally near; `price` if there is none.
Money with_ending(Money price, const Bound& allowed, const Guardrails& guardrails) {
  const std::vector<Money> prices = allowed_endings(price, allowed, guardrails);
  const auto nearer = [price](Money a, Money b) {
    const Money distance_a = std::max(a - price, price - a);
    const Money distance_b = std::max(b - price, price - b);
    return distance_a != distance_b ? distance_a < distance_b : a < b;
  };
  const auto nearest = std::ranges::min_element(prices, nearer);
  return nearest == prices.end() ? price : *nearest;
}

}  // namespace

std::vector<GuardStep> apply_guardrails(Money price, Money current, const Guardrails& guardrails,
                                        const UnitEconomics* economics) {
  const Bounds set = bounds_of(current, guardrails, economics);
  const std::span<const Bound> bounds = set.all();
  std::vector<GuardStep> steps;
  steps.reserve(bounds.size() + 1);
  for (const Bound& bound : bounds) {
    const Money after = bound.nearest(price);
    steps.push_back({.guard = bound.guard, .after = after, .bound = after != price});
    price = after;
  }
  if (guardrails.endings.empty()) return steps;
  const Bound allowed = carried_through({}, bounds, 0);
  const Money after = price == current ? price : with_ending(price, allowed, guardrails);
  steps.push_back({.guard = Guard::Ending, .after = after, .bound = after != price});
  return steps;
}

Guard broken_guard(Money price, Money current, const Guardrails& guardrails,
                   const UnitEconomics* economics) {
  const Bounds set = bounds_of(current, guardrails, economics);
  const std::span<const Bound> bounds = set.all();
  for (std::size_t index = 0; index < bounds.size(); ++index) {
    const Bound& bound = bounds[index];
    if (bound.guard == Guard::Careful) continue;
    if (!bound.reachable) return bound.guard;
    if (bound.holds(price)) continue;
    if (!carried_through(bound, bounds, index + 1).holds(price)) return bound.guard;
  }
  return Guard::None;
}

}  // namespace shelfd::pricing
