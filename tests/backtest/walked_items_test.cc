// Walked items: beliefs as the daemon's day close makes them, categories that teach their own,
// merchants that teach each other nothing, and spans with the exposure that is planned.
#include "backtest/walked_items.h"

#include <gtest/gtest.h>

#include "tests/backtest/lives.h"

namespace shelfd::backtest {
namespace {

void close_all(WalkedItems& items) {
  for (int period = 0; period < items.periods(); ++period) items.close(period);
}

// One item in a panel: the same belief as closing its periods by hand.
TEST(WalkedItems, learn_each_period_as_it_closes) {
  const Panel panel{.series = {panel_of_lives(1, 60, 0, 1).series.front()}};
  WalkedItems items(panel, 28);
  close_all(items);
  forecasting::DemandBelief belief;
  const Series& series = panel.series.front();
  forecasting::DemandPool reported;
  for (std::size_t at = 0; at < series.periods.size(); ++at) {
    std::vector<forecasting::PlannedPeriod> ahead;
    for (std::size_t next = at + 1; next < series.periods.size(); ++next) {
      ahead.push_back({.conditions = {.weekday = series.periods[next].weekday}});
    }
    close_period(belief,
                 {.units = series.periods[at].units,
                  .orders = series.periods[at].orders,
                  .conditions = {.weekday = series.periods[at].weekday}},
                 ahead, forecasting::prior_of(reported));
    reported = forecasting::report(belief);
  }
  EXPECT_EQ(items.belief(0).digest, belief.digest);
  EXPECT_EQ(items.pools("shop").at("c0"), reported);
}

// Returns of one item in two, a tenth of what it sells, and a pool that has them; the beliefs about
// demand are as without.
TEST(WalkedItems, learn_returns_beside_demand) {
  Panel panel = panel_of_lives(2, 100, 0, 1);
  WalkedItems without(panel, 28);
  close_all(without);
  EXPECT_EQ(without.pools("shop").at("c0").returns, forecasting::ReturnsPool{});
  double sold = 0;
  for (Period& period : panel.series.front().periods) {
    sold += period.units;
    if (sold >= 10) {
      sold -= 10;
      period.returned = 1;
    }
  }
  WalkedItems with(panel, 28);
  close_all(with);
  EXPECT_EQ(with.belief(0), without.belief(0));
  const forecasting::ReturnsPool pool = with.pools("shop").at("c0").returns;
  EXPECT_GT(pool.returned, 0);
  EXPECT_GT(pool.due, pool.returned);
  EXPECT_TRUE(with.prior(1).returns.told);
}

// An item that is first seen by a sale: that period teaches nothing. One that is there when the
// panel begins, or first seen without a sale, learns all of them.
TEST(WalkedItems, take_a_sale_that_begins_an_item_for_no_demand) {
  const auto exposure_of = [](int first, double units) {
    Panel panel = panel_of_lives(1, 60, 0, 1);
    Series fresh{.id = "fresh", .merchant = "shop", .category = "c0", .first = first};
    fresh.periods = {{.units = units, .orders = units}, {.units = 0, .orders = 0}};
    panel.series.push_back(fresh);
    WalkedItems items(panel, 28);
    for (int period = 0; period < first + 2; ++period) items.close(period);
    return items.belief(1).sparse.units.back().exposure;
  };
  EXPECT_EQ(exposure_of(30, 4), 1);
  EXPECT_GT(exposure_of(30, 0), 1.9F);
  EXPECT_GT(exposure_of(0, 4), 1.9F);
}

// Category c3 sells four times what c0 does.
TEST(WalkedItems, start_from_their_own_category) {
  const Panel panel = panel_of_lives(80, 60, 0, 2);
  WalkedItems items(panel, 28);
  close_all(items);
  EXPECT_GT(items.prior(3).rate.mean, 2 * items.prior(0).rate.mean);
  EXPECT_EQ(items.prior(0), items.prior(4));
  EXPECT_EQ(items.pools("shop").size(), 4U);
}

TEST(WalkedItems, teach_nothing_to_another_merchant) {
  const Panel alone = panel_of_lives(20, 60, 0, 3);
  Panel both = alone;
  for (Series series : panel_of_lives(20, 60, 0, 4).series) {
    series.merchant = "other";
    for (Period& period : series.periods) period.units *= 50;
    both.series.push_back(series);
  }
  WalkedItems one(alone, 28);
  WalkedItems two(both, 28);
  close_all(one);
  close_all(two);
  for (std::size_t item = 0; item < one.size(); ++item) {
    ASSERT_EQ(one.belief(item).digest, two.belief(item).digest) << item;
    ASSERT_EQ(one.prior(item), two.prior(item)) << item;
  }
  EXPECT_EQ(one.pools("shop"), two.pools("shop"));
  EXPECT_TRUE(one.pools("other").empty());
}

// Days 41 and 42 are half on offer: 1.5 of the next two... the span of three has 0.5 + 0.5 + 1.
TEST(WalkedItems, tell_a_span_with_its_exposure) {
  Panel panel = panel_of_lives(1, 60, 0, 5);
  panel.series[0].periods[41].exposure = 0.5;
  panel.series[0].periods[42].exposure = 0.5;
  WalkedItems items(panel, 28);
  for (int period = 0; period <= 40; ++period) items.close(period);
  EXPECT_TRUE(items.has(0, 40));
  EXPECT_FALSE(items.has(0, 60));
  EXPECT_NEAR(items.filter_span(0, 40, {.after = 0, .periods = 3}).exposure, 2, 1e-12);
  const auto later = items.filter_span(0, 40, {.after = 2, .periods = 1});
  EXPECT_NEAR(later.exposure, 1, 1e-12);
  EXPECT_EQ(later.after, 2);
  EXPECT_GT(later.units, 0);
}

}  // namespace
}  // namespace shelfd::backtest
