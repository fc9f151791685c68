// Big-endian integers for keys that are scanned in order: unsigned 8 bytes, and day numbers (4
// bytes, with the sign bit turned so that days before 1970 come first).
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shelfd::connectors {

[[nodiscard]] inline std::string big_endian(std::uint64_t value, std::size_t bytes = 8) {
  std::string text(bytes, '\0');
  for (std::size_t at = bytes; at-- > 0; value >>= 8U) {
    text[at] = static_cast<char>(value & 0xffU);
  }
  return text;
}

// Of the first `bytes` bytes; what is missing counts as zero bytes at the end.
[[nodiscard]] inline std::uint64_t read_big_endian(std::string_view text, std::size_t bytes = 8) {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < bytes; ++at) {
    value = value << 8U | (at < text.size() ? static_cast<unsigned char>(text[at]) : 0U);
  }
  return value;
}

[[nodiscard]] inline std::string big_endian_day(std::int32_t day) {
  return big_endian(static_cast<std::uint32_t>(day) ^ 0x8000'0000U, 4);
}

[[nodiscard]] inline std::int32_t read_big_endian_day(std::string_view text) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(read_big_endian(text, 4)) ^
                                   0x8000'0000U);
}

}  // namespace shelfd::connectors
