#include "connectors/formats/event_codec.h"
#include "connectors/formats/event_encoders.h"

namespace shelfd::connectors {

std::string encode_event(const engine::Event& event) {
  const auto* entry = engine::content_if<engine::CatalogEntry>(event);
  if (entry != nullptr && entry->withdrawn) return {};
  JsonWriter json;
  json.begin_object();
  engine::visit_event([&](const auto& content) { encode_fields(json, content); }, event);
  json.end_object();
  return json.take();
}

}  // namespace shelfd::connectors
