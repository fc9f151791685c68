// Market price: see market_price.h.
#include "pricing/market_price.h"

#include <algorithm>

#include "pricing/weighted_points.h"

namespace shelfd::pricing {

namespace {

bool is_believed(const RatedOffer& offer) { return offer.left_out == LeftOut::None; }

// Whether an offer at exactly the price of the point `at` is believed.
bool is_believed_at(std::span<const RatedOffer> offers, const WeightedPoints& points,
                    std::size_t at) {
  const auto all = points.all();
  const std::int64_t price = all[at].value;
  while (at > 0 && all[at - 1].value == price) --at;
  for (; at < all.size() && all[at].value == price; ++at) {
    if (is_believed(offers[all[at].position])) return true;
  }
  return false;
}

// The middle of all, where it is believed.
std::optional<Money> believed_middle(std::span<const RatedOffer> offers,
                                     const WeightedPoints& points) {
  if (points.empty()) return std::nullopt;
  const auto all = points.all();
  const std::size_t lower = points.point(5);
  if (is_believed_at(offers, points, lower)) return Money{all[lower].value};
  std::int64_t reached = 0;
  for (std::size_t at = 0; at <= lower; ++at) reached += all[at].weight;
  const bool splits_evenly = 2 * reached == points.total() && lower + 1 < all.size();
  if (splits_evenly && is_believed_at(offers, points, lower + 1)) {
    return Money{all[lower + 1].value};
  }
  return std::nullopt;
}

// Of the offers from `from` on at the same price, the one of the lowest hash.
RivalOffer lowest_hash(std::span<const RatedOffer> offers, std::span<const WeightedPoint> from) {
  RivalOffer found{.competitor = offers[from.front().position].competitor,
                   .price = {from.front().value}};
  for (const WeightedPoint& point : from) {
    if (point.value != from.front().value) break;
    found.competitor = std::min(found.competitor, offers[point.position].competitor);
  }
  return found;
}

// The last below the own price, or the first from it on.
std::optional<RivalOffer> nearest_of(std::span<const RatedOffer> offers,
                                     std::span<const WeightedPoint> believed, Money own_price) {
  if (own_price <= Money{}) return std::nullopt;
  const auto above = static_cast<std::size_t>(
      std::ranges::lower_bound(believed, own_price.micros, {}, &WeightedPoint::value) -
      believed.begin());
  std::size_t below = above;
  while (below > 0 && believed[below - 1].value == believed[above - 1].value) --below;
  if (below == above) return lowest_hash(offers, believed.subspan(above));
  if (above == believed.size()) return lowest_hash(offers, believed.subspan(below));
  const double own = main_units(own_price);
  const double rise = main_units({believed[above].value}) / own;
  const double fall = own / main_units({believed[below].value});
  return lowest_hash(offers, believed.subspan(fall <= rise ? below : above));
}

// What the believed offers say, by rising price; not empty.
void tell_believed(std::span<const RatedOffer> offers, const WeightedPoints& believed,
                   MarketPrice& market) {
  std::int64_t reached = 0;
  double squares = 0;
  for (const WeightedPoint& point : believed.all()) {
    const auto weight = static_cast<double>(point.weight);
    squares += weight * weight;
    const std::int64_t before = 10 * reached;
    reached += point.weight;
    if (before < believed.total()) market.low = {point.value};
    if (before < 9 * believed.total()) market.high = {point.value};
  }
  const auto total = static_cast<double>(believed.total());
  market.effective_offers = std::max(1.0, total * total / squares);
  market.low = std::min(market.low, market.reference);
  market.high = std::max(market.high, market.reference);
  market.cheapest = lowest_hash(offers, believed.all());
}

}  // namespace

std::optional<MarketPrice> market_price(std::span<const RatedOffer> offers,
                                        const MarketTerms& terms) {
  WeightedPoints points(offers.size());
  for (std::size_t at = 0; at < offers.size(); ++at) {
    points.add({.value = offers[at].price.micros,
                .weight = weight_units(offers[at].weight),
                .position = at});
  }
  points.sort();
  const std::optional<Money> reference = believed_middle(offers, points);
  if (!reference) return std::nullopt;
  points.keep_only([&](const WeightedPoint& point) { return is_believed(offers[point.position]); });
  MarketPrice market{.reference = *reference};
  tell_believed(offers, points, market);
  if (market.effective_offers < terms.min_effective_offers) return std::nullopt;
  market.nearest = nearest_of(offers, points.all(), terms.own_price);
  return market;
}

}  // namespace shelfd::pricing
