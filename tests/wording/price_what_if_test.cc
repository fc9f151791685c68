// Shows that what is said to change a price does change it: the statements are compared with
// judgements made here of the changed question.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/wording/invented.h"
#include "wording/figures.h"
#include "wording/what_if.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

bool says(const std::vector<std::string>& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

std::string euro(Money money) { return wording::amount(Language::English, money, kEuro); }

TEST(PriceWhatIf, lifts_the_careful_limit) {
  const engine::PriceSuggestion suggestion = price_of(teapot());
  engine::JudgedPrice free = *suggestion.basis.judged;
  free.inputs.guardrails.person_price.reset();
  const Money price = engine::judge_price(free).answer->price;
  ASSERT_NE(price, *suggestion.suggested_price);
  EXPECT_TRUE(says(price_what_ifs(Language::English, suggestion),
                   "Without the limit of 3% around 29.90 EUR, your own last price, the price would "
                   "be " +
                       euro(price)));
}

TEST(PriceWhatIf, puts_the_cheapest_rival_back) {
  const engine::PriceSuggestion suggestion = price_of(kettle());
  engine::JudgedPrice back = *suggestion.basis.judged;
  for (engine::JudgedOffer& offer : back.offers) {
    if (offer.price == cents(2640)) offer.price = cents(3010);
  }
  const Money price = engine::judge_price(back).answer->price;
  ASSERT_NE(price, *suggestion.suggested_price);
  EXPECT_TRUE(says(price_what_ifs(Language::English, suggestion),
                   "If nordhaus went back to 30.10 EUR, the price would be " + euro(price)));
}

// 18.50 raised by 5% is 19.425, to the cent 19.43.
TEST(PriceWhatIf, moves_the_cost) {
  const engine::PriceSuggestion suggestion = price_of(kettle());
  engine::JudgedPrice dearer = *suggestion.basis.judged;
  dearer.inputs.economics->unit_cost = cents(1943);
  const Money price = engine::judge_price(dearer).answer->price;
  EXPECT_TRUE(says(price_what_ifs(Language::English, suggestion),
                   "If your cost rose 5%, to 19.43 EUR, the price would be " + euro(price)));
}

TEST(PriceWhatIf, lifts_the_limit_that_decided) {
  Case shop = kettle();
  shop.state.situation.catalog.floor_price = Amount{.money = cents(2900), .currency = kEuro};
  const engine::PriceSuggestion suggestion = price_of(shop);
  ASSERT_EQ(suggestion.binding_rule, "floor");
  EXPECT_TRUE(says(price_what_ifs(Language::English, suggestion), "Without this limit (floor)"));
}

TEST(PriceWhatIf, tells_the_room_to_the_floor) {
  const engine::PriceSuggestion suggestion = price_of(kettle());
  EXPECT_TRUE(says(price_what_ifs(Language::English, suggestion),
                   "Your floor of 25.00 EUR leaves room for " +
                       euro(*suggestion.suggested_price - cents(2500)) + " less."));
}

TEST(PriceWhatIf, is_silent_where_the_numbers_do_not_support_it) {
  engine::PriceSuggestion suggestion = price_of(kettle());
  suggestion.suggested_price = cents(2990);
  EXPECT_TRUE(price_what_ifs(Language::English, suggestion).empty());
  suggestion = price_of(kettle());
  suggestion.basis.judged.reset();
  EXPECT_TRUE(price_what_ifs(Language::English, suggestion).empty());
  EXPECT_TRUE(price_what_ifs(Language::English, price_of(cable())).empty());
}

TEST(PriceWhatIf, says_at_most_six_things) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_LE(price_what_ifs(Language::English, price_of(random_case(seed))).size(), 6U);
  }
}

}  // namespace
}  // namespace shelfd::wording_test
