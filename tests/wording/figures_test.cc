// Shows how figures are written: worked by hand from the rules in the header.
#include "wording/figures.h"

#include <gtest/gtest.h>

#include <limits>

namespace shelfd::wording {
namespace {

constexpr Currency kEuro{{'E', 'U', 'R'}};
constexpr Currency kYen{{'J', 'P', 'Y'}};
constexpr Language kEnglish = Language::English;
constexpr Language kChinese = Language::ChineseSimplified;

TEST(Figures, money_is_exact_with_its_code_behind) {
  EXPECT_EQ(amount(kEnglish, {28'490'000}, kEuro), "28.49 EUR");
  EXPECT_EQ(amount(kEnglish, {1'234'567'500'000}, kEuro), "1,234,567.50 EUR");
  EXPECT_EQ(amount(kEnglish, {-123'000'000}, kEuro), "-123.00 EUR");
  EXPECT_EQ(amount(kEnglish, {-1'123'000'000}, kEuro), "-1,123.00 EUR");
  EXPECT_EQ(amount(kChinese, {1'234'567'500'000}, kEuro), "1234567.50 EUR");
  EXPECT_EQ(amount(kEnglish, {1'999'000'000}, kYen), "1,999 JPY");
  EXPECT_EQ(amount(kEnglish, {12'345'600}, kEuro), "12.3456 EUR");
  EXPECT_EQ(amount(kEnglish, {12'000'000}, {}), "12.00");
  EXPECT_EQ(signed_amount(kEnglish, {100'000}, kEuro), "+0.10");
  EXPECT_EQ(signed_amount(kEnglish, {0}, kEuro), "0.00");
  EXPECT_EQ(signed_amount(kEnglish, {-1'000'000'000}, kEuro), "-1,000.00");
}

TEST(Figures, estimates_of_money_are_rounded) {
  EXPECT_EQ(about_amount(kEnglish, {41'203'333}, kEuro), "41.20 EUR");
  EXPECT_EQ(about_amount(kEnglish, {1'234'567'890}, kEuro), "1,235 EUR");
  EXPECT_EQ(about_amount(kEnglish, {-100'400'000}, kEuro), "-100 EUR");
  EXPECT_EQ(about_amount(kEnglish, {std::numeric_limits<std::int64_t>::max()}, kEuro),
            "9,000,000,000,000 EUR");
}

TEST(Figures, counts_are_rounded_as_they_grow) {
  EXPECT_EQ(units(kEnglish, 1.0), "1 unit");
  EXPECT_EQ(units(kEnglish, 7.4821), "7.5 units");
  EXPECT_EQ(units(kEnglish, 9.96), "10 units");
  EXPECT_EQ(units(kEnglish, 12.348372), "12 units");
  EXPECT_EQ(units(kEnglish, 1204.2), "1,204 units");
  EXPECT_EQ(units(kEnglish, 0.0234), "0.02 units");
  EXPECT_EQ(units(kEnglish, 0.0), "0 units");
  EXPECT_EQ(units(kEnglish, Quantity{-3}), "-3 units");
  EXPECT_EQ(units(kChinese, 1.0), "1 件");
  EXPECT_EQ(days(kEnglish, 1.0), "1 day");
  EXPECT_EQ(days(Language::ChineseTraditional, 28.0), "28 天");
  EXPECT_EQ(signed_whole(kEnglish, 1500), "+1,500");
}

TEST(Figures, what_is_not_finite_is_still_a_number) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(about_number(kEnglish, nan), "0");
  EXPECT_EQ(about_number(kChinese, infinity), "1000000000000000");
  EXPECT_EQ(percent(nan), "0%");
  EXPECT_EQ(chance(kEnglish, nan), "under 1%");
}

TEST(Figures, shares_and_chances) {
  EXPECT_EQ(percent(0.0472), "4.7%");
  EXPECT_EQ(percent(-0.05), "5%");
  EXPECT_EQ(percent(0.1249), "12%");
  EXPECT_EQ(percent(0.0004), "0.04%");
  EXPECT_EQ(percent(0.995), "99.5%");
  EXPECT_EQ(percent(0.9999), "99.9%");
  EXPECT_EQ(percent(1), "100%");
  EXPECT_EQ(signed_percent(-0.047), "-4.7%");
  EXPECT_EQ(signed_percent(0.17), "+17%");
  EXPECT_EQ(chance(kEnglish, 0.731), "73%");
  EXPECT_EQ(chance(kEnglish, 1), "over 99%");
  EXPECT_EQ(chance(kChinese, 0.001), "1% 以下");
}

// 1 - 1.01^-3.2 = 1 - exp(-3.2 * 0.00995033) = 1 - 0.968661 = 3.1%.
TEST(Figures, elasticity_is_said_as_what_a_dearer_price_sells_less) {
  EXPECT_EQ(sold_less(3.2), "3.1%");
  EXPECT_EQ(sold_less(-1), "0%");
}

// 2025-05-02 22:30 UTC is 2025-05-03 06:30 eight hours to the east.
TEST(Figures, instants_are_shown_in_local_time) {
  const Instant at = Instant{std::chrono::sys_days{std::chrono::year{2025} / 5 / 2}} +
                     std::chrono::minutes{22 * 60 + 30};
  EXPECT_EQ(moment(at, {}, "UTC"), "2025-05-02 22:30 UTC");
  const LocalTime zone = {{.from = Instant{}, .offset = std::chrono::hours{8}}};
  EXPECT_EQ(moment(at, zone, "Asia/Taipei"), "2025-05-03 06:30 Asia/Taipei");
  EXPECT_EQ(date(at, zone), "2025-05-03");
}

}  // namespace
}  // namespace shelfd::wording
