#include "connectors/formats/digest.h"

#include <openssl/evp.h>

#include <array>
#include <limits>

#include "base/check.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxBytes = std::numeric_limits<int>::max() / 2;  // libcrypto counts in int

// libcrypto's bytes are unsigned.
// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): char to unsigned char is always sound.
const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* writable(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

// libcrypto decodes padding to zero bytes, which are to be taken off again.
std::size_t padding(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  INVARIANT(done == 1);
  std::string hex;
  for (unsigned int at = 0; at < size; ++at) {
    hex += kDigits[digest[at] >> 4U];
    hex += kDigits[digest[at] & 15U];
  }
  return hex;
}

std::string to_base64(std::string_view bytes) {
  INVARIANT(bytes.size() < kMaxBytes);
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and a NUL that libcrypto writes
  const int size = EVP_EncodeBlock(writable(text), raw(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() >= kMaxBytes) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(writable(bytes), raw(text), static_cast<int>(text.size()));
  if (size < 0 || static_cast<std::size_t>(size) != bytes.size()) return std::nullopt;
  bytes.resize(bytes.size() - padding(text));
  // libcrypto trims white space and passes over more than it should: only its own text counts.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace shelfd::connectors
