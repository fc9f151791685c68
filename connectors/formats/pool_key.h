// Pool keys: under which key of Family::Pools a merchant's items keep what they teach each other.
//
//   merchant 0x00 'c' category        demand            merchant 0x00 'd'   how far its items
//   closed merchant 0x00 's' supplier hash   lead times        merchant 0x00 'l' category, 'a' of
//   all: the
//                                                       same, of a lane and of all orders
//   merchant 0x00 'e' category        elasticity        merchant 0x00 'f'   the same, of all items
//   merchant 0x00 'm'                 common movement of demand
//
// Nothing crosses merchants. Pure. Not here: the records (state_codec.h), who writes them
// (daemon/pool_store.h).
#pragma once

#include <string>

#include "base/ids.h"
#include "connectors/formats/big_endian.h"

namespace shelfd::connectors {

[[nodiscard]] inline std::string category_key(const MerchantId& merchant,
                                              const Category& category) {
  return merchant.value + '\0' + 'c' + category.value;
}

[[nodiscard]] inline std::string days_key(const MerchantId& merchant) {
  return merchant.value + '\0' + 'd';
}

[[nodiscard]] inline std::string supplier_key(const MerchantId& merchant, std::uint64_t supplier) {
  return merchant.value + '\0' + 's' + big_endian(supplier);
}

[[nodiscard]] inline std::string lane_key(const MerchantId& merchant, const Category& category) {
  return merchant.value + '\0' + 'l' + category.value;
}

[[nodiscard]] inline std::string orders_key(const MerchantId& merchant) {
  return merchant.value + '\0' + 'a';
}

[[nodiscard]] inline std::string elasticity_key(const MerchantId& merchant,
                                                const Category& category) {
  return merchant.value + '\0' + 'e' + category.value;
}

[[nodiscard]] inline std::string all_elasticity_key(const MerchantId& merchant) {
  return merchant.value + '\0' + 'f';
}

[[nodiscard]] inline std::string movement_key(const MerchantId& merchant) {
  return merchant.value + '\0' + 'm';
}

}  // namespace shelfd::connectors
