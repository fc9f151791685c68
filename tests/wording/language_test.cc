// Shows by which tags the languages are found.
#include "wording/language.h"

#include <gtest/gtest.h>

namespace shelfd::wording {
namespace {

TEST(Language, is_found_by_its_common_tags) {
  for (const char* tag : {"en", "EN", "en-GB", "en_US.UTF-8"}) {
    EXPECT_EQ(language_named(tag), Language::English) << tag;
  }
  for (const char* tag : {"zh-Hans", "zh", "zh-CN", "zh_CN.UTF-8", "zh-SG", "ZH-HANS-CN"}) {
    EXPECT_EQ(language_named(tag), Language::ChineseSimplified) << tag;
  }
  for (const char* tag : {"zh-Hant", "zh-TW", "zh_TW.UTF-8", "zh-HK", "zh-hant-tw"}) {
    EXPECT_EQ(language_named(tag), Language::ChineseTraditional) << tag;
  }
}

TEST(Language, is_absent_for_other_tags) {
  for (const char* tag : {"", "de", "enx", "zh-xx", "C", "zhTW"}) {
    EXPECT_EQ(language_named(tag), std::nullopt) << tag;
  }
}

}  // namespace
}  // namespace shelfd::wording
