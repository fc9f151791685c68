#include <array>
#include <utility>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/event_decoders.h"
#include "connectors/formats/json_document.h"

namespace shelfd::connectors {
namespace {

using engine::Event;
using engine::Topic;

template <auto decode_fields>
Event decode_as_event(FieldReader& reader) {
  return decode_fields(reader);
}

// In the order of Topic.
constexpr std::array<Event (*)(FieldReader&), engine::kTopicCount> kDecoders = {
    decode_as_event<decode_rules>,        decode_as_event<decode_catalog_entry>,
    decode_as_event<decode_price_fact>,   decode_as_event<decode_stock_count>,
    decode_as_event<decode_shipment>,     decode_as_event<decode_competitor_offer>,
    decode_as_event<decode_demand_event>, decode_as_event<decode_response>,
};

Refused key_mismatch(std::string_view key) {
  FirstRefusal refusal;
  refusal.record({.name = "key"}, kKeyMismatch, key);
  return *refusal.refused();
}

Decoded decode_tombstone(std::string_view key) {
  const std::size_t slash = key.find('/');
  const std::string_view merchant = key.substr(0, slash);
  const std::string_view sku = slash == key.npos ? std::string_view() : key.substr(slash + 1);
  if (!is_merchant(merchant) || !is_sku(sku)) return std::unexpected(key_mismatch(key));
  engine::CatalogEntry entry;
  entry.item = {.merchant = MerchantId(std::string(merchant)), .sku = Sku(std::string(sku))};
  entry.withdrawn = true;
  return entry;
}

}  // namespace

struct EventDecoder::Parser {
  JsonDocument document{};
};

EventDecoder::EventDecoder() : parser_(std::make_unique<Parser>()) {}
EventDecoder::~EventDecoder() = default;
EventDecoder::EventDecoder(EventDecoder&&) noexcept = default;
EventDecoder& EventDecoder::operator=(EventDecoder&&) noexcept = default;

Decoded EventDecoder::decode(Topic topic, std::string_view key, std::string_view bytes) {
  if (topic == Topic::Catalog && bytes.empty()) return decode_tombstone(key);
  const auto root = parser_->document.parse(bytes);
  if (!root) return std::unexpected(root.error());
  FirstRefusal refusal;
  FieldReader reader(**root, refusal);
  Event event = kDecoders[static_cast<std::size_t>(topic)](reader);
  if (refusal.refused()) return std::unexpected(*refusal.refused());
  if (event_key(event) != key) return std::unexpected(key_mismatch(key));
  return event;
}

}  // namespace shelfd::connectors
