// Shows that a merchant that left is erased, a bounded number of items an epoch, by the wall clock
// and in a feed, and that what still comes of it is refused while others go on as before.
#include "daemon/merchant_erasure.h"

#include <algorithm>

#include "tests/daemon/shop.h"
#include "tests/daemon/store_text.h"

namespace shelfd::daemon {
namespace {

engine::Rules leave(const std::string& merchant) {
  return {.merchant = MerchantId(merchant), .version = "left", .left_at = kStart};
}

engine::CatalogEntry of_other(engine::CatalogEntry entry) {
  entry.item.merchant = MerchantId("n");
  return entry;
}

// Lines of state and outputs that name merchant m; the mark in the rules and dead letters apart.
std::vector<std::string> lines_of_m(Shop& shop) {
  std::vector<std::string> lines = store_lines(shop.log);
  std::erase_if(lines, [](const std::string& line) {
    const bool names = line.contains(" m/") || line.contains("m\\0") || line.contains("\"m/");
    return !names || line.starts_with("dead-letters");
  });
  return lines;
}

std::vector<std::int64_t> spread_counts(Shop& shop) {
  std::vector<std::int64_t> counts;
  EXPECT_TRUE(shop.log.scan_appended(connectors::OutputTopic::Epochs, 0, [&](const auto& record) {
    counts.push_back(connectors::decode_epoch(record.value)->spread);
    return true;
  }));
  return counts;
}

void open_with_items(Shop& shop, int items) {
  std::vector<engine::Event> events;
  for (int number = 0; number < items; ++number) {
    const std::string sku = "s" + std::to_string(number);
    events.emplace_back(catalog(sku));
    events.emplace_back(offer(sku, "rival", 29));
    events.emplace_back(count(sku, 5));
  }
  events.emplace_back(of_other(catalog("kept")));
  events.emplace_back(offer("waits", "rival", 29));  // set aside
  ASSERT_TRUE(shop.put(events));
}

TEST(MerchantErasure, leaves_nothing_and_takes_a_bounded_number_of_items_an_epoch) {
  Shop shop;
  open_with_items(shop, 3'000);
  shop.settle();
  ASSERT_EQ(shop.loop->control().items, 3'001);
  ASSERT_GT(lines_of_m(shop).size(), 9'000U);
  ASSERT_TRUE(shop.put({leave("m")}));
  shop.settle();
  // 1,000 + 1,000 + 1,000 known ones, then the one set aside.
  auto counts = spread_counts(shop);
  std::erase(counts, 0);
  EXPECT_EQ(counts, (std::vector<std::int64_t>{1'000, 1'000, 1'000, 1}));
  // Timers of what was set aside go when they fire.
  shop.clock.advance(8 * kDay);
  shop.settle();
  EXPECT_EQ(lines_of_m(shop), std::vector<std::string>());
  EXPECT_EQ(shop.loop->control().items, 1);
  EXPECT_EQ(shop.loop->control().aside_bytes, 0U);
  EXPECT_EQ(shop.outputs().size(), 2U);  // price and plan of n/kept
}

TEST(MerchantErasure, goes_on_after_a_restart_between_its_epochs) {
  Shop shop;
  open_with_items(shop, 1'500);
  shop.settle();
  ASSERT_TRUE(shop.put({leave("m")}));
  ASSERT_TRUE(shop.loop->turn());
  ASSERT_EQ(shop.loop->control().items, 501);
  shop.reopen();
  shop.settle();
  EXPECT_EQ(shop.loop->control().items, 1);
}

TEST(MerchantErasure, happens_in_a_feed_before_the_next_record) {
  Shop shop;
  open_with_items(shop, 30);
  ASSERT_TRUE(shop.put({leave("m")}));
  shop.loop->begin_feed();
  shop.loop->advance_feed(kStart + kDay);
  shop.loop->end_feed();
  shop.settle();
  EXPECT_EQ(shop.loop->control().items, 1);
  EXPECT_EQ(lines_of_m(shop), std::vector<std::string>());
}

TEST(MerchantErasure, in_a_feed_takes_as_many_epochs_as_it_needs) {
  Shop shop;
  shop.loop->begin_feed();
  open_with_items(shop, 1'500);
  shop.loop->advance_feed(kStart + kDay);
  ASSERT_TRUE(shop.turns());
  ASSERT_TRUE(shop.put({of_other(catalog("next"))}));
  ASSERT_TRUE(shop.put({leave("m")}));
  shop.loop->advance_feed(kStart + 2 * kDay);
  shop.loop->end_feed();
  shop.settle();
  auto counts = spread_counts(shop);
  std::erase(counts, 0);
  // 1,500 catalogs lie in cuts before the leave; the offer to be set aside in its own: refused.
  EXPECT_EQ(counts, (std::vector<std::int64_t>{1'000, 500}));
  EXPECT_EQ(shop.loop->control().items, 2);
}

TEST(MerchantErasure, refuses_what_still_comes_without_its_bytes_and_for_good) {
  Shop shop;
  open_with_items(shop, 1);
  ASSERT_TRUE(shop.put({leave("m")}));
  shop.settle();
  const std::size_t before = shop.dead_letters().size();
  engine::Rules back = leave("m");
  back.left_at.reset();
  ASSERT_TRUE(shop.put({catalog("new"), order("s0", "e1"), back, leave("m")}));
  shop.settle();
  const auto letters = shop.dead_letters();
  ASSERT_EQ(letters.size() - before, 3U);  // leaving again is none
  for (std::size_t at = before; at < letters.size(); ++at) {
    EXPECT_EQ(letters[at].reason, "merchant_left");
    EXPECT_EQ(letters[at].field, "merchant");
    EXPECT_EQ(letters[at].bytes, "");
  }
  EXPECT_EQ(shop.loop->control().items, 1);
}

TEST(MerchantErasure, a_tombstone_takes_what_was_set_aside) {
  Shop shop;
  open_with_items(shop, 1);
  shop.settle();
  ASSERT_EQ(shop.stored(connectors::Family::Aside), 1U);
  engine::CatalogEntry gone;
  gone.item = item("waits");
  gone.withdrawn = true;
  ASSERT_TRUE(shop.put({gone}));
  shop.settle();
  EXPECT_EQ(shop.stored(connectors::Family::Aside), 0U);
  EXPECT_EQ(shop.loop->control().aside_bytes, 0U);
}

TEST(MerchantErasure, not_all_can_leave) {
  Shop shop;
  open_with_items(shop, 1);
  ASSERT_TRUE(shop.put({leave("*")}));
  shop.settle();
  EXPECT_EQ(shop.loop->control().items, 2);
}

}  // namespace
}  // namespace shelfd::daemon
