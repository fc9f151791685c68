#include "connectors/formats/event_decoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_codec.h"

namespace shelfd::connectors {
namespace {

constexpr MoneyIn kAboveZero{.least = Money{1}};
constexpr MoneyIn kAnySign{.least = -kMaxRivalPrice, .most = kMaxRivalPrice};
constexpr TextOf kName{.least_bytes = 1, .most_bytes = kMaxNameBytes};
constexpr TextOf kAnyName{.most_bytes = kMaxNameBytes};
constexpr TextOf kSuggestion{.most_bytes = kMaxSuggestionBytes};

// The currency of all amounts of the record; absent: the item's own.
Currency read_currency(FieldReader& reader) {
  Currency currency;
  reader.optional("currency", currency, CurrencyOf{});
  return currency;
}

struct MerchantOf {
  bool all_allowed = false;
  Converted<MerchantId> operator()(const JsonNode& node) const {
    constexpr TextOf kText{.least_bytes = 1, .most_bytes = kMaxShortBytes};
    auto text = kText(node);
    if (!text) return std::unexpected(text.error());
    if (!is_merchant(*text) && !(all_allowed && *text == "*")) {
      return std::unexpected(kUnknownValue);
    }
    return MerchantId(*std::move(text));
  }
};

struct SkuOf {
  Converted<Sku> operator()(const JsonNode& node) const {
    auto text = kName(node);
    if (!text) return std::unexpected(text.error());
    if (!is_sku(*text)) return std::unexpected(kUnknownValue);
    return Sku(*std::move(text));
  }
};

}  // namespace

void read_merchant(FieldReader& reader, MerchantId& merchant, bool all_allowed) {
  reader.required("merchant", merchant, MerchantOf{.all_allowed = all_allowed});
}

void read_item(FieldReader& reader, ItemId& item) {
  read_merchant(reader, item.merchant, false);
  reader.required("sku", item.sku, SkuOf{});
}

engine::PriceFact decode_price_fact(FieldReader& reader) {
  engine::PriceFact fact;
  read_item(reader, fact.item);
  reader.optional("channel", fact.channel, OnlyEmptyText{});
  const Currency currency = read_currency(reader);
  reader.required("price", fact.price, AmountIn{.currency = currency, .money = kAboveZero});
  reader.optional("kind", fact.kind, OneOf<engine::PriceKind, 4>{kPriceKinds});
  reader.optional("cause", fact.cause, OneOf<engine::PriceCause, 8>{kPriceCauses});
  reader.optional("at", fact.at, InstantOf{});
  reader.optional("from", fact.from, InstantOf{});
  reader.optional("until", fact.until, InstantOf{});
  reader.optional("suggestion_id", fact.suggestion_id, kSuggestion);
  return fact;
}

engine::StockCount decode_stock_count(FieldReader& reader) {
  engine::StockCount count;
  read_item(reader, count.item);
  reader.optional("location", count.location, OnlyEmptyText{});
  reader.required("on_hand", count.on_hand, QuantityIn{.least = -kMaxUnits});
  reader.optional("reserved", count.reserved, QuantityIn{});
  reader.optional("backorders", count.backorders, QuantityIn{});
  reader.optional("unsellable", count.unsellable, QuantityIn{});
  reader.objects("lots", kMaxLots, [&](FieldReader& inside) {
    engine::Lot lot;
    inside.required("quantity", lot.quantity, QuantityIn{});
    inside.required("expires", lot.expires, InstantOf{});
    count.lots.push_back(lot);
  });
  reader.optional("as_of", count.as_of, InstantOf{});
  return count;
}

engine::Shipment decode_shipment(FieldReader& reader) {
  engine::Shipment shipment;
  read_item(reader, shipment.item);
  reader.required("shipment_id", shipment.shipment_id, kName);
  reader.optional("suggestion_id", shipment.suggestion_id, kSuggestion);
  reader.optional("supplier", shipment.supplier, IdOf<SupplierId>{.text = {}});
  reader.required("quantity", shipment.quantity, QuantityIn{});
  reader.required("stage", shipment.stage, OneOf<engine::ShipmentStage, 4>{kShipmentStages});
  reader.optional("at", shipment.at, InstantOf{});
  reader.optional("expected_at", shipment.expected_at, InstantOf{});
  return shipment;
}

engine::CompetitorOffer decode_competitor_offer(FieldReader& reader) {
  engine::CompetitorOffer offer;
  read_item(reader, offer.item);
  reader.required("competitor", offer.competitor, kName);
  const Currency currency = read_currency(reader);
  const AmountIn amount{.currency = currency, .money = kAnySign};
  reader.required("price", offer.price, amount);
  reader.optional("shipping", offer.shipping, amount);
  reader.optional("price_includes_tax", offer.price_includes_tax, FlagOf{});
  read_promotions(reader, "promotions", offer.promotions);
  reader.optional("in_stock", offer.in_stock, FlagOf{});
  reader.optional("condition", offer.condition, OneOf<pricing::Condition, 3>{kConditions});
  reader.optional("seller_rating", offer.seller_rating, NumberIn{});
  reader.optional("rating_count", offer.rating_count, WholeIn{});
  reader.optional("match_confidence", offer.match_confidence, NumberIn{});
  reader.optional("observed_at", offer.observed_at, InstantOf{});
  return offer;
}

engine::DemandEvent decode_demand_event(FieldReader& reader) {
  engine::DemandEvent demand;
  read_item(reader, demand.item);
  reader.required("type", demand.type, OneOf<engine::DemandType, 6>{kDemandTypes});
  reader.optional("quantity", demand.quantity, QuantityIn{});
  const Currency currency = read_currency(reader);
  reader.optional("unit_price", demand.unit_price, AmountIn{.currency = currency});
  reader.optional("order_ref", demand.order_ref, kAnyName);
  reader.optional("occurred_at", demand.occurred_at, InstantOf{});
  reader.optional("event_id", demand.event_id, kAnyName);
  return demand;
}

engine::Response decode_response(FieldReader& reader) {
  constexpr TextOf kSomeSuggestion{.least_bytes = 1, .most_bytes = kMaxSuggestionBytes};
  engine::Response response;
  read_item(reader, response.item);
  reader.required("suggestion_id", response.suggestion_id, kSomeSuggestion);
  reader.required("action", response.action, OneOf<engine::ResponseAction, 4>{kResponseActions});
  const Currency currency = read_currency(reader);
  reader.optional("price", response.price, AmountIn{.currency = currency, .money = kAboveZero});
  reader.optional("quantity", response.quantity, QuantityIn{});
  reader.optional("applied", response.applied, FlagOf{});
  reader.optional("reason", response.reason, OneOf<engine::RejectReason, 8>{kRejectReasons});
  reader.optional("until", response.until, InstantOf{});
  reader.optional("by_role", response.by_role, TextOf{.most_bytes = kMaxShortBytes});
  reader.optional("at", response.at, InstantOf{});
  const bool overrides = response.action == engine::ResponseAction::Override;
  if (overrides && !response.price && !response.quantity) reader.refuse("price", kMissing);
  return response;
}

}  // namespace shelfd::connectors
