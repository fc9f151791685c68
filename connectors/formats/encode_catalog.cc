#include "connectors/formats/event_encoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_codec.h"

namespace shelfd::connectors {
namespace {

using engine::CatalogEntry;

void encode_costs(JsonWriter& json, const CatalogEntry& entry) {
  json.optional("unit_cost", entry.unit_cost);
  json.optional("tax_rate", entry.tax_rate);
  json.optional("price_includes_tax", entry.price_includes_tax);
  json.field("fee_rate", entry.fee_rate);
  json.optional("fee_fixed", entry.fee_fixed);
  json.field("variable_cost_rate", entry.variable_cost_rate);
  json.optional("return_cost", entry.return_cost);
}

void encode_prices(JsonWriter& json, const CatalogEntry& entry) {
  json.optional("price", entry.price);
  json.optional("floor_price", entry.floor_price);
  json.optional("ceiling_price", entry.ceiling_price);
  json.optional("map_price", entry.map_price);
  json.optional("min_margin_ratio", entry.min_margin_ratio);
  if (entry.strategy) json.field("strategy", word(kStrategies, *entry.strategy));
  encode_list(json, "price_endings", entry.price_endings);
  json.optional("shipping", entry.shipping);
  encode_promotions(json, "own_promotions", entry.own_promotions);
}

void encode_supplier(JsonWriter& json, const engine::SupplierTerms& terms) {
  json.field("supplier", std::string_view(terms.supplier.value));
  json.optional("cost", terms.cost);
  json.optional("order_cost", terms.order_cost);
  json.field("moq", terms.moq);
  json.field("case_pack", terms.case_pack);
  encode_objects(json, "breaks", terms.breaks, [&](const engine::PriceBreak& price_break) {
    json.field("from", price_break.from);
    json.field("cost", price_break.cost);
  });
  json.field("break_kind", word(kBreakKinds, terms.break_kind));
  json.optional("lead_days", terms.lead_days);
}

void encode_stock_terms(JsonWriter& json, const CatalogEntry& entry) {
  encode_objects(json, "suppliers", entry.suppliers,
                 [&](const engine::SupplierTerms& terms) { encode_supplier(json, terms); });
  json.optional("holding_rate", entry.holding_rate);
  json.optional("service_level", entry.service_level);
  json.optional("stockout_cost", entry.stockout_cost);
  json.optional("review_days", entry.review_days);
  json.optional("shelf_life_days", entry.shelf_life_days);
  json.optional("season_end", entry.season_end);
  json.optional("salvage_value", entry.salvage_value);
  json.field("lifecycle", word(kLifecycles, entry.lifecycle));
}

}  // namespace

void encode_fields(JsonWriter& json, const CatalogEntry& entry) {
  json.field("merchant", std::string_view(entry.item.merchant.value));
  json.field("sku", std::string_view(entry.item.sku.value));
  json.filled("title", entry.title);
  json.filled("category", entry.category.value);
  json.filled("family", entry.family);
  json.filled("currency", entry.currency);
  json.optional("updated_at", entry.updated_at);
  encode_costs(json, entry);
  encode_prices(json, entry);
  encode_stock_terms(json, entry);
}

}  // namespace shelfd::connectors
