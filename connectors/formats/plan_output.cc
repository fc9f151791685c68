// Restock plans to JSON and back.
#include "connectors/formats/output_codec.h"
#include "connectors/formats/output_parts.h"

namespace shelfd::connectors {
namespace {

using engine::RestockPlan;
using replenishment::StockPosition;

using Quantiles = std::vector<std::pair<double, double>>;

void write_position(OutputWriter& json, const StockPosition& position) {
  json.begin_object("position");
  json.whole("on_hand", position.on_hand.units);
  json.whole("reserved", position.reserved.units);
  json.whole("backorders", position.backorders.units);
  json.whole("open", position.open.units);
  json.whole("accepted", position.accepted.units);
  json.end_object();
}

StockPosition read_position(const Fields& fields) {
  return {.on_hand = {fields.whole("on_hand")},
          .reserved = {fields.whole("reserved")},
          .backorders = {fields.whole("backorders")},
          .open = {fields.whole("open")},
          .accepted = {fields.whole("accepted")}};
}

// [{"p": 0.9, "units": 14.0}, ...]; `counted` is "units" or "days".
void write_quantiles(OutputWriter& json, const Quantiles& quantiles, const char* counted) {
  json.begin_list("quantiles");
  for (const auto& [p, value] : quantiles) {
    json.begin_object();
    json.number("p", p, kChanceDecimals);
    json.number(counted, value, kUnitDecimals);
    json.end_object();
  }
  json.end_list();
}

Quantiles read_quantiles(const Fields& fields, const char* counted) {
  Quantiles quantiles;
  for (const Fields& element : fields.objects("quantiles")) {
    quantiles.emplace_back(element.number("p"), element.number(counted));
  }
  return quantiles;
}

void write_forecast(OutputWriter& json, const RestockPlan& plan) {
  if (plan.position) write_position(json, *plan.position);
  json.begin_object("demand");
  json.number("mean", plan.demand_mean_units, kUnitDecimals);
  write_quantiles(json, plan.demand_quantiles, "units");
  json.end_object();
  json.begin_object("lead_time_days");
  write_quantiles(json, plan.lead_time_quantiles, "days");
  json.end_object();
  json.number("stockout_chance_if_not", plan.stockout_chance_if_not, kChanceDecimals);
  if (!plan.cost_now && !plan.cost_then) return;
  json.begin_object("expected");
  json.maybe_money("cost_now", plan.cost_now, plan.currency);
  json.maybe_money("cost_then", plan.cost_then, plan.currency);
  json.end_object();
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

void write_order(OutputWriter& json, const RestockPlan& plan) {
  json.text("status", word(kStatuses, plan.status));
  json.text("action", word(kPlanActions, plan.action));
  json.whole("quantity", plan.quantity.units);
  json.maybe_money("unit_cost", plan.unit_cost, plan.currency);
  json.maybe_money("order_value", plan.order_value, plan.currency);
  json.filled("currency", plan.currency.text());
  json.filled("supplier", plan.supplier.value);
  json.maybe_instant("order_by", plan.order_by);
  json.maybe_instant("expected_arrival", plan.expected_arrival);
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
  OutputWriter json;
  json.begin_object();
  json.text("suggestion_id", plan.suggestion_id);
  json.text("merchant", plan.item.merchant.value);
  json.text("sku", plan.item.sku.value);
  write_order(json, plan);
  write_forecast(json, plan);
  write_reasons(json, plan.reasons, Counted::Units, plan.currency);
  write_texts(json, "checked_rules", plan.checked_rules);
  json.instant("valid_until", plan.valid_until);
  json.instant("judged_at", plan.judged_at);
  json.instant("caused_at", plan.caused_at);
  const auto& judged = plan.basis.judged;
  write_basis(json, plan.basis, judged ? encode_judged_plan(*judged) : "");
  json.end_object();
  return json.take();
}

Result<RestockPlan> decode_plan(std::string_view json) {
  return decode_record<RestockPlan>(json, read_plan);
}

}  // namespace shelfd::connectors
