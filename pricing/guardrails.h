// Guardrails: what no suggested price breaks, in a fixed order, each saying when it bound.
//
// Order: careful (distance from the last price a person set), max_change (distance from the current
// price), ceiling, map, margin_floor, floor. A later one wins over an earlier: floor beats all.
// Then the price is rounded to an allowed ending inside the bounds; if none fits, the ending is
// dropped, not the bound. A price that stays the current one keeps its ending.
// Floors round up, ceilings down, to the minor unit. When floor > ceiling the floor wins, and says
// so by its step.
//   margin floor: the lowest p with unit_margin(p) >= min_margin_ratio * p, which is
//                 (fee_fixed + unit_cost + return_cost) / (kept_share - min_margin_ratio); where
//                 own promotions or delivery make what is paid another price (`own_net`), p is what
//                 is paid, and the bound the list prices around the current one at which it is
//   ending:       p modulo the smallest power of ten that is above the ending and at least one main
//                 unit: 0.99 allows 12.99, 9 allows 19 and 29, 9.90 allows 19.90, 99 allows 199
// Which may be broken by a result: one that a later guard overrules, and that counts as kept; and a
// margin floor that no price reaches (min_margin_ratio >= kept_share), which counts as broken.
// A ceiling under one step counts as one step: a price is never zero. The careful and max_change
// bands always hold the current price: they hold back, they never ask for a change.
// Pure. Not here: the law of a market (law_pack, a later issue).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"
#include "pricing/expected_profit.h"
#include "pricing/net_curve.h"

namespace shelfd::pricing {

enum class Guard : std::uint8_t {
  None,
  Careful,
  MaxChange,
  Ceiling,
  Map,
  MarginFloor,
  Floor,
  Ending
};

// Effective bounds of one item, worked out from rules and catalog. Absent: no such bound.
struct Guardrails {
  std::optional<Money> floor{};
  std::optional<Money> ceiling{};
  std::optional<Money> map_price{};
  std::optional<double> min_margin_ratio{};  // of the price, in [0, 0.9]
  double max_change_ratio = 0.2;             // of the current price, in (0, 0.5]
  double careful_ratio = 0.03;               // of the last price a person set, in (0, 0.5]
  std::optional<Money> person_price{};       // the last price a person set
  std::vector<Money> endings{};              // >= 0, whole steps (others are passed over); <= 8
  Money step{10'000};                        // the minor unit
  NetCurve own_net{};                        // what is paid at a list price

  friend bool operator==(const Guardrails&, const Guardrails&) = default;
};

// The price after one guard.
struct GuardStep {
  Guard guard = Guard::None;
  Money after{};
  bool bound = false;  // it changed the price
};

// A step for each guard that is set, in the order above; max_change always is. `after` of the last
// is the result. `economics` null: no margin floor. price > 0, current > 0.
[[nodiscard]] std::vector<GuardStep> apply_guardrails(Money price, Money current,
                                                      const Guardrails& guardrails,
                                                      const UnitEconomics* economics);

// The first guard that `price` breaks (Ending and Careful never count), None if it breaks none:
// what the rim checks again before a price is shown. A guard is broken by a price outside its bound
// that no later guard forces out: a price at a floor above the ceiling breaks nothing.
[[nodiscard]] Guard broken_guard(Money price, Money current, const Guardrails& guardrails,
                                 const UnitEconomics* economics);

}  // namespace shelfd::pricing
