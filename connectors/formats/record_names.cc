// Record names: what a merchant, a sku and a record key may look like.
#include <simdjson.h>

#include <algorithm>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxMerchantBytes = 64;
constexpr std::size_t kMaxSkuBytes = 128;

bool is_merchant_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

}  // namespace

bool is_merchant(std::string_view text) {
  return !text.empty() && text.size() <= kMaxMerchantBytes &&
         std::ranges::all_of(text, is_merchant_character);
}

bool is_sku(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSkuBytes && std::ranges::none_of(text, is_control) &&
         simdjson::validate_utf8(text.data(), text.size());
}

std::string event_key(const engine::Event& event) {
  const ItemId* item = engine::item_of(event);
  return item != nullptr ? item->key() : engine::content_if<engine::Rules>(event)->merchant.value;
}

}  // namespace shelfd::connectors
