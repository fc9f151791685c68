// Names: percent encoding both ways, and the names nearest to a mistyped one.
#include <gtest/gtest.h>

#include "connectors/query/nearest_keys.h"
#include "connectors/query/percent.h"

namespace shelfd::connectors {
namespace {

TEST(Percent, keeps_what_a_path_may_hold_and_encodes_the_rest) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a/b c%"), "a%2Fb%20c%25");
  EXPECT_EQ(percent_encode("蓝"), "%E8%93%9D");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(Percent, reads_back_every_byte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

TEST(Percent, refuses_what_is_cut_or_no_number) {
  for (const char* text : {"%", "%4", "a%", "%zz", "%4g", "%-1", "%+1", "% 1"}) {
    EXPECT_FALSE(percent_decode(text)) << text;
  }
  EXPECT_EQ(percent_decode("%4a%4A"), "JJ");
}

// kitten -> sitten -> sittin -> sitting: the textbook's three.
TEST(NearestKeys, counts_single_changes) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 10), 3U);
  EXPECT_EQ(edit_distance("", "abc", 10), 3U);
  EXPECT_EQ(edit_distance("abc", "abc", 0), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);  // more than two
  EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3U);
}

TEST(NearestKeys, gives_the_nearest_first_and_ties_by_name) {
  const std::vector<std::string> keys{"shop/cat", "shop/bat", "shop/chart", "shop/elephant-house"};
  EXPECT_EQ(nearest_keys("shop/rat", keys, 2), (std::vector<std::string>{"shop/bat", "shop/cat"}));
  EXPECT_EQ(nearest_keys("shop/rat", keys, 9).size(), 3U);
  EXPECT_TRUE(nearest_keys("shop/rat", {}, 2).empty());
}

}  // namespace
}  // namespace shelfd::connectors
