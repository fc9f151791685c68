#include <algorithm>
#include <array>
#include <cmath>

#include "engine/judged_range.h"
#include "engine/verify.h"
#include "engine/verify_parts.h"

// The fields of a plan that follow from its judged message.

namespace shelfd::engine {
namespace {

// As order_flow.cc: at most ten years, to the millisecond.
Duration span(double days) {
  constexpr double kMostDays = 3650;
  constexpr double kMillisPerDay = 86'400'000;
  return Duration{std::llround(std::min(days, kMostDays) * kMillisPerDay)};
}

const char* name_of(PlanAction action) {
  constexpr auto kNames =
      std::to_array<const char*>({"none", "order", "wait", "expedite", "cancel"});
  return kNames.at(static_cast<std::size_t>(action));
}

// The hold that the record names; waiting is the judgement's own.
std::optional<ReasonCode> held_by(const RestockPlan& published, const PlanJudgement& judgement) {
  if (const auto hold = hold_in(published.reasons)) return hold;
  return judgement.waits ? std::optional(ReasonCode::Waiting) : std::nullopt;
}

std::vector<Told> reasons_of(const JudgedPlan& judged, const PlanJudgement& judgement,
                             std::optional<ReasonCode> hold) {
  std::vector<Told> reasons;
  reasons.reserve(judgement.plan.steps.size() + 2);
  for (const replenishment::StepUnits& step : judgement.plan.steps) {
    reasons.push_back(
        {static_cast<ReasonCode>(static_cast<std::size_t>(ReasonCode::ExpectedDemand) +
                                 static_cast<std::size_t>(step.step)),
         step.units.units});
  }
  if (hold) reasons.push_back({*hold, -judgement.plan.quantity.units});
  if (judged.unit_cost.micros <= 0) reasons.push_back({.code = ReasonCode::NoCost});
  return reasons;
}

void compare_order(Comparison& comparison, const JudgedPlan& judged, Quantity quantity,
                   const RestockPlan& published) {
  const bool orders = quantity.units > 0;
  const bool costs = judged.unit_cost.micros > 0;
  comparison.exact("quantity", published.quantity.units, quantity.units);
  comparison.exact("action", name_of(published.action),
                   name_of(orders ? PlanAction::Order : PlanAction::None));
  compare_status(comparison, published.status, orders ? Status::Open : Status::Keep);
  comparison.exact("unit_cost", published.unit_cost,
                   costs ? std::optional(judged.unit_cost) : std::nullopt);
  comparison.exact(
      "order_value", published.order_value,
      costs ? std::optional(times_count(judged.unit_cost, quantity.units)) : std::nullopt);
}

void compare_dates(Comparison& comparison, const JudgedPlan& judged, const PlanJudgement& judgement,
                   bool orders, const RestockPlan& published) {
  const Instant from = published.judged_at;
  const auto after = [&](double days) {
    return orders ? std::optional(from + span(days)) : std::nullopt;
  };
  comparison.moment("order_by", from, published.order_by, after(judgement.order_within_days));
  comparison.moment("expected_arrival", from, published.expected_arrival,
                    after(judged.lead_median_days));
}

void compare_position(Comparison& comparison, const replenishment::StockPosition& judged,
                      const std::optional<replenishment::StockPosition>& published) {
  if (!published) return comparison.exact("position", "", "a position");
  comparison.exact("position.on_hand", published->on_hand.units, judged.on_hand.units);
  comparison.exact("position.reserved", published->reserved.units, judged.reserved.units);
  comparison.exact("position.backorders", published->backorders.units, judged.backorders.units);
  comparison.exact("position.open", published->open.units, judged.open.units);
  comparison.exact("position.accepted", published->accepted.units, judged.accepted.units);
}

void compare_demand(Comparison& comparison, const CountMixture& demand,
                    const RestockPlan& published) {
  constexpr auto kShares = std::to_array<double>({0.1, 0.5, 0.9, 0.99});
  comparison.shown("demand.mean", published.demand_mean_units, mean_units(demand));
  comparison.exact("demand.quantiles.size",
                   static_cast<std::int64_t>(published.demand_quantiles.size()),
                   static_cast<std::int64_t>(kShares.size()));
  for (std::size_t at = 0; at < std::min(published.demand_quantiles.size(), kShares.size()); ++at) {
    const auto& [share, units] = published.demand_quantiles[at];
    const std::string field = "demand.quantiles[" + std::to_string(at) + "]";
    comparison.shown(field + ".p", share, kShares.at(at), kChanceDecimals);
    comparison.shown(field + ".units", units,
                     static_cast<double>(quantile(demand, kShares.at(at))));
  }
}

// The 10% is not in the message.
void compare_lead_time(Comparison& comparison, const JudgedPlan& judged,
                       const RestockPlan& published) {
  for (const auto& [share, days] : published.lead_time_quantiles) {
    if (share == 0.5) comparison.shown("lead_time_days[0.5]", days, judged.lead_median_days);
    if (share == 0.9) comparison.shown("lead_time_days[0.9]", days, judged.lead_high_days);
  }
}

void compare_costs(Comparison& comparison, const JudgedPlan& judged,
                   const replenishment::OrderPlan& plan, const RestockPlan& published) {
  const auto cost = [&](double main_units) {
    return judged.unit_cost.micros > 0 ? std::optional(round_money(main_units)) : std::nullopt;
  };
  comparison.shown("stockout_chance_if_not", published.stockout_chance_if_not,
                   plan.stockout_chance_if_not, kChanceDecimals);
  comparison.amount("expected.cost_now", published.cost_now, cost(plan.cost_now));
  comparison.amount("expected.cost_then", published.cost_then, cost(plan.cost_then));
}

}  // namespace

Verification verify(const RestockPlan& published, std::string_view arithmetic) {
  if (!published.basis.judged) return without_judged(published.status, published.reasons);
  const JudgedPlan& judged = *published.basis.judged;
  if (const std::string field = out_of_range(judged); !field.empty()) {
    return not_judgeable(field);
  }
  const PlanJudgement judgement = judge_plan(judged);
  const bool same = published.basis.arithmetic == arithmetic;
  const auto hold = held_by(published, judgement);
  const Quantity quantity = hold ? Quantity{} : judgement.plan.quantity;
  Comparison comparison(same);
  compare_order(comparison, judged, quantity, published);
  compare_dates(comparison, judged, judgement, quantity.units > 0, published);
  compare_position(comparison, judged.stock, published.position);
  compare_demand(comparison, judged.demand, published);
  compare_lead_time(comparison, judged, published);
  compare_costs(comparison, judged, judgement.plan, published);
  compare_reasons(comparison, "units", published.reasons, reasons_of(judged, judgement, hold));
  return outcome_of(comparison, same);
}

}  // namespace shelfd::engine
