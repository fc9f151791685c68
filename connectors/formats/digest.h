// Digest: SHA-256 as hex, and base64 (RFC 4648, with padding), from OpenSSL's libcrypto.
// Threads: any. Not here: keyed hashes of ids (base/hash.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shelfd::connectors {

// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

[[nodiscard]] std::string to_base64(std::string_view bytes);
// Absent for anything that to_base64 does not write: other characters, line breaks, a length that
// is no multiple of four, padding in the middle.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace shelfd::connectors
