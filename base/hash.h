// Hashes: SipHash-2-4 under a key for ids that come from outside (a sender cannot make two of his
// own ids collide on purpose), and a running 64-bit signature over fields, never over encoded
// bytes.
// Source: Aumasson & Bernstein, SipHash: a fast short-input PRF (2012), reference vectors in the
// appendix. The signature is SipHash too, with its key at zero, fed field by field.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shelfd {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

[[nodiscard]] std::uint64_t sip_hash(const HashKey& key, std::string_view bytes);

// One hash over a sequence of fields: a text is fed with its length, so that two fields never run
// into each other; a double by its bits, with -0 as 0.
class Signature {
 public:
  void add(std::uint64_t value);
  void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
  void add(double value);
  void add(std::string_view text);
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace shelfd
