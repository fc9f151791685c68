// Offers: what a rival asks for the same item, how far it is believed, and why one is left out.
//
// An offer counts when it is fresh, in stock, alike, credible and not the merchant's own. Its
// weight is freshness x match x rating:
//   freshness  2^(-age / half-life), half-life a third of fresh_for: the oldest weighs an eighth
//   match      its confidence
//   rating     (sum + 20 * 0.8) / (count + 20), shrunk to 0.8
// Pure. Net prices after promotions come with issue "The net price": here a price is price +
// shipping, tax-inclusive, in the item's currency.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/money.h"
#include "base/time.h"

namespace shelfd::pricing {

enum class Condition : std::uint8_t { New, Refurbished, Used };

struct Offer {
  std::uint64_t competitor = 0;  // hash of the name
  Money price{};                 // price + shipping
  bool in_stock = true;
  bool own_account = false;
  Condition condition = Condition::New;
  double match_confidence = 1;    // in [0, 1]
  double seller_rating = -1;      // in [0, 1]; below zero: not known
  std::int64_t rating_count = 0;  // >= 0
  Duration age{};                 // now - observed_at, >= 0
};

// One value for each way of being left out; the first that holds, in this order.
enum class LeftOut : std::uint8_t {
  None,
  OwnAccount,
  OutOfStock,
  Stale,
  Condition,
  LowMatch,
  Implausible,
};

// What counts as fresh and alike. Set by rules.
struct OfferTerms {
  Duration fresh_for = std::chrono::hours{72};  // > 0; older offers are stale
  double min_match = 0.7;                       // in [0, 1]
};

struct RatedOffer {
  std::uint64_t competitor = 0;
  Money price{};
  double weight = 0;  // >= 0; 0 when left out
  LeftOut left_out = LeftOut::None;
};

// In the order given. An offer is implausible when its price is zero or below; else, where three or
// more offers are left, when its log price lies further from their weighted median than
// max(ln 2, 5 x MAD), both weighted; where one or two are left, when it is beyond a factor of three
// of `own_price` (0: none; then they stay, even when they contradict each other).
// So a mad offer leaves the others as they are, and no offer is left out while all lie within a
// factor of two: there, under half of the weight cannot move the market outside the others.
[[nodiscard]] std::vector<RatedOffer> rate_offers(std::span<const Offer> offers,
                                                  const OfferTerms& terms, Money own_price);

}  // namespace shelfd::pricing
