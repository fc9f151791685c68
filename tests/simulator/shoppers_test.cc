// Shoppers: demand falls with price, shelves that are empty hide it, and the feed's faults come.
#include "simulator/shoppers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "simulator/item_birth.h"
#include "simulator/response.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

constexpr MarketSettings kSettings{};

// Units sold in `days` at a price that is `ratio` of the opening price, from a shelf of `stock`.
std::int64_t sold(double ratio, int days, std::int64_t stock) {
  const World world{kSettings, sale_calendar(kSettings.start, kSettings.days)};
  Item item = draw_item(kSettings, 0);
  item.on_hand = stock;
  item.price = times_ratio_nearest(item.price, ratio);
  item.price_effect = price_effect(item, item.price);
  std::vector<TimedEvent> out;
  for (int hour = 0; hour < days * 24; ++hour) {
    shop(world, item, kSettings.start + std::chrono::hours{hour}, out);
  }
  return stock - item.on_hand;
}

// ln(units at 1.1 p / units at p) = -e ln 1.1 - k [H(1.1 p) - H(p)]: what price_effect says. With
// 40 days of some 20 units, the standard error of each ln is about 1.2 / sqrt(800) = 4%.
TEST(Shoppers, buy_less_when_the_price_is_up_by_what_the_truth_says) {
  const Item item = draw_item(kSettings, 0);
  const double expected =
      price_effect(item, times_ratio_nearest(item.price, 1.1)) / price_effect(item, item.price);
  const auto before = static_cast<double>(sold(1, 40, 1'000'000));
  const auto after = static_cast<double>(sold(1.1, 40, 1'000'000));
  EXPECT_LT(after, before);
  EXPECT_NEAR(std::log(after / before), std::log(expected), 0.2);
}

TEST(Shoppers, an_empty_shelf_sells_nothing_beyond_what_is_allowed) {
  EXPECT_LE(sold(1, 40, 10), 10 + kMostOversold);
  EXPECT_GE(sold(1, 40, 10), 10);
}

TEST(Shoppers, lost_units_are_counted) {
  const World world{kSettings, sale_calendar(kSettings.start, kSettings.days)};
  Item item = draw_item(kSettings, 0);
  item.on_hand = 0;
  std::vector<TimedEvent> out;
  for (int hour = 0; hour < 240; ++hour) {
    shop(world, item, kSettings.start + std::chrono::hours{hour}, out);
  }
  // Ten days of 20 units and the price's effect; at most two slipped through.
  EXPECT_NEAR(static_cast<double>(item.lost_units), 200 * item.price_effect,
              0.35 * 200 * item.price_effect);
}

// Mondays to Wednesdays have a factor of 0.85 to 0.95, weekends 1.15 and 1.30; 20 h has 11 times
// the shoppers of 4 h and more.
TEST(Shoppers, keep_the_rhythm_of_week_and_day) {
  double weekend = 0;
  double midweek = 0;
  double evening = 0;
  double night = 0;
  for (const auto& [at, event] : only<engine::DemandEvent>(played().events)) {
    if (event->type != engine::DemandType::Order) continue;
    const unsigned day = std::chrono::weekday{day_of(*event->occurred_at)}.iso_encoding();
    if (day >= 6) weekend += 1.0 / 2;
    if (day >= 2 && day <= 3) midweek += 1.0 / 2;
    const int hour = hour_of(*event->occurred_at);
    if (hour == 20) evening += 1;
    if (hour == 4) night += 1;
  }
  EXPECT_GT(weekend, 1.15 * midweek);
  EXPECT_GT(evening, 5 * night);
}

TEST(Shoppers, the_feed_repeats_delays_cancels_and_returns) {
  std::set<std::string> seen;
  int repeated = 0;
  int late = 0;
  int cancelled = 0;
  int returned = 0;
  for (const auto& [at, event] : only<engine::DemandEvent>(played().events)) {
    repeated += seen.insert(event->event_id).second ? 0 : 1;
    late += at - *event->occurred_at > std::chrono::hours{6} ? 1 : 0;
    cancelled += event->type == engine::DemandType::Cancel ? 1 : 0;
    returned += event->type == engine::DemandType::Return ? 1 : 0;
  }
  EXPECT_GT(repeated, 5);
  EXPECT_GT(late, 5);
  EXPECT_GT(cancelled, 5);
  EXPECT_GT(returned, 20);
}

}  // namespace
}  // namespace shelfd::simulator
