#include "engine/alert_flow.h"

#include <algorithm>
#include <array>

#include "engine/transition.h"

namespace shelfd::engine {
namespace {

constexpr double kStockoutOpens = 0.5;
constexpr double kStockoutCloses = 0.3;
constexpr double kOverstockOpensDays = 180;
constexpr double kOverstockClosesDays = 150;
constexpr std::int64_t kOverstockUnits = 10;
constexpr double kUndercutOpens = 0.03;
constexpr double kUndercutCloses = 0.01;
constexpr Duration kNotPlacedLasts = std::chrono::days{14};

constexpr std::array<const char*, kAlertKinds> kNames = {
    "stockout_risk",   "overstock",        "demand_swing",     "late_shipment",
    "supplier_silent", "undercut",         "price_war",        "guardrail",
    "data_stale",      "order_not_placed", "price_not_applied"};

// What a condition says of one kind of alert.
enum class Verdict { Opens, Stays, Closes };

Verdict between(bool opens, bool closes) {
  if (opens) return Verdict::Opens;
  return closes ? Verdict::Closes : Verdict::Stays;
}

struct Condition {
  AlertKind kind = AlertKind::StockoutRisk;
  Verdict verdict = Verdict::Closes;
  Severity severity = Severity::Warning;
  Money worth{};
  std::vector<Param> params{};
};

Condition stockout_risk(const JudgedItem& judged) {
  Condition condition{.kind = AlertKind::StockoutRisk, .severity = Severity::Critical};
  if (judged.plan_judgement == nullptr) return condition;
  const double chance = judged.plan_judgement->plan.stockout_chance_if_not;
  condition.verdict = between(chance >= kStockoutOpens, chance < kStockoutCloses);
  condition.worth = round_money(judged.plan_judgement->plan.cost_now);
  condition.params = {{"chance_ratio", chance},
                      {"usable_units", replenishment::usable(judged.plan->judged.stock).units}};
  return condition;
}

Condition overstock(const JudgedItem& judged) {
  Condition condition{.kind = AlertKind::Overstock, .severity = Severity::Notice};
  if (judged.plan == nullptr) return condition;
  const JudgedPlan& plan = judged.plan->judged;
  const std::int64_t units = replenishment::usable(plan.stock).units;
  const double days = static_cast<double>(units) / std::max(plan.rate_units_per_day, 1e-6);
  condition.verdict = between(days > kOverstockOpensDays && units >= kOverstockUnits,
                              days < kOverstockClosesDays || units < kOverstockUnits);
  condition.worth = times_count(plan.unit_cost, units);
  condition.params = {{"cover_days", std::min(days, 3650.0)}, {"usable_units", units}};
  return condition;
}

Condition late_shipment(const Situation& situation, Instant now) {
  Condition condition{.kind = AlertKind::LateShipment};
  for (const OpenOrder& order : situation.open_orders) {
    const bool waiting = order.stage != ShipmentStage::Cancelled && order.received < order.ordered;
    if (!waiting || !order.expected_at || *order.expected_at > now) continue;
    condition.verdict = Verdict::Opens;
    condition.params = {{"expected_at", *order.expected_at},
                        {"missing_units", (order.ordered - order.received).units}};
  }
  return condition;
}

Condition undercut(const Situation& situation, const JudgedItem& judged) {
  Condition condition{.kind = AlertKind::Undercut};
  if (!judged.price_judgement->market || !situation.price) return condition;
  const Money cheapest = judged.price_judgement->market->cheapest;
  const double below = 1 - main_units(cheapest) / std::max(main_units(*situation.price), 1e-6);
  condition.verdict = between(below >= kUndercutOpens, below < kUndercutCloses);
  condition.params = {{"cheapest_price", cheapest}, {"below_ratio", below}};
  return condition;
}

Condition guardrail(const Situation& situation, const JudgedItem& judged) {
  Condition condition{.kind = AlertKind::Guardrail};
  if (!situation.price || situation.price_kind != PriceKind::Regular) return condition;
  const pricing::PriceInputs& inputs = judged.price->inputs;
  const pricing::UnitEconomics* economics = inputs.economics ? &*inputs.economics : nullptr;
  const pricing::Guard broken =
      pricing::broken_guard(*situation.price, *situation.price, inputs.guardrails, economics);
  if (broken == pricing::Guard::None) return condition;
  condition.verdict = Verdict::Opens;
  condition.params = {{"current_price", *situation.price}};
  return condition;
}

Condition data_stale(const JudgedItem& judged) {
  const auto& offers = judged.price->offers;
  const bool stale = std::ranges::any_of(
      offers, [](const JudgedOffer& offer) { return offer.left_out == pricing::LeftOut::Stale; });
  const bool usable = std::ranges::any_of(
      offers, [](const JudgedOffer& offer) { return offer.left_out == pricing::LeftOut::None; });
  return {.kind = AlertKind::DataStale,
          .verdict = stale && !usable ? Verdict::Opens : Verdict::Closes};
}

Condition order_not_placed(const Situation& situation, const JudgedItem& judged, Instant opened,
                           Instant now) {
  const bool ordered = std::ranges::any_of(
      situation.open_orders, [&](const OpenOrder& order) { return order.ordered_at >= opened; });
  const bool over = ordered || !situation.accepted_plans.empty() || opened + kNotPlacedLasts <= now;
  return {.kind = AlertKind::OrderNotPlaced, .verdict = between(judged.plan_lapsed, over)};
}

Condition price_not_applied(const Situation& situation, const Policy& policy, Instant now) {
  Condition condition{.kind = AlertKind::PriceNotApplied};
  if (!situation.accepted_price) return condition;
  const bool waited = situation.accepted_price->at + policy.order_confirm_for <= now;
  condition.verdict = waited ? Verdict::Opens : Verdict::Stays;
  condition.params = {{"accepted_price", situation.accepted_price->price}};
  return condition;
}

Alert alert_of(const StepContext& context, const Situation& situation, const Condition& condition,
               Instant opened) {
  const std::string kind = alert_kind_name(condition.kind);
  return {.alert_id = context.item.key() + ":" + kind + ":" + std::to_string(unix_millis(opened)),
          .item = context.item,
          .kind = condition.kind,
          .severity = condition.severity,
          .worth = condition.worth,
          .currency = item_currency(situation, *context.policy),
          .code = kind,
          .params = condition.params,
          .opened_at = opened};
}

void apply(Situation& situation, const StepContext& context, const Condition& condition,
           std::vector<Alert>& alerts) {
  const auto open = std::ranges::find(situation.alerts, condition.kind, &OpenAlert::kind);
  const bool is_open = open != situation.alerts.end();
  if (condition.verdict == Verdict::Opens && !is_open) {
    situation.alerts.push_back({.kind = condition.kind, .opened_at = context.now});
    std::ranges::sort(situation.alerts, {}, &OpenAlert::kind);
    alerts.push_back(alert_of(context, situation, condition, context.now));
  }
  if (condition.verdict == Verdict::Closes && is_open) {
    alerts.push_back(alert_of(context, situation, condition, open->opened_at));
    alerts.back().open = false;
    alerts.back().closed_at = context.now;
    situation.alerts.erase(open);
  }
}

}  // namespace

const char* alert_kind_name(AlertKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::vector<Alert> update_alerts(ItemState& state, const StepContext& context,
                                 const JudgedItem& judged) {
  Situation& situation = state.situation;
  const Instant now = context.now;
  const auto not_placed =
      std::ranges::find(situation.alerts, AlertKind::OrderNotPlaced, &OpenAlert::kind);
  const Instant opened = not_placed == situation.alerts.end() ? now : not_placed->opened_at;
  std::vector<Alert> alerts;
  apply(situation, context, stockout_risk(judged), alerts);
  apply(situation, context, overstock(judged), alerts);
  apply(situation, context, late_shipment(situation, now), alerts);
  apply(situation, context, undercut(situation, judged), alerts);
  apply(situation, context, guardrail(situation, judged), alerts);
  apply(situation, context, data_stale(judged), alerts);
  apply(situation, context, order_not_placed(situation, judged, opened, now), alerts);
  apply(situation, context, price_not_applied(situation, *context.policy, now), alerts);
  return alerts;
}

}  // namespace shelfd::engine
