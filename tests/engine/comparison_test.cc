// What counts as a difference: field by field, under the same arithmetic and under another.
#include "engine/comparison.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::engine {
namespace {

constexpr bool kSame = true;
constexpr bool kOther = false;

TEST(Comparison, finds_nothing_where_all_is_equal) {
  Comparison comparison(kSame);
  comparison.exact("a", "x", "x");
  comparison.exact("b", 3, 3);
  comparison.exact("c", Money{5}, Money{5});
  comparison.amount("d", std::nullopt, std::nullopt);
  comparison.shown("e", 0.1, 0.1);
  comparison.moment("f", Instant{}, Instant{Duration{7}}, Instant{Duration{7}});
  EXPECT_TRUE(comparison.take().empty());
}

TEST(Comparison, names_the_field_with_both_values) {
  Comparison comparison(kSame);
  comparison.exact("suggested_price", Money{12'500'000}, Money{12'900'000});
  const auto differences = comparison.take();
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].field, "suggested_price");
  EXPECT_EQ(differences[0].published, "12.5");
  EXPECT_EQ(differences[0].recomputed, "12.9");
  EXPECT_TRUE(differences[0].discrete);
}

// 0.123456 is published as 0.1235, or whole by a program that links the engine.
TEST(Comparison, takes_a_number_as_it_is_shown_or_whole) {
  Comparison comparison(kSame);
  comparison.shown("shown", 0.1235, 0.123456);
  comparison.shown("whole", 0.123456, 0.123456);
  EXPECT_TRUE(comparison.take().empty());
  comparison.shown("place", 0.1236, 0.123456);
  comparison.shown("bit", std::nextafter(0.123456, 1.0), 0.123456);
  EXPECT_EQ(comparison.take().size(), 2U);
}

// Under the same arithmetic a micro is a difference. Under another 1e-9 of 2'000 main units is
// 2 micros, and one more for the rounding: 3 pass and 4 do not.
TEST(Comparison, allows_another_arithmetic_its_last_bits_of_an_amount) {
  const Money recomputed{2'000'000'000};
  Comparison same(kSame);
  same.amount("gain", Money{2'000'000'001}, recomputed);
  EXPECT_EQ(same.take().size(), 1U);
  Comparison other(kOther);
  other.amount("gain", Money{2'000'000'003}, recomputed);
  EXPECT_TRUE(other.take().empty());
  other.amount("gain", Money{2'000'000'004}, recomputed);
  other.amount("gone", std::nullopt, recomputed);
  const auto differences = other.take();
  ASSERT_EQ(differences.size(), 2U);
  EXPECT_FALSE(differences[0].discrete);
  EXPECT_TRUE(differences[1].discrete);
}

// 0.12345 stands between 0.1234 and 0.1235: a last bit decides which is shown.
TEST(Comparison, allows_another_arithmetic_the_next_place_where_a_last_bit_decides_it) {
  const double between = 0.12345;
  Comparison other(kOther);
  other.shown("chance", 0.1234, between);
  other.shown("chance", 0.1235, between);
  EXPECT_TRUE(other.take().empty());
  other.shown("chance", 0.1236, between);
  EXPECT_EQ(other.take().size(), 1U);
}

TEST(Comparison, lets_no_arithmetic_move_a_price_or_a_code) {
  Comparison other(kOther);
  other.exact("suggested_price", Money{12'500'000}, Money{12'500'001});
  other.exact("quantity", 24, 25);
  other.exact("code", "floor", "ceiling");
  for (const Difference& difference : other.take()) EXPECT_TRUE(difference.discrete);
}

// A day is 86'400'000 ms, of which 1e-9 is less than one: a millisecond passes, two do not.
TEST(Comparison, allows_another_arithmetic_a_millisecond_of_a_span) {
  const Instant from{};
  const Instant recomputed = from + std::chrono::days{1};
  Comparison same(kSame);
  same.moment("order_by", from, recomputed + Duration{1}, recomputed);
  EXPECT_EQ(same.take().size(), 1U);
  Comparison other(kOther);
  other.moment("order_by", from, recomputed + Duration{1}, recomputed);
  EXPECT_TRUE(other.take().empty());
  other.moment("order_by", from, recomputed + Duration{2}, recomputed);
  other.moment("order_by", from, std::nullopt, recomputed);
  EXPECT_EQ(other.take().size(), 2U);
}

TEST(Comparison, tells_a_number_that_is_not_finite) {
  for (const bool same : {kSame, kOther}) {
    Comparison comparison(same);
    comparison.shown("zero", 0, std::nan(""));  // as it is shown
    EXPECT_TRUE(comparison.take().empty());
    comparison.shown("one", 1, std::nan(""));
    comparison.shown("far", 1, HUGE_VAL);
    EXPECT_EQ(comparison.take().size(), 2U);
  }
}

}  // namespace
}  // namespace shelfd::engine
