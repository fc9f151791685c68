// Shows what one who stands in a panel may know: nothing that sold later, and of prices that were
// not planned only those that stood.
#include "backtest/panel.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

// Periods 3, 4, 5; the price falls from 10 to 8 with a promotion (flag 0), and 5 is a feast (flag
// 1).
Series three_periods() {
  return {.id = "a",
          .first = 3,
          .periods = {{.units = 1, .orders = 1, .price = 10, .cheapest_price = 9, .weekday = 5},
                      {.units = 2, .price = 10, .cheapest_price = 7, .weekday = 6},
                      {.units = 3,
                       .orders = 2,
                       .exposure = 0.5,
                       .price = 8,
                       .cheapest_price = 6,
                       .weekday = 0,
                       .flags = {1, 1}}}};
}

TEST(Panel, finds_a_period_by_its_number) {
  const Series series = three_periods();
  EXPECT_EQ(period_at(series, 2), nullptr);
  EXPECT_EQ(period_at(series, 6), nullptr);
  ASSERT_NE(period_at(series, 3), nullptr);
  EXPECT_EQ(period_at(series, 3)->units, 1);
  EXPECT_EQ(period_at(series, 5)->units, 3);
}

TEST(Panel, hides_what_sold_after_the_origin) {
  const Panel panel{.series = {three_periods()}};
  const Period closed = known_at(panel, panel.series[0], 4, 4);
  EXPECT_EQ(closed.units, 2);
  const Period later = known_at(panel, panel.series[0], 4, 5);
  EXPECT_TRUE(std::isnan(later.units));
  EXPECT_TRUE(std::isnan(later.orders));
  EXPECT_EQ(later.price, 8);
  EXPECT_EQ(later.cheapest_price, 6);
  EXPECT_EQ(later.exposure, 0.5);
  EXPECT_EQ(later.flags[0], 1);
}

// Flag 1 is the calendar's: it is known; the promotion is not.
TEST(Panel, carries_prices_and_own_flags_where_none_were_planned) {
  const Panel panel{
      .series = {three_periods()}, .prices_planned = false, .calendar = {false, true}};
  const Period later = known_at(panel, panel.series[0], 4, 5);
  EXPECT_EQ(later.price, 10);
  EXPECT_EQ(later.cheapest_price, 7);
  EXPECT_EQ(later.flags[0], 0);
  EXPECT_EQ(later.flags[1], 1);
  EXPECT_EQ(later.weekday, 0);
  EXPECT_EQ(later.exposure, 0.5);
}

TEST(Panel, carries_rivals_alone_where_only_they_were_not_known) {
  const Panel panel{.series = {three_periods()}, .rivals_planned = false};
  const Period later = known_at(panel, panel.series[0], 4, 5);
  const Period& planned = panel.series[0].periods.back();
  EXPECT_EQ(later.price, planned.price);
  EXPECT_EQ(later.flags, planned.flags);
  EXPECT_EQ(later.cheapest_price, 7);
}

// Period 5 is a Monday, so 8 is a Thursday.
TEST(Panel, goes_on_past_its_end_as_it_ended) {
  const Panel panel{.series = {three_periods()}};
  const Period beyond = known_at(panel, panel.series[0], 5, 8);
  EXPECT_EQ(beyond.weekday, 3);
  EXPECT_EQ(beyond.price, 8);
  EXPECT_EQ(beyond.exposure, 1);
  EXPECT_EQ(beyond.flags[1], 0);
  EXPECT_TRUE(std::isnan(beyond.units));
}

// The second item has no period 3 and agrees in flag 1 alone.
TEST(Panel, takes_a_flag_that_no_two_items_differ_in_for_the_calendars) {
  Series other = three_periods();
  other.first = 4;
  other.periods = {{.flags = {1, 0}}, {.flags = {1, 1}}};
  Panel panel{.series = {three_periods(), other}};
  mark_calendar(panel);
  EXPECT_FALSE(panel.calendar[0]);
  EXPECT_TRUE(panel.calendar[1]);
}

TEST(Panel, of_one_item_takes_no_flag_for_the_calendars) {
  Panel panel{.series = {three_periods()}};
  mark_calendar(panel);
  EXPECT_FALSE(panel.calendar[0]);
}

}  // namespace
}  // namespace shelfd::backtest
