// Promotion words: how a promotion's kinds and bases are written, in baskets and in offers alike.
//
// Pure. Not here: the fields of each kind (basket_fields.h, promotion_codec.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace shelfd::connectors {

// In the order of pricing::Basis.
inline constexpr auto kBases = std::to_array<std::string_view>({"list", "activity", "running"});

// In the order of pricing::Benefit.
inline constexpr auto kBenefits =
    std::to_array<std::string_view>({"amount", "percent", "n_for_m", "nth", "n_at", "bundle",
                                     "deposit", "fixed_price", "shipping"});
enum class BenefitKind : std::uint8_t {
  Amount,
  Percent,
  NForM,
  Nth,
  NAt,
  Bundle,
  Deposit,
  FixedPrice,
  Shipping
};

}  // namespace shelfd::connectors
