// Dates and times as exports write them, the order of day and month over a column, and local times
// at changes of the clock. Expected instants are worked out by hand from the zone's offset.
#include "connectors/tables/date_text.h"

#include <gtest/gtest.h>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/local_time.h"
#include "connectors/time_zones.h"

namespace shelfd::connectors {
namespace {

// "2026-11-25 15:01:34 +60" or "none".
std::string parts(std::string_view text, DateOrder order = DateOrder::Unknown) {
  const auto read = date_parts(text, order);
  if (!read) return "none";
  std::string shown = format_instant(Instant{read->day}).substr(0, 10);
  if (read->time) shown += " " + format_instant(Instant{*read->time}).substr(11);
  if (read->utc_offset) shown += " " + std::to_string(read->utc_offset->count());
  return shown;
}

TEST(DateText, reads_the_forms_of_exports) {
  EXPECT_EQ(parts("2026-11-25"), "2026-11-25");
  EXPECT_EQ(parts("2026/11/5"), "2026-11-05");
  EXPECT_EQ(parts("20261125"), "2026-11-25");
  EXPECT_EQ(parts("2026年11月25日"), "2026-11-25");
  EXPECT_EQ(parts("2026-11-25 15:01:34"), "2026-11-25 15:01:34Z");
  EXPECT_EQ(parts("2026/11/5 9:05"), "2026-11-05 09:05:00Z");
  EXPECT_EQ(parts("2026年11月5日 下午3:05"), "2026-11-05 15:05:00Z");
  EXPECT_EQ(parts("2026-11-25 15:01:34 -0400"), "2026-11-25 15:01:34Z -240");
  EXPECT_EQ(parts("2026-11-25T15:01:34.250+08:00"), "2026-11-25 15:01:34.250Z 480");
  EXPECT_EQ(parts("2026-11-25T15:01:34Z"), "2026-11-25 15:01:34Z 0");
  EXPECT_EQ(parts("20261125150134"), "2026-11-25 15:01:34Z");
  EXPECT_EQ(parts("25.11.2026"), "2026-11-25");
  EXPECT_EQ(parts("1764082894"), "2025-11-25 15:01:34Z 0");
  EXPECT_EQ(parts("1764082894250"), "2025-11-25 15:01:34.250Z 0");
}

TEST(DateText, reads_day_and_month_in_the_order_given) {
  EXPECT_EQ(parts("3/4/2026", DateOrder::DayFirst), "2026-04-03");
  EXPECT_EQ(parts("3/4/2026", DateOrder::MonthFirst), "2026-03-04");
  EXPECT_EQ(parts("3/4/2026"), "none");
  EXPECT_EQ(parts("5/5/2026"), "2026-05-05");
  EXPECT_EQ(parts("12/31/26 12:30 AM", DateOrder::MonthFirst), "2026-12-31 00:30:00Z");
  EXPECT_EQ(parts("12/31/26 12:30 PM", DateOrder::MonthFirst), "2026-12-31 12:30:00Z");
  EXPECT_EQ(parts("12/31/26 9:05 pm", DateOrder::MonthFirst), "2026-12-31 21:05:00Z");
}

TEST(DateText, refuses_what_is_no_date) {
  for (const char* text :
       {"", "yesterday", "2026-13-01", "2026-02-30", "2026-11", "25-11", "2026-11-25 25:00",
        "2026-11-25 15", "2026/11-25", "12345", "2026-11-25 15:01 nowhere", "45384.34",
        "20261125940134", "20261125156034", "20261125150160"}) {
    EXPECT_EQ(parts(text), "none") << text;
  }
}

TEST(DateText, finds_the_order_over_the_column) {
  const auto order = [](std::initializer_list<const char*> column) {
    DateOrderSeen seen;
    for (const char* text : column) observe_date(text, seen);
    return seen.order();
  };
  EXPECT_EQ(order({"3/4/2026", "13/4/2026"}), DateOrder::DayFirst);
  EXPECT_EQ(order({"3/4/2026", "4/13/2026"}), DateOrder::MonthFirst);
  EXPECT_EQ(order({"3/4/2026"}), DateOrder::Unknown);
  EXPECT_EQ(order({"13/4/2026", "4/13/2026"}), DateOrder::Contradictory);
}

// Shanghai is at +8 (without summer time since 1991).
TEST(LocalTimes, stand_in_the_named_zone) {
  const LocalTime shanghai = zone_offsets("Asia/Shanghai").value();
  const Day day = std::chrono::year{2026} / 11 / 25;
  EXPECT_EQ(format_instant(local_instant(shanghai, day, std::chrono::hours{12})),
            "2026-11-25T04:00:00Z");
  EXPECT_FALSE(zone_offsets("Asia/Nowhere").has_value());
}

// New York 2026: forward on 8 March at 02:00 (to -4), back on 1 November at 02:00 (to -5). 02:30
// never comes on the first, and moves to 03:30 (07:30 UTC); 01:30 comes twice on the second, and
// is the earlier (-4: 05:30 UTC).
TEST(LocalTimes, move_over_a_gap_and_take_the_earlier_of_two) {
  const LocalTime zone = zone_offsets("America/New_York").value();
  const Day forward = std::chrono::year{2026} / 3 / 8;
  const Day back = std::chrono::year{2026} / 11 / 1;
  EXPECT_EQ(format_instant(local_instant(zone, forward, std::chrono::minutes{150})),
            "2026-03-08T07:30:00Z");
  EXPECT_EQ(format_instant(local_instant(zone, back, std::chrono::minutes{90})),
            "2026-11-01T05:30:00Z");
}

}  // namespace
}  // namespace shelfd::connectors
