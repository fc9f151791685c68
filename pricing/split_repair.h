// Split repair: a good way to divide units into orders, where not every one can be tried.
//
// Threshold accepting: units move between orders, change places, leave for an order of their own;
// orders merge and part. A change is kept where the two orders it touches cost at most a threshold
// more, with the coupons that the others leave; the threshold falls to nothing, and the best split
// met is the answer. Each order is bought in its cheapest ways (order_search.h). Draws come from a
// fixed seed: the same basket gives the same answer.
// Source: Dueck & Scheuer, Journal of Computational Physics 90 (1990).
// Pure. Not here: proof (split_search.h, saving_bound.h).
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "pricing/order_search.h"
#include "pricing/split_search.h"

namespace shelfd::pricing {

class SplitRepair {
 public:
  // `basket` and `work` outlive the repair. `start`: another draws otherwise.
  SplitRepair(const PreparedBasket& basket, UnitSet units, Work& work, int start = 0);

  // The best split met from one order for all, until `nodes` more nodes are done, it reaches
  // `bound`, or the work is spent.
  [[nodiscard]] Split improve(Minor bound, std::int64_t nodes);

 private:
  struct Order {
    UnitSet units = 0;
    OrderWay way{};
  };
  using Ways = std::vector<OrderWay>;

  // Two orders as they would be.
  struct Change {
    std::size_t one = 0;
    std::size_t other = 0;  // may be one past the last: a new order
    UnitSet to_one = 0;
    UnitSet to_other = 0;
  };

  void start();
  void start_afresh();
  [[nodiscard]] Change draw_change();
  [[nodiscard]] UnitSet draw_unit(UnitSet units);
  [[nodiscard]] std::pair<const OrderWay*, const OrderWay*> cheapest_pair(const Ways& for_one,
                                                                          const Ways& for_other,
                                                                          Coupons free,
                                                                          Minor limit) const;
  void try_change(const Change& change, Minor threshold);
  [[nodiscard]] const Ways& ways_of(UnitSet units);
  [[nodiscard]] std::size_t draw(std::size_t count);
  void remember();

  static constexpr std::size_t kMaxKept = 20'000;  // sets of units with their ways

  const PreparedBasket& basket_;
  UnitSet units_;
  Work& work_;
  OrderSearch search_;
  std::unordered_map<UnitSet, Ways> ways_{};
  std::vector<Order> orders_{};
  Coupons left_ = 0;
  Minor net_ = 0;
  Minor best_net_ = 0;
  std::vector<Order> best_{};
  std::uint64_t seed_;
};

}  // namespace shelfd::pricing
