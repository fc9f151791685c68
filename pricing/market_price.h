// Market price: one robust number from the rivals' offers: the weighted median of all eligible
// ones, believed or not.
//
// Why of all: let x be any number below the weighted median. The offers above x weigh more than
// half, so they may be all that is honest, and x lies below every one of them; likewise above. So
// the median is the only number that stays within the honest offers' range whenever less than half
// of the weight is not honest, whoever that is; leaving out what looks far off first breaks that
// promise (docs/decisions/0028). Where the median itself is not believed, the offers contradict
// each other or the own price: there is no market then, nor where fewer offers than the bar count.
// Of believed offers only: the effective number (sum w)^2 / sum w^2, the weighted 10% and 90%
// points (with the reference between them), the cheapest, and the nearest to the own price.
// Source: Hoaglin, Mosteller & Tukey (1983) for the breakdown point; Kish (1965) for the count.
// Pure. Total: no offer gives "no market".
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "pricing/offer.h"

namespace shelfd::pricing {

// One rival's offer, by his hash.
struct RivalOffer {
  std::uint64_t competitor = 0;
  Money price{};

  friend bool operator==(const RivalOffer&, const RivalOffer&) = default;
};

struct MarketPrice {
  Money reference{};
  Money low{};
  Money high{};
  RivalOffer cheapest{};                // ties: the lower hash
  std::optional<RivalOffer> nearest{};  // by ratio; ties: the lower price, then hash
  double effective_offers = 0;          // >= 1

  friend bool operator==(const MarketPrice&, const MarketPrice&) = default;
};

struct MarketTerms {
  double min_effective_offers = 1;  // the bar, >= 1
  Money own_price{};                // zero: not known, then no offer is nearest
};

// Of two medians (weights that split evenly) the lower, unless only the upper is believed. Takes
// nothing from the heap for up to kRoomPoints offers.
[[nodiscard]] std::optional<MarketPrice> market_price(std::span<const RatedOffer> offers,
                                                      const MarketTerms& terms = {});

}  // namespace shelfd::pricing
