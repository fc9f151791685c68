// Names: what the simulated shop sells, who its rivals and suppliers are. Invented; any likeness
// is chance. A number names everything, so that nothing is stored for an item. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.h"

namespace shelfd::simulator {

inline constexpr std::size_t kRivalNames = 12;
inline constexpr std::size_t kSupplierNames = 6;

struct Range {  // main units
  double low = 0;
  double high = 0;
};

// Item `index` of a market shared by `merchants`: "demo/KET-0001", then "demo-2/...".
[[nodiscard]] ItemId item_id(std::size_t index, std::size_t merchants);
[[nodiscard]] MerchantId merchant_id(std::size_t merchant);
// The index behind an item's sku; absent where it is none of ours.
[[nodiscard]] std::optional<std::size_t> item_index(const ItemId& item);

[[nodiscard]] Category category_of(std::size_t index);
[[nodiscard]] std::string title_of(std::size_t index);  // "Aster kettle 1.7 l"
// What things of its category cost, tax included.
[[nodiscard]] Range price_range(std::size_t index);

[[nodiscard]] std::string rival_name(std::size_t rival);     // < kRivalNames
[[nodiscard]] SupplierId supplier_id(std::size_t supplier);  // < kSupplierNames

}  // namespace shelfd::simulator
