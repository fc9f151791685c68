// Order mix: the least that units can cost in orders of which some are known to use a promotion,
// and some not to.
//
// Orders are sorted into kinds: of so many orders, which promotions each of them uses and which
// none does. What the orders of a kind hold, and what each promotion takes off in them, are sums
// over those orders, and every rule that is linear holds for sums: a gate in z orders has z times
// its need inside, an amount takes at most `off` a use, a percentage or a deal its share of what it
// reaches, units are reached by one of those that exclude each other, a gate that measures running
// prices does not see what is taken off before it. So the linear program (linear_program.h) over
// all kinds gains no less than any way to buy. Units that no scope tells apart are one cell, and
// divide freely. docs/models.md lists the rows. Pure.
// Not here: which kinds to look at (stack_bound.h).
#pragma once

#include <optional>
#include <vector>

#include "pricing/linear_program.h"
#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// How often an amount is taken off, for every so much.
struct TimesRange {
  std::size_t place = 0;
  Minor least = 0;
  Minor most = kNoLimit;
};

struct OrderKind {
  Minor count = 0;                  // of orders, > 0
  PromotionSet in = 0;              // each uses all of these
  PromotionSet out = 0;             // and none of these
  std::vector<TimesRange> times{};  // only where it is one order; what is not named is free
};

// What the bound hangs on most: how many orders of a kind use a promotion, or how often an order
// takes its amount off.
struct OpenQuestion {
  std::size_t kind = 0;
  std::size_t place = 0;
  bool is_times = false;
  Minor most = 0;  // orders of the kind that may use it; of times, where to part: most, or more
};

class MixProgram;

struct MixAnswer {
  Minor least = 0;  // no such mix costs less
  std::optional<OpenQuestion> question{};
  std::int64_t work = 0;  // as of linear_program.h
};

class OrderMix {
 public:
  static constexpr std::size_t kMaxCells = 24;

  // `basket` outlives it. `units`: a part of the basket (basket_parts.h). Cells are split where
  // that tells most, up to `cells`.
  OrderMix(const PreparedBasket& basket, UnitSet units, std::size_t cells);

  // Whether the units fall into few enough cells; without it, nothing can be asked.
  [[nodiscard]] bool is_small() const { return cells_.size() <= kMaxCells && total_ > 0; }

  [[nodiscard]] MixAnswer least_cost_of(const std::vector<OrderKind>& kinds) const;

  // What an order that uses the promotion cannot use beside it.
  [[nodiscard]] PromotionSet exclusive_with(std::size_t place) const;

  struct Cell {
    UnitSet units = 0;
    double worth = 0;       // activity prices, as parts of the total
    double list = 0;        // list prices
    double list_ratio = 0;  // list by activity price, at most; below 0: no limit
  };
  // What a promotion can do to the cells.
  struct Reach {
    std::size_t place = 0;
    const PreparedPromotion* promotion = nullptr;
    UnitSet inside = 0;
    std::vector<std::size_t> cells{};
    std::vector<double> shares{};  // of what it reaches in each of `cells`
    double peak = 1;               // of what it reaches in one cell
    double off = 0;                // of one use
    double need = 0;               // of the gate, as a part of the total; 0: no sum is asked for
    double most = 0;               // over all orders
    double most_in_order = 0;      // where it is capped an order, else as `most`
    double times = 0;              // of `off` in one order, at most
    Minor orders = 0;              // that may use it
    Minor copies = 0;              // uses over all orders; 0: as many as wanted
    PromotionSet exclusive = 0;    // never in one order with it
    bool is_amount = false;
    bool is_by_unit = false;  // takes no more off a unit than its share
    bool is_counted = false;  // orders that use it are counted
    bool is_spread = false;   // a later gate sees what it takes off
  };

 private:
  void find_cells(std::size_t cells);
  void split_cells(std::size_t cells);
  [[nodiscard]] double looseness(UnitSet cell) const;
  [[nodiscard]] UnitSet best_part(UnitSet cell) const;
  void weigh_cells();
  void find_reaches();
  [[nodiscard]] Reach reach_of(std::size_t place) const;
  void set_shares(Reach& reach) const;
  [[nodiscard]] bool is_seen_later(std::size_t place) const;
  [[nodiscard]] Minor fees() const;
  [[nodiscard]] std::optional<OpenQuestion> question_about(const MixProgram& mix,
                                                           const std::vector<OrderKind>& kinds,
                                                           const std::vector<double>& values) const;
  [[nodiscard]] static double use_at_stake(const Reach& reach, const OrderKind& kind, double used);

  const PreparedBasket& basket_;
  UnitSet units_;
  double total_;  // steps
  std::vector<Cell> cells_{};
  std::vector<Reach> reaches_{};
  Minor fees_ = 0;
};

}  // namespace shelfd::pricing
