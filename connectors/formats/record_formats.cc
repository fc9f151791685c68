#include "connectors/formats/record_formats.h"

#include "connectors/formats/state_packing.h"

namespace shelfd::connectors {
namespace {

template <typename Value>
Result<std::string> again(const Result<Value>& value,
                          std::string (*encode)(const Value&, StateFormat), StateFormat format) {
  if (!value) return std::unexpected(value.error());
  return encode(*value, format);
}

// The letter behind the merchant says what kind of pool it is (pool_key.h).
Result<std::string> pool_in_format(std::string_view key, std::string_view bytes,
                                   StateFormat format) {
  const std::size_t end = key.find('\0');
  const char kind = end + 1 < key.size() ? key[end + 1] : '\0';
  switch (kind) {
    case 'c':
      return again(decode_category_pool(bytes), encode_category_pool, format);
    case 's':
    case 'l':
    case 'a':
      return again(decode_lead_pool(bytes), encode_lead_pool, format);
    case 'e':
    case 'f':
      return again(decode_response_pool(bytes), encode_response_pool, format);
    case 'm':
      return again(decode_movement_pool(bytes), encode_movement_pool, format);
    case 'd':
      return again(decode_merchant_days(bytes), encode_merchant_days, format);
    default:
      return stop("pool: its key names no kind");
  }
}

}  // namespace

std::optional<StateFormat> format_of(Family family, std::string_view bytes) {
  if (family == Family::Recent) {
    if (bytes.empty()) return std::nullopt;
    return StateFormat{static_cast<unsigned char>(bytes.front())};
  }
  const auto number = format_number(bytes);
  return number ? std::optional(StateFormat{*number}) : std::nullopt;
}

Result<std::string> in_format(Family family, std::string_view key, std::string_view bytes,
                              StateFormat format) {
  switch (family) {
    case Family::Situation:
      return again(decode_situation(bytes), encode_situation, format);
    case Family::Belief:
      return again(decode_belief(bytes), encode_belief, format);
    case Family::Recent: {
      // Own times are kept from the day's midnight: those of any day come back the same.
      const auto entries = decode_recent(bytes, 0);
      if (!entries) return std::unexpected(entries.error());
      return encode_recent(*entries, format);
    }
    case Family::Pools:
      return pool_in_format(key, bytes, format);
    case Family::Aside:
      return again(decode_aside(bytes), encode_aside, format);
    default:
      return stop("a record of a family whose records have no format");
  }
}

Status check_format(std::string_view control, std::optional<StateFormat> asked,
                    StateFormats known) {
  const auto format = format_of(Family::Control, control);
  if (!format) return {};
  const std::string in = text_of(*format);
  if (!known.has(*format)) {
    const StateFormats both{.oldest = *format, .newest = known.oldest};
    return stop("its state is in format " + in + " and this build knows " + text_of(known) +
                (*format < known.oldest ? ": raise it first, by a build that knows " + text_of(both)
                                        : ": run a build that knows " + in));
  }
  if (asked && *asked < *format) {
    return stop("state_format: " + text_of(*asked) + ", and its state is in format " + in +
                ", which is not taken back: set " + in + ", or nothing");
  }
  const auto decoded = decode_control(control);
  if (!decoded || !decoded->rewriting || decoded->rewriting->from >= known.oldest) return {};
  return stop("not all of its records are in format " + in + " yet, and this build knows " +
              text_of(known) + ": run the build before it until shelfd_state_format says " + in);
}

}  // namespace shelfd::connectors
