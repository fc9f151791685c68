// JSON values: one node to one checked value, or the reason why not.
//
// Each converter is a small struct with the allowed range, called on a node:
//   WholeIn{.least = 0, .most = 10}(node)  ->  std::expected<std::int64_t, Reason>
// Whole numbers, ratios and money are read from the number's own text; money never passes through a
// double. A whole number may be written 3, 3.0 or 3e0, as JSON Schema has it.
// Pure. Not here: names and lists (json_reader.h).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/quantity.h"
#include "base/time.h"
#include "connectors/formats/json_node.h"
#include "connectors/formats/refusal.h"

namespace shelfd::connectors {

template <typename T>
using Converted = std::expected<T, Reason>;

inline constexpr std::int64_t kMaxUnits = 1'000'000'000;
inline constexpr Money kMaxMoney{999'999'999'999'999'999};  // 12 digits before the point
inline constexpr Money kMaxRivalPrice{1'000'000'000 * kMicrosPerUnit};

// The grammar of RFC 8259, section 6: no NaN, no Infinity, no leading zero or plus.
[[nodiscard]] bool is_json_number(std::string_view token);

// A whole number's text; nothing where it is none or leaves 12 digits.
[[nodiscard]] std::optional<std::int64_t> parse_whole(std::string_view text);

struct FlagOf {
  Converted<bool> operator()(const JsonNode& node) const;
};

// Fewer than `least_bytes` is `missing`, more than `most_bytes` `too_long`.
struct TextOf {
  std::size_t least_bytes = 0;
  std::size_t most_bytes = 128;
  Converted<std::string> operator()(const JsonNode& node) const;
};

// A text as an id of base/ids.h.
template <typename IdType>
struct IdOf {
  TextOf text{.least_bytes = 1};
  Converted<IdType> operator()(const JsonNode& node) const {
    auto value = text(node);
    if (!value) return std::unexpected(value.error());
    return IdType(*std::move(value));
  }
};

// "" and nothing else: what a later version may distinguish is refused by name, never merged.
struct OnlyEmptyText {
  Converted<std::string> operator()(const JsonNode& node) const;
};

struct WholeIn {
  std::int64_t least = 0;
  std::int64_t most = kMaxUnits;
  Converted<std::int64_t> operator()(const JsonNode& node) const;
};

struct SmallWholeIn {
  std::int32_t least = 0;
  std::int32_t most = 0;
  Converted<std::int32_t> operator()(const JsonNode& node) const;
};

struct QuantityIn {
  std::int64_t least = 0;
  std::int64_t most = kMaxUnits;
  Converted<Quantity> operator()(const JsonNode& node) const;
};

// [least, most]; an end is left out of it where `above_least` or `below_most` says so.
struct NumberIn {
  double least = 0;
  double most = 1;
  bool above_least = false;
  bool below_most = false;
  Converted<double> operator()(const JsonNode& node) const;
};

// A decimal text or number.
struct MoneyIn {
  Money least{};
  Money most = kMaxMoney;
  Converted<Money> operator()(const JsonNode& node) const;
};

struct AmountIn {
  Currency currency{};  // of the record; empty: the item's own
  MoneyIn money{};
  Converted<Amount> operator()(const JsonNode& node) const;
};

struct CurrencyOf {
  Converted<Currency> operator()(const JsonNode& node) const;
};

// RFC 3339 text, or Unix milliseconds as a number or a text.
struct InstantOf {
  Converted<Instant> operator()(const JsonNode& node) const;
};

// "2026-11-25", years 1970 to 2200.
struct DayOf {
  Converted<Day> operator()(const JsonNode& node) const;
};

// "18:30" as minutes after midnight.
struct ClockMinutesOf {
  Converted<std::int32_t> operator()(const JsonNode& node) const;
};

// One of the texts; its position is the enumerator's value.
template <typename Enum, std::size_t count>
struct OneOf {
  const std::array<std::string_view, count>& texts;
  Converted<Enum> operator()(const JsonNode& node) const {
    if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
    for (std::size_t at = 0; at < count; ++at) {
      if (node.text == texts[at]) return static_cast<Enum>(at);
    }
    return std::unexpected(kUnknownValue);
  }
};

}  // namespace shelfd::connectors
