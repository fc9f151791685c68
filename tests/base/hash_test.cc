// Shows that sip_hash is SipHash-2-4 by its published vectors, and that a signature tells fields
// apart by place, length and bits.
#include "base/hash.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace shelfd {
namespace {

// The key of the paper's appendix: bytes 00 01 ... 0f, as two little-endian words.
constexpr HashKey kPaperKey{.first = 0x0706050403020100, .second = 0x0f0e0d0c0b0a0908};

// The message of its vectors: bytes 00 01 ... size - 1.
std::string counting_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i);
  return bytes;
}

// Aumasson & Bernstein (2012), appendix A: the message of 15 bytes; the others are rows 0, 1, 7, 8
// and 63 of vectors.h in the authors' reference code, read as little-endian words.
TEST(SipHash, gives_the_vectors_of_its_authors) {
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(15)), 0xa129ca6149be45e5U);
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(0)), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(1)), 0x74f839c593dc67fdU);
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(7)), 0xab0200f58b01d137U);
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(8)), 0x93f5f5799a932462U);
  EXPECT_EQ(sip_hash(kPaperKey, counting_bytes(63)), 0x958a324ceb064572U);
}

TEST(SipHash, depends_on_both_halves_of_the_key) {
  const std::uint64_t hash = sip_hash(kPaperKey, "order-1");
  EXPECT_NE(sip_hash({.first = kPaperKey.first + 1, .second = kPaperKey.second}, "order-1"), hash);
  EXPECT_NE(sip_hash({.first = kPaperKey.first, .second = kPaperKey.second + 1}, "order-1"), hash);
}

TEST(SipHash, tells_texts_apart_that_differ_by_a_zero_byte_at_the_end) {
  EXPECT_NE(sip_hash(kPaperKey, std::string_view("a\0", 2)), sip_hash(kPaperKey, "a"));
}

std::uint64_t signature_of(std::string_view first, std::string_view second) {
  Signature signature;
  signature.add(first);
  signature.add(second);
  return signature.value();
}

TEST(Signature, keeps_neighbouring_texts_apart) {
  EXPECT_NE(signature_of("ab", "c"), signature_of("a", "bc"));
  EXPECT_NE(signature_of("ab", ""), signature_of("", "ab"));
  EXPECT_EQ(signature_of("ab", "c"), signature_of("ab", "c"));
}

TEST(Signature, changes_with_every_field_even_with_zero) {
  Signature signature;
  signature.add(std::uint64_t{0});
  const std::uint64_t once = signature.value();
  signature.add(std::uint64_t{0});
  EXPECT_NE(once, 0U);
  EXPECT_NE(signature.value(), once);
}

std::uint64_t signature_of(double value) {
  Signature signature;
  signature.add(value);
  return signature.value();
}

TEST(Signature, takes_a_double_by_its_bits_and_minus_zero_for_zero) {
  EXPECT_EQ(signature_of(-0.0), signature_of(0.0));
  EXPECT_NE(signature_of(1.0), signature_of(1.0 + std::numeric_limits<double>::epsilon()));
}

TEST(Signature, takes_a_signed_number_by_its_bits) {
  Signature minus;
  minus.add(std::int64_t{-1});
  Signature largest;
  largest.add(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(minus.value(), largest.value());
}

}  // namespace
}  // namespace shelfd
