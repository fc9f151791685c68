// Shows that the explanation of a price keeps its promises on invented items of every kind, in each
// language: the amounts shown add up, no line is wider than 100 columns, nothing is left unfilled.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/wording/invented.h"
#include "tests/wording/readable.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

constexpr std::uint64_t kCases = 150;

bool says(const std::vector<std::string>& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

// The figures of the sum, read back from the page: a line whose figure is followed by two spaces.
std::vector<Money> figures_on(const std::vector<std::string>& lines) {
  std::vector<Money> figures;
  for (const std::string& line : lines) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos || begin < 2) continue;
    const std::size_t end = line.find("  ", begin);
    if (end == std::string::npos) continue;
    std::string figure = line.substr(begin, end - begin);
    std::erase(figure, ',');
    std::erase(figure, '+');
    const auto money = parse_money(figure);
    if (money) figures.push_back(*money);
  }
  return figures;
}

TEST(ExplainPrice, the_amounts_shown_add_up) {
  int sums = 0;
  for (std::uint64_t seed = 0; seed < kCases; ++seed) {
    const engine::PriceSuggestion suggestion = price_of(random_case(seed));
    for (const Language language : wording::kLanguages) {
      const auto figures = figures_on(explain_price(language, {}, suggestion));
      if (figures.empty()) continue;
      ++sums;
      ASSERT_GE(figures.size(), 3U);
      EXPECT_LE(figures.size(), 6U) << "now, three causes, the rest, then";
      EXPECT_EQ(figures.front(), *suggestion.current_price);
      EXPECT_EQ(figures.back(), *suggestion.suggested_price);
      EXPECT_EQ(std::accumulate(figures.begin(), figures.end() - 1, Money{}), figures.back());
    }
  }
  EXPECT_GT(sums, 100) << "most of the items have something to add up";
}

TEST(ExplainPrice, reads_well_for_every_item_in_every_language) {
  const wording::ItemContext context{.title = "Steel kettle", .category = "kettles"};
  for (std::uint64_t seed = 0; seed < kCases; ++seed) {
    const engine::PriceSuggestion suggestion = price_of(random_case(seed));
    for (const Language language : wording::kLanguages) {
      expect_readable_page(explain_price(language, context, suggestion));
      EXPECT_LE(one_line(language, suggestion).size(), 400U);
    }
  }
}

TEST(ExplainPrice, says_how_many_price_changes_it_rests_on) {
  const auto learnt = explain_price(Language::English, {}, price_of(kettle()));
  EXPECT_TRUE(says(learnt, "6 changes of your own price"));
  const auto assumed = explain_price(Language::English, {}, price_of(teapot()));
  EXPECT_TRUE(says(assumed, "an assumption of the category"));
  EXPECT_TRUE(
      says(explain_price(Language::ChineseSimplified, {}, price_of(teapot())), "按品类的假设"));
  EXPECT_TRUE(
      says(explain_price(Language::ChineseTraditional, {}, price_of(teapot())), "依類別的假設"));
  Case few = kettle();
  few.state.belief.response.evidence.information[4] = 0.01;
  few.state.belief.response.evidence.weighted[1] = 0.03;
  few.state.belief.response.evidence.usable_changes = 2;
  EXPECT_TRUE(says(explain_price(Language::English, {}, price_of(few)), "2 changes of"));
}
TEST(ExplainPrice, says_what_is_assumed_until_price_changes_show_it) {
  EXPECT_TRUE(says(explain_price(Language::English, {}, price_of(teapot())),
                   "Assumed: how buyers react to price"));
  EXPECT_TRUE(says(explain_price(Language::English, {}, price_of(kettle())), "how buyers reacted"));
}

TEST(ExplainPrice, says_what_to_do_where_something_is_missing) {
  EXPECT_TRUE(says(explain_price(Language::English, {}, price_of(cable())),
                   "Send the price you ask today"));
  EXPECT_TRUE(
      says(explain_price(Language::English, {}, price_of(lamp())), "Add unit_cost to the catalog"));
}

// At 29.90 under a floor of 31.00 nothing may be left as it is without a word.
TEST(ExplainPrice, says_that_doing_nothing_breaks_a_limit) {
  Case shop = kettle();
  shop.state.situation.catalog.floor_price = Amount{.money = cents(3100), .currency = kEuro};
  EXPECT_TRUE(says(explain_price(Language::English, {}, price_of(shop)),
                   "It stays outside one of your limits: floor."));
}

TEST(ExplainPrice, stands_an_empty_suggestion) {
  for (const Language language : wording::kLanguages) {
    expect_readable_page(explain_price(language, {}, engine::PriceSuggestion{}));
  }
}

TEST(ExplainPrice, states_what_became_of_it) {
  engine::PriceSuggestion suggestion = price_of(kettle());
  suggestion.status = engine::Status::Withdrawn;
  EXPECT_TRUE(says(explain_price(Language::English, {}, suggestion), "was withdrawn"));
  suggestion.status = engine::Status::Expired;
  EXPECT_TRUE(says(explain_price(Language::English, {}, suggestion), "has expired"));
  suggestion.reduction = engine::Reduction{.prior_price = cents(2790), .window_days = 30};
  EXPECT_TRUE(says(explain_price(Language::English, {}, suggestion),
                   "the earlier price is 27.90 EUR, the lowest of 30 days."));
}

}  // namespace
}  // namespace shelfd::wording_test
