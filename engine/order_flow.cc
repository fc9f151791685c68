#include "engine/order_flow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "engine/price_flow.h"
#include "engine/transition.h"
#include "forecasting/demand_outlook.h"

namespace shelfd::engine {
namespace {

constexpr double kDaysPerYear = 365;
constexpr std::int64_t kMillisPerDay = 86'400'000;

// A service level to aim for where neither a cost nor a level is known.
constexpr double kServiceLevelUnknownCost = 0.95;

Duration days(double count) {
  return Duration{std::llround(std::min(count, 3650.0) * static_cast<double>(kMillisPerDay))};
}

std::optional<Money> supplier_cost(const SupplierTerms& terms, const Situation& situation,
                                   const Policy& policy) {
  if (!terms.cost) return unit_cost(situation, policy);
  return convert(*terms.cost, item_currency(situation, policy), policy.rates);
}

// The cheapest supplier; ties by stated lead time, then by name. An unknown cost comes last.
const SupplierTerms* choose_supplier(const Situation& situation, const Policy& policy) {
  const auto rank = [&](const SupplierTerms& terms) {
    const auto cost = supplier_cost(terms, situation, policy);
    return std::tuple(!cost.has_value(), cost.value_or(Money{}), terms.lead_days.value_or(1e9),
                      terms.supplier.value);
  };
  const auto& suppliers = situation.catalog.suppliers;
  const auto best = std::ranges::min_element(suppliers, {}, rank);
  return best == suppliers.end() ? nullptr : &*best;
}

forecasting::LeadTimeLaw lead_of(const ItemState& state, const Pools& pools,
                                 const SupplierTerms* supplier) {
  const std::uint64_t id = supplier == nullptr ? 0 : name_hash(supplier->supplier.value);
  const auto own = std::ranges::find(state.belief.suppliers, id, &SupplierBelief::supplier);
  const auto pool = pools.suppliers.find(id);
  return forecasting::lead_time_law(
      own == state.belief.suppliers.end() ? forecasting::LeadCounts{} : own->lead,
      pool == pools.suppliers.end() ? forecasting::LeadCounts{} : pool->second,
      supplier == nullptr ? std::nullopt : supplier->lead_days);
}

replenishment::StockPosition stock_of(const Situation& situation) {
  if (!situation.stock) return {};
  const StockState& stock = *situation.stock;
  replenishment::StockPosition position{
      .on_hand = stock.on_hand - stock.unsellable - stock.sold_since + stock.received_since,
      .reserved = stock.reserved,
      .backorders = stock.backorders,
      .open = {},
      .accepted = {}};
  for (const OpenOrder& order : situation.open_orders) {
    if (order.stage == ShipmentStage::Cancelled) continue;
    position.open.units += std::max<std::int64_t>(0, order.ordered.units - order.received.units);
  }
  for (const AcceptedPlan& plan : situation.accepted_plans) position.accepted += plan.quantity;
  return position;
}

// Main units earned by one more unit sold at the regular price; absent without a cost.
std::optional<double> margin_of(const ItemState& state, const Policy& policy) {
  const Situation& situation = state.situation;
  const auto economics = economics_of(situation, policy);
  if (!economics || !situation.regular_price) return std::nullopt;
  return pricing::unit_margin(*economics, *situation.regular_price);
}

replenishment::OrderTerms terms_of(const ItemState& state, const Policy& policy,
                                   const SupplierTerms* supplier, std::optional<Money> cost,
                                   double review_days) {
  const CatalogEntry& catalog = state.situation.catalog;
  replenishment::OrderTerms terms;
  if (supplier != nullptr) {
    terms.case_pack = supplier->case_pack;
    terms.minimum = supplier->moq;
  }
  terms.service_level = catalog.service_level ? catalog.service_level : policy.service_level;
  const auto margin = margin_of(state, policy);
  const auto short_cost =
      catalog.stockout_cost
          ? convert(*catalog.stockout_cost, item_currency(state.situation, policy), policy.rates)
          : std::nullopt;
  if (short_cost) {
    terms.underage = main_units(*short_cost);
  } else if (margin) {
    terms.underage = std::max(0.0, *margin);
  }
  const double holding_rate = catalog.holding_rate.value_or(policy.holding_rate);
  terms.overage = main_units(cost.value_or(Money{})) * holding_rate * review_days / kDaysPerYear;
  if (!terms.service_level && (terms.underage <= 0 || terms.overage <= 0)) {
    terms.service_level = kServiceLevelUnknownCost;
  }
  return terms;
}

ReasonCode code_of(replenishment::OrderStep step) {
  return static_cast<ReasonCode>(static_cast<std::size_t>(ReasonCode::ExpectedDemand) +
                                 static_cast<std::size_t>(step));
}

Reason reason_of(const replenishment::StepUnits& step, const PlanInputs& inputs,
                 const PlanJudgement& judgement, const ItemState& state) {
  Reason reason{.code = code_of(step.step), .amount = step.units.units};
  if (step.step == replenishment::OrderStep::ExpectedDemand) {
    reason.params = {{"span_days", forecasting::mean_days(inputs.lead) + inputs.review_days},
                     {"daily_rate", forecasting::rate_units_per_day(state.belief.demand)},
                     {"category_ratio", forecasting::leans_on_category(state.belief.demand)}};
    if (forecasting::leans_on_category(state.belief.demand) > 0.5) {
      reason.rests_on = RestsOn::Assumption;
    }
  }
  if (step.step == replenishment::OrderStep::SafetyStock) {
    reason.params = {{"fractile_ratio", judgement.plan.fractile}};
    if (inputs.lead.own_share < 0.5) reason.rests_on = RestsOn::Assumption;
  }
  return reason;
}

// Why nothing is ordered, whatever the judge said.
std::optional<Reason> holds(const Situation& situation, const PlanJudgement& judgement,
                            Instant now) {
  if (situation.catalog.lifecycle == Lifecycle::PhaseOut) {
    return Reason{.code = ReasonCode::PhasedOut};
  }
  if (situation.plan_quiet_until && *situation.plan_quiet_until > now) {
    return Reason{.code = ReasonCode::Snoozed,
                  .params = {{"until_at", *situation.plan_quiet_until}}};
  }
  if (!std::isfinite(judgement.plan.cost_now) || !std::isfinite(judgement.plan.cost_then)) {
    return Reason{.code = ReasonCode::NotFinite};
  }
  if (judgement.waits) {
    return Reason{.code = ReasonCode::Waiting,
                  .params = {{"reorder_units", judgement.reorder_point.units}}};
  }
  return std::nullopt;
}

void fill_demand(const PlanInputs& inputs, RestockPlan& plan) {
  plan.demand_mean_units = mean_units(inputs.judged.demand);
  for (const double p : {0.1, 0.5, 0.9, 0.99}) {
    plan.demand_quantiles.emplace_back(p, static_cast<double>(quantile(inputs.judged.demand, p)));
  }
  for (const double p : {0.1, 0.5, 0.9}) {
    plan.lead_time_quantiles.emplace_back(p, forecasting::quantile_days(inputs.lead, p));
  }
}

void fill_numbers(const PlanInputs& inputs, const PlanJudgement& judgement, Instant now,
                  RestockPlan& plan) {
  plan.position = inputs.judged.stock;
  plan.stockout_chance_if_not = judgement.plan.stockout_chance_if_not;
  if (inputs.judged.unit_cost.micros > 0) {
    plan.cost_now = round_money(judgement.plan.cost_now);
    plan.cost_then = round_money(judgement.plan.cost_then);
  }
  if (plan.quantity.units <= 0) return;
  plan.order_by = now + days(judgement.order_within_days);
  plan.expected_arrival = now + days(inputs.judged.lead_median_days);
}

void fill_plan(const ItemState& state, const StepContext& context, const PlanInputs& inputs,
               const PlanJudgement& judgement, RestockPlan& plan) {
  plan.quantity = judgement.plan.quantity;
  for (const replenishment::StepUnits& step : judgement.plan.steps) {
    plan.reasons.push_back(reason_of(step, inputs, judgement, state));
  }
  if (std::optional<Reason> hold = holds(state.situation, judgement, context.now)) {
    hold->amount = -plan.quantity.units;
    plan.quantity = {};
    plan.reasons.push_back(*hold);
  }
  if (plan.quantity.units > 0) {
    plan.status = Status::Open;
    plan.action = PlanAction::Order;
  }
  if (inputs.supplier != nullptr) plan.supplier = inputs.supplier->supplier;
  if (inputs.judged.unit_cost.micros > 0) {
    plan.unit_cost = inputs.judged.unit_cost;
    plan.order_value = times_count(inputs.judged.unit_cost, plan.quantity.units);
  } else {
    plan.reasons.push_back({.code = ReasonCode::NoCost});
  }
  fill_numbers(inputs, judgement, context.now, plan);
  plan.checked_rules = {"moq", "case_pack"};
  plan.basis.judged = inputs.judged;
}

bool is_material(const OpenPlan& last, const OpenPlan& next) {
  if (last.counter == 0 || last.status != next.status || last.supplier != next.supplier) {
    return true;
  }
  if (next.status == Status::Open && next.judged_at >= last.valid_until) return true;
  const double change = std::abs(static_cast<double>(next.quantity.units - last.quantity.units));
  return change > kMaterialOrderRatio * static_cast<double>(last.quantity.units);
}

}  // namespace

PlanInputs plan_inputs(const ItemState& state, const Policy& policy, const Pools& pools) {
  const Situation& situation = state.situation;
  PlanInputs inputs;
  inputs.supplier = choose_supplier(situation, policy);
  inputs.lead = lead_of(state, pools, inputs.supplier);
  inputs.review_days = situation.catalog.review_days.value_or(policy.review_days);
  const auto cost = inputs.supplier == nullptr ? unit_cost(situation, policy)
                                               : supplier_cost(*inputs.supplier, situation, policy);
  JudgedPlan& judged = inputs.judged;
  judged.terms = terms_of(state, policy, inputs.supplier, cost, inputs.review_days);
  inputs.has_stock = situation.stock.has_value();
  if (inputs.has_stock) judged.stock = stock_of(situation);
  judged.demand = forecasting::demand_over(state.belief.demand, inputs.lead, inputs.review_days);
  judged.demand_waiting = forecasting::demand_over(state.belief.demand, inputs.lead, 1);
  judged.unit_cost = cost.value_or(Money{});
  judged.rate_units_per_day = forecasting::rate_units_per_day(state.belief.demand);
  judged.lead_median_days = forecasting::quantile_days(inputs.lead, 0.5);
  judged.lead_high_days = forecasting::quantile_days(inputs.lead, 0.9);
  return inputs;
}

RestockPlan restock_plan(const ItemState& state, const StepContext& context,
                         const PlanInputs& inputs, const std::optional<PlanJudgement>& judgement) {
  RestockPlan plan;
  plan.item = context.item;
  plan.currency = item_currency(state.situation, *context.policy);
  plan.judged_at = context.now;
  plan.valid_until = context.now + kPlanValidFor;
  plan.basis = {.partition = context.partition,
                .epoch = context.epoch,
                .rules_version = context.policy->version,
                .build = context.build,
                .arithmetic = context.arithmetic};
  fill_demand(inputs, plan);
  if (judgement) {
    fill_plan(state, context, inputs, *judgement, plan);
  } else {
    plan.status = Status::NeedsPerson;
    plan.reasons.push_back({.code = ReasonCode::NoStockCount});
  }
  return plan;
}

std::optional<RestockPlan> issue_plan(ItemState& state, RestockPlan plan) {
  OpenPlan& last = state.situation.open_plan;
  const OpenPlan next{.counter = last.counter + 1,
                      .status = plan.status,
                      .quantity = plan.quantity,
                      .supplier = plan.supplier.value.empty() ? 0 : name_hash(plan.supplier.value),
                      .judged_at = plan.judged_at,
                      .valid_until = plan.valid_until};
  if (!is_material(last, next)) return std::nullopt;
  last = next;
  plan.suggestion_id = plan.item.key() + ":plan:" + std::to_string(next.counter);
  return plan;
}

bool lapse_accepted(Situation& situation, const Policy& policy, Instant now) {
  return std::erase_if(situation.accepted_plans, [&](const AcceptedPlan& plan) {
           return plan.at + policy.order_confirm_for <= now;
         }) > 0;
}

}  // namespace shelfd::engine
