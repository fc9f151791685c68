// Shows that copies of a shared text are the same bytes, at the same place, and outlive the first.
#include "base/shared_text.h"

#include <gtest/gtest.h>

#include <optional>

namespace shelfd {
namespace {

TEST(SharedText, copies_lie_in_one_place_and_outlive_the_first) {
  std::optional<SharedText> first = "a record's value, as it came";
  const char* place = std::string_view(*first).data();
  const SharedText second = *first;
  first.reset();
  EXPECT_EQ(std::string_view(second).data(), place);
  EXPECT_EQ(second, "a record's value, as it came");
}

TEST(SharedText, is_empty_once_it_is_moved) {
  SharedText first = "a";
  SharedText second = std::move(first);
  EXPECT_EQ(first, "");  // NOLINT(bugprone-use-after-move): what is left is the point
  first = std::move(second);
  EXPECT_EQ(second, "");  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(first, "a");
}

TEST(SharedText, holds_any_bytes_and_none) {
  const std::string bytes{"a\0b", 3};
  EXPECT_EQ(SharedText(bytes).size(), 3U);
  EXPECT_EQ(SharedText(bytes).str(), bytes);
  EXPECT_TRUE(SharedText(std::string_view()).empty());
  EXPECT_EQ(SharedText(), SharedText(""));
  EXPECT_FALSE(SharedText("a") == SharedText("b"));
}

}  // namespace
}  // namespace shelfd
