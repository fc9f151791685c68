// Shows that the packed shelf gives back what was put, forgets in the order in which it was put,
// and counts its bytes.
#include "daemon/packed_shelf.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

PackedItem item_of(const std::string& situation, std::size_t entries) {
  PackedItem item{.stored = {.situation = situation, .belief = "belief of " + situation},
                  .has_recent = true};
  for (std::size_t at = 0; at < entries; ++at) {
    const auto day = static_cast<std::int32_t>(20'000 + at);
    item.recent.push_back({.hash = ~std::uint64_t{at},
                           .day = day,
                           .at = from_unix_millis(day * std::int64_t{86'400'000} + 86'399'999),
                           .units = -static_cast<std::int32_t>(at)});
  }
  return item;
}

void expect_same(const std::optional<PackedItem>& back, const PackedItem& put) {
  ASSERT_TRUE(back);
  EXPECT_EQ(back->stored.situation, put.stored.situation);
  EXPECT_EQ(back->stored.belief, put.stored.belief);
  EXPECT_EQ(back->has_recent, put.has_recent);
  EXPECT_EQ(back->recent, put.recent);
}

TEST(PackedShelf, gives_back_once_what_was_put) {
  PackedShelf shelf;
  const std::string bytes("\0with\0zeros\0", 12);
  shelf.put("m/a", item_of(bytes, 3));
  shelf.put("m/b", item_of("", 0));
  EXPECT_EQ(shelf.size(), 2U);
  expect_same(shelf.take("m/a"), item_of(bytes, 3));
  EXPECT_FALSE(shelf.take("m/a"));
  expect_same(shelf.take("m/b"), item_of("", 0));
  EXPECT_EQ(shelf.size(), 0U);
  EXPECT_EQ(shelf.bytes(), 0U);
}

// None remembered, and nobody has looked, are two things.
TEST(PackedShelf, knows_that_nobody_has_read_what_is_remembered) {
  PackedShelf shelf;
  PackedItem unread = item_of("a", 0);
  unread.has_recent = false;
  shelf.put("m/a", unread);
  expect_same(shelf.take("m/a"), unread);
}

TEST(PackedShelf, forgets_the_oldest_whichever_were_taken_between) {
  PackedShelf shelf;
  for (const std::string key : {"a", "b", "c", "d", "e"}) shelf.put(key, item_of(key, 1));
  EXPECT_TRUE(shelf.take("c"));
  EXPECT_TRUE(shelf.take("a"));
  shelf.put("b", item_of("b again", 2));  // the newest now
  shelf.drop_oldest();
  EXPECT_FALSE(shelf.take("d"));
  EXPECT_TRUE(shelf.take("e"));
  expect_same(shelf.take("b"), item_of("b again", 2));
  shelf.put("f", item_of("f", 0));
  shelf.drop_oldest();
  EXPECT_EQ(shelf.size(), 0U);
}

TEST(PackedShelf, counts_what_its_pieces_take) {
  PackedShelf shelf;
  shelf.put("a", item_of(std::string(1'000, 'x'), 10));
  const std::size_t one = shelf.bytes();
  EXPECT_GT(one, 2'000U + 10 * 20);
  EXPECT_LT(one, 2'000U + 10 * 20 + 350);
  shelf.put("b", item_of(std::string(1'000, 'x'), 10));
  EXPECT_EQ(shelf.bytes(), 2 * one);
  shelf.drop_oldest();
  EXPECT_EQ(shelf.bytes(), one);
}

}  // namespace
}  // namespace shelfd::daemon
