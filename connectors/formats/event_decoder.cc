#include <array>
#include <utility>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/event_decoders.h"
#include "connectors/formats/json_document.h"

namespace shelfd::connectors {
namespace {

using engine::Event;
using engine::Topic;

// Made in place: each move of an event moves its texts, one by one.
template <Topic topic, auto decode_fields>
Decoded decode_as_event(FieldReader& reader) {
  constexpr auto kRank = static_cast<std::size_t>(topic);
  return Decoded(std::in_place, std::in_place_index<kRank>, decode_fields(reader));
}

// In the order of Topic.
constexpr std::array<Decoded (*)(FieldReader&), engine::kTopicCount> kDecoders = {
    decode_as_event<Topic::Rules, decode_rules>,
    decode_as_event<Topic::Catalog, decode_catalog_entry>,
    decode_as_event<Topic::Prices, decode_price_fact>,
    decode_as_event<Topic::Inventory, decode_stock_count>,
    decode_as_event<Topic::Shipments, decode_shipment>,
    decode_as_event<Topic::CompetitorOffers, decode_competitor_offer>,
    decode_as_event<Topic::Demand, decode_demand_event>,
    decode_as_event<Topic::Responses, decode_response>,
};

Refused key_mismatch(std::string_view key) {
  FirstRefusal refusal;
  refusal.record({.name = "key"}, kKeyMismatch, key);
  return *refusal.refused();
}

Decoded decode_tombstone(std::string_view key) {
  const std::size_t slash = key.find('/');
  const std::string_view merchant = key.substr(0, slash);
  const std::string_view sku =
      slash == std::string_view::npos ? std::string_view() : key.substr(slash + 1);
  if (!is_merchant(merchant) || !is_sku(sku)) return std::unexpected(key_mismatch(key));
  engine::CatalogEntry entry;
  entry.item = {.merchant = MerchantId(std::string(merchant)), .sku = Sku(std::string(sku))};
  entry.withdrawn = true;
  return entry;
}

// event_key(event) == key, without making it.
bool has_key(const Event& event, std::string_view key) {
  const ItemId* item = engine::item_of(event);
  if (item == nullptr) return event_key(event) == key;
  const std::string_view merchant = item->merchant.value;
  const std::string_view sku = item->sku.value;
  return key.size() == merchant.size() + 1 + sku.size() && key.starts_with(merchant) &&
         key[merchant.size()] == '/' && key.ends_with(sku);
}

// One named value is returned, so that it is made where the caller wants it.
Decoded decode_record(Topic topic, std::string_view key, const JsonNode& root) {
  FirstRefusal refusal;
  // NOLINTNEXTLINE(misc-const-correctness): what decodes takes it by a reference that is not const
  FieldReader reader(root, refusal);
  Decoded event = kDecoders[static_cast<std::size_t>(topic)](reader);
  if (refusal.refused()) {
    event = std::unexpected(*refusal.refused());
  } else if (!has_key(*event, key)) {
    event = std::unexpected(key_mismatch(key));
  }
  return event;
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
  return decode_record(topic, key, **root);
}

}  // namespace shelfd::connectors
