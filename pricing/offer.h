// Offers: what a rival asks for the same item, how far it is believed, and why one is left out.
//
// An offer counts when it is the merchant's rival's, in stock, fresh, alike and credible. Its
// weight is freshness x match x rating x the merchant's own, held to `max_weight_ratio` times the
// median weight, so that no rival speaks for all:
//   freshness  2^(-age / half-life), half-life a third of fresh_for: the oldest weighs an eighth
//   match      its confidence
//   rating     (sum + 20 * 0.8) / (count + 20), shrunk to 0.8
// An offer is implausible when it lies further in log price from the weighted median of the
// eligible offers than max(ln 2, 3 * 1.4826 * their weighted MAD); where fewer than four are
// eligible and the own price is known, further than ln 3 from the median of them and the own price,
// which weighs as much as the weightiest of them and wins ties. One or two with no own price: all
// are believed. So while all lie within a factor of two none is left out.
// An implausible offer keeps its weight: it says nothing about prices, but whoever would take its
// voice away in finding the middle could be led to take away an honest one's
// (docs/decisions/0028). A price of zero or below has none: it is no price.
// Prices are what a shopper pays, tax-inclusive, with shipping, in the item's currency: net prices
// (offer_net.h) where the rival has promotions.
// Source: notes 3.5; 1.4826 makes a MAD a standard deviation of a normal law.
// Pure. Not here: the number made of them (market_price.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/money.h"
#include "base/time.h"

namespace shelfd::pricing {

enum class Condition : std::uint8_t { New, Refurbished, Used };
inline constexpr std::size_t kConditionCount = 3;

struct Offer {
  std::uint64_t competitor = 0;  // hash of the name
  Money price{};
  bool in_stock = true;
  bool own_account = false;
  Condition condition = Condition::New;
  double match_confidence = 1;    // in [0, 1]
  double seller_rating = -1;      // in [0, 1]; below zero: not known
  std::int64_t rating_count = 0;  // >= 0
  double merchant_weight = 1;     // in [0, kMaxMerchantWeight]; 0: no rival of his
  Duration age{};                 // now - observed_at, >= 0
};
inline constexpr double kMaxMerchantWeight = 10;

// In which basket prices are compared: the item alone, or at the best rate of a full one.
enum class ReferenceBasket : std::uint8_t { Alone, Full };

// One value for each way of being left out; the first that holds, in the order of the table in
// docs/models.md: own account, not a rival, out of stock, stale, condition, low match, implausible.
enum class LeftOut : std::uint8_t {
  None,
  OwnAccount,
  OutOfStock,
  Stale,
  Condition,
  LowMatch,
  Implausible,
  NotARival,
};
inline constexpr LeftOut kLastLeftOut = LeftOut::NotARival;

// What counts, and for how much. Set by rules.
struct OfferTerms {
  Duration fresh_for = std::chrono::hours{72};                            // > 0; older: stale
  double min_match = 0.7;                                                 // in [0, 1]
  std::array<bool, kConditionCount> conditions = {{true, false, false}};  // by Condition
  double max_weight_ratio = 2;                                            // >= 1
};

struct RatedOffer {
  std::uint64_t competitor = 0;
  Money price{};
  double weight = 0;  // >= 0; of the middle. Above zero: eligible, believed or not
  LeftOut left_out = LeftOut::None;
};

// In the order given, into `rated`, which has room for all. `own_price` zero: not known. Takes
// nothing from the heap for up to kRoomPoints offers.
void rate_offers(std::span<const Offer> offers, const OfferTerms& terms, Money own_price,
                 std::span<RatedOffer> rated);
[[nodiscard]] std::vector<RatedOffer> rate_offers(std::span<const Offer> offers,
                                                  const OfferTerms& terms, Money own_price);

}  // namespace shelfd::pricing
