#include "base/hash.h"

#include <array>
#include <bit>
#include <cstring>

namespace shelfd {
namespace {

struct SipState {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t c = 0;
  std::uint64_t d = 0;

  void round() {
    a += b;
    c += d;
    b = std::rotl(b, 13) ^ a;
    d = std::rotl(d, 16) ^ c;
    a = std::rotl(a, 32);
    c += b;
    a += d;
    b = std::rotl(b, 17) ^ c;
    d = std::rotl(d, 21) ^ a;
    c = std::rotl(c, 32);
  }

  void absorb(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

// Little-endian word of up to 8 bytes; the machine's own order is fixed by the target (x86-64).
std::uint64_t load(const char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return word;
}

}  // namespace

std::uint64_t sip_hash(const HashKey& key, std::string_view bytes) {
  SipState state{.a = key.first ^ 0x736f6d6570736575U,
                 .b = key.second ^ 0x646f72616e646f6dU,
                 .c = key.first ^ 0x6c7967656e657261U,
                 .d = key.second ^ 0x7465646279746573U};
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) state.absorb(load(bytes.data() + at, 8));
  const std::uint64_t length = static_cast<std::uint64_t>(bytes.size() & 0xffU) << 56U;
  const std::size_t rest = bytes.size() - whole;
  state.absorb(length | (rest == 0 ? 0 : load(bytes.data() + whole, rest)));
  state.c ^= 0xffU;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

void Signature::add(std::uint64_t value) {
  const auto words =
      std::bit_cast<std::array<char, 16>>(std::array<std::uint64_t, 2>{state_, value});
  state_ = sip_hash({}, {words.data(), words.size()});
}

void Signature::add(double value) { add(std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value)); }

void Signature::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  add(sip_hash({}, text));
}

}  // namespace shelfd
