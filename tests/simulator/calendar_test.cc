// Calendar: the rhythm averages to one, and sale weeks lie where they should.
#include "simulator/calendar.h"

#include <gtest/gtest.h>

namespace shelfd::simulator {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr Day kMonday = sys_days{year{2025} / 9 / 1};

TEST(Calendar, rhythm_averages_to_one) {
  double week = 0;
  double day = 0;
  for (int i = 0; i < 7; ++i) week += weekday_factor(kMonday + std::chrono::days{i});
  for (int i = 0; i < 24; ++i) day += hour_factor(i);
  EXPECT_NEAR(week / 7, 1, 1e-12);
  EXPECT_NEAR(day / 24, 1, 1e-12);
  // 7 September 2025 is a Sunday.
  EXPECT_GT(weekday_factor(kMonday + std::chrono::days{6}), weekday_factor(kMonday));
}

TEST(Calendar, a_play_that_meets_the_eleventh_of_november_has_its_week) {
  const SaleCalendar sales = sale_calendar(Instant{kMonday}, 90);
  EXPECT_EQ(sale_day(sales, sys_days{year{2025} / 11 / 4}), 0);
  EXPECT_EQ(sale_day(sales, sys_days{year{2025} / 11 / 5}), 1);
  EXPECT_EQ(sale_day(sales, sys_days{year{2025} / 11 / 11}), 7);
  EXPECT_EQ(sale_day(sales, sys_days{year{2025} / 11 / 12}), 0);
  EXPECT_EQ(sale_lift(sales, sys_days{year{2025} / 11 / 11}), 2.5);
  EXPECT_EQ(sale_lift(sales, kMonday), 1);
  const auto occasions = sale_occasions(sales, 90);
  ASSERT_EQ(occasions.size(), 1U);
  EXPECT_EQ(occasions[0].from, Instant{sys_days{year{2025} / 11 / 5}});
  EXPECT_EQ(occasions[0].until, Instant{sys_days{year{2025} / 11 / 12}});
}

// Days 40 to 46 and 100 to 106.
TEST(Calendar, another_play_has_a_week_in_sixty_days) {
  const Day start = sys_days{year{2025} / 3 / 1};
  const SaleCalendar sales = sale_calendar(Instant{start}, 120);
  EXPECT_EQ(sale_day(sales, start + std::chrono::days{39}), 0);
  EXPECT_EQ(sale_day(sales, start + std::chrono::days{40}), 1);
  EXPECT_EQ(sale_day(sales, start + std::chrono::days{46}), 7);
  EXPECT_EQ(sale_day(sales, start + std::chrono::days{47}), 0);
  EXPECT_EQ(sale_day(sales, start + std::chrono::days{100}), 1);
  EXPECT_EQ(sale_occasions(sales, 120).size(), 2U);
}

TEST(Calendar, hours_are_utc) {
  const Instant noon = Instant{kMonday} + std::chrono::hours{12} + std::chrono::minutes{59};
  EXPECT_EQ(hour_of(noon), 12);
  EXPECT_EQ(day_of(noon), kMonday);
}

}  // namespace
}  // namespace shelfd::simulator
