// Split search: how to divide units into orders, and the coupons among them, by dynamic programming
// over what is left to buy, cut by bounds.
//
// best(R, coupons, k): the least that the units R cost in at most k orders with the coupons left.
// The order that holds R's first unit is tried in every way: all of R, or a part S of it with each
// way of order_search.h, and best(R - S, ...) for the rest. A part is passed over where the least
// cost of S and of R - S together (saving_bound.h) is no better than what is known. Of what is
// asked again, the answer is kept: exact, or that it is not below the budget it was asked with.
// Pure. Not here: bounds (saving_bound.h), baskets too large for it (split_repair.h).
#pragma once

#include <optional>
#include <unordered_map>
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

  // `basket` and `work` outlive the search. At most kMaxChoices choices.
  SplitSearch(const PreparedBasket& basket, std::vector<AlikeUnits> alike, Work& work);

  // The cheapest split of all units that costs less than `known`; absent where there is none, or
  // the work is spent: `is_complete` tells which.
  [[nodiscard]] std::optional<Split> below(Minor known);

  [[nodiscard]] bool is_complete() const { return is_complete_; }

 private:
  struct Way {
    Minor net = 0;
    Coupons coupons = 0;
    std::size_t uses = 0;  // in all_uses_
  };
  struct State {
    std::size_t left = 0;
    Coupons coupons = 0;
    int orders = 0;

    friend bool operator==(const State&, const State&) = default;
  };
  struct StateHash {
    std::size_t operator()(const State& state) const;
  };
  struct Known {
    Minor value = 0;  // exact, or the answer is not below it
    bool is_exact = false;
    std::size_t part = 0;
    Way way{};
  };

  Minor best(State state, Minor budget);
  void try_parts(const State& state, Known& found);
  void try_part(const State& state, std::size_t part, Known& found);
  [[nodiscard]] const std::vector<Way>& ways_of(std::size_t index);
  [[nodiscard]] Minor rest_bound(std::size_t index, int orders);
  [[nodiscard]] Minor one_bound(std::size_t index);
  [[nodiscard]] Coupons useful(std::size_t index) const;
  [[nodiscard]] State after(const State& state, std::size_t part, const Way& way) const;

  const PreparedBasket& basket_;
  Work& work_;
  UnitLattice lattice_;
  OrderSearch order_search_;
  std::vector<std::vector<Way>> ways_;  // by choice; empty: not worked out
  std::vector<Uses> all_uses_{};
  std::vector<Minor> rest_bounds_;  // below 0: not worked out
  std::vector<Minor> one_bounds_;
  std::unordered_map<State, Known, StateHash> known_{};
  bool is_complete_ = true;
};

}  // namespace shelfd::pricing
