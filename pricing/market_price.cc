// Market price: see market_price.h.
#include "pricing/market_price.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace shelfd::pricing {

namespace {

// The offers that count, by price; equal prices by weight, so that sums do not depend on the order
// in which offers came.
std::vector<std::pair<Money, double>> counted_offers(std::span<const RatedOffer> offers) {
  std::vector<std::pair<Money, double>> counted;
  counted.reserve(offers.size());
  for (const RatedOffer& offer : offers) {
    if (offer.left_out == LeftOut::None && offer.weight > 0) {
      counted.emplace_back(offer.price, offer.weight);
    }
  }
  std::ranges::sort(counted);
  return counted;
}

}  // namespace

std::optional<MarketPrice> market_price(std::span<const RatedOffer> offers) {
  const std::vector<std::pair<Money, double>> counted = counted_offers(offers);
  if (counted.empty()) return std::nullopt;

  double total = 0;
  double squares = 0;
  for (const auto& [price, weight] : counted) {
    total += weight;
    squares += weight * weight;
  }
  return MarketPrice{.reference = counted[weighted_point(counted, 0.5)].first,
                     .low = counted[weighted_point(counted, 0.1)].first,
                     .high = counted[weighted_point(counted, 0.9)].first,
                     .cheapest = counted.front().first,
                     .effective_offers = std::max(1.0, total * total / squares)};
}

}  // namespace shelfd::pricing
