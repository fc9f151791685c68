// Event encoders: one function a topic, an event's fields in the schema's order.
// Pure. Not here: the record's key (record_names.cc).
#pragma once

#include "connectors/formats/json_writer.h"
#include "engine/event.h"

namespace shelfd::connectors {

void encode_fields(JsonWriter& json, const engine::Rules& rules);
void encode_fields(JsonWriter& json, const engine::CatalogEntry& entry);
void encode_fields(JsonWriter& json, const engine::PriceFact& fact);
void encode_fields(JsonWriter& json, const engine::StockCount& count);
void encode_fields(JsonWriter& json, const engine::Shipment& shipment);
void encode_fields(JsonWriter& json, const engine::CompetitorOffer& offer);
void encode_fields(JsonWriter& json, const engine::DemandEvent& demand);
void encode_fields(JsonWriter& json, const engine::Response& response);

template <typename Element>
void encode_list(JsonWriter& json, std::string_view name, const std::vector<Element>& list) {
  if (list.empty()) return;
  json.begin_list(name);
  for (const Element& element : list) json.field({}, element);
  json.end_list();
}

// `encode_element` writes the fields of one object of the list; an empty list is left out.
template <typename Element, typename Encode>
void encode_objects(JsonWriter& json, std::string_view name, const std::vector<Element>& list,
                    const Encode& encode_element) {
  if (list.empty()) return;
  json.begin_list(name);
  for (const Element& element : list) {
    json.begin_object();
    encode_element(element);
    json.end_object();
  }
  json.end_list();
}

}  // namespace shelfd::connectors
