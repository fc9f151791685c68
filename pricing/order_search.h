// Order search: the ways worth considering to buy given units as one order, by branch and bound
// over the promotions in the order in which they apply.
//
// A node is a prefix of promotions with their uses and the running prices behind them. Its bound is
// what the units cost by then, less what the promotions still to come can take off at most (of
// those that exclude each other, the best one). It is cut where a way known already costs no more
// and needs no more of any coupon. A use that takes nothing off ends the uses of its promotion: a
// further one is the same order with fewer coupons left.
// Pure. Not here: how a basket splits into orders (split_search.h).
#pragma once

#include <cstdint>
#include <vector>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

// Work is counted in steps of about the same size: one promotion tried on up to 16 units.
struct Work {
  std::int64_t done = 0;
  std::int64_t limit = 0;

  [[nodiscard]] bool is_spent() const { return done >= limit; }
};

struct OrderWay {
  Minor net = 0;
  Coupons coupons = 0;  // used
  Uses uses{};
};

// Whether a way that costs more may be worth it since it leaves coupons to other orders.
enum class Keeping : std::uint8_t { Cheapest, EachOfItsCoupons };

class OrderSearch {
 public:
  // Both outlive the search.
  OrderSearch(const PreparedBasket& basket, Work& work) : basket_(basket), work_(work) {}

  // Ways none of which costs as much as another that needs no more of any coupon; at least one.
  // Complete unless the work is spent on the way. At most kMaxWays are kept: `is_complete` says
  // whether all were. `units` is not empty.
  const std::vector<OrderWay>& search(UnitSet units, Keeping keeping);

  [[nodiscard]] bool is_complete() const { return is_complete_; }

  static constexpr std::size_t kMaxWays = 1024;

 private:
  // A promotion that these units may use.
  struct Option {
    const PreparedPromotion* promotion = nullptr;
    std::size_t place = 0;
    UnitSet inside = 0;
    PromotionSet partners = 0;      // by option
    PromotionSet better_mates = 0;  // of its clique, that may take off more; by option
    double most_off = 0;            // weighed by the percentages behind it
    double kept_behind = 1;         // the product of (1 - r) from here on
  };
  struct Node {
    std::size_t next = 0;  // the option to decide
    PromotionSet used = 0;
    Coupons coupons = 0;
  };

  void list_options();
  void find_mates();
  void weigh_options();
  void sort_mates();
  [[nodiscard]] Minor least_fees() const;
  void visit(const Node& node, const UnitPrices& running);
  void use(const Node& node, const UnitPrices& running, Minor measure);
  void use_again(const Node& node, const UnitPrices& running, Minor measure, int uses);
  void finish(const Node& node, const UnitPrices& running);
  [[nodiscard]] bool is_cut(const Node& node, const UnitPrices& running) const;
  [[nodiscard]] bool is_free_to_leave(std::size_t option, PromotionSet used) const;
  [[nodiscard]] bool owes_nothing(PromotionSet used) const;
  void keep(Minor net, Coupons coupons);
  void charge_ways() const;
  [[nodiscard]] UnitPrices copy(const UnitPrices& running) const;

  const PreparedBasket& basket_;
  Work& work_;
  UnitSet units_ = 0;
  std::size_t prices_ = 0;  // of a row, up to the last unit
  Minor least_fees_ = 0;
  std::int64_t node_cost_ = 1;
  Keeping keeping_ = Keeping::Cheapest;
  bool is_complete_ = true;
  std::vector<Option> options_{};
  std::vector<std::size_t> owed_{};  // automatic ones left out for a partner still to come
  Uses uses_{};
  std::vector<OrderWay> ways_{};
};

}  // namespace shelfd::pricing
