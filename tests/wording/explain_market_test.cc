// Shows what an explanation says of the market: who was left out, the cheapest and the nearest, and
// why there is none. On invented items.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/wording/invented.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

bool says(const std::vector<std::string>& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

TEST(ExplainMarket, says_who_was_left_out_and_why) {
  const auto lines = explain_price(Language::English, {}, price_of(kettle()));
  EXPECT_TRUE(says(lines, "Left out, out of stock: bazar."));
  EXPECT_TRUE(says(lines, "Left out, price not believable: scraper-cat."));
}

TEST(ExplainMarket, names_six_of_many_left_out) {
  engine::PriceSuggestion suggestion = price_of(lamp());
  suggestion.market.left_out.assign(9, {.competitor = "shop\x1b", .why = pricing::LeftOut::Stale});
  const auto lines = explain_price(Language::English, {}, suggestion);
  EXPECT_TRUE(says(lines, "seen too long ago: shop , shop , shop , shop , shop , shop , 3 more."));
}

TEST(ExplainMarket, names_the_cheapest_and_the_nearest) {
  engine::PriceSuggestion suggestion = price_of(kettle());
  auto lines = explain_price(Language::English, {}, suggestion);
  EXPECT_TRUE(says(lines, "The cheapest is nordhaus at 26.40 EUR."));
  EXPECT_TRUE(says(lines, "The nearest to your price is teatime at 29.50 EUR."));
  suggestion.market.nearest_competitor = suggestion.market.cheapest_competitor;
  lines = explain_price(Language::English, {}, suggestion);
  EXPECT_FALSE(says(lines, "The nearest to your price"));
}

TEST(ExplainMarket, tells_an_empty_market_from_an_unclear_one) {
  engine::PriceSuggestion suggestion = price_of(kettle());
  suggestion.market.reference.reset();
  EXPECT_TRUE(says(explain_price(Language::English, {}, suggestion), "is not believable"));
  suggestion.basis.judged->offers.clear();
  EXPECT_TRUE(says(explain_price(Language::English, {}, suggestion), "no rival's offer counts"));
}

}  // namespace
}  // namespace shelfd::wording_test
