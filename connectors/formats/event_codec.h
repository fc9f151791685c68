// Event codec: JSON bytes of an input topic to an engine event, and back.
//
// Reads with simdjson on demand, so that money is taken from the number's own text and never passes
// through a double. Unknown fields are ignored; wrong types, unknown enum values, values out of
// range, NaN, nesting deeper than 16, and records above 1 MiB are refused with the field's name. A
// record that carries a shopper's identifier (personal_fields.h) is refused as `personal_data`.
// Instants are RFC 3339 text or Unix milliseconds; money a decimal text or number in the record's
// `currency`, or the item's. The key must be `merchant/sku` of the body (rules: the merchant).
// An empty value under a catalog key is a tombstone.
// Contract: docs/schemas/<topic>.json (draft-07); tests hold the two to each other both ways.
// Threads: one decoder a thread. Not here: time order and item state (engine).
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "engine/event.h"

namespace shelfd::connectors {

inline constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20U;

// Why a record is refused for ever. `reason` is a fixed snake_case code: "not_json", "not_utf8",
// "too_large", "too_deep", "missing", "wrong_type", "unknown_value", "out_of_range", "too_long",
// "too_many", "not_an_instant", "not_money", "not_a_currency", "key_mismatch", "personal_data",
// "unsupported" (a second channel or location). `value` is the offending text, at most 80 bytes,
// empty for personal data.
struct Refused {
  std::string field{};
  std::string reason{};
  std::string value{};
};

using Decoded = std::expected<engine::Event, Refused>;

class EventDecoder {
 public:
  EventDecoder();
  ~EventDecoder();
  EventDecoder(EventDecoder&&) noexcept;
  EventDecoder& operator=(EventDecoder&&) noexcept;

  // Total: any bytes give an event or a refusal.
  [[nodiscard]] Decoded decode(engine::Topic topic, std::string_view key, std::string_view bytes);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Canonical JSON: fields in the schema's order, absent ones left out; decodes to an equal event.
[[nodiscard]] std::string encode_event(const engine::Event& event);

// The record key of an event: "merchant/sku", or the merchant for rules.
[[nodiscard]] std::string event_key(const engine::Event& event);

// RFC 3339 with milliseconds where they are not zero: "2026-11-25T15:01:34Z". Shared by all codecs.
[[nodiscard]] std::string format_instant(Instant at);
// RFC 3339 text, or Unix milliseconds as a whole number's text; years 1970 to 2200.
// Errors: the reason, "not_an_instant" or "out_of_range".
[[nodiscard]] std::expected<Instant, std::string> parse_instant(std::string_view text);

// A documented name of a shopper identifier, English or Chinese, in any case and with or without
// separators ("customer_id", "CustomerID", "买家昵称").
[[nodiscard]] bool is_personal_field(std::string_view name);

// Exposed for the CLI and import: merchant [A-Za-z0-9._-]{1,64}; sku 1 to 128 bytes of UTF-8
// without control characters.
[[nodiscard]] bool is_merchant(std::string_view text);
[[nodiscard]] bool is_sku(std::string_view text);

}  // namespace shelfd::connectors
