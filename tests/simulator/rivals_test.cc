// Rivals: each habit and each failure of the scraper shows within 90 days of a shop of 50.
#include "simulator/rivals.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "simulator/item_birth.h"
#include "simulator/names.h"
#include "simulator/response.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

constexpr MarketSettings kSettings{};

Rival rival_of(RivalHabit habit, Money price) {
  Rival rival;
  rival.habit = habit;
  rival.anchor = rival.price = rival.previous = price;
  rival.weight = 0.2;
  refresh(rival);
  return rival;
}

struct Street {
  World world{kSettings, sale_calendar(kSettings.start, kSettings.days)};
  Item item = draw_item(kSettings, 0);

  explicit Street(RivalHabit habit) {
    item.truth.anchor_price = item.price = {50'000'000};
    item.rivals = {rival_of(habit, {50'000'000})};
  }
  double ratio_after(int days, int from_day) {
    for (int day = from_day; day < from_day + days; ++day) {
      decide_rivals(world, item, kSettings.start + std::chrono::days{day});
    }
    return main_units(item.rivals[0].price) / 50;
  }
};

// The merchant goes from 50 to 45: 10% down, so the follower goes 7% down to 46.5 (46.49).
TEST(Rivals, a_follower_goes_part_of_the_way) {
  Street street{RivalHabit::Follows};
  street.item.price = {45'000'000};
  EXPECT_NEAR(street.ratio_after(12, 0), 0.93, 0.002);
}

// At 48 he asks 0.985 * 48 = 47.28, so 47.29; at 42 it would be 41.4, below 0.85 * 50: gives up.
TEST(Rivals, an_undercutter_stops_at_his_floor) {
  Street street{RivalHabit::Undercuts};
  street.item.price = {48'000'000};
  EXPECT_NEAR(street.ratio_after(1, 0), 0.9458, 0.002);
  street.item.price = {42'000'000};
  EXPECT_NEAR(street.ratio_after(1, 1), 1, 0.002);
}

TEST(Rivals, one_who_ignores_stays_within_eight_percent_whatever_the_merchant_asks) {
  Street street{RivalHabit::Ignores};
  street.item.price = {30'000'000};
  for (int day = 0; day < 90; ++day) EXPECT_NEAR(street.ratio_after(1, day), 1, 0.082);
}

// 5 November is day 65 from 1 September: 15 to 28% off for seven days, then back.
TEST(Rivals, a_sale_week_is_held_to_its_end) {
  Street street{RivalHabit::RunsSales};
  const double first = street.ratio_after(1, 65);
  EXPECT_LT(first, 0.853);
  EXPECT_GT(first, 0.717);
  EXPECT_EQ(street.ratio_after(6, 66), first);
  EXPECT_NEAR(street.ratio_after(1, 72), 1, 0.002);
}

TEST(Rivals, prices_keep_the_effect_on_demand_true) {
  Street street{RivalHabit::RunsSales};
  static_cast<void>(street.ratio_after(1, 65));
  EXPECT_EQ(street.item.price_effect, price_effect(street.item, street.item.price));
}

struct Seen {
  int zero = 0;
  int hundredfold = 0;
  int stale = 0;
  int doubled = 0;
  int out_of_stock = 0;
};

Seen failures() {
  Seen seen;
  std::set<std::string> visits;
  for (const auto& [at, offer] : only<engine::CompetitorOffer>(played().events)) {
    const auto index = item_index(offer->item);
    const Money anchor = played().market.truth(*index).anchor_price;
    const std::string visit =
        offer->item.key() + offer->competitor + std::to_string(unix_millis(*offer->observed_at));
    seen.zero += offer->price.money == Money{} ? 1 : 0;
    seen.hundredfold += offer->price.money > times_count(anchor, 40) ? 1 : 0;
    seen.stale += at - *offer->observed_at > std::chrono::hours{72} ? 1 : 0;
    seen.doubled += visits.insert(visit).second ? 0 : 1;
    seen.out_of_stock += offer->in_stock ? 0 : 1;
  }
  return seen;
}

// Some 47,000 visits: 0.5% are zero, 0.5% hundredfold, 1% stale, 1.5% doubled.
TEST(Rivals, scrapers_fail_in_every_way) {
  const Seen seen = failures();
  EXPECT_GT(seen.zero, 100);
  EXPECT_GT(seen.hundredfold, 100);
  EXPECT_GT(seen.stale, 200);
  EXPECT_GT(seen.doubled, 300);
  EXPECT_GT(seen.out_of_stock, 500);
}

}  // namespace
}  // namespace shelfd::simulator
