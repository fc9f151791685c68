#include "connectors/formats/event_encoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/instant.h"
#include "connectors/formats/trained_fields.h"

namespace shelfd::connectors {
namespace {

using engine::Rules;

void encode_money_terms(JsonWriter& json, const Rules& rules) {
  if (rules.utc_offsets) {
    encode_objects(json, "utc_offsets", *rules.utc_offsets, [&](const OffsetChange& change) {
      json.field("from", change.from);
      json.field("offset_seconds", static_cast<std::int64_t>(change.offset.count()));
    });
  }
  json.optional("jurisdiction", rules.jurisdiction);
  if (rules.currency) json.filled("currency", *rules.currency);
  encode_objects(json, "rates", rules.rates, [&](const engine::Rate& rate) {
    json.filled("from", rate.from);
    json.filled("to", rate.to);
    json.field("rate", rate.rate);
  });
  if (!rules.tax_rate && !rules.price_includes_tax) return;
  json.begin_object("tax");
  json.optional("rate", rules.tax_rate);
  json.optional("price_includes_tax", rules.price_includes_tax);
  json.end_object();
}

void encode_market(JsonWriter& json, const Rules& rules) {
  if (!rules.offer_conditions.empty()) {
    json.begin_list("offer_conditions");
    for (const pricing::Condition condition : rules.offer_conditions) {
      json.field({}, word(kConditions, condition));
    }
    json.end_list();
  }
  json.optional("min_effective_offers", rules.min_effective_offers);
  json.optional("max_weight_ratio", rules.max_weight_ratio);
  encode_objects(json, "rivals", rules.rivals, [&](const engine::RivalRules& rival) {
    json.field("competitor", std::string_view(rival.competitor));
    json.field("weight", rival.weight);
  });
  if (rules.reference_basket)
    json.field("reference_basket", word(kBaskets, *rules.reference_basket));
  encode_list(json, "audiences", rules.audiences);
}

void encode_guardrails(JsonWriter& json, const Rules& rules) {
  if (rules.strategy) json.field("strategy", word(kStrategies, *rules.strategy));
  json.optional("match_ratio", rules.match_ratio);
  json.optional("min_margin_ratio", rules.min_margin_ratio);
  json.optional("max_change_ratio", rules.max_change_ratio);
  json.optional("careful_ratio", rules.careful_ratio);
  json.optional("min_gain", rules.min_gain);
  json.optional("min_chance", rules.min_chance);
  encode_list(json, "price_endings", rules.price_endings);
  json.optional("offer_fresh_hours", rules.offer_fresh_hours);
  json.optional("min_match", rules.min_match);
  encode_market(json, rules);
  json.optional("holding_rate", rules.holding_rate);
  json.optional("service_level", rules.service_level);
  json.optional("review_days", rules.review_days);
  json.optional("resold_ratio", rules.resold_ratio);
  json.optional("order_confirm_hours", rules.order_confirm_hours);
}

void encode_supplier(JsonWriter& json, const engine::SupplierRules& supplier) {
  json.field("supplier", std::string_view(supplier.supplier.value));
  if (!supplier.closed_days.empty()) {
    json.begin_list("closed_days");
    for (const Day day : supplier.closed_days) json.field({}, std::string_view(format_day(day)));
    json.end_list();
  }
  if (supplier.cut_off_minutes) {
    json.field("cut_off", std::string_view(format_clock_minutes(*supplier.cut_off_minutes)));
  }
  encode_list(json, "delivery_weekdays", supplier.delivery_weekdays);
  json.optional("minimum", supplier.minimum);
  if (supplier.minimum) json.filled("currency", supplier.minimum->currency);
}

void encode_lists(JsonWriter& json, const Rules& rules) {
  encode_list(json, "law_packs", rules.law_packs);
  encode_objects(json, "suppliers", rules.suppliers,
                 [&](const engine::SupplierRules& supplier) { encode_supplier(json, supplier); });
  encode_objects(json, "occasions", rules.occasions, [&](const engine::Occasion& occasion) {
    json.field("name", std::string_view(occasion.name));
    json.filled("scope", occasion.scope);
    json.field("from", occasion.from);
    json.field("until", occasion.until);
  });
  json.optional("budget", rules.budget);
  encode_list(json, "own_accounts", rules.own_accounts);
  encode_objects(json, "emergencies", rules.emergencies, [&](const engine::Emergency& emergency) {
    json.filled("region", emergency.region);
    json.filled("category", emergency.category);
    json.field("from", emergency.from);
    json.field("until", emergency.until);
  });
}

}  // namespace

void encode_fields(JsonWriter& json, const Rules& rules) {
  json.field("merchant", std::string_view(rules.merchant.value));
  json.field("version", std::string_view(rules.version));
  json.optional("issued_at", rules.issued_at);
  json.optional("time_zone", rules.time_zone);
  encode_money_terms(json, rules);
  encode_guardrails(json, rules);
  encode_lists(json, rules);
  json.optional("daily_suggestions", rules.daily_suggestions);
  json.optional("models", rules.models);
  if (rules.demand_head) encode_head(json, *rules.demand_head);
  if (rules.demand_priors) encode_priors(json, *rules.demand_priors);
  json.optional("left_at", rules.left_at);
}

}  // namespace shelfd::connectors
