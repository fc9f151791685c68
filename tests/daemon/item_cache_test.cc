// Shows that the cache keeps what was touched last within its budget, packs what was touched
// longest ago and gives it back as it was, and counts what an item weighs anew when it changed.
#include "daemon/item_cache.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

// As an epoch leaves it: with the bytes that the store gets.
LoadedItem item_of(const std::string& sku, std::size_t remembered) {
  LoadedItem item;
  item.state.situation.catalog.item = {.merchant = MerchantId("m"), .sku = Sku(sku)};
  item.state.situation.catalog.title = "title of " + sku;
  item.state.belief.demand.log_price_sum = 3;
  const Instant at = from_unix_millis(20'000 * std::int64_t{86'400'000});
  item.state.recent.resize(remembered, {.hash = 9, .day = 20'000, .at = at, .units = 2});
  item.has_recent = true;
  item.memory = std::make_unique<engine::JudgeMemory>();
  item.stored = {.situation = connectors::encode_situation(item.state.situation),
                 .belief = connectors::encode_belief(item.state.belief)};
  return item;
}

ItemId id_of(const std::string& sku) { return {.merchant = MerchantId("m"), .sku = Sku(sku)}; }

void touch(ItemCache& cache, const std::string& key, std::size_t remembered = 0) {
  cache.put(key, item_of(key, remembered));
  cache.fit(key);
}

std::size_t weight_of(std::size_t remembered) {
  ItemCache cache(std::size_t{1} << 30U);
  touch(cache, "k", remembered);
  return cache.bytes();
}

// Room for two decoded ones and a bit: of three the oldest is packed.
TEST(ItemCache, packs_what_was_touched_longest_ago_and_gives_it_back_as_it_was) {
  ItemCache cache(2 * weight_of(2) + weight_of(2) / 2);
  for (const std::string key : {"a", "b"}) touch(cache, key, 2);
  ASSERT_NE(cache.find("a"), nullptr);  // touched: now b is the oldest
  touch(cache, "c", 2);
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_NE(cache.find("a"), nullptr);
  EXPECT_NE(cache.find("c"), nullptr);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_FALSE(cache.take_packed("a"));
  auto packed = cache.take_packed("b");
  ASSERT_TRUE(packed);
  EXPECT_EQ(cache.size(), 2U);
  const auto back = unpack_item(*std::move(packed), id_of("b"));
  ASSERT_TRUE(back);
  const LoadedItem before = item_of("b", 2);
  EXPECT_EQ(connectors::encode_situation(back->state.situation), before.stored.situation);
  EXPECT_EQ(connectors::encode_belief(back->state.belief), before.stored.belief);
  EXPECT_EQ(back->stored.situation, before.stored.situation);
  EXPECT_EQ(back->stored.belief, before.stored.belief);
  EXPECT_EQ(back->state.recent, before.state.recent);
  EXPECT_TRUE(back->has_recent);
  EXPECT_EQ(back->memory, nullptr);
}

TEST(ItemCache, a_packed_item_takes_a_fraction_of_a_decoded_one) {
  const std::size_t decoded = weight_of(0);
  ItemCache cache(decoded + decoded / 2);
  touch(cache, "a");
  touch(cache, "b");
  EXPECT_EQ(cache.size(), 2U);
  cache.drop("b");
  EXPECT_LT(cache.bytes(), decoded / 8);
  EXPECT_GT(cache.bytes(), item_of("a", 0).stored.situation.size());
}

// However many come, decoded ones keep their share, and the budget holds.
TEST(ItemCache, holds_its_budget_and_lets_the_oldest_go) {
  const std::size_t budget = 12 * weight_of(0);
  ItemCache cache(budget);
  for (int number = 0; number < 500; ++number) {
    touch(cache, std::to_string(number));
    EXPECT_LE(cache.bytes(), budget);
  }
  EXPECT_NE(cache.find("499"), nullptr);
  EXPECT_NE(cache.find("498"), nullptr);
  EXPECT_EQ(cache.find("450"), nullptr);
  EXPECT_TRUE(cache.take_packed("490"));
  EXPECT_FALSE(cache.take_packed("0"));
  for (int number = 0; number < 500; ++number) cache.drop(std::to_string(number));
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_EQ(cache.size(), 0U);
}

// Where not all have room: from the first one on.
TEST(ItemCache, keeps_decoded_ones_to_their_share_where_many_are_expected) {
  const std::size_t budget = 12 * weight_of(0);
  ItemCache cache(budget);
  cache.expect(100);
  for (const std::string key : {"a", "b", "c", "d"}) touch(cache, key);
  EXPECT_EQ(cache.size(), 4U);
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_NE(cache.find("b"), nullptr);
  EXPECT_NE(cache.find("d"), nullptr);
  cache.expect(2);
  touch(cache, "e");
  EXPECT_NE(cache.find("b"), nullptr);
}

// As cuts do: each touches more than have room, in the order of their keys.
TEST(ItemCache, keeps_those_decoded_that_are_touched_often_where_many_are_expected) {
  ItemCache cache(12 * weight_of(0));
  cache.expect(1'000);
  int found = 0;
  const auto visit = [&](const std::string& key) {
    if (cache.find(key) == nullptr) {
      static_cast<void>(cache.take_packed(key));
      cache.put(key, item_of(key, 0));
    } else {
      ++found;
    }
    cache.fit(key);
  };
  for (int round = 0; round < 50; ++round) {
    for (int cold = 0; cold < 20; ++cold) visit("cold" + std::to_string(20 * round + cold));
    for (const std::string hot : {"hot1", "hot2"}) visit(hot);
  }
  EXPECT_GT(found, 90);
}

TEST(ItemCache, counts_an_item_that_grew) {
  const std::size_t small = weight_of(0);
  const std::size_t grown = weight_of(1'000);
  EXPECT_GE(grown, small + 1'000 * sizeof(engine::RecentEntry));
  ItemCache cache(small + grown);
  touch(cache, "a");
  touch(cache, "b");
  cache.find("b")->state.recent.resize(1'000);
  cache.fit("b");
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.bytes(), small + grown);
  cache.drop("b");
  EXPECT_EQ(cache.bytes(), small);
}

// What the store would give of it is not known.
TEST(ItemCache, drops_what_it_cannot_pack) {
  ItemCache cache(weight_of(0) + weight_of(0) / 2);
  LoadedItem unstored = item_of("a", 0);
  unstored.stored = {};
  cache.put("a", std::move(unstored));
  cache.fit("a");
  touch(cache, "b");
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_FALSE(cache.take_packed("a"));
}

TEST(ItemCache, keeps_nothing_without_a_budget) {
  ItemCache cache(0);
  touch(cache, "a");
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace shelfd::daemon
