// Net curve: what a shopper pays for one piece, as a function of its list price.
//
// Straight between knots; below the first and above the last it keeps their distance to the list
// price. Where a threshold begins, the curve falls within one step: a dearer item may cost less.
// So prices are searched on the list and weighed by what is paid. No knots: what is listed.
// Units: Money, the item's currency, delivery included on the paid side. Pure.
// Not here: the promotions behind it (offer_net.h makes one point of it).
#pragma once

#include <cstddef>
#include <vector>

#include "pricing/offer_net.h"

namespace shelfd::pricing {

struct NetKnot {
  Money list{};
  Money paid{};

  friend bool operator==(const NetKnot&, const NetKnot&) = default;
};

inline constexpr std::size_t kMaxNetKnots = 14;  // what is judged must stay small

struct NetCurve {
  std::vector<NetKnot> knots{};  // by list, ascending; at most kMaxNetKnots

  [[nodiscard]] bool is_list() const { return knots.empty(); }
  // At least one micro: nothing that is sold is free to the logarithms behind.
  [[nodiscard]] Money paid(Money list) const;

  friend bool operator==(const NetCurve&, const NetCurve&) = default;
};

// The list prices around `near` at all of which at least `paid` is paid; where it is not paid at
// `near` itself, all those above which it always is. In whole steps.
struct ListRange {
  Money low{};
  Money high{};
};
[[nodiscard]] ListRange lists_that_pay(const NetCurve& curve, Money paid, Money near, Money step);

// The list price, in whole steps, at which what is paid comes nearest to `paid`; of several the
// nearest to `paid` itself.
[[nodiscard]] Money list_for(const NetCurve& curve, Money paid, Money step);

// The curve of an item from two thirds of its price to four thirds, the nearest knots of it.
// `alone` is followed to the step at each threshold; `full` is a share of the price, that of the
// present one. Without promotions and shipping: none.
[[nodiscard]] NetCurve net_curve(const ItemPrice& item, std::span<const Promotion> promotions,
                                 Instant at, Audiences audiences, ReferenceBasket basket);

}  // namespace shelfd::pricing
