// Shows that the section of the next days keeps its promises on invented outlooks of every kind, in
// each language: a line a day, in columns; a bar as long as what is expected; each driver of 1% or
// more once; one line where all days are alike.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/wording/invented_outlook.h"
#include "tests/wording/readable.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using engine::ItemOutlook;
using wording::Language;

bool says(const std::vector<std::string>& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

// The line that has the text; "" where none has.
std::string line_with(const std::vector<std::string>& lines, std::string_view text) {
  const auto found = std::ranges::find_if(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
  return found == lines.end() ? "" : *found;
}

// Lines of a day begin with a date.
std::vector<std::string> day_lines(const std::vector<std::string>& lines) {
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    if (line.starts_with("  20")) found.push_back(line);
  }
  return found;
}

// The table ends before the line that explains its marks.
bool is_legend(const std::string& line) { return line.starts_with("  # "); }

TEST(ExplainOutlook, is_readable_whatever_it_holds) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const Language language : wording::kLanguages) {
      const auto lines = explain_outlook(language, random_outlook(seed));
      const auto legend = std::ranges::find_if(lines, is_legend);
      ASSERT_NE(legend, lines.end());
      expect_readable_page({legend, lines.end()});
      for (auto line = lines.begin(); line != legend; ++line) {
        EXPECT_LE(wording::columns(*line), 100) << *line;
        EXPECT_FALSE(line->ends_with(' ')) << *line;
        for (const char* mark : {"{", "}", "nan", "inf", "\n"}) {
          EXPECT_EQ(line->find(mark), std::string::npos) << *line;
        }
      }
    }
  }
}

TEST(ExplainOutlook, has_a_line_a_day_in_columns) {
  for (const Language language : wording::kLanguages) {
    const auto days = day_lines(explain_outlook(language, busy_kettle()));
    ASSERT_EQ(days.size(), 14U);
    const auto column = [](const std::string& line, char mark) {
      return wording::columns(std::string_view(line).substr(0, line.find(mark)));
    };
    for (const std::string& line : days) EXPECT_EQ(column(line, '#'), column(days[0], '#'));
  }
  const auto days = day_lines(explain_outlook(Language::English, busy_kettle()));
  EXPECT_TRUE(days[0].starts_with("  2025-11-06 Thu")) << days[0];
  EXPECT_TRUE(days[13].starts_with("  2025-11-19 Wed")) << days[13];
  EXPECT_TRUE(day_lines(explain_outlook(Language::ChineseSimplified, busy_kettle()))[2].starts_with(
      "  2025-11-08 周六"));
}

// Double 11 is the largest day: 4 x 0.85 x 0.83 x 1.031 x 1.42 x 1.6 x 1.004 = 6.6 of at most 10,
// so its bar has 20 columns, round(20 x 0.664) = 13 of them full. A plain day expects 2.9 of at
// most 5: 6 full, 10 in all.
TEST(ExplainOutlook, draws_what_is_expected_and_how_far_it_may_go) {
  const auto days = day_lines(explain_outlook(Language::English, busy_kettle()));
  EXPECT_NE(days[5].find("6.6   3-10  " + std::string(13, '#') + std::string(7, '-') + "  "),
            std::string::npos)
      << days[5];
  EXPECT_NE(days[0].find("2.9    1-5  " + std::string(6, '#') + std::string(4, '-') + " "),
            std::string::npos)
      << days[0];
}

TEST(ExplainOutlook, says_once_what_moves_all_days_alike) {
  const auto lines = explain_outlook(Language::English, busy_kettle());
  EXPECT_TRUE(says(lines, "On all these days alike: your price -17%, rivals +3%*."));
  for (const std::string& line : day_lines(lines)) {
    EXPECT_EQ(line.find("your price"), std::string::npos) << line;
    EXPECT_EQ(line.find("other items"), std::string::npos) << "0.4% is not worth a word: " << line;
  }
  EXPECT_TRUE(says(lines, "weekday -15%, promotion +42%, Double 11 +60%*"));
  EXPECT_TRUE(says(lines, "* leans on an assumption"));
  ItemOutlook learnt = busy_kettle();
  for (auto& day : learnt.days) {
    for (auto& driver : day.drivers) driver.rests_on = engine::RestsOn::Data;
  }
  EXPECT_FALSE(says(explain_outlook(Language::English, learnt), "*"));
}

// What differs by a percent or more between two days is told on each.
TEST(ExplainOutlook, says_on_each_day_what_differs) {
  ItemOutlook outlook = busy_kettle();
  outlook.days[9].drivers[1].factor = 0.85;
  const auto lines = explain_outlook(Language::English, outlook);
  EXPECT_TRUE(says(lines, "On all these days alike: rivals +3%*."));
  EXPECT_TRUE(says(day_lines(lines), "your price -15%"));
  EXPECT_TRUE(says(day_lines(lines), "your price -17%"));
}

TEST(ExplainOutlook, shows_small_figures_with_more_decimals) {
  EXPECT_TRUE(says(explain_outlook(Language::English, slow_lamp()), "each day      0.07    0-1"));
  ItemOutlook large = busy_kettle();
  for (auto& day : large.days) day.units.mean_units *= 100;
  EXPECT_TRUE(says(day_lines(explain_outlook(Language::English, large)), "  664  "));
}

TEST(ExplainOutlook, adds_the_days_up) {
  const ItemOutlook outlook = busy_kettle();
  const std::string sum = line_with(explain_outlook(Language::English, outlook), "all 14 days");
  const std::string figures = std::to_string(std::lround(outlook.total.mean_units)) + "  " +
                              std::to_string(outlook.total.low_units) + "-" +
                              std::to_string(outlook.total.high_units);
  EXPECT_NE(sum.find(figures), std::string::npos) << sum;
}

TEST(ExplainOutlook, says_where_it_comes_from) {
  EXPECT_TRUE(says(explain_outlook(Language::English, busy_kettle()),
                   "7% of this still comes from the category \"kettles\" (23 other items), the"));
  EXPECT_TRUE(says(explain_outlook(Language::English, slow_lamp()),
                   "18% of this is still an assumption, as nothing was learnt yet from the items"));
  ItemOutlook fresh = slow_lamp();
  fresh.lean = {.category = "lamps", .share_ratio = 1, .other_items = 1, .own_days = 0};
  EXPECT_TRUE(says(explain_outlook(Language::English, fresh),
                   "All of this still comes from the category \"lamps\" (1 other item): no day"));
}

TEST(ExplainOutlook, has_one_line_where_all_days_are_alike) {
  const auto lines = explain_outlook(Language::English, slow_lamp());
  EXPECT_TRUE(day_lines(lines).empty());
  EXPECT_TRUE(says(lines, "  each day"));
  EXPECT_TRUE(says(lines, "It sold on too few days of late"));
  EXPECT_FALSE(says(lines, "what moves it"));
  EXPECT_FALSE(says(lines, "An ordinary day"));
}

TEST(ExplainOutlook, tells_what_comes_back_and_whether_it_counts) {
  ItemOutlook outlook = busy_kettle();
  const auto counted = explain_outlook(Language::English, outlook);
  EXPECT_TRUE(says(counted, "8.3% of its units come back, 12 days after"));
  EXPECT_TRUE(says(counted, "no plan orders less"));
  outlook.returns->resold_ratio = 0.5;
  outlook.returns->category_ratio = 0.05;
  const auto resold = explain_outlook(Language::English, outlook);
  EXPECT_TRUE(says(resold, "50% of them are sold again"));
  EXPECT_FALSE(says(resold, "no plan orders less"));
  EXPECT_FALSE(says(resold, "of that rate"));
  outlook.returns.reset();
  EXPECT_FALSE(says(explain_outlook(Language::English, outlook), "come back"));
}

TEST(ExplainOutlook, tells_a_swing_and_what_is_missing) {
  const auto kettle = explain_outlook(Language::English, busy_kettle());
  EXPECT_TRUE(
      says(kettle, "A demand swing is under way: 61 units sold since 2025-11-02, where 17 units"));
  EXPECT_TRUE(says(kettle, "It is out of stock: this is what would sell if it were there."));
  const auto lamp = explain_outlook(Language::English, slow_lamp());
  EXPECT_TRUE(says(lamp, "Its stock was never counted"));
  EXPECT_TRUE(says(lamp, "Sales are learnt up to 2025-11-01; later days have not closed yet."));
  EXPECT_TRUE(says(lamp, "Nothing has been heard of it since 2025-10-21."));
}

}  // namespace
}  // namespace shelfd::wording_test
