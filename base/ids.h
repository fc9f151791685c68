// Ids: one type for each kind of name, so that a merchant cannot be passed as a sku. Explicit to
// make, `.value` to read, ordered by bytes. What a valid name is, is checked once, at the rim
// (connectors/formats): merchant [A-Za-z0-9._-]{1,64}, sku 1 to 128 bytes.
// Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace shelfd {

template <typename Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  friend auto operator<=>(const Id&, const Id&) = default;
};

using MerchantId = Id<struct MerchantTag>;
using Sku = Id<struct SkuTag>;
using SupplierId = Id<struct SupplierTag>;
using Category = Id<struct CategoryTag>;

// The unit that is priced and stocked.
struct ItemId {
  MerchantId merchant;
  Sku sku;

  friend auto operator<=>(const ItemId&, const ItemId&) = default;
  // The record key: "merchant/sku", split again at the first slash.
  [[nodiscard]] std::string key() const {
    std::string key;
    key.reserve(merchant.value.size() + 1 + sku.value.size());
    return key.append(merchant.value).append(1, '/').append(sku.value);
  }
};

}  // namespace shelfd
