// Names: a number names an item and is found again from it; titles are unique in a small shop.
#include "simulator/names.h"

#include <gtest/gtest.h>

#include <set>

namespace shelfd::simulator {
namespace {

TEST(Names, an_index_is_found_again_from_its_sku) {
  for (const std::size_t index : {0U, 7U, 9'998U, 9'999U, 1'234'567U}) {
    EXPECT_EQ(item_index(item_id(index, 3)), index);
  }
  EXPECT_EQ(item_id(0, 1).key(), "demo/KET-0001");
  EXPECT_EQ(item_id(3, 2).key(), "demo-2/KNI-0004");
}

TEST(Names, a_sku_of_another_form_has_no_index) {
  for (const char* text : {"", "KET", "KET-", "KET-x", "KET-1x", "KET-0"}) {
    EXPECT_FALSE(item_index({.merchant = MerchantId{"demo"}, .sku = Sku{text}})) << text;
  }
}

TEST(Names, titles_of_five_hundred_items_are_unique_and_short) {
  std::set<std::string> titles;
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_LE(title_of(i).size(), 40U) << title_of(i);
    EXPECT_TRUE(titles.insert(title_of(i)).second) << title_of(i);
  }
}

}  // namespace
}  // namespace shelfd::simulator
