// Shows the days of one item: units, exposure, prices and rivals, each against facts that are
// counted by hand. Day 100 is a Saturday (1 January 1970 was a Thursday).
#include "backtest/item_history.h"

#include <gtest/gtest.h>

#include "engine/item_state.h"

namespace shelfd::backtest {
namespace {

using engine::PriceKind;

Instant at(int day, int hour) { return Instant{from_day_number(day)} + std::chrono::hours{hour}; }

Amount euros(std::int64_t units) {
  return {.money = Money{units * kMicrosPerUnit}, .currency = {{'E', 'U', 'R'}}};
}

std::vector<Period> days(const ItemHistory& item, int last, engine::Policy policy = {}) {
  return days_of(item, {.policy = std::move(policy)}, from_day_number(last));
}

ItemHistory item_of_euros() { return {.known = true, .currency = {{'E', 'U', 'R'}}}; }

// Id 7 comes twice on day 100 and once more ten days later, which is another event.
TEST(ItemHistory, counts_orders_less_cancels_and_each_event_once) {
  ItemHistory item = item_of_euros();
  item.demand = {{.at = at(100, 12), .id = 7, .units = 3, .order = true},
                 {.at = at(100, 13), .id = 7, .units = 3, .order = true},
                 {.at = at(101, 1), .id = 8, .units = 5, .order = true},
                 {.at = at(101, 2), .id = 9, .units = -2},
                 {.at = at(102, 2), .id = 10, .units = -4},
                 {.at = at(110, 2), .id = 7, .units = 1, .order = true}};
  const auto periods = days(item, 110);
  ASSERT_EQ(periods.size(), 11U);
  EXPECT_EQ(periods[0].units, 3);
  EXPECT_EQ(periods[0].orders, 1);
  EXPECT_EQ(periods[1].units, 3);
  EXPECT_EQ(periods[1].orders, 1);
  EXPECT_EQ(periods[2].units, 0);
  EXPECT_EQ(periods[3].units, 0);
  EXPECT_EQ(periods[10].units, 1);
  EXPECT_EQ(periods[0].weekday, 5);
  EXPECT_EQ(periods[2].weekday, 0);
}

// Before anything sold a return begins no history; after, it is counted once and takes no unit
// back.
TEST(ItemHistory, counts_returns_beside_what_sold) {
  ItemHistory item = item_of_euros();
  item.demand = {{.at = at(99, 12), .id = 5, .returned = 9},
                 {.at = at(100, 12), .id = 7, .units = 3, .order = true},
                 {.at = at(101, 1), .id = 8, .returned = 2},
                 {.at = at(101, 2), .id = 8, .returned = 2}};
  const auto periods = days(item, 102);
  ASSERT_EQ(periods.size(), 3U);
  EXPECT_EQ(periods[0].units, 3);
  EXPECT_EQ(periods[1].units, 0);
  EXPECT_EQ(periods[1].orders, 0);
  EXPECT_EQ(periods[1].returned, 2);
  EXPECT_EQ(periods[2].returned, 0);
}

// East of Greenwich 23:00 UTC is the next day.
TEST(ItemHistory, counts_local_days) {
  ItemHistory item = item_of_euros();
  item.demand = {{.at = at(100, 23), .id = 1, .units = 1, .order = true}};
  engine::Policy policy;
  policy.zone = {{.from = Instant{}, .offset = std::chrono::hours{8}}};
  EXPECT_EQ(first_day(item, policy.zone), from_day_number(101));
  EXPECT_EQ(days(item, 101, policy).size(), 1U);
  EXPECT_EQ(days(item, 100, policy).size(), 0U);
  EXPECT_EQ(first_day({}, {}), std::nullopt);
}

// Known from 6:00 of day 100: three quarters. Out from 18:00 of 101 until 12:00 of 102, then in.
// Out from 0:00 of 104 on, which sold two.
TEST(ItemHistory, exposes_an_item_while_the_counts_say_it_is_there) {
  ItemHistory item = item_of_euros();
  item.counts = {{.at = at(100, 6)},
                 {.at = at(102, 12)},
                 {.at = at(101, 18), .out = true},
                 {.at = at(104, 0), .out = true}};
  item.demand = {{.at = at(104, 1), .id = 1, .units = 2, .order = true}};
  const auto periods = days(item, 105);
  ASSERT_EQ(periods.size(), 6U);
  EXPECT_EQ(periods[0].exposure, 0.75);
  EXPECT_EQ(periods[1].exposure, 0.75);
  EXPECT_EQ(periods[2].exposure, 0.5);
  EXPECT_EQ(periods[3].exposure, 1);
  EXPECT_EQ(periods[4].exposure, 0.25);
  EXPECT_EQ(periods[5].exposure, 0);
}

// 10 from day 101; a promotion at 8 of days 103 and 104; 12 from day 106, told early. A promotion
// without an end at 9 from 108 ends with the regular 11 of 109.
TEST(ItemHistory, finds_the_price_in_force_at_midday) {
  ItemHistory item = item_of_euros();
  item.demand = {{.at = at(100, 1), .id = 1, .units = 1, .order = true}};
  const auto told = [&](std::int64_t price, PriceKind kind, int day,
                        std::optional<Instant> until = {}) {
    item.prices.push_back({.price = euros(price),
                           .kind = kind,
                           .from = at(day, 0),
                           .until = until,
                           .told_at = at(std::min(day, 102), 0)});
  };
  told(10, PriceKind::Regular, 101);
  told(8, PriceKind::Promotion, 103, at(105, 0));
  told(12, PriceKind::Regular, 106);
  told(9, PriceKind::Promotion, 108);
  told(11, PriceKind::Regular, 109);
  const auto periods = days(item, 109);
  std::vector<double> prices;
  std::vector<double> promoted;
  for (const Period& period : periods) {
    prices.push_back(period.price);
    promoted.push_back(period.flags[0]);
  }
  EXPECT_EQ(prices, (std::vector<double>{0, 10, 10, 8, 8, 10, 12, 12, 9, 11}));
  EXPECT_EQ(promoted, (std::vector<double>{0, 0, 0, 1, 1, 0, 0, 0, 1, 0}));
}

// At midday of 100: a 9, b 7 + 1 shipping, c out of stock, d a scraper's zero, e badly matched, the
// merchant's own account at 1. On day 103 what was seen on 100 is older than 72 hours: only b, seen
// again on 102 at 11, is left.
TEST(ItemHistory, looks_at_rivals_that_are_fresh_there_and_credible) {
  ItemHistory item = item_of_euros();
  item.demand = {{.at = at(100, 1), .id = 1, .units = 1, .order = true}};
  item.prices = {{.price = euros(10), .from = at(99, 0), .told_at = at(99, 0)}};
  const auto offer = [&](const char* name, std::int64_t price, Instant when) -> OfferFact& {
    item.offers.push_back(
        {.competitor = engine::name_hash(name), .price = euros(price), .at = when});
    return item.offers.back();
  };
  offer("b", 11, at(102, 11));
  offer("a", 9, at(100, 8));
  offer("b", 7, at(100, 8)).shipping = euros(1);
  offer("c", 6, at(100, 8)).eligible = false;
  offer("d", 0, at(100, 8));
  offer("e", 6, at(100, 8)).match = 0.3;
  offer("us", 4, at(100, 8));
  engine::Policy policy;
  policy.own_accounts = {"us"};
  const auto periods = days(item, 103, policy);
  ASSERT_EQ(periods.size(), 4U);
  EXPECT_EQ(periods[0].cheapest_price, 8);
  EXPECT_EQ(periods[0].market_price, 8.5);
  EXPECT_EQ(periods[2].cheapest_price, 9);
  EXPECT_EQ(periods[2].market_price, 10);
  EXPECT_EQ(periods[3].cheapest_price, 11);
  EXPECT_EQ(periods[3].market_price, 11);
}

}  // namespace
}  // namespace shelfd::backtest
