#include "tests/wording/invented_outlook.h"

#include <cmath>
#include <random>

namespace shelfd::wording_test {
namespace {

using engine::DayDriver;
using engine::ItemOutlook;
using engine::OutlookDay;
using engine::OutlookDriver;
using engine::OutlookGap;
using engine::RestsOn;

// 6 November 2025.
constexpr std::int32_t kFirstDay = 20'398;

OutlookDay day_of(std::size_t ahead, double ordinary, std::vector<DayDriver> drivers) {
  OutlookDay day{.day = kFirstDay + static_cast<std::int32_t>(ahead),
                 .drivers = std::move(drivers)};
  day.units.mean_units = ordinary;
  for (const DayDriver& driver : day.drivers) day.units.mean_units *= driver.factor;
  day.units.low_units = static_cast<std::int64_t>(day.units.mean_units * 0.6);
  day.units.high_units = static_cast<std::int64_t>(std::ceil(day.units.mean_units * 1.5));
  return day;
}

void add_up(ItemOutlook& outlook) {
  for (const OutlookDay& day : outlook.days) {
    outlook.total.mean_units += day.units.mean_units;
  }
  outlook.total.low_units = static_cast<std::int64_t>(outlook.total.mean_units * 0.8);
  outlook.total.high_units = static_cast<std::int64_t>(outlook.total.mean_units * 1.2);
}

}  // namespace

ItemOutlook busy_kettle() {
  ItemOutlook outlook{.ordinary_units = 4,
                      .usual_price = Money{27'950'000},
                      .currency = Currency{{'E', 'U', 'R'}},
                      .learnt_through = kFirstDay - 1,
                      .heard_on = kFirstDay};
  for (std::size_t at = 0; at < engine::kOutlookDays; ++at) {
    const bool weekend = at % 7 == 2 || at % 7 == 3;
    std::vector<DayDriver> drivers = {
        {.driver = OutlookDriver::Weekday, .factor = weekend ? 1.375 : 0.85},
        {.driver = OutlookDriver::OwnPrice, .factor = 0.83}};
    drivers.push_back(
        {.driver = OutlookDriver::Rivals, .factor = 1.031, .rests_on = RestsOn::Assumption});
    if (at == 4 || at == 5) {
      drivers.push_back({.driver = OutlookDriver::Promotion, .factor = 1.42});
    }
    if (at == 5) {
      drivers.push_back({.driver = OutlookDriver::Occasion,
                         .factor = 1.6,
                         .rests_on = RestsOn::Assumption,
                         .names = {"Double 11"}});
    }
    drivers.push_back({.driver = OutlookDriver::Pooled, .factor = 1.004});
    outlook.days.push_back(day_of(at, outlook.ordinary_units, std::move(drivers)));
  }
  add_up(outlook);
  outlook.lean = {.category = "kettles", .share_ratio = 0.07, .other_items = 23, .own_days = 31.4};
  outlook.swing = engine::OutlookSwing{.swing = {.side = forecasting::SwingSide::Up,
                                                 .since_day = kFirstDay - 4,
                                                 .units = 61,
                                                 .expected_units = 17.3},
                                       .cause = engine::SwingCause::Promotion};
  outlook.returns = engine::OutlookReturns{
      .rate_ratio = 0.083, .delay_days = 12.4, .expected_units = 3.2, .category_ratio = 0.21};
  outlook.gaps = {OutlookGap::OutOfStock};
  return outlook;
}

ItemOutlook slow_lamp() {
  ItemOutlook outlook{.ordinary_units = 0.0712,
                      .all_days_alike = true,
                      .learnt_through = kFirstDay - 5,
                      .heard_on = kFirstDay - 16};
  for (std::size_t at = 0; at < engine::kOutlookDays; ++at) {
    outlook.days.push_back(day_of(at, outlook.ordinary_units, {}));
  }
  add_up(outlook);
  outlook.lean = {.category = "", .share_ratio = 0.18, .other_items = 0, .own_days = 22.6};
  outlook.gaps = {OutlookGap::NeverCounted, OutlookGap::NotClosed, OutlookGap::Quiet};
  return outlook;
}

ItemOutlook random_outlook(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  ItemOutlook outlook{.ordinary_units = std::exp(uniform(-7, 9)),
                      .all_days_alike = uniform(0, 1) < 0.2};
  if (uniform(0, 1) < 0.5) outlook.usual_price = Money{static_cast<std::int64_t>(uniform(1, 1e9))};
  for (std::size_t at = 0; at < engine::kOutlookDays; ++at) {
    std::vector<DayDriver> drivers;
    for (std::size_t driver = 0; driver < engine::kOutlookDrivers; ++driver) {
      if (outlook.all_days_alike || uniform(0, 1) < 0.4) continue;
      drivers.push_back({.driver = static_cast<OutlookDriver>(driver),
                         .factor = std::exp(uniform(-2, 2)),
                         .rests_on = static_cast<RestsOn>(uniform(0, 1.99)),
                         .names = {"a very long occasion of the whole merchant and its neighbours",
                                   "双十一\n购物节"}});
    }
    outlook.days.push_back(day_of(at, outlook.ordinary_units, std::move(drivers)));
  }
  add_up(outlook);
  outlook.lean = {.category = uniform(0, 1) < 0.3 ? "" : std::string(90, 'k'),
                  .share_ratio = uniform(0, 1) < 0.2 ? 1 : uniform(0, 1),
                  .other_items = static_cast<std::int64_t>(uniform(0, 3)),
                  .own_days = uniform(0, 36)};
  if (uniform(0, 1) < 0.5) {
    outlook.returns = engine::OutlookReturns{.rate_ratio = uniform(0, 0.99),
                                             .delay_days = uniform(4, 64),
                                             .expected_units = std::exp(uniform(-7, 9)),
                                             .category_ratio = uniform(0, 1),
                                             .resold_ratio = uniform(0, 1) < 0.5 ? 0 : 0.8};
  }
  for (std::size_t gap = 0; gap < engine::kOutlookGaps; ++gap) {
    if (uniform(0, 1) < 0.3) outlook.gaps.push_back(static_cast<OutlookGap>(gap));
  }
  return outlook;
}

}  // namespace shelfd::wording_test
