// Basket advice: see basket_advice.h.
#include "pricing/basket_advice.h"

#include <algorithm>

namespace shelfd::pricing {
namespace {

// What one question may cost of the whole effort.
constexpr std::int64_t kQuestions = 20;

class Advice {
 public:
  Advice(const Basket& basket, const NetPrice& answer, const Effort& effort)
      : basket_(basket),
        answer_(answer),
        each_{.nodes = std::max<std::int64_t>(effort.nodes / kQuestions, 1)} {}

  std::optional<NextBest> next_best() {
    std::optional<NextBest> best;
    const auto take = [&](const NextBest& other) {
      if (other.net >= answer_.net && (!best || other.net < best->net)) best = other;
    };
    for (const std::size_t promotion : promotions_used()) {
      if (basket_.promotions[promotion].automatic) continue;
      Basket without = basket_;
      without.promotions[promotion].per_order = 0;
      take({.net = cheapest_net_price(without, each_).net, .without = promotion});
    }
    if (answer_.orders.size() > 1) {
      Basket fewer = basket_;
      fewer.rules.max_orders = static_cast<int>(answer_.orders.size()) - 1;
      take({.net = cheapest_net_price(fewer, each_).net, .without = {}});
    }
    return best;
  }

  std::optional<AddOn> add_on(std::vector<BasketUnit> candidates) {
    if (basket_.units.size() >= kMaxBasketUnits) return std::nullopt;
    candidates.insert(candidates.end(), basket_.units.begin(), basket_.units.end());
    std::optional<AddOn> best;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      const BasketUnit& unit = candidates[at];
      const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(at);
      const bool is_known = std::any_of(candidates.begin(), end, [&](const BasketUnit& before) {
        return before.price == unit.price && before.list == unit.list && before.shop == unit.shop &&
               before.category == unit.category && before.sku == unit.sku;
      });
      if (is_known) continue;
      Basket with = basket_;
      with.units.push_back(unit);
      const Money net = cheapest_net_price(with, each_).net;
      const AddOn here{.unit = unit, .net = net, .extra = net - answer_.net};
      if (here.extra < unit.price && (!best || here.extra < best->extra)) best = here;
    }
    return best;
  }

  Money automatic_cost() {
    Basket free = basket_;
    const bool has_automatic = std::ranges::any_of(
        basket_.promotions, [](const Promotion& promotion) { return promotion.automatic; });
    if (!has_automatic || !answer_.is_optimal()) return {};
    for (Promotion& promotion : free.promotions) promotion.automatic = false;
    const NetPrice chosen = cheapest_net_price(free, each_);
    return std::max(answer_.net - chosen.net, Money{});
  }

 private:
  [[nodiscard]] std::vector<std::size_t> promotions_used() const {
    std::vector<std::size_t> used;
    for (const PricedOrder& order : answer_.orders) {
      for (const OrderStep& step : order.steps) used.push_back(step.promotion);
    }
    std::ranges::sort(used);
    const auto rest = std::ranges::unique(used);
    used.erase(rest.begin(), rest.end());
    return used;
  }

  const Basket& basket_;
  const NetPrice& answer_;
  Effort each_;
};

}  // namespace

BasketAdvice advise(const Basket& basket, const NetPrice& answer,
                    const std::vector<BasketUnit>& others, const Effort& effort) {
  Advice advice(basket, answer, effort);
  return {.next_best = advice.next_best(),
          .add_on = advice.add_on(others),
          .automatic_cost = advice.automatic_cost()};
}

}  // namespace shelfd::pricing
