// Event decoders: one function a topic, from a record's fields to its event. What is wrong goes to
// the reader's refusal; the event then means nothing.
// Pure. Not here: the record's key, tombstones (event_decoder.cc); ranges are commented at the
// fields of engine/event.h.
#pragma once

#include "connectors/formats/json_reader.h"
#include "engine/event.h"

namespace shelfd::connectors {

[[nodiscard]] engine::Rules decode_rules(FieldReader& reader);
[[nodiscard]] engine::CatalogEntry decode_catalog_entry(FieldReader& reader);
[[nodiscard]] engine::PriceFact decode_price_fact(FieldReader& reader);
[[nodiscard]] engine::StockCount decode_stock_count(FieldReader& reader);
[[nodiscard]] engine::Shipment decode_shipment(FieldReader& reader);
[[nodiscard]] engine::CompetitorOffer decode_competitor_offer(FieldReader& reader);
[[nodiscard]] engine::DemandEvent decode_demand_event(FieldReader& reader);
[[nodiscard]] engine::Response decode_response(FieldReader& reader);

// `merchant` and `sku`, both required.
void read_item(FieldReader& reader, ItemId& item);
// `merchant`; "*" only where `all` is allowed.
void read_merchant(FieldReader& reader, MerchantId& merchant, bool all_allowed);

}  // namespace shelfd::connectors
