// Hashes: SipHash-2-4 under a key for ids that come from outside (a sender cannot make two of his
// own ids collide on purpose), and a running 64-bit signature over fields, never over encoded
// bytes.
// Source: Aumasson & Bernstein, SipHash: a fast short-input PRF (2012), reference vectors in the
// appendix. The signature is SipHash too, with its key at zero, fed field by field.
// Pure.
#pragma once

#include <bit>
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

// A quick digest over words, for caches alone: never stored, never sent, no defence against a
// sender who wants two to be equal. Each word is mixed in by a multiplication of 128 bits, folded.
class Digest {
 public:
  void add(std::uint64_t word) {
    constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ULL;
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(state_ ^ word) * kMix;
    state_ = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^
             std::rotl(state_, 23);
  }
  void add(std::int64_t word) { add(static_cast<std::uint64_t>(word)); }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x2545f4914f6cdd1dULL;
};

}  // namespace shelfd
