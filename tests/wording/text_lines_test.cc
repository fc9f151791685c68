// Shows where lines break and how wide they are, by small texts whose columns are counted by hand.
#include "wording/text_lines.h"

#include <gtest/gtest.h>

namespace shelfd::wording {
namespace {

TEST(TextLines, chinese_takes_two_columns_and_marks_none) {
  EXPECT_EQ(columns("abc"), 3);
  EXPECT_EQ(columns("库存 3"), 6);
  EXPECT_EQ(columns("e\u0301"), 1);
  EXPECT_EQ(columns("。"), 2);
  EXPECT_EQ(columns("\xff\xc3"), 2);
}

TEST(TextLines, breaks_at_spaces) {
  const auto lines = wrap("one two three", {.lead = "- ", .hanging = 2, .width = 9});
  EXPECT_EQ(lines, (std::vector<std::string>{"- one two", "  three"}));
}

// Width 7 holds three wide characters; the full stop may not begin a line, so 存 goes with it.
TEST(TextLines, breaks_between_chinese_characters_but_not_before_a_stop) {
  const auto lines = wrap("没有库存。", {.lead = "", .hanging = 0, .width = 8});
  EXPECT_EQ(lines, (std::vector<std::string>{"没有库", "存。"}));
}

TEST(TextLines, an_opening_mark_stays_with_what_follows) {
  const auto lines = wrap("价格（低）", {.lead = "", .hanging = 0, .width = 6});
  EXPECT_EQ(lines, (std::vector<std::string>{"价格", "（低）"}));
}

TEST(TextLines, cuts_a_word_longer_than_a_line) {
  const auto lines = wrap("abcdefgh", {.lead = "", .hanging = 1, .width = 4});
  EXPECT_EQ(lines, (std::vector<std::string>{"abcd", " efg", " h"}));
}

TEST(TextLines, empty_text_is_its_lead) {
  EXPECT_EQ(wrap("", {.lead = "  "}), (std::vector<std::string>{"  "}));
}

TEST(TextLines, fits_by_cutting_the_end) {
  EXPECT_EQ(fit("short", 5), "short");
  EXPECT_EQ(fit("longer", 5), "lo...");
  EXPECT_EQ(fit("库存不足", 7), "库存...");
}

TEST(TextLines, names_cannot_steer_a_terminal) {
  EXPECT_EQ(clean("a\x1b[31mb\nc\u0085"), "a [31mb c ");
  EXPECT_EQ(clean("京东"), "京东");
}

}  // namespace
}  // namespace shelfd::wording
