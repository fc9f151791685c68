// Restock plans to JSON and back.
#include "connectors/formats/output_codec.h"
#include "connectors/formats/output_parts.h"

namespace shelfd::connectors {
namespace {

using engine::RestockPlan;
using replenishment::StockPosition;

using Quantiles = std::vector<std::pair<double, double>>;

Json position_json(const StockPosition& position) {
  Json json;
  json["on_hand"] = position.on_hand.units;
  json["reserved"] = position.reserved.units;
  json["backorders"] = position.backorders.units;
  json["open"] = position.open.units;
  json["accepted"] = position.accepted.units;
  return json;
}

StockPosition read_position(const Fields& fields) {
  return {.on_hand = {fields.whole("on_hand")},
          .reserved = {fields.whole("reserved")},
          .backorders = {fields.whole("backorders")},
          .open = {fields.whole("open")},
          .accepted = {fields.whole("accepted")}};
}

// [{"p": 0.9, "units": 14.0}, ...]; `counted` is "units" or "days".
Json quantiles_json(const Quantiles& quantiles, const char* counted) {
  Json list = Json::array();
  for (const auto& [p, value] : quantiles) {
    Json element;
    element["p"] = rounded(p, kChanceDecimals);
    element[counted] = rounded(value, kUnitDecimals);
    list.push_back(std::move(element));
  }
  return list;
}

Quantiles read_quantiles(const Fields& fields, const char* counted) {
  Quantiles quantiles;
  for (const Fields& element : fields.objects("quantiles")) {
    quantiles.emplace_back(element.number("p"), element.number(counted));
  }
  return quantiles;
}

void put_forecast(const RestockPlan& plan, Json& json) {
  if (plan.position) json["position"] = position_json(*plan.position);
  json["demand"]["mean"] = rounded(plan.demand_mean_units, kUnitDecimals);
  json["demand"]["quantiles"] = quantiles_json(plan.demand_quantiles, "units");
  json["lead_time_days"]["quantiles"] = quantiles_json(plan.lead_time_quantiles, "days");
  json["stockout_chance_if_not"] = rounded(plan.stockout_chance_if_not, kChanceDecimals);
  Json expected = Json::object();
  put_money(expected, "cost_now", plan.cost_now, plan.currency);
  put_money(expected, "cost_then", plan.cost_then, plan.currency);
  if (!expected.empty()) json["expected"] = std::move(expected);
}

void read_forecast(const Fields& fields, RestockPlan& plan) {
  if (fields.has("position")) plan.position = read_position(fields.object("position"));
  const Fields demand = fields.object("demand");
  plan.demand_mean_units = demand.number("mean");
  plan.demand_quantiles = read_quantiles(demand, "units");
  plan.lead_time_quantiles = read_quantiles(fields.object("lead_time_days"), "days");
  plan.stockout_chance_if_not = fields.number("stockout_chance_if_not");
  if (!fields.has("expected")) return;
  const Fields expected = fields.object("expected");
  plan.cost_now = expected.maybe_money("cost_now");
  plan.cost_then = expected.maybe_money("cost_then");
}

void put_order(const RestockPlan& plan, Json& json) {
  json["status"] = word(kStatuses, plan.status);
  json["action"] = word(kPlanActions, plan.action);
  json["quantity"] = plan.quantity.units;
  put_money(json, "unit_cost", plan.unit_cost, plan.currency);
  put_money(json, "order_value", plan.order_value, plan.currency);
  put_text(json, "currency", plan.currency.text());
  put_text(json, "supplier", plan.supplier.value);
  put_instant(json, "order_by", plan.order_by);
  put_instant(json, "expected_arrival", plan.expected_arrival);
}

void read_order(const Fields& fields, RestockPlan& plan) {
  plan.status = fields.choice<engine::Status>("status", kStatuses);
  plan.action = fields.choice<engine::PlanAction>("action", kPlanActions);
  plan.quantity = {fields.whole("quantity")};
  plan.unit_cost = fields.maybe_money("unit_cost");
  plan.order_value = fields.maybe_money("order_value");
  plan.currency = fields.maybe_currency("currency");
  plan.supplier = SupplierId(fields.maybe_text("supplier"));
  plan.order_by = fields.maybe_instant("order_by");
  plan.expected_arrival = fields.maybe_instant("expected_arrival");
}

RestockPlan read_plan(const Fields& fields) {
  RestockPlan plan;
  plan.suggestion_id = fields.text("suggestion_id");
  plan.item = {.merchant = MerchantId(fields.text("merchant")), .sku = Sku(fields.text("sku"))};
  read_order(fields, plan);
  read_forecast(fields, plan);
  plan.reasons = read_reasons(fields, Counted::Units);
  plan.checked_rules = fields.texts("checked_rules");
  plan.valid_until = fields.instant("valid_until");
  plan.judged_at = fields.instant("judged_at");
  plan.caused_at = fields.instant("caused_at");
  plan.basis = read_basis<engine::JudgedPlan>(fields.object("basis"), decode_judged_plan);
  return plan;
}

}  // namespace

std::string encode_plan(const RestockPlan& plan) {
  Json json;
  json["suggestion_id"] = plan.suggestion_id;
  json["merchant"] = plan.item.merchant.value;
  json["sku"] = plan.item.sku.value;
  put_order(plan, json);
  put_forecast(plan, json);
  json["reasons"] = reasons_json(plan.reasons, Counted::Units, plan.currency);
  json["checked_rules"] = plan.checked_rules;
  put_instant(json, "valid_until", plan.valid_until);
  put_instant(json, "judged_at", plan.judged_at);
  put_instant(json, "caused_at", plan.caused_at);
  const auto& judged = plan.basis.judged;
  json["basis"] = basis_json(plan.basis, judged ? encode_judged_plan(*judged) : "");
  return to_text(json);
}

Result<RestockPlan> decode_plan(std::string_view json) {
  return decode_record<RestockPlan>(json, read_plan);
}

}  // namespace shelfd::connectors
