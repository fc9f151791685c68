// Net price: see net_price.h.
#include "pricing/net_price.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "pricing/alike_coupons.h"
#include "pricing/basket_parts.h"
#include "pricing/order_pricing.h"
#include "pricing/saving_bound.h"
#include "pricing/split_repair.h"
#include "pricing/split_search.h"
#include "pricing/stack_bound.h"

namespace shelfd::pricing {
namespace {

// One part of the basket, bought.
struct PartAnswer {
  Split split{};
  Minor bound = 0;
};

class Solver {
 public:
  Solver(const PreparedBasket& basket, std::int64_t nodes)
      : basket_(basket), work_{.done = 0, .limit = nodes}, order_search_(basket, work_) {}

  PartAnswer solve(UnitSet units) {
    const Minor least = least_cost(basket_, units, basket_.max_orders);
    PartAnswer answer{.split = in_one_order(units), .bound = least};
    if (basket_.holds_back) answer.bound = 0;  // of coupons held back nothing is known
    if (answer.split.net <= answer.bound) return answer;
    if (basket_.max_orders == 1 || (units & (units - 1)) == 0) {
      if (order_search_.is_complete() && !basket_.holds_back) answer.bound = answer.split.net;
      return answer;
    }
    improve(units, answer);
    return answer;
  }

  [[nodiscard]] std::int64_t nodes() const { return work_.done; }

 private:
  Split in_one_order(UnitSet units) {
    const std::vector<OrderWay>& ways = order_search_.search(units, Keeping::Cheapest);
    const OrderWay& way = *std::ranges::min_element(ways, {}, &OrderWay::net);
    return {.net = way.net, .orders = {{.units = units, .uses = way.uses}}};
  }

  void improve(UnitSet units, PartAnswer& answer) {
    std::vector<AlikeUnits> alike = alike_units(basket_, units);
    constexpr std::size_t kTooMany = SplitSearch::kMaxChoices + 1;
    if (choices(alike, kTooMany) == kTooMany) return approach(units, answer);
    SplitSearch search(basket_, std::move(alike), work_);
    // Most are proven soon. The others are worth a better start, the more the longer they take.
    const std::int64_t limit = work_.limit;
    for (const std::int64_t nodes : kStages) {
      work_.limit = std::min(work_.done + nodes, limit);
      prove(search, answer);
      work_.limit = limit;
      if (search.is_complete()) return;
      repair(units, nodes, answer);
    }
    prove(search, answer);
  }

  // Too large to prove: a good way from two starts, and as good a bound as the rest of the work
  // gives, first over few cells of units, then over many.
  void approach(UnitSet units, PartAnswer& answer) {
    const std::int64_t nodes = work_.limit;
    for (const int start : {0, 1}) repair(units, nodes / 5, answer, start);
    if (basket_.holds_back) return;
    for (const StackEffort& effort : {StackEffort{.cells = kFewCells, .nodes = nodes / 10 * 3},
                                      StackEffort{.cells = kManyCells, .nodes = nodes}}) {
      const Minor bound = stack_bound(basket_, units, answer.split.net, work_, effort);
      answer.bound = std::max(answer.bound, bound);
    }
  }

  void repair(UnitSet units, std::int64_t nodes, PartAnswer& answer, int start = 0) {
    if (answer.split.net <= answer.bound) return;
    Split split = SplitRepair(basket_, units, work_, start).improve(answer.bound, nodes);
    if (split.net < answer.split.net) answer.split = std::move(split);
  }

  void prove(SplitSearch& search, PartAnswer& answer) const {
    if (std::optional<Split> better = search.below(answer.split.net)) {
      answer.split = *std::move(better);
    }
    if (search.is_complete() && !basket_.holds_back) answer.bound = answer.split.net;
  }

  // Measured on random baskets of a sale (docs/benchmarks.md).
  static constexpr std::size_t kFewCells = 8;
  static constexpr std::size_t kManyCells = 18;
  static constexpr std::array<std::int64_t, 3> kStages = {2'000, 20'000, 200'000};  // nodes

  const PreparedBasket& basket_;
  Work work_;
  OrderSearch order_search_;
};

// The i-th orders of all parts are one order.
std::vector<OrderPart> merge(const std::vector<PartAnswer>& answers) {
  std::vector<OrderPart> orders;
  for (const PartAnswer& answer : answers) {
    for (std::size_t at = 0; at < answer.split.orders.size(); ++at) {
      if (at == orders.size()) orders.emplace_back();
      const OrderPart& part = answer.split.orders[at];
      orders[at].units |= part.units;
      for (std::size_t place = 0; place < kMaxPromotions; ++place) {
        orders[at].uses[place] = std::max(orders[at].uses[place], part.uses[place]);
      }
    }
  }
  return orders;
}

}  // namespace

double NetPrice::gap_ratio() const {
  return net.micros <= 0 ? 0 : main_units(net - bound) / main_units(net);
}

NetPrice cheapest_net_price(const Basket& basket, const Effort& effort) {
  NetPrice answer;
  if (basket.units.empty()) return answer;
  PreparedBasket prepared = prepare(basket);
  Solver solver(prepared, effort.nodes);
  std::vector<PartAnswer> answers;
  Minor net = 0;
  Minor bound = 0;
  for (const UnitSet part : basket_parts(prepared)) {
    answers.push_back(solver.solve(part));
    net += answers.back().split.net;
    bound += answers.back().bound;
  }
  answer.nodes = solver.nodes();
  answer.net = {net * prepared.step_micros};
  answer.bound = {std::min(bound, net) * prepared.step_micros};
  Money sum{};
  part_alike_coupons(prepared);
  CopiesSharedOut shared_out{};
  for (OrderPart& order : merge(answers)) {
    share_out(prepared, order.uses, shared_out);
    std::optional<PricedOrder> priced = price_prepared(basket, prepared, order.units, order.uses);
    INVARIANT(priced.has_value());
    sum += priced->net;
    answer.orders.push_back(*std::move(priced));
  }
  INVARIANT(sum == answer.net);
  return answer;
}

}  // namespace shelfd::pricing
