// Prepared basket: a basket as its solver works on it: amounts counted in the currency's step, sets
// of units and of promotions as bits, promotions in the order in which they apply, without those
// that can never be used.
//
// Coupons (promotions with copies) that are used or left are one number: a field of bits for each,
// its highest bit a guard that is never set, so that sums and comparisons of all fields are one
// operation. More than fit into 128 bits are held back (`holds_back`): the ways found stay valid,
// and cannot be proven the cheapest.
// Pure. Not here: what one use takes off (order_benefit.h).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

#include "pricing/promotion.h"

namespace shelfd::pricing {

using Minor = std::int64_t;  // whole steps of the currency
using UnitSet = std::uint64_t;
using PromotionSet = std::uint64_t;
__extension__ using Coupons = unsigned __int128;
__extension__ using Wide = unsigned __int128;  // a product of two amounts
using UnitPrices = std::array<Minor, kMaxBasketUnits>;
using Uses = std::array<std::uint8_t, kMaxPromotions>;  // by place in the prepared basket

inline constexpr Minor kNoLimit = std::numeric_limits<Minor>::max() / 4;

enum class Effect : std::uint8_t {
  Amount,
  Percent,
  NForM,
  Nth,
  GroupPrice,
  Bundle,
  Deposit,
  FixedPrice,
  FreeShipping
};

// Copies of a coupon that count under another's place (alike_coupons.h).
struct JoinedCopies {
  std::size_t place = 0;
  int copies = 0;
};

struct PreparedPromotion {
  UnitSet scope = 0;
  PromotionSet order_partners = 0;  // never both in one order
  PromotionSet unit_partners = 0;   // never both in one order where scopes meet
  Minor need = 0;                   // of the gate; 0: one unit
  Minor off = 0;                    // amount, gain of a deposit
  Minor max_times = kNoLimit;
  Minor cap = kNoLimit;
  Minor basis_points = 0;
  Minor size = 0;
  Minor paid = 0;
  Minor price = 0;
  Coupons coupon = 0;  // one copy in its field; 0: as many as wanted
  std::vector<UnitSet> parts{};
  std::vector<JoinedCopies> joined{};  // its own first; empty: none but its own
  std::size_t source = 0;              // index in Basket::promotions
  int most_uses = 1;                   // in one order, >= 1
  int copies = 0;                      // held, where coupon is not 0
  int shift = 0;                       // of the coupon's field
  Effect effect = Effect::Amount;
  Basis gate_basis = Basis::Activity;
  Basis of = Basis::Running;
  bool by_count = false;
  bool every = false;
  bool each = false;
  bool automatic = false;

  // How many of its coupons those are.
  [[nodiscard]] int count_in(Coupons coupons) const {
    return static_cast<int>(static_cast<unsigned>(coupons >> shift) & field_mask());
  }
  // All bits of its coupons' field.
  [[nodiscard]] unsigned field_mask() const {
    return (1U << static_cast<unsigned>(std::bit_width(static_cast<unsigned>(copies)))) - 1;
  }
};

struct PreparedShop {
  UnitSet units = 0;
  std::size_t first_unit = 0;  // whose shop's name it is
};

struct PreparedBasket {
  UnitPrices list{};
  UnitPrices price{};
  UnitSet units = 0;  // all
  std::vector<PreparedPromotion> promotions{};
  std::vector<PreparedShop> shops{};          // by name; only where shipping is charged
  std::vector<std::uint8_t> dearest_first{};  // units by activity price, ties to the lower
  Coupons coupons = 0;                        // held
  Coupons guards = 0;
  Minor step_micros = 1;
  Minor shipping_fee = 0;
  Minor free_from = 0;
  int max_orders = 1;
  Basis shipping_basis = Basis::Activity;
  bool splits_by_activity = false;
  bool overflow_is_lost = false;
  bool holds_back = false;
};

// Which promotions are kept.
enum class Keep : std::uint8_t {
  Useful,  // usable ones that some order of the basket could use
  All      // usable ones, with no coupons laid out
};

// INVARIANT: at most kMaxBasketUnits units and kMaxPromotions promotions.
[[nodiscard]] PreparedBasket prepare(const Basket& basket, Keep keep = Keep::Useful);

// Every field of `some` is at most its field of `all`.
[[nodiscard]] constexpr bool fits(Coupons some, Coupons all, Coupons guards) {
  return (((all | guards) - some) & guards) == guards;
}

[[nodiscard]] constexpr UnitSet only(std::size_t unit) { return UnitSet{1} << unit; }

// Calls `visit(unit)` for each unit of the set, ascending.
template <typename Visit>
constexpr void for_each_unit(UnitSet units, const Visit& visit) {
  for (; units != 0; units &= units - 1) visit(static_cast<std::size_t>(std::countr_zero(units)));
}

[[nodiscard]] inline Minor sum_over(UnitSet units, const UnitPrices& prices) {
  Minor sum = 0;
  for_each_unit(units, [&](std::size_t unit) { sum += prices[unit]; });
  return sum;
}

// What the gate measures over `units` at `running` prices.
[[nodiscard]] inline Minor gate_measure(const PreparedBasket& basket,
                                        const PreparedPromotion& promotion, UnitSet units,
                                        const UnitPrices& running) {
  const UnitSet inside = units & promotion.scope;
  if (promotion.by_count) return std::popcount(inside);
  if (promotion.gate_basis == Basis::List) return sum_over(inside, basket.list);
  return sum_over(inside, promotion.gate_basis == Basis::Activity ? basket.price : running);
}

// Promotions that may not be used together with that at `place` in an order of `units`.
[[nodiscard]] PromotionSet partners_of(const PreparedBasket& basket, std::size_t place,
                                       UnitSet units);

}  // namespace shelfd::pricing
