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

// List, alone, full, and what was not counted, of a rival and of the merchant.
TEST(ExplainMarket, tells_what_is_paid_and_what_was_not_counted) {
  engine::PriceSuggestion suggestion = price_of(kettle());
  EXPECT_FALSE(says(explain_price(Language::English, {}, suggestion), "Prices are compared"));
  const pricing::OfferNets nets{.list = {29'500'000},
                                .alone = {27'500'000},
                                .full = {24'580'000},
                                .withheld = {25'000'000},
                                .unused = pricing::kUnusedAll};
  suggestion.market.basket = pricing::ReferenceBasket::Alone;
  suggestion.market.offers = {{.competitor = "teatime", .nets = nets}};
  suggestion.market.own =
      engine::OfferView{.competitor = {}, .nets = pricing::plain_nets({29'900'000})};
  const auto lines = explain_price(Language::English, {}, suggestion);
  EXPECT_TRUE(says(lines, "Prices are compared as they are paid for one piece alone."));
  EXPECT_TRUE(
      says(lines, "teatime lists 29.50 EUR: paid 27.50 EUR alone, 24.58 EUR in a full basket."));
  EXPECT_TRUE(says(lines, "You list 29.90 EUR: paid 29.90 EUR alone, 29.90 EUR in a full basket."));
  EXPECT_TRUE(says(lines, "Not counted: discounts for members and the like, to 25.00 EUR."));
  EXPECT_TRUE(says(lines, "Not counted: a promotion that is over or has not begun."));
  EXPECT_TRUE(says(lines, "Not counted: a bundle with other items."));
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
