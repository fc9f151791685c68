// Shows that the cache keeps what was touched last within its budget, counts what an item weighs
// anew when it changed, and gives back what was put.
#include "daemon/item_cache.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

LoadedItem item_of(const std::string& sku, std::size_t remembered) {
  LoadedItem item;
  item.state.situation.catalog.item = {.merchant = MerchantId("m"), .sku = Sku(sku)};
  item.state.recent.resize(remembered);
  return item;
}

std::size_t weight_of(std::size_t remembered) {
  ItemCache cache(std::size_t{1} << 30U);
  cache.put("k", item_of("k", remembered));
  cache.fit("k");
  return cache.bytes();
}

TEST(ItemCache, keeps_what_was_touched_last) {
  ItemCache cache(3 * weight_of(0));
  for (const std::string key : {"a", "b", "c"}) {
    cache.put(key, item_of(key, 0));
    cache.fit(key);
  }
  ASSERT_NE(cache.find("a"), nullptr);  // touched: now b is the oldest
  cache.put("d", item_of("d", 0));
  cache.fit("d");
  EXPECT_EQ(cache.find("b"), nullptr);
  ASSERT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("a")->state.situation.catalog.item.sku.value, "a");
  EXPECT_EQ(cache.size(), 3U);
}

TEST(ItemCache, counts_an_item_that_grew) {
  const std::size_t small = weight_of(0);
  const std::size_t grown = weight_of(1'000);
  EXPECT_GE(grown, small + 1'000 * sizeof(engine::RecentEntry));
  ItemCache cache(small + grown);
  for (const std::string key : {"a", "b"}) {
    cache.put(key, item_of(key, 0));
    cache.fit(key);
  }
  cache.find("b")->state.recent.resize(1'000);
  cache.fit("b");
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.bytes(), small + grown);
  cache.find("a")->state.recent.resize(1'000);
  cache.fit("a");
  EXPECT_EQ(cache.size(), 1U);  // b went
  cache.drop("a");
  EXPECT_EQ(cache.bytes(), 0U);
}

// Room for two with their memories: of three the oldest forgets its judgement, and stays.
TEST(ItemCache, drops_the_memory_of_what_was_touched_longest_ago_before_the_item) {
  const auto remembering = [](const std::string& sku) {
    LoadedItem item = item_of(sku, 0);
    item.memory = std::make_unique<engine::JudgeMemory>();
    return item;
  };
  ItemCache cache(2 * (weight_of(0) + sizeof(engine::JudgeMemory)) + weight_of(0));
  for (const std::string key : {"a", "b", "c"}) {
    cache.put(key, remembering(key));
    cache.fit(key);
  }
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_NE(cache.find("c")->memory, nullptr);
  EXPECT_NE(cache.find("b")->memory, nullptr);
  LoadedItem* faded = cache.find("a");
  ASSERT_NE(faded, nullptr);
  EXPECT_EQ(faded->memory, nullptr);
  EXPECT_EQ(faded->state.situation.catalog.item.sku.value, "a");
  for (const std::string key : {"a", "b", "c"}) cache.drop(key);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ItemCache, keeps_nothing_without_a_budget) {
  ItemCache cache(0);
  cache.put("a", item_of("a", 0));
  cache.fit("a");
  EXPECT_EQ(cache.find("a"), nullptr);
}

}  // namespace
}  // namespace shelfd::daemon
