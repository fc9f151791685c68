// Promotions: what a shop, a platform or a card takes off a basket, and when; the nouns of the net
// price.
//
// A basket is bought in orders. Promotions that are used in an order apply in ascending layer, then
// in the order of the list. Each works on the running prices of the units in its scope:
//   gate      measured once, at the promotion's turn, over its units of this order, for all its
//             uses; met at >=; absent: at least one unit in scope
//   benefit   what one use takes off (the structs below)
//   groups    two with an order group in common are not both used in an order; two with a unit
//             group in common are not both used in an order where a unit lies in both scopes
//   automatic must be used in an order when its gate is met at its turn, unless a partner of its
//             groups is used there
// An amount is split over units by weight, rounded down to the step, what is left goes to the
// largest remainders, ties to the lower index. A unit never costs less than nothing.
// Units: Money; every amount a whole multiple of `BasketRules::step`, in which all splitting and
// rounding is done. Source: notes 4.4; docs/models.md says each rule in full.
// Pure. Not here: the cheapest way to buy (net_price.h); checks and files
// (connectors/formats/basket_codec.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/money.h"
#include "base/time.h"

namespace shelfd::pricing {

inline constexpr std::size_t kMaxBasketUnits = 64;
inline constexpr std::size_t kMaxPromotions = 64;
// A bundle's parts, a promotion's uses in one order, orders of a basket: at most this many.
inline constexpr int kMaxTimes = 64;
// A price, and any other amount: far above any basket, and sums of 64 stay exact.
inline constexpr Money kMaxBasketAmount{1'000'000'000 * kMicrosPerUnit};

// One piece. What is bought twice stands there twice.
struct BasketUnit {
  std::string sku{};
  std::string shop{};
  std::string category{};
  Money list{};   // >= 0; serves gates and percentages that name it
  Money price{};  // activity price, >= 0: what is paid without promotions
};

// Every named kind must hold; nothing named: every unit.
struct Scope {
  std::optional<std::vector<std::string>> shops{};
  std::optional<std::vector<std::string>> skus{};
  std::optional<std::vector<std::string>> categories{};
};

[[nodiscard]] bool in_scope(const Scope& scope, const BasketUnit& unit);

// Which price counts: the list price, the activity price (earlier discounts do not matter, so that
// thresholds are parallel), or what is left by now.
enum class Basis : std::uint8_t { List, Activity, Running };

struct Gate {
  std::optional<Money> amount{};        // >= 0; at most one of the two
  std::optional<std::int64_t> count{};  // of units, >= 0
  Basis basis = Basis::Activity;        // of the amount
};

// `off` once, or floor(gate measure / gate) times: threshold discount, coupon, red packet.
struct AmountOff {
  Money off{};                              // >= 0
  bool every = false;                       // needs a gate above 0
  std::optional<std::int64_t> max_times{};  // >= 1, with every
};

// Basis points of the base, rounded down. each: unit by unit, the cap a unit; else of the sum, the
// cap an order, split by running price.
struct PercentOff {
  std::int64_t basis_points = 0;  // in [0, 10'000]
  Basis of = Basis::Running;
  std::optional<Money> cap{};
  bool each = false;
};

// Groups of `size` are formed by running price, dearest first, ties to the lower index; an
// incomplete one gets nothing.
struct NForM {            // the last size - paid of each group are free
  std::int64_t size = 0;  // >= 2
  std::int64_t paid = 0;  // in [0, size - 1]
};
struct NthOff {                   // the last of each group
  std::int64_t size = 0;          // >= 1
  std::int64_t basis_points = 0;  // in [0, 10'000]
};
struct GroupPrice {       // each group costs `price`, never more than its sum
  std::int64_t size = 0;  // >= 1
  Money price{};
};

// One unit of each part for a price, as often as complete: part by part the dearest unit not yet
// taken. Never more than the sum.
struct Bundle {
  std::vector<Scope> parts{};  // not empty
  Money price{};
};

// A deposit that grows: each unit in scope had `paid` put down, which counts as `counts`.
struct DepositGrows {
  Money paid{};    // >= 0
  Money counts{};  // >= paid
};

// Flash price, where lower.
struct FixedPrice {
  Money price{};
};

// The order's fee is not charged for shops with a unit in scope; `cap`: at most that much an order.
// It acts at its order's end, whatever its layer. (Beyond the oracles' format: its "shipping".)
struct FreeShipping {
  std::optional<Money> cap{};
};

using Benefit = std::variant<AmountOff, PercentOff, NForM, NthOff, GroupPrice, Bundle, DepositGrows,
                             FixedPrice, FreeShipping>;

// Who may use it; "public" is everybody.
inline constexpr const char* kPublic = "public";

struct Promotion {
  std::string id{};
  int layer = 1;  // by convention 1 item, 2 shop, 3 platform, 4 red packet
  Scope scope{};
  Gate gate{};
  Benefit benefit{};
  std::vector<std::string> order_groups{};
  std::vector<std::string> unit_groups{};
  std::optional<int> copies{};  // held over all orders, >= 0; absent: as many as wanted
  int per_order = 1;            // uses in one order, in [0, kMaxTimes]
  bool automatic = false;       // never with copies; per_order >= 1
  std::string audience = kPublic;
  std::optional<Instant> from{};  // usable in [from, to)
  std::optional<Instant> to{};
};

// Whether the weights of a split amount are activity or running prices.
enum class Allocate : std::uint8_t { Running, Activity };
// What a unit cannot bear is lost, or goes to the others by what they still cost.
enum class Overflow : std::uint8_t { Redistribute, Lost };

// Charged for each order and shop whose sum is below free_from.
struct Shipping {
  Money fee{};
  Money free_from{};
  Basis basis = Basis::Activity;  // Activity, or Running: after all discounts
};

struct BasketRules {
  int max_orders = 1;  // in [1, kMaxTimes]
  Allocate allocate = Allocate::Running;
  Overflow overflow = Overflow::Redistribute;
  std::optional<Shipping> shipping{};
  Money step{10'000};  // the currency's minor unit, > 0
};

struct Basket {
  std::vector<BasketUnit> units{};      // at most kMaxBasketUnits
  std::vector<Promotion> promotions{};  // at most kMaxPromotions
  BasketRules rules{};
  Instant at{};
  std::vector<std::string> audience{kPublic};  // which audiences the shopper belongs to
};

// Whether the shopper may use it now.
[[nodiscard]] bool is_usable(const Promotion& promotion, const Basket& basket);

// One order as it is paid.
struct OrderStep {
  std::size_t promotion = 0;  // index in Basket::promotions
  int uses = 0;               // a use that takes nothing off still counts
  Money off{};                // taken off the order
};
struct ShippingFee {
  std::string shop{};
  Money fee{};
};
struct PricedOrder {
  std::vector<std::size_t> units{};     // indices in Basket::units, ascending
  std::vector<Money> lines{};           // what each costs, >= 0; with the fees they sum to net
  std::vector<OrderStep> steps{};       // in the order they were applied
  std::vector<ShippingFee> shipping{};  // by shop's name, before FreeShipping
  Money net{};
};

// Applies `uses[i]` of promotion i to the units. Absent where a rule forbids it: an unusable
// promotion, a gate not met, partners together, more uses than per_order, an automatic one left
// out. `units` ascending. Cost: O(units x promotions), compiled anew for each call.
[[nodiscard]] std::optional<PricedOrder> price_order(const Basket& basket,
                                                     const std::vector<std::size_t>& units,
                                                     const std::vector<int>& uses);

}  // namespace shelfd::pricing
