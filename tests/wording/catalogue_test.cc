// Shows that each language says everything: that is held at build time (static_assert in each
// language file), and here that the languages speak of the same values and that filling in works.
#include "wording/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shelfd::wording {
namespace {

std::vector<std::string_view> sorted_names(std::string_view text) {
  std::vector<std::string_view> names = names_in(text);
  std::ranges::sort(names);
  return names;
}

TEST(Catalogue, is_complete_only_with_every_text) {
  Catalogue words = kEnglish;
  EXPECT_TRUE(complete(words));
  words.reasons.back().down = "";
  EXPECT_FALSE(complete(words));
  words = kEnglish;
  words.alerts[3].next = "";
  EXPECT_FALSE(complete(words));
  words = kEnglish;
  words.phrases[7].text = "";
  EXPECT_FALSE(complete(words));
  words = kEnglish;
  std::swap(words.phrases[1], words.phrases[2]);
  EXPECT_FALSE(complete(words));
  words = kEnglish;
  words.phrases[7].text = "at {price";
  EXPECT_FALSE(complete(words));
}

TEST(Catalogue, languages_name_the_same_values) {
  for (const Language language : kLanguages) {
    const Catalogue& words = catalogue_of(language);
    ASSERT_TRUE(complete(words));
    for (std::size_t at = 0; at < kPhrases; ++at) {
      EXPECT_EQ(sorted_names(words.phrases[at].text), sorted_names(kEnglish.phrases[at].text))
          << words.phrases[at].text;
    }
    for (std::size_t at = 0; at < engine::kReasonCodes; ++at) {
      EXPECT_EQ(sorted_names(words.reasons[at].full), sorted_names(kEnglish.reasons[at].full))
          << words.reasons[at].down;
      EXPECT_EQ(words.reasons[at].next.empty(), kEnglish.reasons[at].next.empty());
    }
    for (std::size_t at = 0; at < engine::kAlertKinds; ++at) {
      EXPECT_EQ(sorted_names(words.alerts[at].full), sorted_names(kEnglish.alerts[at].full));
    }
  }
}

// Plain sentences are taken when nothing is known, so they may not ask for a value.
TEST(Catalogue, plain_sentences_need_no_value) {
  for (const Language language : kLanguages) {
    for (const ReasonWords& reason : catalogue_of(language).reasons) {
      for (const std::string_view text : {reason.down, reason.up, reason.next}) {
        EXPECT_TRUE(names_in(text).empty()) << text;
      }
    }
    for (const AlertWords& alert : catalogue_of(language).alerts) {
      EXPECT_TRUE(names_in(alert.plain).empty());
      EXPECT_TRUE(names_in(alert.next).empty());
    }
  }
}

TEST(Catalogue, fills_in_names_and_leaves_braces_of_values) {
  EXPECT_EQ(fill("from {a} to {b}", {{"a", "1"}, {"b", "{a}"}}), "from 1 to {a}");
  EXPECT_EQ(fill("plain", {}), "plain");
  EXPECT_EQ(fill("from {a} to {b}", {{"a", "1"}}), std::nullopt);
}

TEST(CatalogueDeathTest, a_phrase_without_its_value_is_a_bug) {
  EXPECT_DEATH((void)say(Language::English, Phrase::AnswerKeep), "said");
}

TEST(Catalogue, braces_match_only_around_names) {
  EXPECT_TRUE(braces_match("a {b} c {d}"));
  EXPECT_TRUE(braces_match(""));
  for (const char* wrong : {"{", "}", "{}", "{a{b}}", "a}"}) {
    EXPECT_FALSE(braces_match(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace shelfd::wording
