#include "engine/alert_flow.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/lead_flow.h"
#include "engine/swing_flow.h"
#include "engine/transition.h"

namespace shelfd::engine {
namespace {

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

// What is told of an alert that opens or closes.
struct Details {
  Severity severity = Severity::Warning;
  Money worth{};
  std::vector<Param> params{};
};

Verdict stockout_risk(const JudgedItem& judged) {
  if (!judged.plan.has_stock) return Verdict::Closes;
  const double chance = rough_stockout_chance(*judged.plan.outlook);
  return between(chance >= kStockoutOpens, chance < kStockoutCloses);
}

Details stockout_details(const JudgedItem& judged) {
  Details details{.severity = Severity::Critical};
  if (!judged.plan.has_stock) return details;
  const JudgedPlan& inputs = judged.plan.outlook->judged;
  const replenishment::OrderPlan plan = judge_plan(inputs).plan;
  details.worth = round_money(plan.cost_now);
  details.params = {{"chance_ratio", plan.stockout_chance_if_not},
                    {"usable_units", replenishment::usable(inputs.stock).units}};
  return details;
}

double cover_days(const JudgedPlan& plan) {
  const auto units = static_cast<double>(replenishment::usable(plan.stock).units);
  return units / std::max(plan.rate_units_per_day, 1e-6);
}

Verdict overstock(const JudgedItem& judged) {
  if (!judged.plan.has_stock) return Verdict::Closes;
  const JudgedPlan& plan = judged.plan.outlook->judged;
  const std::int64_t units = replenishment::usable(plan.stock).units;
  const double days = cover_days(plan);
  return between(days > kOverstockOpensDays && units >= kOverstockUnits,
                 days < kOverstockClosesDays || units < kOverstockUnits);
}

Details overstock_details(const JudgedItem& judged) {
  Details details{.severity = Severity::Notice};
  if (!judged.plan.has_stock) return details;
  const JudgedPlan& plan = judged.plan.outlook->judged;
  const std::int64_t units = replenishment::usable(plan.stock).units;
  details.worth = times_count(plan.unit_cost, units);
  details.params = {{"cover_days", std::min(cover_days(plan), 3650.0)}, {"usable_units", units}};
  return details;
}

// The name of a supplier: of the catalog's, or of one that only shipments named; "" where it is
// not known.
std::string supplier_name(const Situation& situation, const StepContext& context,
                          std::uint64_t supplier) {
  for (const SupplierTerms& terms : situation.catalog.suppliers) {
    if (name_hash(terms.supplier.value) == supplier) return terms.supplier.value;
  }
  if (context.names == nullptr) return "";
  const auto name = context.names->find(supplier);
  return name == context.names->end() ? "" : name->second;
}

Details silent_details(const Situation& situation, const StepContext& context) {
  const OpenOrder* silent = silent_order(situation);
  if (silent == nullptr) return {};
  const double silent_days = days_without_news(*silent, *context.policy, context.now);
  Details details{.params = {{"silent_days", silent_days},
                             {"missing_units", (silent->ordered - silent->received).units}}};
  const std::string name = supplier_name(situation, context, silent->supplier);
  if (!name.empty()) details.params.push_back({"supplier", name});
  return details;
}

// The last open order that is past its expected arrival; null: none.
const OpenOrder* late_order(const Situation& situation, Instant now) {
  const OpenOrder* late = nullptr;
  for (const OpenOrder& order : situation.open_orders) {
    if (is_under_way(order) && order.expected_at && *order.expected_at <= now) late = &order;
  }
  return late;
}

// When the rest of an order comes that came in part is not foretold.
Details late_details(const ItemState& state, const StepContext& context) {
  const OpenOrder* late = late_order(state.situation, context.now);
  if (late == nullptr) return {};
  Details details{.params = {{"expected_at", late->expected_at.value_or(context.now)},
                             {"missing_units", (late->ordered - late->received).units}}};
  if (late->receipts.empty()) {
    const auto law = remaining_time(state, context, *late);
    details.params.push_back(
        {"remaining_days", std::max(1.0, forecasting::quantile_days(law, 0.5))});
  }
  return details;
}

double below_ratio(Money cheapest, Money price) {
  return 1 - main_units(cheapest) / std::max(main_units(price), 1e-6);
}

Verdict undercut(const Situation& situation, const JudgedItem& judged) {
  if (!judged.price->market || !situation.price) return Verdict::Closes;
  const double below =
      below_ratio(judged.price->market->cheapest.price, current_paid(judged.price->judged.inputs));
  return between(below >= kUndercutOpens, below < kUndercutCloses);
}

Details undercut_details(const Situation& situation, const JudgedItem& judged) {
  if (!judged.price->market || !situation.price) return {};
  const Money cheapest = judged.price->market->cheapest.price;
  return {.params = {
              {"cheapest_price", cheapest},
              {"below_ratio", below_ratio(cheapest, current_paid(judged.price->judged.inputs))}}};
}

// One closes when its test says that it is over; one that only the open day told, where its units
// were cancelled.
Verdict demand_swing(const ItemState& state, const StepContext& context, const JudgedItem& judged) {
  return swing_now(state, context, judged.price->market) ? Verdict::Opens : Verdict::Closes;
}

Details swing_details(const ItemState& state, const StepContext& context,
                      const JudgedItem& judged) {
  const auto swing = swing_now(state, context, judged.price->market);
  if (!swing) return {};
  const Instant since = day_start(context.policy->zone, from_day_number(swing->since_day));
  Details details{.worth = swing_worth(*swing, state, context),
                  .params = {{"seen_units", swing->units},
                             {"expected_units", std::llround(swing->expected_units)},
                             {"since_at", since}}};
  const SwingCause cause = cause_of(*swing, state, context);
  if (cause != SwingCause::None) details.params.push_back({"cause", swing_cause_name(cause)});
  return details;
}

Verdict guardrail(const Situation& situation, const JudgedItem& judged) {
  if (!situation.price || situation.price_kind != PriceKind::Regular) return Verdict::Closes;
  return judged.price->broken == pricing::Guard::None ? Verdict::Closes : Verdict::Opens;
}

Verdict data_stale(const JudgedItem& judged) {
  const auto& offers = judged.price->judged.offers;
  const bool stale = std::ranges::any_of(
      offers, [](const JudgedOffer& offer) { return offer.left_out == pricing::LeftOut::Stale; });
  const bool usable = std::ranges::any_of(
      offers, [](const JudgedOffer& offer) { return offer.left_out == pricing::LeftOut::None; });
  return stale && !usable ? Verdict::Opens : Verdict::Closes;
}

Verdict order_not_placed(const Situation& situation, const JudgedItem& judged, Instant now) {
  const auto open =
      std::ranges::find(situation.alerts, AlertKind::OrderNotPlaced, &OpenAlert::kind);
  const Instant opened = open == situation.alerts.end() ? now : open->opened_at;
  const bool ordered = std::ranges::any_of(
      situation.open_orders, [&](const OpenOrder& order) { return order.ordered_at >= opened; });
  const bool over = ordered || !situation.accepted_plans.empty() || opened + kNotPlacedLasts <= now;
  return between(judged.plan_lapsed, over);
}

Verdict price_not_applied(const Situation& situation, const Policy& policy, Instant now) {
  if (!situation.accepted_price) return Verdict::Closes;
  const bool waited = situation.accepted_price->at + policy.order_confirm_for <= now;
  return waited ? Verdict::Opens : Verdict::Stays;
}

Verdict verdict_of(AlertKind kind, const ItemState& state, const StepContext& context,
                   const JudgedItem& judged) {
  const Situation& situation = state.situation;
  switch (kind) {
    case AlertKind::StockoutRisk:
      return stockout_risk(judged);
    case AlertKind::Overstock:
      return overstock(judged);
    case AlertKind::DemandSwing:
      return demand_swing(state, context, judged);
    case AlertKind::LateShipment:
      return late_order(situation, context.now) == nullptr ? Verdict::Closes : Verdict::Opens;
    case AlertKind::SupplierSilent:
      return silent_order(situation) == nullptr ? Verdict::Closes : Verdict::Opens;
    case AlertKind::Undercut:
      return undercut(situation, judged);
    case AlertKind::Guardrail:
      return guardrail(situation, judged);
    case AlertKind::DataStale:
      return data_stale(judged);
    case AlertKind::OrderNotPlaced:
      return order_not_placed(situation, judged, context.now);
    case AlertKind::PriceNotApplied:
      return price_not_applied(situation, *context.policy, context.now);
    default:
      return Verdict::Stays;
  }
}

Details details_of(AlertKind kind, const ItemState& state, const StepContext& context,
                   const JudgedItem& judged) {
  const Situation& situation = state.situation;
  switch (kind) {
    case AlertKind::StockoutRisk:
      return stockout_details(judged);
    case AlertKind::Overstock:
      return overstock_details(judged);
    case AlertKind::DemandSwing:
      return swing_details(state, context, judged);
    case AlertKind::LateShipment:
      return late_details(state, context);
    case AlertKind::SupplierSilent:
      return silent_details(situation, context);
    case AlertKind::Undercut:
      return undercut_details(situation, judged);
    case AlertKind::Guardrail:
      if (guardrail(situation, judged) == Verdict::Closes) return {};
      return {.params = {{"current_price", *situation.price}}};
    case AlertKind::PriceNotApplied:
      if (!situation.accepted_price) return {};
      return {.params = {{"accepted_price", situation.accepted_price->price}}};
    default:
      return {};
  }
}

Alert alert_of(AlertKind of, const StepContext& context, const Situation& situation,
               const Details& details, Instant opened) {
  const std::string kind = alert_kind_name(of);
  return {.alert_id = context.item.key() + ":" + kind + ":" + std::to_string(unix_millis(opened)),
          .item = context.item,
          .kind = of,
          .severity = details.severity,
          .worth = details.worth,
          .currency = item_currency(situation, *context.policy),
          .code = kind,
          .params = details.params,
          .opened_at = opened};
}

void apply(AlertKind kind, ItemState& state, const StepContext& context, const JudgedItem& judged,
           std::vector<Alert>& alerts) {
  Situation& situation = state.situation;
  const Verdict verdict = verdict_of(kind, state, context, judged);
  const auto open = std::ranges::find(situation.alerts, kind, &OpenAlert::kind);
  const bool is_open = open != situation.alerts.end();
  if (verdict != (is_open ? Verdict::Closes : Verdict::Opens)) return;
  const Details details = details_of(kind, state, context, judged);
  if (!is_open) {
    situation.alerts.push_back({.kind = kind, .opened_at = context.now});
    std::ranges::sort(situation.alerts, {}, &OpenAlert::kind);
    alerts.push_back(alert_of(kind, context, situation, details, context.now));
    return;
  }
  alerts.push_back(alert_of(kind, context, situation, details, open->opened_at));
  alerts.back().open = false;
  alerts.back().closed_at = context.now;
  situation.alerts.erase(open);
}

}  // namespace

const char* alert_kind_name(AlertKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::vector<Alert> update_alerts(ItemState& state, const StepContext& context,
                                 const JudgedItem& judged) {
  // In this order they are told.
  constexpr std::array kWatched = {AlertKind::StockoutRisk,   AlertKind::Overstock,
                                   AlertKind::DemandSwing,    AlertKind::LateShipment,
                                   AlertKind::SupplierSilent, AlertKind::Undercut,
                                   AlertKind::Guardrail,      AlertKind::DataStale,
                                   AlertKind::OrderNotPlaced, AlertKind::PriceNotApplied};
  std::vector<Alert> alerts;
  for (const AlertKind kind : kWatched) apply(kind, state, context, judged, alerts);
  return alerts;
}

}  // namespace shelfd::engine
