// Event texts: the words of each choice in a record, and the limits of its texts and lists, shared
// by decoders and encoder. A word's position is the enumerator's value.
// Pure. Contract: docs/schemas.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "engine/event.h"

namespace shelfd::connectors {

inline constexpr auto kStrategies =
    std::to_array<std::string_view>({"profit", "match_market", "hold"});
inline constexpr auto kBreakKinds = std::to_array<std::string_view>({"all_units", "incremental"});
inline constexpr auto kLifecycles = std::to_array<std::string_view>({"new", "active", "phase_out"});
inline constexpr auto kPriceKinds =
    std::to_array<std::string_view>({"regular", "promotion", "announced_reduction", "test"});
inline constexpr auto kPriceCauses = std::to_array<std::string_view>(
    {"unknown", "cost", "rival", "test", "stock", "demand", "event", "suggestion"});
inline constexpr auto kShipmentStages =
    std::to_array<std::string_view>({"ordered", "shipped", "received", "cancelled"});
inline constexpr auto kConditions = std::to_array<std::string_view>({"new", "refurbished", "used"});
inline constexpr auto kBaskets = std::to_array<std::string_view>({"alone", "full"});
inline constexpr auto kDemandTypes =
    std::to_array<std::string_view>({"order", "cancel", "return", "preorder", "view", "cart"});
inline constexpr auto kResponseActions =
    std::to_array<std::string_view>({"accept", "reject", "override", "snooze"});
inline constexpr auto kRejectReasons = std::to_array<std::string_view>(
    {"none", "too_low", "too_high", "wrong_rival", "wrong_cost", "no_cash", "not_now", "other"});

template <typename Enum, std::size_t count>
[[nodiscard]] std::string_view word(const std::array<std::string_view, count>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

// Bytes of texts.
inline constexpr std::size_t kMaxNameBytes = 128;  // ids, categories, competitors
inline constexpr std::size_t kMaxTitleBytes = 512;
inline constexpr std::size_t kMaxSuggestionBytes = 256;  // holds merchant, sku, kind and counter
inline constexpr std::size_t kMaxShortBytes = 64;        // zones, law packs, regions, roles

// Elements of lists.
inline constexpr std::size_t kMaxRates = 64;
inline constexpr std::size_t kMaxOffsets = 512;
inline constexpr std::size_t kMaxEndings = 8;
inline constexpr std::size_t kMaxLawPacks = 16;
inline constexpr std::size_t kMaxRulesSuppliers = 64;
inline constexpr std::size_t kMaxClosedDays = 64;
inline constexpr std::size_t kMaxWeekdays = 7;
inline constexpr std::size_t kMaxOccasions = 64;
inline constexpr std::size_t kMaxOwnAccounts = 64;
inline constexpr std::size_t kMaxRulesRivals = 64;
inline constexpr std::size_t kMaxAudiences = 8;
inline constexpr std::size_t kMaxEmergencies = 16;
inline constexpr double kMaxHeadNumber = 1e6;
inline constexpr std::size_t kMaxPriorCategories = 256;
inline constexpr std::size_t kMaxItemSuppliers = 4;
inline constexpr std::size_t kMaxBreaks = 8;
inline constexpr std::size_t kMaxLots = 16;

}  // namespace shelfd::connectors
