// Tables of the week and the day, and where the sale weeks lie.
#include "simulator/calendar.h"

#include <array>

namespace shelfd::simulator {
namespace {

constexpr int kSaleDays = 7;
constexpr int kSaleEvery = 60;
constexpr int kSaleFrom = 40;
constexpr std::size_t kMostOccasions = 8;

// Monday to Sunday; the sum is 7.
constexpr std::array<double, 7> kWeek = {0.95, 0.85, 0.85, 0.90, 1.00, 1.15, 1.30};
// Midnight to 23 h; the sum is 24.
constexpr std::array<double, 24> kDay = {0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7,
                                         0.9, 1.1, 1.2, 1.2, 1.3, 1.2, 1.1, 1.1,
                                         1.2, 1.4, 1.6, 1.9, 2.2, 2.0, 1.5, 0.9};

bool has_eleventh_of_november(Day start, int days) {
  for (int i = 0; i < days; ++i) {
    const std::chrono::year_month_day date{start + std::chrono::days{i}};
    if (date.month() == std::chrono::November && date.day() == std::chrono::day{11}) return true;
  }
  return false;
}

}  // namespace

Day day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

int hour_of(Instant at) {
  return static_cast<int>(std::chrono::floor<std::chrono::hours>(at - day_of(at)).count());
}

double weekday_factor(Day day) { return kWeek[std::chrono::weekday{day}.iso_encoding() - 1]; }

double hour_factor(int hour) { return kDay[static_cast<std::size_t>(hour)]; }

SaleCalendar sale_calendar(Instant start, int days) {
  return {.start = day_of(start), .double_eleven = has_eleventh_of_november(day_of(start), days)};
}

int sale_day(const SaleCalendar& calendar, Day day) {
  if (calendar.double_eleven) {
    const std::chrono::year_month_day date{day};
    const auto number = static_cast<int>(static_cast<unsigned>(date.day())) - (11 - kSaleDays);
    const bool sale = date.month() == std::chrono::November && number >= 1 && number <= kSaleDays;
    return sale ? number : 0;
  }
  const auto since = (day - calendar.start).count() % kSaleEvery - kSaleFrom;
  return since >= 0 && since < kSaleDays ? static_cast<int>(since) + 1 : 0;
}

double sale_lift(const SaleCalendar& calendar, Day day) {
  const int number = sale_day(calendar, day);
  if (number == 0) return 1;
  return number == kSaleDays ? 2.5 : 1.5;
}

std::vector<engine::Occasion> sale_occasions(const SaleCalendar& calendar, int days) {
  std::vector<engine::Occasion> occasions;
  for (int i = 0; i < days && occasions.size() < kMostOccasions; ++i) {
    const Day day = calendar.start + std::chrono::days{i};
    if (sale_day(calendar, day) != 1) continue;
    occasions.push_back({.name = calendar.double_eleven ? "Double 11" : "sale week",
                         .scope = "",
                         .from = Instant{day},
                         .until = Instant{day + std::chrono::days{kSaleDays}}});
  }
  return occasions;
}

}  // namespace shelfd::simulator
