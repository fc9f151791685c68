// Market price: see market_price.h.
#include "pricing/market_price.h"

#include <algorithm>
#include <numeric>
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

std::size_t weighted_point(std::span<const double> weights, double share) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  // Weights that reach the share exactly must not miss it by the rounding of their sum.
  const double target = share * total * (1 - 1e-12);
  double reached = 0;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    reached += weights[index];
    if (reached >= target) return index;
  }
  return weights.size() - 1;
}

std::optional<MarketPrice> market_price(std::span<const RatedOffer> offers) {
  const std::vector<std::pair<Money, double>> counted = counted_offers(offers);
  if (counted.empty()) return std::nullopt;

  std::vector<double> weights;
  weights.reserve(counted.size());
  double total = 0;
  double squares = 0;
  for (const auto& [price, weight] : counted) {
    weights.push_back(weight);
    total += weight;
    squares += weight * weight;
  }
  return MarketPrice{.reference = counted[weighted_point(weights, 0.5)].first,
                     .low = counted[weighted_point(weights, 0.1)].first,
                     .high = counted[weighted_point(weights, 0.9)].first,
                     .cheapest = counted.front().first,
                     .effective_offers = std::max(1.0, total * total / squares)};
}

}  // namespace shelfd::pricing
