// Shows that a dead letter says where and when, and keeps the first 16 KiB of what came, but
// nothing of what may be a person's or of a merchant that left.
#include "daemon/dead_letter.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

connectors::DeadLetter letter_of(const std::string& value, const std::string& reason) {
  return dead_letter_of({.topic = engine::Topic::Demand, .offset = 7, .value = value},
                        {.field = "sku", .reason = reason}, {.partition = 3, .at = kNow});
}

TEST(DeadLetter, says_where_and_when) {
  const auto letter = letter_of("{}", "missing");
  EXPECT_EQ(letter.topic, "demand");
  EXPECT_EQ(letter.partition, 3);
  EXPECT_EQ(letter.offset, 7);
  EXPECT_EQ(letter.at, kNow);
  EXPECT_EQ(letter.size, 2);
  EXPECT_EQ(letter.bytes, "{}");
}

TEST(DeadLetter, keeps_the_first_16_kib) {
  const auto letter = letter_of(std::string(20'000, 'x'), "missing");
  EXPECT_EQ(letter.bytes.size(), 16'384U);
  EXPECT_EQ(letter.size, 20'000);
}

TEST(DeadLetter, withholds_what_may_be_a_persons_and_what_a_merchant_left) {
  for (const std::string reason : {"personal_data", "not_json", "not_utf8", "merchant_left"}) {
    EXPECT_EQ(letter_of("Mary Roe", reason).bytes, "") << reason;
  }
}

}  // namespace
}  // namespace shelfd::daemon
