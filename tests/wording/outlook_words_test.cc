// Shows that the languages speak of the same values in the phrases of an outlook; that each has all
// of them is held at build time.
#include <gtest/gtest.h>

#include <algorithm>

#include "wording/outlook_phrase.h"

namespace shelfd::wording {
namespace {

std::vector<std::string_view> sorted_names(std::string_view text) {
  std::vector<std::string_view> names = names_in(text);
  std::ranges::sort(names);
  return names;
}

TEST(OutlookWords, are_complete_only_with_every_text) {
  OutlookTexts texts = outlook_texts(Language::English);
  EXPECT_TRUE(complete(texts));
  texts[3].text = "";
  EXPECT_FALSE(complete(texts));
  texts = outlook_texts(Language::English);
  std::swap(texts[1], texts[2]);
  EXPECT_FALSE(complete(texts));
  texts = outlook_texts(Language::English);
  texts[5].text = "about {units";
  EXPECT_FALSE(complete(texts));
}

TEST(OutlookWords, name_the_same_values_in_each_language) {
  for (const Language language : kLanguages) {
    const OutlookTexts& texts = outlook_texts(language);
    for (std::size_t at = 0; at < kOutlookPhrases; ++at) {
      EXPECT_EQ(sorted_names(texts[at].text),
                sorted_names(outlook_texts(Language::English)[at].text))
          << texts[at].text;
    }
  }
}

TEST(OutlookWords, have_a_name_for_each_weekday) {
  for (const Language language : kLanguages) {
    EXPECT_EQ(std::ranges::count(say(language, OutlookPhrase::Weekdays), ' '), 6);
  }
}

}  // namespace
}  // namespace shelfd::wording
