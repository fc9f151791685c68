// Digest: the published vectors, and base64 there and back. connectors/formats/digest.h.
#include "connectors/formats/digest.h"

#include <gtest/gtest.h>

#include "tests/connectors/formats/random_states.h"

namespace shelfd::connectors {
namespace {

// FIPS 180-4, example values of NIST's CSRC: the empty message and "abc".
TEST(Digest, gives_the_published_sha256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4648, section 10.
TEST(Digest, gives_the_published_base64) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(Digest, brings_back_any_bytes) {
  tests::Draw draw(7);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(draw.bits());
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

TEST(Digest, refuses_what_is_not_base64) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg==\n", " Zg==", "Zg=a",
                           "Z===", "====", "Zh==", "Zm9v Zm9", "Zm8=Zm8=", "Zm-v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace shelfd::connectors
