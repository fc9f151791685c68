// Amounts as people write them: each form alone, the marks decided over a column, and what is no
// number. Expected texts are the amounts read by eye.
#include "connectors/tables/number_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace shelfd::connectors {
namespace {

// "1234.5 BRL", "19 %", or "none".
std::string plain(std::string_view text, const NumberMarks& marks = {}) {
  const auto number = plain_number(text, marks);
  if (!number) return "none";
  std::string shown = number->decimal;
  if (!number->currency.empty()) shown += " " + number->currency.text();
  return number->percent ? shown + " %" : shown;
}

NumberMarks marks_of(const std::vector<std::string>& column) {
  NumberMarks marks;
  for (const std::string& text : column) observe_number(text, marks);
  return marks;
}

TEST(NumberText, reads_signs_codes_brackets_and_spaces) {
  EXPECT_EQ(plain("12.50"), "12.50");
  EXPECT_EQ(plain("$1,234.56"), "1234.56");
  EXPECT_EQ(plain("R$ 12.90"), "12.90 BRL");
  EXPECT_EQ(plain("NT$1,200"), "1200 TWD");
  EXPECT_EQ(plain("HK$ 88"), "88 HKD");
  EXPECT_EQ(plain("US$5"), "5 USD");
  EXPECT_EQ(plain("€ 9.99"), "9.99 EUR");
  EXPECT_EQ(plain("£3"), "3 GBP");
  EXPECT_EQ(plain("¥199.00"), "199.00");
  EXPECT_EQ(plain("￥199"), "199");
  EXPECT_EQ(plain("199元"), "199");
  EXPECT_EQ(plain("12.5 EUR"), "12.5 EUR");
  EXPECT_EQ(plain("USD 12.5"), "12.5 USD");
  EXPECT_EQ(plain("(12.50)"), "-12.50");
  EXPECT_EQ(plain("($12.50)"), "-12.50");
  EXPECT_EQ(plain("-$5"), "-5");
  EXPECT_EQ(plain("$-5"), "-5");
  EXPECT_EQ(plain("5-"), "-5");
  EXPECT_EQ(plain("19%"), "19 %");
  EXPECT_EQ(plain("1 234.5"), "1234.5");
  EXPECT_EQ(plain("1\u00A0234"), "1234");
  EXPECT_EQ(plain("1'234"), "1234");
  EXPECT_EQ(plain(".5"), "0.5");
  EXPECT_EQ(plain("1e3"), "1e3");
}

TEST(NumberText, refuses_what_is_no_number) {
  for (const char* text : {"", "n/a", "-", "$", "1.2.3", "12,34", "1,23", "1,2345", "NaN", "inf",
                           "12abc", "1,,234", "0x10", "1.5.", "()", "%"}) {
    EXPECT_EQ(plain(text), "none") << text;
  }
}

TEST(NumberText, rounds_spreadsheet_noise_to_micros_on_the_digits) {
  EXPECT_EQ(plain("165.90000000000003"), "165.900000");
  EXPECT_EQ(plain("455.01499999999976"), "455.015000");
  EXPECT_EQ(plain("9.9999999"), "10.000000");
  EXPECT_EQ(plain("999.9999995"), "1000.000000");
}

// One text that tells decides for all of its column.
TEST(NumberText, decides_the_decimal_mark_over_the_column) {
  EXPECT_EQ(plain("1.234", marks_of({"1.234", "5.678"})), "1.234");      // nothing tells: English
  EXPECT_EQ(plain("1,234", marks_of({"1,234"})), "1234");                // English thousands
  EXPECT_EQ(plain("1.234", marks_of({"1.234", "12,5"})), "1234");        // 12,5 tells
  EXPECT_EQ(plain("1.234,56", marks_of({"1.234,56"})), "1234.56");       // both marks
  EXPECT_EQ(plain("12.345.678", marks_of({"12.345.678"})), "12345678");  // twice: thousands
  EXPECT_EQ(plain("0,500", marks_of({"0,500"})), "0.500");               // no thousand starts so
  EXPECT_EQ(plain("1,234", marks_of({"1,234", "7,5", "7.5"})), "1234");  // contradictory: English
  EXPECT_EQ(plain("7,5", marks_of({"7,5", "7.5"})), "none");             // and this one is refused
}

}  // namespace
}  // namespace shelfd::connectors
