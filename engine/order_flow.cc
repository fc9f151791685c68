#include "engine/order_flow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/quantile_search.h"
#include "engine/demand_view.h"
#include "engine/lead_flow.h"
#include "engine/one_off.h"
#include "engine/plan_terms.h"
#include "engine/price_flow.h"
#include "engine/returns_ahead.h"
#include "engine/transition.h"
#include "forecasting/demand_outlook.h"

namespace shelfd::engine {
namespace {

constexpr std::int64_t kMillisPerDay = 86'400'000;
constexpr double kRateDays = 7;  // a week's mean, from tomorrow on, is the daily rate

Duration days(double count) {
  return Duration{std::llround(std::min(count, 3650.0) * static_cast<double>(kMillisPerDay))};
}

ReasonCode code_of(replenishment::OrderStep step) {
  return static_cast<ReasonCode>(static_cast<std::size_t>(ReasonCode::ExpectedDemand) +
                                 static_cast<std::size_t>(step));
}

// What a plan is told from, once it is known to be told.
struct Telling {
  const ItemState& state;
  const StepContext& context;
  const PlanInputs& inputs;
  const JudgedPlan& judged;
  forecasting::LeadTimeLaw lead;
};

Reason reason_of(const replenishment::StepUnits& step, const Telling& telling,
                 const PlanJudgement& judgement) {
  Reason reason{.code = code_of(step.step), .amount = step.units.units};
  if (step.step == replenishment::OrderStep::ExpectedDemand) {
    reason.params = {
        {"span_days", forecasting::mean_days(telling.lead) + telling.inputs.outlook->review_days},
        {"daily_rate", telling.judged.rate_units_per_day},
        {"category_ratio", telling.inputs.outlook->category_ratio}};
    if (telling.inputs.outlook->resold_units > 0) {
      reason.params.push_back({"resold_units", telling.inputs.outlook->resold_units});
    }
    if (telling.inputs.outlook->category_ratio > 0.5) reason.rests_on = RestsOn::Assumption;
  }
  if (step.step == replenishment::OrderStep::SafetyStock) {
    reason.params = {{"fractile_ratio", judgement.plan.fractile}};
    if (telling.lead.own_share < 0.5) reason.rests_on = RestsOn::Assumption;
  }
  return reason;
}

// Why nothing is ordered, whatever the judge says; absent: nothing holds it.
std::optional<ReasonCode> holds(const Situation& situation, Instant now) {
  if (situation.catalog.lifecycle == Lifecycle::PhaseOut) return ReasonCode::PhasedOut;
  const auto& quiet_until = situation.plan_quiet_until;
  if (quiet_until && *quiet_until > now) return ReasonCode::Snoozed;
  return std::nullopt;
}

std::optional<Reason> hold_of(const Situation& situation, const PlanJudgement& judgement,
                              Instant now) {
  if (const auto code = holds(situation, now)) {
    Reason reason{.code = *code};
    const auto& quiet_until = situation.plan_quiet_until;
    if (*code == ReasonCode::Snoozed && quiet_until) {
      reason.params = {{"until_at", *quiet_until}};
    }
    return reason;
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

// Expected costs are finite: the units short and left over always are.
bool has_finite_costs(const replenishment::OrderTerms& terms) {
  constexpr double kMostUnitCost = 1e100;
  return terms.overage >= 0 && terms.overage < kMostUnitCost && terms.underage >= 0 &&
         terms.underage < kMostUnitCost;
}

// The units ordered after all, in numbers: all that decides whether a plan is told. Above the
// reorder point nothing is ordered, whether it waits or there is no need.
Quantity quantity_of(const Situation& situation, const OutlookMemory& outlook, Instant now) {
  const JudgedPlan& judged = outlook.judged;
  if (holds(situation, now)) return {};
  if (replenishment::position(judged.stock) > outlook.reorder_point) return {};
  if (has_finite_costs(judged.terms)) {
    return replenishment::decide_order(judged.terms, judged.stock, judged.demand, outlook.level)
        .quantity;
  }
  const PlanJudgement judgement = judge_plan(judged);
  return hold_of(situation, judgement, now) ? Quantity{} : judgement.plan.quantity;
}

void fill_demand(const Telling& telling, RestockPlan& plan) {
  plan.demand_mean_units = mean_units(telling.judged.demand);
  for (const double p : {0.1, 0.5, 0.9, 0.99}) {
    plan.demand_quantiles.emplace_back(p, static_cast<double>(quantile(telling.judged.demand, p)));
  }
  for (const double p : {0.1, 0.5, 0.9}) {
    plan.lead_time_quantiles.emplace_back(p, forecasting::quantile_days(telling.lead, p));
  }
}

void fill_numbers(const JudgedPlan& judged, const PlanJudgement& judgement, Instant now,
                  RestockPlan& plan) {
  plan.position = judged.stock;
  plan.stockout_chance_if_not = judgement.plan.stockout_chance_if_not;
  if (judged.unit_cost.micros > 0) {
    plan.cost_now = round_money(judgement.plan.cost_now);
    plan.cost_then = round_money(judgement.plan.cost_then);
  }
  if (plan.quantity.units <= 0) return;
  plan.order_by = now + days(judgement.order_within_days);
  plan.expected_arrival = now + days(judged.lead_median_days);
}

void fill_plan(const Telling& telling, RestockPlan& plan) {
  const JudgedPlan& judged = telling.judged;
  const Instant now = telling.context.now;
  const PlanJudgement judgement = judge_plan(judged);
  plan.quantity = judgement.plan.quantity;
  for (const replenishment::StepUnits& step : judgement.plan.steps) {
    plan.reasons.push_back(reason_of(step, telling, judgement));
  }
  if (std::optional<Reason> hold = hold_of(telling.state.situation, judgement, now)) {
    hold->amount = -plan.quantity.units;
    plan.quantity = {};
    plan.reasons.push_back(*hold);
  }
  if (plan.quantity.units > 0) {
    plan.status = Status::Open;
    plan.action = PlanAction::Order;
  }
  if (const auto held = held_reason(telling.state.situation, telling.context.policy->zone)) {
    plan.reasons.push_back(*held);
  }
  if (telling.inputs.supplier != nullptr) plan.supplier = telling.inputs.supplier->supplier;
  if (judged.unit_cost.micros > 0) {
    plan.unit_cost = judged.unit_cost;
    plan.order_value = times_count(judged.unit_cost, plan.quantity.units);
  } else {
    plan.reasons.push_back({.code = ReasonCode::NoCost});
  }
  fill_numbers(judged, judgement, now, plan);
  plan.checked_rules = {"moq", "case_pack"};
  plan.basis.judged = judged;
}

// Of a new order; `worked_out` is room for one that is not remembered.
const LeadLaw& law_from(const ItemState& state, const Pools& pools, std::uint64_t supplier,
                        LeadLaw& worked_out) {
  const forecasting::LeadEvidence evidence = lead_evidence(state, pools, supplier);
  if (pools.laws != nullptr) return pools.laws->of(evidence, signatures_of(pools, supplier));
  worked_out = lead_law(evidence);
  return worked_out;
}

RestockPlan plan_of(const ItemState& state, const StepContext& context, const PlanInputs& inputs) {
  const OutlookMemory& outlook = *inputs.outlook;
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
  LeadLaw worked_out;
  const LeadLaw& law = law_from(state, *context.pools, supplier_of(inputs.supplier), worked_out);
  const Telling telling{.state = state,
                        .context = context,
                        .inputs = inputs,
                        .judged = outlook.judged,
                        .lead = law.law};
  fill_demand(telling, plan);
  if (inputs.has_stock) {
    fill_plan(telling, plan);
  } else {
    plan.status = Status::NeedsPerson;
    plan.reasons.push_back({.code = ReasonCode::NoStockCount});
  }
  return plan;
}

bool is_material(const OpenPlan& last, const OpenPlan& next) {
  if (last.counter == 0 || last.status != next.status || last.supplier != next.supplier) {
    return true;
  }
  if (next.status == Status::Open && next.judged_at >= last.valid_until) return true;
  const double change = std::abs(static_cast<double>(next.quantity.units - last.quantity.units));
  return change > kMaterialOrderRatio * static_cast<double>(last.quantity.units);
}

// Chances that are this far from an alert's threshold are so whatever the rounding.
constexpr double kChanceSlack = 1e-6;

// Demand and lead times as they are now.
struct OutlookSources {
  const ItemState& state;
  const Policy& policy;
  const Pools& pools;
  const std::optional<pricing::MarketPrice>& market;
  const LeadLaw& lead;
  Instant now;
};

// Where the rules say that what comes back is sold again, less has to be bought.
void subtract_resold(const OutlookSources& from, const DemandAhead& ahead, double lead_days,
                     OutlookMemory& outlook) {
  outlook.resold_units = 0;
  const double ratio = from.policy.resold_ratio;
  if (!(ratio > 0) || from.state.belief.returns.days == 0) return;
  JudgedPlan& judged = outlook.judged;
  const auto net = [&](const CountMixture& demand, double days) {
    return net_of_resold(demand, ratio * returns_over(from.state, ahead, days));
  };
  const double gross = mean_units(judged.demand);
  judged.demand = net(judged.demand, lead_days + outlook.review_days);
  judged.demand_waiting = net(judged.demand_waiting, lead_days + 1);
  outlook.resold_units = gross - mean_units(judged.demand);
}

// The terms are those of now.
void fill_outlook(const OutlookSources& from, OutlookMemory& outlook) {
  const DemandAhead ahead =
      demand_ahead(from.state, from.policy, from.pools.category, from.market, from.now);
  const forecasting::DemandPath& path = ahead.path;
  outlook.category_ratio = forecasting::leans_on_category(from.state.belief.demand, ahead.prior);
  const forecasting::LeadTimeLaw& law = from.lead.law;
  JudgedPlan& judged = outlook.judged;
  judged.demand = forecasting::demand_over(path, from.lead.shares, outlook.review_days);
  judged.demand_waiting = forecasting::demand_over(path, from.lead.shares, 1);
  subtract_resold(from, ahead, forecasting::mean_days(law), outlook);
  judged.rate_units_per_day =
      (forecasting::mean_over(path, kRateDays + 1) - forecasting::mean_over(path, 1)) / kRateDays;
  judged.lead_median_days = forecasting::quantile_days(law, 0.5);
  judged.lead_high_days = forecasting::quantile_days(law, 0.9);
  const double fractile = replenishment::fractile_of(judged.terms);
  const std::array ps{1 - kStockoutCloses + kChanceSlack, 1 - kStockoutOpens - kChanceSlack,
                      fractile};
  std::array<std::int64_t, ps.size()> units{};
  quantiles(judged.demand, ps, units);
  outlook.safe_from =
      units[0] < kMaxQuantileUnits ? units[0] : std::numeric_limits<std::int64_t>::max();
  outlook.short_to = units[1] - 1;
  outlook.level = {units[2]};
  outlook.reorder_point = {quantile(judged.demand_waiting, fractile)};
  outlook.fractile = fractile;
  outlook.filled = true;
}

bool holds_for(const OutlookMemory& outlook, std::uint64_t demand_key,
               const forecasting::LeadEvidence& lead, const PooledSignatures& pooled,
               double review_days) {
  return outlook.filled && outlook.demand_key == demand_key && outlook.review_days == review_days &&
         outlook.stated_days == lead.stated_days && outlook.own_lead == *lead.item &&
         outlook.pooled == pooled;
}

}  // namespace

PlanInputs plan_inputs(const ItemState& state, const Policy& policy, const Pools& pools,
                       const std::optional<pricing::MarketPrice>& market, Instant now,
                       JudgeMemory& memory) {
  const Situation& situation = state.situation;
  OutlookMemory& outlook = memory.outlook;
  const SupplierTerms* supplier = choose_supplier(situation, policy);
  const std::uint64_t id = supplier_of(supplier);
  const forecasting::LeadEvidence lead = lead_evidence(state, pools, id);
  const PooledSignatures pooled = signatures_of(pools, id);
  const double review_days = situation.catalog.review_days.value_or(policy.review_days);
  const std::uint64_t key = demand_key(state, policy, pools.category, market, now);
  if (!outlook.filled || outlook.demand_key != key) {
    outlook.open_day = open_day_law(state, policy, pools.category, market);
  }
  const double next_day = next_day_factor(outlook.open_day, state, policy, pools.category, now);
  const auto cost = supplier == nullptr ? unit_cost(situation, policy)
                                        : supplier_cost(*supplier, situation, policy);
  outlook.judged.terms = terms_of(state, policy, supplier, cost, review_days);
  if (outlook.next_day == next_day && holds_for(outlook, key, lead, pooled, review_days)) {
    ++memory.outlooks_remembered;
  } else {
    outlook.demand_key = key;
    outlook.next_day = next_day;
    outlook.stated_days = lead.stated_days;
    outlook.own_lead = *lead.item;
    outlook.pooled = pooled;
    outlook.review_days = review_days;
    LeadLaw worked_out;
    fill_outlook({.state = state,
                  .policy = policy,
                  .pools = pools,
                  .market = market,
                  .lead = law_from(state, pools, id, worked_out),
                  .now = now},
                 outlook);
  }
  outlook.judged.stock = stock_of(situation);
  outlook.judged.unit_cost = cost.value_or(Money{});
  recall_levels(outlook);
  return {.outlook = &outlook, .has_stock = situation.stock.has_value(), .supplier = supplier};
}

std::optional<RestockPlan> issue_plan(ItemState& state, const StepContext& context,
                                      const PlanInputs& inputs) {
  const Quantity quantity =
      inputs.has_stock ? quantity_of(state.situation, *inputs.outlook, context.now) : Quantity{};
  const Status unordered = inputs.has_stock ? Status::Keep : Status::NeedsPerson;
  const bool named =
      inputs.has_stock && inputs.supplier != nullptr && !inputs.supplier->supplier.value.empty();
  OpenPlan& last = state.situation.open_plan;
  const OpenPlan next{.counter = last.counter + 1,
                      .status = quantity.units > 0 ? Status::Open : unordered,
                      .quantity = quantity,
                      .supplier = named ? name_hash(inputs.supplier->supplier.value) : 0,
                      .judged_at = context.now,
                      .valid_until = context.now + kPlanValidFor};
  if (!is_material(last, next)) return std::nullopt;
  last = next;
  RestockPlan plan = plan_of(state, context, inputs);
  plan.suggestion_id = plan.item.key() + ":plan:" + std::to_string(next.counter);
  return plan;
}

double rough_stockout_chance(const OutlookMemory& outlook) {
  const std::int64_t units = replenishment::coming(outlook.judged.stock).units;
  if (units >= outlook.safe_from) return 0;
  if (units <= outlook.short_to) return 1;
  return 1 - cdf(outlook.judged.demand, units);
}

bool lapse_accepted(Situation& situation, const Policy& policy, Instant now) {
  return std::erase_if(situation.accepted_plans, [&](const AcceptedPlan& plan) {
           return plan.at + policy.order_confirm_for <= now;
         }) > 0;
}

}  // namespace shelfd::engine
