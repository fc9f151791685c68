// Split search: how to divide units into orders, and the coupons among them, by dynamic programming
// over what is left to buy, cut by bounds.
//
// best(R, coupons, k): the least that the units R cost in at most k orders with the coupons left.
// The order that holds R's first unit is tried in every way: all of R, or a part S of it with each
// way of order_search.h, and best(R - S, ...) for the rest. A part is passed over where the least
// cost of S and of R - S together (saving_bound.h) is no better than what is known: with all
// coupons for both, or with none and what the coupons left are worth at most. What a state was
// found to cost at least is kept, and holds for those with fewer coupons or orders, too; ways are
// not: what is asked again is asked with a lower budget.
// Pure. Not here: bounds (saving_bound.h), baskets too large for it (split_repair.h).
#pragma once

#include <optional>
#include <vector>

#include "pricing/order_search.h"
#include "pricing/unit_lattice.h"

namespace shelfd::pricing {

struct OrderPart {
  UnitSet units = 0;
  Uses uses{};
};

struct Split {
  Minor net = 0;
  std::vector<OrderPart> orders{};
};

class SplitSearch {
 public:
  // Lattices above this are too large: tables of a few MiB. Ways and states above those are not
  // kept: 30 MiB each.
  static constexpr std::size_t kMaxChoices = std::size_t{1} << 16;
  static constexpr std::size_t kMaxKept = 250'000;
  static constexpr std::size_t kMaxSteps = 4 * kMaxKept;

  // `basket` and `work` outlive the search. At most kMaxChoices choices.
  SplitSearch(const PreparedBasket& basket, std::vector<AlikeUnits> alike, Work& work);

  // The cheapest split of all units that costs less than `cost`; absent where there is none, or
  // the work is spent: `is_complete` tells which.
  [[nodiscard]] std::optional<Split> below(Minor cost);

  [[nodiscard]] bool is_complete() const { return is_complete_; }

 private:
  struct Way {
    Minor net = 0;
    Coupons coupons = 0;
    Minor worth = 0;       // what its coupons take off at most
    std::size_t uses = 0;  // in all_uses_
  };
  struct State {
    std::size_t left = 0;
    Coupons coupons = 0;
    Minor worth = 0;  // what the coupons take off at most
    int orders = 0;
  };
  static constexpr std::int32_t kNone = -1;
  // A way to buy what is left: an order, and the way to buy the rest. Never changed.
  struct Step {
    std::uint32_t part = 0;
    std::uint32_t uses = 0;  // in all_uses_
    std::int32_t next = kNone;
  };
  // The least that is known: below the budget a way costs as much, else none is below it.
  struct Answer {
    Minor value = 0;
    std::int32_t step = kNone;  // in steps_: the way
  };
  // Nothing below `value` with these coupons in so many orders, or with fewer.
  struct Limit {
    Coupons coupons = 0;
    Minor value = 0;
    std::int16_t orders = 0;
  };

  [[nodiscard]] Answer best(const State& state, Minor budget);
  void try_parts(const State& state, Answer& found);
  void try_part(const State& state, std::size_t part, Answer& found);
  [[nodiscard]] Answer taken(std::size_t part, const Way& way, const Answer& rest);
  [[nodiscard]] const std::vector<Way>& ways_of(std::size_t index);
  [[nodiscard]] std::optional<Minor> answered(const State& state, Minor budget);
  void keep(const State& state, Minor value);
  struct CouponWorth {
    const PreparedPromotion* promotion = nullptr;
    Minor of_one = 0;  // of one copy, at most
  };
  // Lower bounds on what a choice costs, in one order and in several.
  struct Bounds {
    Minor with_coupons = 0;  // all of them
    Minor without_coupons = 0;
  };
  struct Facts {
    Bounds one{};
    Bounds several{};
    Coupons useful = 0;  // the fields of coupons that the units can use
    bool is_known = false;
    bool has_all_ways = false;
  };
  [[nodiscard]] const Facts& facts(std::size_t index);
  [[nodiscard]] const Bounds& bounds(std::size_t index, int orders);
  [[nodiscard]] Minor worth(Coupons coupons) const;
  [[nodiscard]] Coupons useful(UnitSet units) const;
  [[nodiscard]] State after(const State& state, std::size_t part, const Way& way);

  const PreparedBasket& basket_;
  Work& work_;
  UnitLattice lattice_;
  OrderSearch order_search_;
  std::vector<std::vector<Way>> ways_;  // by choice, cheapest first; empty: not worked out
  std::vector<Uses> all_uses_{};
  std::vector<Facts> facts_;
  std::vector<CouponWorth> worths_{};
  std::vector<std::vector<Limit>> limits_;  // by what is left, by rising value
  std::vector<Step> steps_{};
  std::size_t states_kept_ = 0;
  bool is_complete_ = true;
};

}  // namespace shelfd::pricing
