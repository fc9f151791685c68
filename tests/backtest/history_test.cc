// Shows what a merchant's records become: which items and days are in the panel, which tasks are
// asked, and what is left out. One record a fact, in UTC.
#include "backtest/history.h"

#include <gtest/gtest.h>

namespace shelfd::backtest {
namespace {

using engine::Topic;

constexpr Currency kEur{{'E', 'U', 'R'}};
const ItemId kItem{.merchant = MerchantId("shop"), .sku = Sku("A")};

Instant at(int day, int hour = 12) {
  return Instant{from_day_number(day)} + std::chrono::hours{hour};
}

engine::Record record(Topic topic, Instant own_time, engine::Event event) {
  static std::uint64_t content = 0;
  return {.topic = topic, .own_time = own_time, .content = ++content, .event = std::move(event)};
}

void add_catalog(History& history, const ItemId& item, bool withdrawn = false) {
  engine::CatalogEntry entry;
  entry.item = item;
  entry.withdrawn = withdrawn;
  entry.category = Category("pans");
  entry.currency = kEur;
  history.take(record(Topic::Catalog, at(100, withdrawn ? 2 : 1), entry));
}

void add_order(History& history, const ItemId& item, int day, std::int64_t units) {
  history.take(record(Topic::Demand, at(day),
                      engine::DemandEvent{.item = item, .quantity = Quantity{units}}));
}

// Days 100 to `last` with one order a day of two units.
History selling(int last) {
  History history;
  add_catalog(history, kItem);
  for (int day = 100; day <= last; ++day) add_order(history, kItem, day, 2);
  return history;
}

// The newest order is of day 200, so 199 is the last closed day: 100 days. A quarter of them, 25,
// reaches back to 174: origins 185 and 178, each of both horizons; 178 - 100 + 1 = 79 days of age.
TEST(History, asks_for_two_horizons_at_weekly_origins_of_the_last_quarter) {
  const ForecastSet set = selling(200).finish();
  ASSERT_EQ(set.panel.series.size(), 1U);
  EXPECT_EQ(set.panel.series[0].id, "shop/A");
  EXPECT_EQ(set.panel.series[0].first, 100);
  EXPECT_EQ(days_in(set.panel), 100);
  EXPECT_EQ(set.season, 7);
  ASSERT_EQ(set.tasks.size(), 4U);
  EXPECT_EQ(set.tasks[0].at, 185);
  EXPECT_EQ(set.tasks[0].horizon, 7);
  EXPECT_EQ(set.tasks[0].origin, day_text(from_day_number(185)));
  EXPECT_EQ(set.tasks[1].horizon, 14);
  EXPECT_EQ(set.tasks[3].at, 178);
  EXPECT_EQ(truth_of(set.panel, set.tasks[1]), 28);
}

// 70 closed days: 56 before the origin, it included, and 14 after. With 69 nothing is asked.
TEST(History, needs_eight_weeks_before_a_forecast_and_two_after) {
  EXPECT_EQ(selling(100 + kHistoryNeedsDays).finish().tasks.size(), 2U);
  const ForecastSet shorter = selling(100 + kHistoryNeedsDays - 1).finish();
  EXPECT_TRUE(shorter.tasks.empty());
  EXPECT_EQ(days_in(shorter.panel), kHistoryNeedsDays - 1);
}

TEST(History, leaves_out_items_that_are_not_known_or_withdrawn_and_merchants_that_left) {
  History history = selling(200);
  const ItemId stranger{.merchant = MerchantId("shop"), .sku = Sku("B")};
  add_order(history, stranger, 150, 1);
  const ItemId gone{.merchant = MerchantId("shop"), .sku = Sku("C")};
  add_catalog(history, gone);
  add_catalog(history, gone, true);
  add_order(history, gone, 150, 1);
  EXPECT_EQ(history.finish().panel.series.size(), 1U);
  history.take(record(Topic::Rules, at(201),
                      engine::Rules{.merchant = MerchantId("shop"), .left_at = at(201)}));
  EXPECT_TRUE(history.finish().panel.series.empty());
}

TEST(History, keeps_merchants_apart) {
  History history = selling(200);
  const ItemId other{.merchant = MerchantId("zoo"), .sku = Sku("A")};
  add_catalog(history, other);
  for (int day = 100; day <= 180; ++day) add_order(history, other, day, 1);
  EXPECT_EQ(history.merchants(), (std::vector{MerchantId("shop"), MerchantId("zoo")}));
  const ForecastSet all = history.finish();
  ASSERT_EQ(all.panel.series.size(), 2U);
  EXPECT_EQ(all.panel.series[1].merchant, "zoo");
  EXPECT_EQ(all.panel.series[1].category, "pans");
  const ForecastSet one = history.finish(MerchantId("zoo"));
  ASSERT_EQ(one.panel.series.size(), 1U);
  EXPECT_EQ(one.panel.series[0].id, "zoo/A");
  EXPECT_EQ(history.rules("zoo"), nullptr);
  history.take(record(Topic::Rules, at(201),
                      engine::Rules{.merchant = MerchantId("zoo"), .left_at = at(201)}));
  EXPECT_EQ(history.merchants(), std::vector{MerchantId("shop")});
  ASSERT_NE(history.rules("zoo"), nullptr);
  EXPECT_TRUE(history.rules("zoo")->left_at.has_value());
}

// Out of stock from the first minute of day 190 on, but for what still sold: exposure .25 of each
// day with an order is less than half.
TEST(History, asks_nothing_of_days_out_of_stock) {
  History history = selling(200);
  history.take(record(Topic::Inventory, at(186, 0),
                      engine::StockCount{.item = kItem, .on_hand = Quantity{0}}));
  const ForecastSet set = history.finish();
  ASSERT_EQ(set.tasks.size(), 2U);
  EXPECT_EQ(set.tasks[0].at, 178);
  EXPECT_EQ(set.panel.series[0].periods[90].exposure, 0.25);
}

// Two rules records: the newest holds. Two names have a flag, all times of one name share it.
TEST(History, gives_the_first_two_occasions_a_flag) {
  History history = selling(200);
  const auto occasion = [](const char* name, int day, const char* scope = "") {
    return engine::Occasion{.name = name, .scope = scope, .from = at(day, 0), .until = at(day, 6)};
  };
  history.take(record(
      Topic::Rules, at(120),
      engine::Rules{
          .merchant = MerchantId("shop"),
          .occasions = {occasion("x", 110), occasion("other", 111, "pots"), occasion("x", 120),
                        occasion("y", 121, "pans"), occasion("z", 122)}}));
  history.take(
      record(Topic::Rules, at(119),
             engine::Rules{.merchant = MerchantId("shop"), .occasions = {occasion("old", 130)}}));
  const ForecastSet set = history.finish();
  EXPECT_EQ(set.flags, (std::vector<std::string>{"promotion", "x", "other"}));
  EXPECT_FALSE(set.panel.calendar[0]);
  EXPECT_TRUE(set.panel.calendar[1]);
  const auto& periods = set.panel.series[0].periods;
  EXPECT_EQ(periods[10].flags[1], 1);
  EXPECT_EQ(periods[20].flags[1], 1);
  EXPECT_EQ(periods[11].flags[2], 0);                            // of pots
  EXPECT_EQ(periods[21].flags, (std::array<double, kFlags>{}));  // y has no place left
  EXPECT_EQ(periods[22].flags, (std::array<double, kFlags>{}));
  EXPECT_EQ(periods[30].flags, (std::array<double, kFlags>{}));
}

TEST(History, writes_days_as_people_do) {
  EXPECT_EQ(day_text(Day{std::chrono::year{2026} / 3 / 7}), "2026-03-07");
  EXPECT_EQ(day_text(Day{std::chrono::year{2026} / 11 / 25}), "2026-11-25");
}

}  // namespace
}  // namespace shelfd::backtest
