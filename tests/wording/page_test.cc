// Shows how sections, sentences and sums are laid out.
#include "wording/page.h"

#include <gtest/gtest.h>

namespace shelfd::wording {
namespace {

TEST(Page, a_section_without_content_leaves_no_trace) {
  Page page(Language::English, "shop/a");
  page.section(Phrase::HeadWhy);
  page.section(Phrase::HeadMarket);
  page.sentence("Something.");
  EXPECT_EQ(page.lines(), (std::vector<std::string>{"shop/a", "", "Market", "  Something."}));
}

TEST(Page, figures_of_a_sum_are_right_aligned) {
  Page page(Language::English, "shop/a");
  page.section(Phrase::HeadWhy);
  page.rows({{"29.90", "now"}, {"-0.9", "cost"}});
  EXPECT_EQ(page.lines(),
            (std::vector<std::string>{"shop/a", "", "Why", "  29.90  now", "   -0.9  cost"}));
}

TEST(Page, a_line_of_a_table_wraps_below_its_text) {
  Page page(Language::English);
  page.section("Days");
  page.table_line("Mon  ##  ", std::string(60, 'a') + " " + std::string(40, 'b'));
  page.table_line("Tue  #   ", "");
  EXPECT_EQ(page.lines(),
            (std::vector<std::string>{"Days", "  Mon  ##  " + std::string(60, 'a'),
                                      "           " + std::string(40, 'b'), "  Tue  #"}));
}

TEST(Page, clauses_become_sentences_and_lists) {
  EXPECT_EQ(as_sentence(Language::English, "no cost is known"), "No cost is known.");
  EXPECT_EQ(as_sentence(Language::ChineseSimplified, "缺少汇率"), "缺少汇率。");
  EXPECT_EQ(listed(Language::ChineseTraditional, {"甲", "乙"}), "甲、乙");
  EXPECT_EQ(clauses(Language::English, {"a", "b"}), "a; b");
}

TEST(Page, a_title_names_the_item_and_what_is_known_of_it) {
  const ItemId item{.merchant = MerchantId("shop"), .sku = Sku("k")};
  EXPECT_EQ(item_title(item, {}), "shop/k");
  EXPECT_EQ(item_title(item, {.title = "Kettle", .category = "home"}), "shop/k: Kettle (home)");
}

TEST(Page, a_next_step_is_told_once) {
  Page page(Language::English, "shop/a");
  tell_next_steps(Language::English,
                  {{.code = engine::ReasonCode::NoRate}, {.code = engine::ReasonCode::NoRate}},
                  page);
  EXPECT_EQ(page.lines().size(), 4U);
}

}  // namespace
}  // namespace shelfd::wording
