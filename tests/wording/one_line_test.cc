// Shows the line of a suggestion: item, from -> to, worth, biggest reason, within 100 columns.
#include <gtest/gtest.h>

#include "tests/wording/invented.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

engine::PriceSuggestion kettle_price() {
  engine::PriceSuggestion suggestion;
  suggestion.item = {.merchant = MerchantId("shop"), .sku = Sku("kettle-03")};
  suggestion.currency = kEuro;
  suggestion.current_price = cents(2990);
  suggestion.suggested_price = cents(2849);
  suggestion.expected = engine::ExpectedGain{.profit_gain = cents(4120), .horizon_days = 28};
  suggestion.reasons = {{.code = engine::ReasonCode::Rivals, .amount = -900'000},
                        {.code = engine::ReasonCode::Cost, .amount = -510'000}};
  return suggestion;
}

TEST(OneLine, says_from_to_worth_and_the_biggest_reason) {
  EXPECT_EQ(one_line(Language::English, kettle_price()),
            "kettle-03  29.90 -> 28.49 EUR  +41.20 EUR in 28 days  rivals are cheaper than before "
            "(-0.90)");
  EXPECT_EQ(
      one_line(Language::ChineseTraditional, kettle_price()),
      "kettle-03  29.90 -> 28.49 EUR  28 天 +41.20 EUR  競爭賣家的售價比上次定價時低（-0.90）");
}

TEST(OneLine, takes_plainer_words_and_then_cuts_them_where_there_is_no_room) {
  engine::PriceSuggestion suggestion = kettle_price();
  suggestion.item.sku = Sku(std::string(128, 'x'));
  suggestion.reasons[0].params = {{"competitor", std::string(100, 'y')},
                                  {"old_price", cents(3000)},
                                  {"new_price", cents(2900)}};
  const std::string line = one_line(Language::English, suggestion);
  EXPECT_LE(wording::columns(line), wording::kLineColumns);
  EXPECT_EQ(line.find("yyy"), std::string::npos);
  EXPECT_TRUE(line.ends_with("... (-0.90)")) << line;
}

TEST(OneLine, says_what_to_order_and_what_it_saves) {
  engine::RestockPlan plan;
  plan.item = {.merchant = MerchantId("shop"), .sku = Sku("kettle-03")};
  plan.currency = kEuro;
  plan.action = engine::PlanAction::Order;
  plan.quantity = {96};
  plan.supplier = SupplierId("aqua");
  plan.cost_now = cents(24'000);
  plan.cost_then = cents(9'000);
  plan.reasons = {
      {.code = engine::ReasonCode::ExpectedDemand, .amount = 84, .params = {{"span_days", 14.0}}},
      {.code = engine::ReasonCode::Rounding, .amount = 12}};
  EXPECT_EQ(one_line(Language::English, plan),
            "kettle-03  order 96 units from aqua  +150 EUR in 14 days  expected demand (+84)");
}

TEST(OneLine, is_whole_for_a_suggestion_that_says_nothing) {
  EXPECT_EQ(one_line(Language::English, engine::PriceSuggestion{}), "  no price, no market");
  EXPECT_EQ(one_line(Language::English, engine::RestockPlan{}), "  no order");
}

}  // namespace
}  // namespace shelfd::wording_test
