// Shows that every value of every small enum has a word in every language, none used twice within
// one enum. That none is forgotten is held at build time (-Werror=switch).
#include <gtest/gtest.h>

#include <set>

#include "wording/wording.h"

namespace shelfd::wording {
namespace {

// Each value from the first to `last` has a word, and no two have the same.
template <typename Code>
void expect_distinct_words(Code last) {
  for (const Language language : kLanguages) {
    std::set<std::string> words;
    for (int value = 0; value <= static_cast<int>(last); ++value) {
      const std::string text = word(language, static_cast<Code>(value));
      EXPECT_FALSE(text.empty());
      EXPECT_TRUE(words.insert(text).second) << text;
    }
  }
}

TEST(Words, every_code_has_its_own) {
  expect_distinct_words(pricing::kLastLeftOut);
  expect_distinct_words(pricing::Guard::Ending);
  expect_distinct_words(engine::Status::Expired);
  expect_distinct_words(engine::PlanAction::Cancel);
  expect_distinct_words(engine::Severity::Critical);
  expect_distinct_words(engine::ResponseAction::Snooze);
  expect_distinct_words(engine::RejectReason::Other);
  expect_distinct_words(Header::Reason);
}

TEST(Words, rules_are_named_and_an_unknown_one_is_itself) {
  for (const Language language : kLanguages) {
    for (const char* rule : {"careful", "max_change", "ceiling", "map", "margin_floor", "floor",
                             "ending", "moq", "case_pack"}) {
      EXPECT_NE(rule_word(language, rule), "");
      EXPECT_EQ(rule_word(language, rule).find('_'), std::string::npos);
    }
    EXPECT_EQ(rule_word(language, "new_law"), "new_law");
  }
  EXPECT_EQ(rule_word(Language::English, "moq"), "supplier's minimum");
}

}  // namespace
}  // namespace shelfd::wording
