// Readable: see readable.h.
#include "tests/wording/readable.h"

#include <gtest/gtest.h>

#include "wording/text_lines.h"

namespace shelfd::wording_test {

void expect_readable(std::string_view text) {
  EXPECT_FALSE(text.empty());
  for (const char* mark : {"{", "}", "nan", "inf", "()", "（）", "[]", " .", " ,", "..", ": .",
                           "、。", "。。", "，。", "：。", "；。", "  ", "%%"}) {
    EXPECT_EQ(text.find(mark), std::string_view::npos) << mark << " in: " << text;
  }
  EXPECT_FALSE(text.starts_with(' ') || text.ends_with(' ')) << text;
}

void expect_readable_page(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    EXPECT_LE(wording::columns(line), 100) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
    std::string_view text = line;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::size_t figure_end = text.find("  ");  // a row of a sum: figure, gap, what it is
    if (figure_end != std::string_view::npos) text.remove_prefix(figure_end + 2);
    if (!text.empty()) expect_readable(text);
  }
}

}  // namespace shelfd::wording_test
