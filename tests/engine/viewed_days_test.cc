// Viewed days: how views reach the belief at a day's close. By lives of one item: a shelf that is
// empty for weeks while shoppers look, or do not.
#include <gtest/gtest.h>

#include "connectors/formats/state_codec.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

DemandEvent looked(std::int64_t views, const std::string& id) {
  DemandEvent event = Shop::order(views, id);
  event.type = DemandType::View;
  return event;
}

// In stock for 60 days: 4 sold and 100 views a day. Then empty, with `views` a day, for 30.
Shop lived(std::int64_t usual_views, std::int64_t views) {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(1'000)}});
  for (int today = 0; today < 90; ++today) {
    const std::string id = std::to_string(today);
    std::vector<Shop::Timed> events;
    if (today == 60) events.push_back({day(60), Shop::count(0)});
    if (today < 60) events.push_back({day(today + 0.4), Shop::order(4, "order-" + id)});
    const std::int64_t looking = today < 60 ? usual_views : views;
    if (looking > 0) events.push_back({day(today + 0.5), looked(looking, "views-" + id)});
    (void)shop.step_to(day(today + 0.8), events);
  }
  (void)shop.step_to(day(90.5));
  return shop;
}

double believed(const Shop& shop) {
  return forecasting::expected_units(shop.state.belief.demand, {.weekday = 2}, {});
}

// 30 days of hints but two, a quarter of a day each: 7 days of 6 a day beside those of 4.
TEST(ViewedDays, move_what_is_believed_while_the_shelf_is_empty) {
  const double blind = believed(lived(0, 0));
  EXPECT_NEAR(blind, 4, 0.2);
  EXPECT_GT(believed(lived(100, 150)), 1.05 * blind);
  EXPECT_LT(believed(lived(100, 150)), 1.4 * blind);
  EXPECT_NEAR(believed(lived(100, 100)), blind, 0.02 * blind);
  EXPECT_LT(believed(lived(100, 60)), 0.95 * blind);
}

TEST(ViewedDays, teach_nothing_where_few_look_or_nobody) {
  const Shop blind = lived(0, 0);
  for (const std::int64_t views : {0, 20, 45}) {
    EXPECT_EQ(lived(100, views).state.belief.demand, blind.state.belief.demand) << views;
  }
}

// Neither views nor returns: no byte more.
TEST(ViewedDays, leave_no_trace_of_a_feed_without_them) {
  const Shop blind = lived(0, 0);
  EXPECT_EQ(blind.state.belief.viewed, forecasting::ViewedSales{});
  EXPECT_EQ(blind.state.belief.returns, forecasting::ItemReturns{});
  Shop seen = lived(100, 0);
  EXPECT_GT(connectors::encode_belief(seen.state.belief).size(),
            connectors::encode_belief(blind.state.belief).size());
  seen.state.belief.viewed = {};
  EXPECT_EQ(connectors::encode_belief(seen.state.belief),
            connectors::encode_belief(blind.state.belief));
}

// The swing test and the response to prices hear of units sold alone.
TEST(ViewedDays, are_no_swing_and_no_price_evidence) {
  const Shop blind = lived(0, 0);
  const Shop hinted = lived(100, 150);
  EXPECT_EQ(hinted.state.belief.swing, blind.state.belief.swing);
  EXPECT_EQ(hinted.state.belief.response, blind.state.belief.response);
}

}  // namespace
}  // namespace shelfd::engine
