#include "connectors/formats/event_encoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_codec.h"

namespace shelfd::connectors {
namespace {

void encode_item(JsonWriter& json, const ItemId& item) {
  json.field("merchant", std::string_view(item.merchant.value));
  json.field("sku", std::string_view(item.sku.value));
}

}  // namespace

void encode_fields(JsonWriter& json, const engine::PriceFact& fact) {
  encode_item(json, fact.item);
  json.filled("channel", fact.channel);
  json.field("price", fact.price);
  json.filled("currency", fact.price.currency);
  json.field("kind", word(kPriceKinds, fact.kind));
  json.field("cause", word(kPriceCauses, fact.cause));
  json.optional("at", fact.at);
  json.optional("from", fact.from);
  json.optional("until", fact.until);
  json.filled("suggestion_id", fact.suggestion_id);
}

void encode_fields(JsonWriter& json, const engine::StockCount& count) {
  encode_item(json, count.item);
  json.filled("location", count.location);
  json.field("on_hand", count.on_hand);
  json.field("reserved", count.reserved);
  json.field("backorders", count.backorders);
  json.field("unsellable", count.unsellable);
  encode_objects(json, "lots", count.lots, [&](const engine::Lot& lot) {
    json.field("quantity", lot.quantity);
    json.field("expires", lot.expires);
  });
  json.optional("as_of", count.as_of);
}

void encode_fields(JsonWriter& json, const engine::Shipment& shipment) {
  encode_item(json, shipment.item);
  json.field("shipment_id", std::string_view(shipment.shipment_id));
  json.filled("suggestion_id", shipment.suggestion_id);
  json.filled("supplier", shipment.supplier.value);
  json.field("quantity", shipment.quantity);
  json.field("stage", word(kShipmentStages, shipment.stage));
  json.optional("at", shipment.at);
  json.optional("expected_at", shipment.expected_at);
}

void encode_fields(JsonWriter& json, const engine::CompetitorOffer& offer) {
  encode_item(json, offer.item);
  json.field("competitor", std::string_view(offer.competitor));
  json.field("price", offer.price);
  json.optional("shipping", offer.shipping);
  json.filled("currency", offer.price.currency);
  json.optional("price_includes_tax", offer.price_includes_tax);
  encode_promotions(json, "promotions", offer.promotions);
  json.field("in_stock", offer.in_stock);
  json.field("condition", word(kConditions, offer.condition));
  json.optional("seller_rating", offer.seller_rating);
  json.field("rating_count", offer.rating_count);
  json.field("match_confidence", offer.match_confidence);
  json.optional("observed_at", offer.observed_at);
}

void encode_fields(JsonWriter& json, const engine::DemandEvent& demand) {
  encode_item(json, demand.item);
  json.field("type", word(kDemandTypes, demand.type));
  json.field("quantity", demand.quantity);
  json.optional("unit_price", demand.unit_price);
  if (demand.unit_price) json.filled("currency", demand.unit_price->currency);
  json.filled("order_ref", demand.order_ref);
  json.optional("occurred_at", demand.occurred_at);
  json.filled("event_id", demand.event_id);
}

void encode_fields(JsonWriter& json, const engine::Response& response) {
  encode_item(json, response.item);
  json.field("suggestion_id", std::string_view(response.suggestion_id));
  json.field("action", word(kResponseActions, response.action));
  json.optional("price", response.price);
  if (response.price) json.filled("currency", response.price->currency);
  json.optional("quantity", response.quantity);
  json.field("applied", response.applied);
  if (response.reason != engine::RejectReason::None) {
    json.field("reason", word(kRejectReasons, response.reason));
  }
  json.optional("until", response.until);
  json.filled("by_role", response.by_role);
  json.optional("at", response.at);
}

}  // namespace shelfd::connectors
