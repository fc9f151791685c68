// Shows that money is read and written exactly, refused where it would lose something, rounded as
// each function's name says, and never overflows.
#include "base/money.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace shelfd {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

std::int64_t micros(std::string_view text) {
  const Result<Money> money = parse_money(text);
  EXPECT_TRUE(money.has_value()) << text;
  return money ? money->micros : -1;
}

Currency currency(std::string_view text) { return parse_currency(text).value_or(Currency{}); }

TEST(ParseMoney, reads_decimal_text_exactly) {
  EXPECT_EQ(micros("12"), 12'000'000);
  EXPECT_EQ(micros("-0.5"), -500'000);
  EXPECT_EQ(micros("0.1"), 100'000);
  EXPECT_EQ(micros("12.340000"), 12'340'000);
  EXPECT_EQ(micros("0.000001"), 1);
  EXPECT_EQ(micros("007.10"), 7'100'000);
  EXPECT_EQ(micros("-0"), 0);
}

TEST(ParseMoney, reads_exponents) {
  EXPECT_EQ(micros("1e3"), 1'000'000'000);
  EXPECT_EQ(micros("1.5E+2"), 150'000'000);
  EXPECT_EQ(micros("15e-1"), 1'500'000);
  EXPECT_EQ(micros("10e-7"), 1);
  EXPECT_EQ(micros("0e999999999999"), 0);
  EXPECT_EQ(micros("0.00000000000000000001e21"), 10'000'000);
}

TEST(ParseMoney, drops_zeros_behind_the_sixth_decimal_and_refuses_other_digits) {
  EXPECT_EQ(micros("1.00000100000000"), 1'000'001);
  EXPECT_FALSE(parse_money("1.0000001").has_value());
  EXPECT_FALSE(parse_money("1e-7").has_value());
}

TEST(ParseMoney, takes_twelve_digits_before_the_point_and_no_more) {
  EXPECT_EQ(micros("999999999999.999999"), 999'999'999'999'999'999);
  EXPECT_EQ(micros("-999999999999.999999"), -999'999'999'999'999'999);
  EXPECT_FALSE(parse_money("1000000000000").has_value());
  EXPECT_FALSE(parse_money("1e12").has_value());
  EXPECT_FALSE(parse_money("1e999999999999").has_value());
}

TEST(ParseMoney, refuses_what_is_not_a_decimal_number) {
  for (const std::string_view text :
       {"",    "-",  ".",   "1.",    ".5",   "1..2", "1.2.3", "+1",  "--1", " 1",  "1 ",
        "1,5", "1e", "1e+", "1e1.5", "1.e5", "e5",   "0x10",  "NaN", "inf", "12a", "1\n"}) {
    EXPECT_FALSE(parse_money(text).has_value()) << text;
  }
}

TEST(ParseMoney, names_the_text_in_one_short_line) {
  const Result<Money> money = parse_money("12\n" + std::string(1000, '9'));
  ASSERT_FALSE(money.has_value());
  EXPECT_EQ(money.error().reaction, Reaction::Reject);
  EXPECT_EQ(money.error().message,
            "\"12?" + std::string(37, '9') + "...\" is not a decimal number");
}

TEST(ParseCurrency, knows_the_codes_in_use_and_no_part_of_two) {
  EXPECT_EQ(currency("CNY").text(), "CNY");
  EXPECT_EQ(currency("AED").text(), "AED");
  EXPECT_EQ(currency("TND").text(), "TND");
  for (const std::string_view text : {"", "cny", "CN", "CNYX", "XXX", "ED ", "D A", "NY "}) {
    EXPECT_FALSE(parse_currency(text).has_value()) << text;
  }
}

// ISO 4217: yuan 2 decimals, yen none, Kuwaiti dinar 3.
TEST(Currency, has_its_own_smallest_step) {
  EXPECT_EQ(minor_digits(currency("CNY")), 2);
  EXPECT_EQ(minor_digits(currency("JPY")), 0);
  EXPECT_EQ(minor_digits(currency("KWD")), 3);
  EXPECT_EQ(minor_digits({}), 2);
  EXPECT_EQ(minor_unit(currency("CNY")).micros, 10'000);
  EXPECT_EQ(minor_unit(currency("JPY")).micros, 1'000'000);
  EXPECT_EQ(minor_unit(currency("KWD")).micros, 1'000);
}

TEST(ToDecimal, writes_the_shortest_exact_text) {
  EXPECT_EQ(to_decimal({12'000'000}), "12");
  EXPECT_EQ(to_decimal({500'000}), "0.5");
  EXPECT_EQ(to_decimal({-3'000'001}), "-3.000001");
  EXPECT_EQ(to_decimal({}), "0");
  EXPECT_EQ(to_decimal({kMin}), "-9223372036854.775808");
}

TEST(ToDecimal, writes_at_least_the_decimals_of_the_currency) {
  EXPECT_EQ(to_decimal({12'000'000}, currency("CNY")), "12.00");
  EXPECT_EQ(to_decimal({12'345'000}, currency("CNY")), "12.345");
  EXPECT_EQ(to_decimal({12'000'000}, currency("JPY")), "12");
  EXPECT_EQ(to_decimal({12'500'000}, currency("KWD")), "12.500");
}

TEST(ToDecimal, is_undone_by_parsing_for_random_amounts) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto size = static_cast<std::int64_t>(1) << (random() % 59);
    const Money money{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size)) *
                      (random() % 2 == 0 ? 1 : -1)};
    EXPECT_EQ(micros(to_decimal(money)), money.micros);
    EXPECT_EQ(micros(to_decimal(money, currency("KWD"))), money.micros);
  }
}

TEST(RoundMoney, goes_to_the_nearest_micro_and_stays_in_range) {
  EXPECT_EQ(round_money(12.345).micros, 12'345'000);
  EXPECT_EQ(round_money(0.0000005).micros, 1);
  EXPECT_EQ(round_money(-0.0000005).micros, -1);
  EXPECT_EQ(round_money(1e300).micros, kMax);
  EXPECT_EQ(round_money(-1e300).micros, kMin);
  EXPECT_EQ(round_money(std::nan("")).micros, 0);
}

// Multiples of 0.05 around 1.23 and -1.23; 1.225 and -1.225 lie half-way.
TEST(Rounding, goes_where_its_name_says_on_both_sides_of_zero) {
  const Money step{50'000};
  EXPECT_EQ(floor_to({1'230'000}, step).micros, 1'200'000);
  EXPECT_EQ(ceil_to({1'230'000}, step).micros, 1'250'000);
  EXPECT_EQ(floor_to({-1'230'000}, step).micros, -1'250'000);
  EXPECT_EQ(ceil_to({-1'230'000}, step).micros, -1'200'000);
  EXPECT_EQ(nearest_to({1'225'000}, step).micros, 1'250'000);
  EXPECT_EQ(nearest_to({-1'225'000}, step).micros, -1'200'000);
  EXPECT_EQ(nearest_to({1'224'999}, step).micros, 1'200'000);
  EXPECT_EQ(nearest_to({-1'225'001}, step).micros, -1'250'000);
}

TEST(Rounding, leaves_a_multiple_alone) {
  for (const std::int64_t amount : {-100'000, 0, 100'000}) {
    EXPECT_EQ(floor_to({amount}, {50'000}).micros, amount);
    EXPECT_EQ(ceil_to({amount}, {50'000}).micros, amount);
    EXPECT_EQ(nearest_to({amount}, {50'000}).micros, amount);
  }
}

TEST(Rounding, ends_at_the_last_multiple_in_range) {
  const Money step{1'000'000};
  EXPECT_EQ(ceil_to({kMax}, step).micros, 9'223'372'036'854'000'000);
  EXPECT_EQ(floor_to({kMin}, step).micros, -9'223'372'036'854'000'000);
  EXPECT_EQ(nearest_to({kMax}, step).micros, 9'223'372'036'854'000'000);
  EXPECT_EQ(nearest_to({kMin}, step).micros, -9'223'372'036'854'000'000);
}

TEST(Rounding, brackets_random_amounts_within_a_step) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 20'000; ++i) {
    const Money step{static_cast<std::int64_t>(random() % 2'000'000) + 1};
    const Money money{static_cast<std::int64_t>(random() >> 8U) - (std::int64_t{1} << 55U)};
    const Money below = floor_to(money, step);
    const Money above = ceil_to(money, step);
    EXPECT_EQ(below.micros % step.micros, 0);
    EXPECT_LE(below, money);
    EXPECT_GE(above, money);
    EXPECT_EQ(above - below, below == money ? Money{} : step);
    const Money nearest = nearest_to(money, step);
    EXPECT_LE(2 * std::abs((nearest - money).micros), step.micros);
  }
}

// 10.01 * 0.75 = 7.5075 exactly; 0.000003 * 0.5 = 1.5 micros, away from zero to 2.
TEST(TimesRatio, goes_to_the_nearest_micro) {
  EXPECT_EQ(times_ratio_nearest({10'010'000}, 0.75).micros, 7'507'500);
  EXPECT_EQ(times_ratio_nearest({3}, 0.5).micros, 2);
  EXPECT_EQ(times_ratio_nearest({-3}, 0.5).micros, -2);
}

TEST(TimesRatio, keeps_every_micro_of_a_large_amount) {
  EXPECT_EQ(times_ratio_nearest({999'999'999'999'999'999}, 1).micros, 999'999'999'999'999'999);
}

TEST(TimesRatio, saturates_and_takes_no_number_for_zero) {
  EXPECT_EQ(times_ratio_nearest({kMax}, 2).micros, kMax);
  EXPECT_EQ(times_ratio_nearest({kMax}, -2).micros, kMin);
  EXPECT_EQ(times_ratio_nearest({5}, std::nan("")).micros, 0);
  EXPECT_EQ(times_ratio_nearest({}, std::numeric_limits<double>::infinity()).micros, 0);
}

// Against the library's rounding, on ratios that land on halves, beside them, and anywhere.
TEST(Money, rounds_a_ratio_as_the_library_rounds) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200'000; ++round) {
    const auto micros = static_cast<std::int64_t>(random() >> (random() % 64));
    const Money money{round % 2 == 0 ? micros : -micros};
    const double any = std::exp2(static_cast<double>(random() % 90) - 60) *
                       (1 + static_cast<double>(random() % 1'000) / 1'000);
    const double ratio = round % 3 == 0 ? 0.5 : any;
    const long double exact = std::round(static_cast<long double>(money.micros) * ratio);
    if (std::abs(exact) >= 9.2e18L) continue;
    EXPECT_EQ(times_ratio_nearest(money, ratio).micros, static_cast<std::int64_t>(exact))
        << money.micros << " * " << ratio;
  }
}

TEST(TimesCount, is_exact_and_saturates) {
  EXPECT_EQ(times_count({19'990'000}, 3).micros, 59'970'000);
  EXPECT_EQ(times_count({kMax}, 2).micros, kMax);
  EXPECT_EQ(times_count({kMax}, -2).micros, kMin);
  EXPECT_EQ(times_count({kMin}, -1).micros, kMax);
  EXPECT_EQ(times_count({kMin}, 0).micros, 0);
}

TEST(Money, sums_stay_at_the_end_of_the_range) {
  EXPECT_EQ((Money{kMax} + Money{1}).micros, kMax);
  EXPECT_EQ((Money{1} + Money{kMax}).micros, kMax);
  EXPECT_EQ((Money{-2} - Money{kMax}).micros, kMin);
  EXPECT_EQ((Money{kMin} + Money{-1}).micros, kMin);
  EXPECT_EQ((Money{kMin} - Money{1}).micros, kMin);
  EXPECT_EQ((Money{kMax} - Money{-1}).micros, kMax);
  EXPECT_EQ((-Money{kMin}).micros, kMax);
  EXPECT_EQ((Money{3} - Money{5}).micros, -2);
}

}  // namespace
}  // namespace shelfd
