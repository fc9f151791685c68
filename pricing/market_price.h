// Market price: one robust number from the offers that count: their weighted median, with the
// weighted 10% and 90% points and the effective number of offers (sum w)^2 / sum w^2.
//
// Weighted p-point: the smallest price at which the weights up to and with it reach p of the total;
// ties by price need no rule. Under half of the weight cannot move the median outside the others.
// Source: Hoaglin, Mosteller & Tukey (1983) for the breakdown point; Kish (1965) for the count.
// Pure. Total: no offer gives "no market".
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "pricing/offer.h"

namespace shelfd::pricing {

struct MarketPrice {
  Money reference{};
  Money low{};
  Money high{};
  Money cheapest{};
  double effective_offers = 0;  // >= 1

  friend bool operator==(const MarketPrice&, const MarketPrice&) = default;
};

// The index of the weighted p-point among values with their weights, listed by rising value. Not
// empty, share in [0, 1].
template <typename Value>
[[nodiscard]] std::size_t weighted_point(const std::vector<std::pair<Value, double>>& points,
                                         double share) {
  double total = 0;
  for (const auto& [value, weight] : points) total += weight;
  // Weights that reach the share exactly must not miss it by the rounding of their sum.
  const double target = share * total * (1 - 1e-12);
  double reached = 0;
  for (std::size_t index = 0; index < points.size(); ++index) {
    reached += points[index].second;
    if (reached >= target) return index;
  }
  return points.size() - 1;
}

[[nodiscard]] std::optional<MarketPrice> market_price(std::span<const RatedOffer> offers);

}  // namespace shelfd::pricing
