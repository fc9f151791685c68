// Merchant: promotions begin and end, tests and changes of cost come, orders follow the shelf.
#include "simulator/merchant.h"

#include <gtest/gtest.h>

#include "simulator/item_birth.h"
#include "simulator/suppliers.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

constexpr MarketSettings kSettings{};

TEST(Merchant, changes_prices_for_each_reason) {
  int promotions = 0;
  int sales = 0;
  int tests = 0;
  int regular = 0;
  int cost = 0;
  for (const auto& [at, fact] : only<engine::PriceFact>(played().events)) {
    EXPECT_GT(fact->price.money, Money{});
    promotions += fact->kind == engine::PriceKind::Promotion ? 1 : 0;
    sales += fact->cause == engine::PriceCause::Event ? 1 : 0;
    tests += fact->kind == engine::PriceKind::Test ? 1 : 0;
    regular += fact->kind == engine::PriceKind::Regular ? 1 : 0;
    cost += fact->cause == engine::PriceCause::Cost ? 1 : 0;
  }
  EXPECT_GT(promotions, 50);
  EXPECT_GT(sales, 10);
  EXPECT_GT(tests, 10);
  EXPECT_GT(regular, 100);
  EXPECT_GT(cost, 10);
}

TEST(Merchant, costs_change_in_the_catalog_where_they_are_shown) {
  int shown = 0;
  for (const auto& [at, entry] : only<engine::CatalogEntry>(played().events)) {
    EXPECT_TRUE(entry->unit_cost.has_value());
    ++shown;
  }
  EXPECT_GT(shown, 20);
}

TEST(Merchant, a_promotion_ends_by_itself_and_what_was_planned_waits_for_it) {
  const World world{kSettings, sale_calendar(kSettings.start, kSettings.days)};
  Item item = draw_item(kSettings, 0);
  const Money regular = item.regular_price;
  item.planned = {{.at = kSettings.start,
                   .price = {11'000'000},
                   .kind = engine::PriceKind::Promotion,
                   .lasts = std::chrono::days{3}},
                  {.at = kSettings.start + std::chrono::hours{1}, .price = {12'000'000}}};
  std::vector<TimedEvent> out;
  const auto price_at = [&](int hours) {
    move_prices(world, item, kSettings.start + std::chrono::hours{hours}, out);
    return item.price.micros;
  };
  EXPECT_EQ(price_at(0), 11'000'000);
  EXPECT_EQ(price_at(2), 11'000'000);
  EXPECT_EQ(price_at(71), 11'000'000);
  EXPECT_EQ(item.regular_price, regular);
  EXPECT_EQ(price_at(72), 12'000'000);
  EXPECT_EQ(out.size(), 3U);  // the promotion, its end, the planned price
}

// Lead + 9 days of 20 units or so: 30 on the shelf are too few, 10,000 are enough.
TEST(Merchant, orders_when_the_shelf_covers_too_little) {
  Item item = draw_item(kSettings, 0);
  item.on_hand = 10'000;
  decide_orders(item, kSettings.start);
  EXPECT_TRUE(item.orders.empty());
  item.on_hand = 30;
  decide_orders(item, kSettings.start);
  ASSERT_EQ(item.orders.size(), 1U);
  EXPECT_EQ(outstanding_units(item) % item.truth.case_pack, 0);
  EXPECT_GE(outstanding_units(item), item.truth.moq);
  decide_orders(item, kSettings.start);
  EXPECT_EQ(item.orders.size(), 1U);
}

TEST(Merchant, leaves_orders_to_plans_he_trusts_until_nothing_is_left) {
  Item item = draw_item(kSettings, 0);
  item.orders_until = kSettings.start + std::chrono::days{1};
  item.on_hand = 5;
  decide_orders(item, kSettings.start);
  EXPECT_TRUE(item.orders.empty());
  item.on_hand = 0;
  decide_orders(item, kSettings.start);
  EXPECT_EQ(item.orders.size(), 1U);
}

}  // namespace
}  // namespace shelfd::simulator
