// Refusal: where in a record something stands, and the first thing that is wrong with it.
//
// A place is a chain of names and positions on the stack ("suppliers[1].cost"), worded only when
// something is refused. Reasons are the codes listed at Refused (event_codec.h).
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {

// A code of Refused::reason; points to a literal.
using Reason = std::string_view;

inline constexpr Reason kNotJson = "not_json";
inline constexpr Reason kNotUtf8 = "not_utf8";
inline constexpr Reason kTooLarge = "too_large";
inline constexpr Reason kTooDeep = "too_deep";
inline constexpr Reason kMissing = "missing";
inline constexpr Reason kWrongType = "wrong_type";
inline constexpr Reason kUnknownValue = "unknown_value";
inline constexpr Reason kOutOfRange = "out_of_range";
inline constexpr Reason kTooLong = "too_long";
inline constexpr Reason kTooMany = "too_many";
inline constexpr Reason kNotAnInstant = "not_an_instant";
inline constexpr Reason kNotMoney = "not_money";
inline constexpr Reason kNotACurrency = "not_a_currency";
inline constexpr Reason kKeyMismatch = "key_mismatch";
inline constexpr Reason kPersonalData = "personal_data";
inline constexpr Reason kUnsupported = "unsupported";

struct Place {
  const Place* parent = nullptr;  // null: the record itself; outlives this place
  std::string_view name{};        // "" inside a list
  int position = -1;              // in the parent list, or -1
};

// "suppliers[1].cost"; at most 128 bytes.
[[nodiscard]] std::string path_of(const Place& place);

// The text cut to `max_bytes` between characters; "" where it is not UTF-8, so that a dead letter
// can always carry it.
[[nodiscard]] std::string shown(std::string_view text, std::size_t max_bytes);

class FirstRefusal {
 public:
  // Keeps the first; later ones are dropped.
  void record(const Place& place, Reason reason, std::string_view value = {});
  [[nodiscard]] const std::optional<Refused>& refused() const { return refused_; }

 private:
  std::optional<Refused> refused_;
};

}  // namespace shelfd::connectors
