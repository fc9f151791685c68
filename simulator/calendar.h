// Calendar: the rhythm of the simulated shoppers (UTC) and the sale weeks everybody knows of.
//
// Weekday and hour factors have a mean of 1 over the week and over the day; their shape is an
// assumption (quiet nights, a peak at 20 h, strong Sundays). A sale week is 5 to 11 November where
// the play meets an 11 November, else seven days from day 40 of every 60. Pure.
#pragma once

#include <vector>

#include "base/time.h"
#include "engine/event.h"

namespace shelfd::simulator {

[[nodiscard]] Day day_of(Instant at);
[[nodiscard]] int hour_of(Instant at);  // 0 .. 23

[[nodiscard]] double weekday_factor(Day day);
[[nodiscard]] double hour_factor(int hour);  // 0 .. 23

struct SaleCalendar {
  Day start{};
  bool double_eleven = false;  // an 11 November lies within the play
};

[[nodiscard]] SaleCalendar sale_calendar(Instant start, int days);

// 1 .. 7: the day of the running sale week; 0 where none runs.
[[nodiscard]] int sale_day(const SaleCalendar& calendar, Day day);
// Factor on demand: 1 outside a sale, 1.5 within, 2.5 on its last day.
[[nodiscard]] double sale_lift(const SaleCalendar& calendar, Day day);
// The sales of the first `days`, for the merchant's rules; at most 8.
[[nodiscard]] std::vector<engine::Occasion> sale_occasions(const SaleCalendar& calendar, int days);

}  // namespace shelfd::simulator
