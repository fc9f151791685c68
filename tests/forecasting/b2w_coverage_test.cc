// Demand over a week on real sales: product P2 of B2W, daily units in 2015, where $SHELFD_SHARED
// holds the data; skipped without. Shows what the plain model can and cannot promise there.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "forecasting/category_prior.h"
#include "forecasting/demand_outlook.h"

namespace shelfd::forecasting {
namespace {

constexpr std::array<double, 3> kLevels = {0.5, 0.9, 0.99};

// "2015-06-23" as a day number.
std::int64_t day_number(const std::string& date) {
  const std::chrono::year_month_day day{
      std::chrono::year{std::stoi(date.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(std::stoi(date.substr(5, 2)))},
      std::chrono::day{static_cast<unsigned>(std::stoi(date.substr(8, 2)))}};
  return std::chrono::sys_days{day}.time_since_epoch().count();
}

// Lines are PROD_ID,DATE_ORDER,QTY_ORDER,REVENUE,PROD_PRICE. Days without a line sold nothing.
std::vector<std::int64_t> daily_units(std::istream& sales) {
  std::map<std::int64_t, std::int64_t> by_day;
  std::string line;
  std::getline(sales, line);
  while (std::getline(sales, line)) {
    const std::size_t date = line.find(',') + 1;
    const std::size_t quantity = line.find(',', date) + 1;
    by_day[day_number(line.substr(date, 10))] += std::stoll(line.substr(quantity));
  }
  std::vector<std::int64_t> units;
  if (by_day.empty()) return units;
  units.resize(static_cast<std::size_t>(by_day.rbegin()->first - by_day.begin()->first + 1));
  for (const auto& [day, sold] : by_day) {
    units.at(static_cast<std::size_t>(day - by_day.begin()->first)) = sold;
  }
  return units;
}

// Share of the spans of `days` days, from day 60 on, that sold no more than each quantile.
std::array<double, 3> coverage(const std::vector<std::int64_t>& units, std::size_t days) {
  std::array<double, 3> covered{};
  double spans = 0;
  DemandBelief belief = start_belief({});
  for (std::size_t today = 0; today + days < units.size(); ++today) {
    belief = close_day(belief, {.units = {units.at(today)}});
    if (today < 60) continue;
    std::int64_t sold = 0;
    for (std::size_t ahead = 1; ahead <= days; ++ahead) sold += units.at(today + ahead);
    const NegativeBinomial law = demand_over(belief, static_cast<double>(days));
    ++spans;
    for (std::size_t level = 0; level < kLevels.size(); ++level) {
      if (sold <= quantile(law, kLevels.at(level))) ++covered.at(level);
    }
  }
  for (double& share : covered) share /= spans;
  return covered;
}

// Measured: one day 0.642 / 0.876 / 0.960, seven days 0.577 / 0.750 / 0.850; the bars are 0.05
// around. So the plain model keeps its promise for a day, but not for a week: its days scatter on
// their own, while here price changes and events lift whole weeks. That is the work of the
// forecasting issue; the upper bars make sure that this comment changes with the figures.
TEST(B2wCoverage, covers_a_day_and_falls_short_of_a_week) {
  const char* shared = std::getenv("SHELFD_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "SHELFD_SHARED is not set: no real sales to look at";
  std::ifstream sales(std::string(shared) + "/data/b2w/sales_P2.csv");
  if (!sales) GTEST_SKIP() << "no b2w/sales_P2.csv under SHELFD_SHARED";
  const std::vector<std::int64_t> units = daily_units(sales);
  const std::array<double, 3> day = coverage(units, 1);
  const std::array<double, 3> week = coverage(units, 7);
  const std::array<double, 3> measured_day = {0.642, 0.876, 0.960};
  const std::array<double, 3> measured_week = {0.577, 0.750, 0.850};
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    std::cout << "quantile " << kLevels.at(level) << " covers " << day.at(level) << " of days, "
              << week.at(level) << " of weeks\n";
    EXPECT_NEAR(day.at(level), measured_day.at(level), 0.05);
    EXPECT_NEAR(week.at(level), measured_week.at(level), 0.05);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
