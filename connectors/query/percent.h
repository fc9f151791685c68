// Percent encoding of one segment of a path, or one name or value of a query (RFC 3986, section
// 2.1): letters, digits and - . _ ~ stay, every other byte becomes %XX.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shelfd::connectors {

[[nodiscard]] std::string percent_encode(std::string_view text);
// Absent where a % is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace shelfd::connectors
