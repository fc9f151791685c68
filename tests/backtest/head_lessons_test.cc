// Head lessons: forecasts ripen into rows with what came, none before its end, none of an item too
// young, none of days that were not recorded; of each period every item is asked.
#include "backtest/head_lessons.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>

namespace shelfd::backtest {
namespace {

// One unit more each day: day d sold d.
Panel rising(int days) {
  Series series{.id = "a"};
  for (int day = 0; day < days; ++day) {
    series.periods.push_back({.units = static_cast<double>(day), .orders = 1.0 * day});
  }
  return {.series = {series}};
}

HeadLessons walked(const Panel& panel, int days, const std::vector<Span>& spans) {
  HeadLessons lessons(spans);
  WalkedItems items(panel, 28);
  for (int day = 0; day < days; ++day) {
    lessons.mature(items, day);
    items.close(day);
    lessons.ask(items, day);
  }
  return lessons;
}

// Twelve days make an item old enough: the first forecast stands at the end of day 11 or later.
TEST(HeadLessons, hold_what_came_of_each_forecast_that_ended) {
  const HeadLessons lessons = walked(rising(60), 60, {{.after = 0, .periods = 3}});
  ASSERT_FALSE(lessons.rows().empty());
  EXPECT_EQ(lessons.series(), 1U);
  EXPECT_EQ(lessons.rows().front().at, 11);
  for (const MaturedForecast& row : lessons.rows()) {
    EXPECT_EQ(row.begins, row.at + 1);
    EXPECT_EQ(row.ends, row.at + 3);
    EXPECT_LE(row.ends, 59);
    EXPECT_EQ(row.units, 3 * row.at + 6) << "the three days after day " << row.at;
    EXPECT_GT(row.filter.mean, 0);
  }
}

TEST(HeadLessons, wait_for_the_end_of_a_forecast) {
  EXPECT_TRUE(walked(rising(60), 25, {{.after = 0, .periods = 14}}).rows().empty());
  EXPECT_FALSE(walked(rising(60), 40, {{.after = 0, .periods = 14}}).rows().empty());
}

TEST(HeadLessons, leave_out_days_that_were_not_recorded) {
  Panel panel = rising(60);
  for (int day = 30; day < 60; ++day) {
    panel.series[0].periods[static_cast<std::size_t>(day)].units =
        std::numeric_limits<double>::quiet_NaN();
  }
  const HeadLessons lessons = walked(panel, 60, {{.after = 0, .periods = 1}});
  ASSERT_FALSE(lessons.rows().empty());
  for (const MaturedForecast& row : lessons.rows()) EXPECT_LT(row.ends, 30);
}

// Twelve items, the n-th of which sells n a day, and the single days 1 to 12 ahead: of each day all
// items tell, not the same two from each distance, and each from two distances.
TEST(HeadLessons, ask_every_item_of_each_period) {
  constexpr int kItems = 12;
  constexpr int kDays = 60;
  Panel panel;
  for (int item = 1; item <= kItems; ++item) {
    panel.series.push_back({.id = std::to_string(item)});
    panel.series.back().periods.assign(kDays, {.units = 1.0 * item, .orders = 1.0 * item});
  }
  std::vector<Span> spans;
  for (int after = 0; after < 12; ++after) spans.push_back({.after = after});
  const HeadLessons lessons = walked(panel, kDays, spans);
  std::map<int, std::multiset<double>> told;
  for (const MaturedForecast& row : lessons.rows()) {
    EXPECT_EQ(row.begins, row.ends);
    told[row.ends].insert(row.units);
  }
  for (int day = 30; day < kDays; ++day) {
    for (int item = 1; item <= kItems; ++item) EXPECT_EQ(told[day].count(1.0 * item), 2U);
  }
}

TEST(HeadLessons, tell_fresh_ones_apart) {
  HeadLessons lessons = walked(rising(60), 60, {{.after = 0, .periods = 1}});
  EXPECT_EQ(lessons.fresh().size(), lessons.rows().size());
  lessons.forget_fresh();
  EXPECT_TRUE(lessons.fresh().empty());
  EXPECT_FALSE(lessons.rows().empty());
}

}  // namespace
}  // namespace shelfd::backtest
