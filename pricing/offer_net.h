// Offer net: what one piece of an item costs a shopper after its seller's promotions.
//
//   alone  the cheapest order of this piece and nothing else, with its delivery
//   full   the least that the piece bears in one order that is full: filled up with other goods of
//          the same shop to a threshold, or with more pieces of it; never more than alone. A
//          threshold "every 300 less 50" is then worth a sixth, whatever the piece costs
//   withheld  alone, if discounts for every audience were used: what is shown and not used
// In a full order the piece bears its own lines, and the delivery whole, as alone: how many would
// share it nobody knows. Promotions of `kItemSku` hold the item alone, all others the whole order.
// Units: Money, the seller's currency. Source: notes 4.4. Pure: each order is solved exactly
// (net_price.h). Not here: what promotions are (promotion.h), for how long (net_spans below).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pricing/offer.h"
#include "pricing/promotion.h"

namespace shelfd::pricing {

// What the item is called in the scope of a promotion that holds nothing else.
inline constexpr const char* kItemSku = "item";

// Why a promotion was not used, as bits.
inline constexpr std::uint8_t kUnusedAudience = 1;    // it is for an audience that does not count
inline constexpr std::uint8_t kUnusedWindow = 2;      // it has ended, or not begun
inline constexpr std::uint8_t kUnusedOtherItems = 4;  // a bundle with other items
inline constexpr std::uint8_t kUnusedAll = 7;

struct OfferNets {
  Money list{};  // price + shipping
  Money alone{};
  Money full{};
  Money withheld{};
  std::uint8_t unused = 0;  // of the bits above

  // Nothing is promised and nothing withheld.
  [[nodiscard]] bool is_plain() const {
    return alone == list && full == list && withheld == list && unused == 0;
  }
  [[nodiscard]] Money in(ReferenceBasket basket) const {
    return basket == ReferenceBasket::Full ? full : alone;
  }
  friend bool operator==(const OfferNets&, const OfferNets&) = default;
};

// The same everywhere, without promotions.
[[nodiscard]] OfferNets plain_nets(Money list);

struct ItemPrice {
  Money price{};       // as listed; at zero or below nothing is taken off
  Money shipping{};    // charged on top
  Money step{10'000};  // the currency's minor unit
};

// Which promotions count: those of everybody and of these audiences.
using Audiences = std::span<const std::string>;

// The nets at one instant. At most kMaxOfferPromotions promotions. Cost: an exact solution of one
// to about twenty orders of two units.
[[nodiscard]] OfferNets offer_nets(const ItemPrice& item, std::span<const Promotion> promotions,
                                   Instant at, Audiences audiences);
// `alone` at one instant: one order.
[[nodiscard]] Money net_alone(const ItemPrice& item, std::span<const Promotion> promotions,
                              Instant at, Audiences audiences);
inline constexpr std::size_t kMaxOfferPromotions = 16;

// What holds from an instant on until the next span's.
struct NetSpan {
  Instant from{};
  OfferNets nets{};

  friend bool operator==(const NetSpan&, const NetSpan&) = default;
};
inline constexpr std::size_t kMaxNetSpans = 4;

// From `from` to `until`, where promotions begin and end between them; none without promotions.
// What changes after the last of kMaxNetSpans is not seen.
[[nodiscard]] std::vector<NetSpan> net_spans(const ItemPrice& item,
                                             std::span<const Promotion> promotions, Instant from,
                                             Instant until, Audiences audiences);

}  // namespace shelfd::pricing
