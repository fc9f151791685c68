// State formats: which formats of state records this build reads and writes, and how the bytes of a
// record lie in each.
//
// A partition's records are written in the format that its control record is in (state_codec.h);
// after it was raised what is older is rewritten (daemon/rewriting.h). A build knows a format and
// the one before it, so that builds can be rolled forth and back until a partition is raised.
// To add one: raise kNewestStateFormat, branch on the format in the encoders (a decoder sees the
// number in its message), keep golden bytes of both.
// Threads: any. The three functions are in state_formats.cc, alone: the build that the tests call
// the next one is linked with others in their place (tests/next_build).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace shelfd::connectors {

// 1 to kMostStateFormat: one byte of a record.
enum class StateFormat : std::uint32_t {};
inline constexpr std::uint32_t kMostStateFormat = 127;

// Of a partition that was never stepped, and of an epoch's record that names none.
inline constexpr StateFormat kFirstStateFormat{1};
inline constexpr StateFormat kOldestStateFormat{1};
inline constexpr StateFormat kNewestStateFormat{1};

// Both ends are included.
struct StateFormats {
  StateFormat oldest = kFirstStateFormat;
  StateFormat newest = kFirstStateFormat;

  [[nodiscard]] bool has(StateFormat format) const { return format >= oldest && format <= newest; }
};

// Of this build.
[[nodiscard]] StateFormats state_formats();

// A record was made plain: its format number, which ends before `at`, then the message or the
// events. `lay_out` makes of it what the format stores.
void lay_out(StateFormat format, std::string& record, std::size_t at);
// Back: the record itself, or as it was, in `room`. Empty where it is none of the format.
[[nodiscard]] std::string_view plain(StateFormat format, std::string_view record, std::size_t at,
                                     std::string& room);

// "2"; "1", "1 and 2" or "1 to 3".
[[nodiscard]] inline std::string text_of(StateFormat format) {
  return std::to_string(std::to_underlying(format));
}
[[nodiscard]] inline std::string text_of(StateFormats formats) {
  if (formats.oldest == formats.newest) return text_of(formats.oldest);
  const auto more = std::to_underlying(formats.newest) - std::to_underlying(formats.oldest);
  return text_of(formats.oldest) + (more == 1 ? " and " : " to ") + text_of(formats.newest);
}

}  // namespace shelfd::connectors
