// Shows that local days start and end where a wall clock says so: in a zone with summer time, where
// a change skips or repeats midnight, and where it skips a whole day. Zones are lists, as the rim
// hands them in.
#include "base/time.h"

#include <gtest/gtest.h>

#include <random>

namespace shelfd {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""y;
using std::chrono::sys_days;

// Berlin: UTC+1, summer time UTC+2 from the last Sunday of March 01:00 UTC to that of October.
LocalTime berlin() {
  return {{.from = sys_days{2025y / 1 / 1}, .offset = 1h},
          {.from = sys_days{2025y / 3 / 30} + 1h, .offset = 2h},
          {.from = sys_days{2025y / 10 / 26} + 1h, .offset = 1h}};
}

Duration length(const LocalTime& zone, Day day) {
  return day_start(zone, day + std::chrono::days{1}) - day_start(zone, day);
}

TEST(LocalTime, is_utc_without_entries_and_before_the_first) {
  const Instant noon = sys_days{2024y / 12 / 31} + 23h + 30min;
  EXPECT_EQ(utc_offset({}, noon), 0s);
  EXPECT_EQ(utc_offset(berlin(), noon), 0s);
  EXPECT_EQ(local_day({}, noon), sys_days{2024y / 12 / 31});
  EXPECT_EQ(day_start({}, sys_days{2024y / 12 / 31}), Instant{sys_days{2024y / 12 / 31}});
}

TEST(LocalTime, changes_its_offset_at_the_instant_of_the_entry) {
  const Instant change = sys_days{2025y / 3 / 30} + 1h;
  EXPECT_EQ(utc_offset(berlin(), change - 1ms), 1h);
  EXPECT_EQ(utc_offset(berlin(), change), 2h);
}

// Midnight in Berlin is 23:00 UTC of the day before in winter, 22:00 in summer.
TEST(LocalDay, begins_at_local_midnight) {
  EXPECT_EQ(local_day(berlin(), sys_days{2025y / 7 / 1} + 21h + 59min), sys_days{2025y / 7 / 1});
  EXPECT_EQ(local_day(berlin(), sys_days{2025y / 7 / 1} + 22h), sys_days{2025y / 7 / 2});
  EXPECT_EQ(day_start(berlin(), sys_days{2025y / 7 / 2}), sys_days{2025y / 7 / 1} + 22h);
  EXPECT_EQ(day_start(berlin(), sys_days{2025y / 12 / 2}), sys_days{2025y / 12 / 1} + 23h);
}

TEST(LocalDay, has_23_hours_in_spring_and_25_in_autumn) {
  EXPECT_EQ(length(berlin(), sys_days{2025y / 3 / 29}), 24h);
  EXPECT_EQ(length(berlin(), sys_days{2025y / 3 / 30}), 23h);
  EXPECT_EQ(length(berlin(), sys_days{2025y / 3 / 31}), 24h);
  EXPECT_EQ(length(berlin(), sys_days{2025y / 10 / 25}), 24h);
  EXPECT_EQ(length(berlin(), sys_days{2025y / 10 / 26}), 25h);
  EXPECT_EQ(length(berlin(), sys_days{2025y / 10 / 27}), 24h);
}

// Sao Paulo until 2019: at midnight clocks went from 00:00 to 01:00 (UTC-3 to UTC-2, 03:00 UTC).
TEST(LocalDay, starts_at_the_change_where_midnight_is_skipped) {
  const Instant change = sys_days{2018y / 11 / 4} + 3h;
  const LocalTime zone = {{.from = sys_days{2018y / 2 / 18}, .offset = -3h},
                          {.from = change, .offset = -2h}};
  EXPECT_EQ(day_start(zone, sys_days{2018y / 11 / 4}), change);
  EXPECT_EQ(length(zone, sys_days{2018y / 11 / 4}), 23h);
  EXPECT_EQ(local_day(zone, change - 1ms), sys_days{2018y / 11 / 3});
}

// Sao Paulo, back in February: 24:00 became 23:00 of the same Saturday (UTC-2 to UTC-3, 02:00 UTC).
TEST(LocalDay, waits_for_the_second_midnight_where_the_last_hour_repeats) {
  const Instant change = sys_days{2018y / 2 / 18} + 2h;
  const LocalTime zone = {{.from = sys_days{2017y / 10 / 15}, .offset = -2h},
                          {.from = change, .offset = -3h}};
  EXPECT_EQ(local_day(zone, change), sys_days{2018y / 2 / 17});
  EXPECT_EQ(day_start(zone, sys_days{2018y / 2 / 18}), change + 1h);
  EXPECT_EQ(length(zone, sys_days{2018y / 2 / 17}), 25h);
}

// Havana goes from 01:00 back to 00:00 (UTC-4 to UTC-5, 05:00 UTC): the first hour repeats.
TEST(LocalDay, starts_at_the_earlier_of_two_midnights) {
  const LocalTime zone = {{.from = sys_days{2025y / 3 / 9}, .offset = -4h},
                          {.from = sys_days{2025y / 11 / 2} + 5h, .offset = -5h}};
  EXPECT_EQ(day_start(zone, sys_days{2025y / 11 / 2}), sys_days{2025y / 11 / 2} + 4h);
  EXPECT_EQ(length(zone, sys_days{2025y / 11 / 2}), 25h);
}

// Samoa skipped 30 December 2011: UTC-10 became UTC+14 at 10:00 UTC.
TEST(LocalDay, has_no_length_where_a_change_skips_it_whole) {
  const Instant change = sys_days{2011y / 12 / 30} + 10h;
  const LocalTime zone = {{.from = sys_days{2011y / 9 / 24}, .offset = -10h},
                          {.from = change, .offset = 14h}};
  EXPECT_EQ(length(zone, sys_days{2011y / 12 / 29}), 24h);
  EXPECT_EQ(day_start(zone, sys_days{2011y / 12 / 30}), change);
  EXPECT_EQ(length(zone, sys_days{2011y / 12 / 30}), 0h);
  EXPECT_EQ(length(zone, sys_days{2011y / 12 / 31}), 24h);
}

// Two changes within two days, and offsets up to a day either way: for every day the start is the
// first instant whose local date is that day or later.
TEST(LocalDay, keeps_its_promise_in_random_zones) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 2000; ++round) {
    LocalTime zone;
    Instant from = sys_days{2025y / 1 / 1};
    for (int i = 0; i < 4; ++i) {
      from += std::chrono::minutes{random() % 4000};
      zone.push_back({.from = from, .offset = std::chrono::minutes{random() % 2881} - 24h});
    }
    const Day day = sys_days{2025y / 1 / 1} + std::chrono::days{random() % 12};
    Instant first = sys_days{day} - 48h;
    while (local_day(zone, first) < day) first += 1min;
    EXPECT_EQ(day_start(zone, day), first) << "round " << round;
  }
}

TEST(Instant, goes_to_numbers_and_back) {
  EXPECT_EQ(unix_millis(from_unix_millis(-1)), -1);
  EXPECT_EQ(day_number(sys_days{1970y / 1 / 2}), 1);
  EXPECT_EQ(from_day_number(-1), sys_days{1969y / 12 / 31});
}

}  // namespace
}  // namespace shelfd
