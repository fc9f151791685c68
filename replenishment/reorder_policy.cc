#include "replenishment/reorder_policy.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace shelfd::replenishment {
namespace {

constexpr double kMinFractile = 0.5;
constexpr double kMaxFractile = 0.999;
constexpr double kFractileWithoutCosts = 0.95;
constexpr double kTieRatio = 1e-12;       // of the units at stake: below it two costs are equal
constexpr double kMaxUnits = 1e15;        // no stock is larger; sums of seven fit into 64 bits
constexpr double kMeanSlackRatio = 1e-9;  // a mean above a whole number by rounding is that number

double within_fractiles(double fractile) {
  return fractile >= kMinFractile ? std::min(fractile, kMaxFractile) : kMinFractile;
}

Quantity bounded(Quantity quantity) {
  constexpr auto kLimit = static_cast<std::int64_t>(kMaxUnits);
  return {std::clamp(quantity.units, -kLimit, kLimit)};
}

StockPosition bounded(const StockPosition& stock) {
  return {.on_hand = bounded(stock.on_hand),
          .reserved = bounded(stock.reserved),
          .backorders = bounded(stock.backorders),
          .open = bounded(stock.open),
          .accepted = bounded(stock.accepted)};
}

// The two feasible quantities around a need above zero; equal where the need itself is feasible.
struct Neighbours {
  std::int64_t below = 0;
  std::int64_t above = 0;
};

Neighbours around(const OrderTerms& terms, std::int64_t need) {
  const std::int64_t pack = std::max<std::int64_t>(1, bounded(terms.case_pack).units);
  const std::int64_t least = std::max<std::int64_t>(1, bounded(terms.minimum).units);
  const std::int64_t smallest_order = (least + pack - 1) / pack * pack;
  if (need < smallest_order) return {.below = 0, .above = smallest_order};
  const std::int64_t below = need / pack * pack;
  return {.below = below, .above = below == need ? below : below + pack};
}

// Whether ordering up to `high` rather than `low` lowers the expected cost at the fractile f, per
// unit of underage + overage: (1 - f) E[left over] + f E[short] = (1 - f) (x - mean) + E[short].
bool worth_raising(const CountMixture& demand, double fractile, std::int64_t low,
                   std::int64_t high) {
  const double units = static_cast<double>(high - low);
  const double fewer_short = expected_excess(demand, low) - expected_excess(demand, high);
  return fewer_short - (1 - fractile) * units > kTieRatio * units;
}

std::int64_t feasible_quantity(const OrderTerms& terms, const CountMixture& demand, double fractile,
                               std::int64_t stock, std::int64_t need) {
  if (need <= 0) return 0;
  const Neighbours near = around(terms, need);
  const bool raise = near.above != near.below &&
                     worth_raising(demand, fractile, stock + near.below, stock + near.above);
  return raise ? near.above : near.below;
}

double expected_cost(const OrderTerms& terms, const CountMixture& demand, std::int64_t stock) {
  const double units_short = expected_excess(demand, stock);
  const double units_left =
      std::max(0.0, static_cast<double>(stock) - mean_units(demand) + units_short);
  return terms.overage * units_left + terms.underage * units_short;
}

std::int64_t mean_rounded_up(const CountMixture& demand) {
  const double mean = mean_units(demand);
  if (!(mean > 0)) return 0;
  return static_cast<std::int64_t>(
      std::ceil(std::min(mean, kMaxUnits) - kMeanSlackRatio * std::max(mean, 1.0)));
}

std::vector<StepUnits> steps_to(const OrderPlan& plan, const StockPosition& stock,
                                const CountMixture& demand) {
  const Quantity expected{mean_rounded_up(demand)};
  const Quantity need = plan.level - position(stock);
  const Quantity wanted = std::max(need, Quantity{});
  const std::array<StepUnits, 9> all = {{{OrderStep::ExpectedDemand, expected},
                                         {OrderStep::SafetyStock, plan.level - expected},
                                         {OrderStep::OnHand, Quantity{} - stock.on_hand},
                                         {OrderStep::Reserved, stock.reserved},
                                         {OrderStep::Backorders, stock.backorders},
                                         {OrderStep::Open, Quantity{} - stock.open},
                                         {OrderStep::Accepted, Quantity{} - stock.accepted},
                                         {OrderStep::Covered, wanted - need},
                                         {OrderStep::Rounding, plan.quantity - wanted}}};
  std::vector<StepUnits> steps;
  for (const StepUnits& step : all) {
    if (step.units != Quantity{}) steps.push_back(step);
  }
  return steps;
}

}  // namespace

double critical_fractile(const OrderTerms& terms) {
  if (!(terms.underage > 0) && !(terms.overage > 0)) return kFractileWithoutCosts;
  return within_fractiles(terms.underage / (terms.underage + terms.overage));
}

Quantity usable(const StockPosition& stock) {
  const StockPosition held = bounded(stock);
  return held.on_hand - held.reserved - held.backorders;
}

Quantity position(const StockPosition& stock) {
  const StockPosition held = bounded(stock);
  return usable(held) + held.open + held.accepted;
}

Quantity coming(const StockPosition& stock) {
  const StockPosition held = bounded(stock);
  return usable(held) + held.open;
}

double fractile_of(const OrderTerms& terms) {
  return terms.service_level ? within_fractiles(*terms.service_level) : critical_fractile(terms);
}

OrderDecision decide_order(const OrderTerms& terms, const StockPosition& stock,
                           const CountMixture& demand, Quantity level) {
  const double fractile = fractile_of(terms);
  const std::int64_t now = position(stock).units;
  return {.quantity = {feasible_quantity(terms, demand, fractile, now, level.units - now)},
          .level = level,
          .fractile = fractile};
}

OrderPlan plan_order(const OrderTerms& terms, const StockPosition& stock,
                     const CountMixture& demand) {
  const StockPosition held = bounded(stock);
  const std::int64_t now = position(held).units;
  const OrderDecision decision =
      decide_order(terms, held, demand, {quantile(demand, fractile_of(terms))});
  OrderPlan plan{
      .quantity = decision.quantity, .level = decision.level, .fractile = decision.fractile};
  plan.steps = steps_to(plan, held, demand);
  plan.stockout_chance_if_not = 1 - cdf(demand, coming(held).units);
  plan.cost_now = expected_cost(terms, demand, now);
  plan.cost_then = expected_cost(terms, demand, now + plan.quantity.units);
  return plan;
}

}  // namespace shelfd::replenishment
