// The section of an item's next days (wording.h).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "wording/figures.h"
#include "wording/outlook_phrase.h"
#include "wording/page.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

using engine::CountBand;
using engine::DayDriver;
using engine::ItemOutlook;
using engine::OutlookDay;
using engine::OutlookDriver;
using engine::OutlookGap;

constexpr int kBarColumns = 20;
constexpr double kLeastEffect = 0.01;  // what moves a day by less is not told
constexpr double kAll = 0.995;         // of a share
constexpr double kLeastLean = 0.1;     // of a return rate on its category, that is told
constexpr double kMostRatio = 1e4;     // of a driver
constexpr double kMostColumn = 1'000;  // units that a column shows without commas
constexpr const char* kAssumption = "*";
static_assert(engine::kOutlookDays == 14, "the heading says so");

std::string day_date(std::int32_t day) { return date(Instant{from_day_number(day)}, {}); }

// The name from Monday on; day 0 was a Thursday.
std::string weekday_name(Language language, std::int32_t day) {
  const std::string names = say(language, OutlookPhrase::Weekdays);
  std::size_t begin = 0;
  for (int left = ((day + 3) % 7 + 7) % 7; left > 0; --left) begin = names.find(' ', begin) + 1;
  return names.substr(begin, names.find(' ', begin) - begin);
}

OutlookPhrase phrase_of(OutlookDriver driver) {
  switch (driver) {
    case OutlookDriver::Weekday:
      return OutlookPhrase::DriverWeekday;
    case OutlookDriver::OwnPrice:
      return OutlookPhrase::DriverPrice;
    case OutlookDriver::Rivals:
      return OutlookPhrase::DriverRivals;
    case OutlookDriver::Promotion:
      return OutlookPhrase::DriverPromotion;
    case OutlookDriver::Occasion:
      return OutlookPhrase::DriverOccasion;
    case OutlookDriver::SoFar:
      return OutlookPhrase::DriverSoFar;
    case OutlookDriver::Pooled:
      break;
  }
  return OutlookPhrase::DriverPooled;
}

// "promotion +40%", with a star where it leans on an assumption. Whole percents: more would be said
// than is known.
std::string driver_text(Language language, const DayDriver& driver) {
  std::vector<std::string> names;
  names.reserve(driver.names.size());
  for (const std::string& name : driver.names) names.push_back(clean(name));
  const double ratio = std::clamp(driver.factor - 1, -1.0, kMostRatio);
  std::string text =
      say(language, phrase_of(driver.driver),
          {{"percent", fmt::format("{:+.0f}%", ratio * 100)}, {"names", listed(language, names)}});
  if (driver.rests_on == engine::RestsOn::Assumption) text += kAssumption;
  return text;
}

bool is_told(const DayDriver& driver) { return std::abs(driver.factor - 1) >= kLeastEffect; }

bool are_one(const DayDriver& a, const DayDriver& b) {
  return a.driver == b.driver && a.rests_on == b.rests_on && a.names == b.names &&
         std::abs(a.factor - b.factor) < kLeastEffect * std::max(a.factor, b.factor);
}

// The drivers that move all days alike, as on the first.
std::vector<DayDriver> shared_drivers(const std::vector<OutlookDay>& days) {
  std::vector<DayDriver> shared;
  if (days.empty()) return shared;
  for (const DayDriver& driver : days.front().drivers) {
    const auto has_it = [&](const OutlookDay& day) {
      return std::ranges::any_of(day.drivers,
                                 [&](const DayDriver& other) { return are_one(driver, other); });
    };
    if (is_told(driver) && std::ranges::all_of(days, has_it)) shared.push_back(driver);
  }
  return shared;
}

// What every line needs.
struct Table {
  std::vector<std::string> drivers{};     // a text a day: those that differ between days
  std::vector<std::string> everywhere{};  // those that all days share
  bool assumed = false;                   // of any of them
  double most_units = 0;                  // of a mean
  double scale = 0;                       // units of a whole bar
};

Table table_of(Language language, const ItemOutlook& outlook) {
  Table table;
  const std::vector<DayDriver> shared = shared_drivers(outlook.days);
  const auto add = [&](const DayDriver& driver, std::vector<std::string>& texts) {
    texts.push_back(driver_text(language, driver));
    table.assumed = table.assumed || driver.rests_on == engine::RestsOn::Assumption;
  };
  for (const DayDriver& driver : shared) add(driver, table.everywhere);
  for (const OutlookDay& day : outlook.days) {
    std::vector<std::string> texts;
    for (const DayDriver& driver : day.drivers) {
      const bool is_shared = std::ranges::any_of(
          shared, [&](const DayDriver& other) { return are_one(other, driver); });
      if (is_told(driver) && !is_shared) add(driver, texts);
    }
    table.drivers.push_back(listed(language, texts));
    table.most_units = std::max(table.most_units, day.units.mean_units);
    table.scale = std::max(table.scale, static_cast<double>(day.units.high_units));
  }
  table.scale = std::max(table.scale, table.most_units);
  return table;
}

std::string bar(const CountBand& units, double scale) {
  if (!(scale > 0)) return "";
  const auto place = [&](double value) {
    return static_cast<std::size_t>(std::lround(std::clamp(value / scale, 0.0, 1.0) * kBarColumns));
  };
  const std::size_t mean = place(units.mean_units);
  const std::size_t high = std::max(mean, place(static_cast<double>(units.high_units)));
  return std::string(mean, '#') + std::string(high - mean, '-');
}

struct Line {
  std::string day{};
  std::string units{};
  std::string range{};
  std::string bar{};
  std::string text{};
};

// Of a column whose largest number is this.
int decimals_of(double largest) {
  if (largest < 0.95) return 2;
  return largest < 29.5 ? 1 : 0;
}

std::string column_number(Language language, double number, int decimals) {
  constexpr double kLeastShown = 0.05;
  if (number < kLeastShown || number >= kMostColumn) return about_number(language, number);
  return fmt::format("{:.{}f}", number, decimals);
}

Line line_of(Language language, std::string day, const CountBand& units, int decimals) {
  return {.day = std::move(day),
          .units = column_number(language, units.mean_units, decimals),
          .range = whole(language, units.low_units) + "-" + whole(language, units.high_units)};
}

// All days have one law.
bool are_alike(const ItemOutlook& outlook) {
  return outlook.all_days_alike && std::ranges::all_of(outlook.days, [&](const OutlookDay& day) {
           return std::abs(day.units.mean_units - outlook.days.front().units.mean_units) <
                  kLeastEffect * day.units.mean_units;
         });
}

std::vector<Line> lines_of(Language language, const ItemOutlook& outlook, const Table& table) {
  std::vector<Line> lines;
  lines.push_back({.day = say(language, OutlookPhrase::ColumnDay),
                   .units = say(language, OutlookPhrase::ColumnUnits),
                   .range = say(language, OutlookPhrase::ColumnRange)});
  for (std::size_t at = 0; at < outlook.days.size(); ++at) {
    const OutlookDay& day = outlook.days[at];
    const std::string name = day_date(day.day) + " " + weekday_name(language, day.day);
    Line line = line_of(language, are_alike(outlook) ? say(language, OutlookPhrase::EachDay) : name,
                        day.units, decimals_of(table.most_units));
    line.bar = bar(day.units, table.scale);
    line.text = table.drivers[at];
    if (!line.text.empty()) lines.front().text = say(language, OutlookPhrase::ColumnDrivers);
    lines.push_back(std::move(line));
    if (are_alike(outlook)) break;
  }
  const std::string together = days(language, static_cast<double>(outlook.days.size()));
  lines.push_back(line_of(language, say(language, OutlookPhrase::Together, {{"days", together}}),
                          outlook.total, decimals_of(outlook.total.mean_units)));
  return lines;
}

std::string padded(const std::string& text, int width, bool right) {
  const std::string gap(static_cast<std::size_t>(std::max(0, width - columns(text))), ' ');
  return right ? gap + text : text + gap;
}

void tell_table(Language language, const ItemOutlook& outlook, const Table& table, Page& page) {
  const std::vector<Line> lines = lines_of(language, outlook, table);
  const auto width = [&](std::string Line::* cell) {
    int most = 0;
    for (const Line& line : lines) most = std::max(most, columns(line.*cell));
    return most;
  };
  const std::array<int, 4> widths{width(&Line::day), width(&Line::units), width(&Line::range),
                                  width(&Line::bar)};
  for (const Line& line : lines) {
    page.table_line(
        padded(line.day, widths[0], false) + "  " + padded(line.units, widths[1], true) + "  " +
            padded(line.range, widths[2], true) + "  " + padded(line.bar, widths[3], false) + "  ",
        line.text);
  }
}

std::string category_text(Language language, const engine::CategoryLean& lean) {
  if (lean.category.empty()) return say(language, OutlookPhrase::NoCategory);
  return say(language, OutlookPhrase::CategoryNamed, {{"name", clean(lean.category)}});
}

std::string lean_text(Language language, const engine::CategoryLean& lean) {
  const bool taught = lean.other_items > 0;
  OutlookPhrase phrase = taught ? OutlookPhrase::LeanPart : OutlookPhrase::LeanAssumedPart;
  if (lean.share_ratio >= kAll) {
    phrase = taught ? OutlookPhrase::LeanAll : OutlookPhrase::LeanAssumedAll;
  }
  const auto counted = lean.other_items == 1 ? OutlookPhrase::ItemOne : OutlookPhrase::ItemMany;
  return say(language, phrase,
             {{"percent", percent(lean.share_ratio)},
              {"category", category_text(language, lean)},
              {"items", say(language, counted, {{"n", whole(language, lean.other_items)}})},
              {"days", days(language, lean.own_days)}});
}

// Its cause is told by the alert.
std::string swing_text(Language language, const forecasting::Swing& swing) {
  return say(language, OutlookPhrase::Swing,
             {{"seen", units(language, Quantity{swing.units})},
              {"date", day_date(swing.since_day)},
              {"expected", units(language, swing.expected_units)}});
}

void tell_returns(Language language, const engine::OutlookReturns& returns,
                  const ItemOutlook& outlook, Page& page) {
  page.sentence(say(language, OutlookPhrase::Returns,
                    {{"percent", percent(returns.rate_ratio)},
                     {"delay", days(language, returns.delay_days)},
                     {"units", units(language, returns.expected_units)},
                     {"days", days(language, static_cast<double>(outlook.days.size()))}}));
  if (returns.category_ratio > kLeastLean) {
    page.sentence(say(language, OutlookPhrase::ReturnsLean,
                      {{"percent", percent(returns.category_ratio)},
                       {"category", category_text(language, outlook.lean)}}));
  }
  if (returns.resold_ratio > 0) {
    page.sentence(
        say(language, OutlookPhrase::ReturnsResold, {{"percent", percent(returns.resold_ratio)}}));
  } else {
    page.sentence(say(language, OutlookPhrase::ReturnsCounted));
  }
}

std::string ordinary_text(Language language, const ItemOutlook& outlook) {
  const std::string sold = units(language, outlook.ordinary_units);
  if (!outlook.usual_price) return say(language, OutlookPhrase::OrdinaryPlain, {{"units", sold}});
  return say(
      language, OutlookPhrase::Ordinary,
      {{"units", sold}, {"price", amount(language, *outlook.usual_price, outlook.currency)}});
}

std::string gap_text(Language language, OutlookGap gap, const ItemOutlook& outlook) {
  switch (gap) {
    case OutlookGap::NeverSold:
      return say(language, OutlookPhrase::NeverSold);
    case OutlookGap::NoPrice:
      return say(language, OutlookPhrase::NoPrice);
    case OutlookGap::NoRivals:
      return say(language, OutlookPhrase::NoRivals);
    case OutlookGap::NeverCounted:
      return say(language, OutlookPhrase::NeverCounted);
    case OutlookGap::OutOfStock:
      return say(language, OutlookPhrase::OutOfStock);
    case OutlookGap::NotClosed:
      return say(language, OutlookPhrase::NotClosed, {{"date", day_date(outlook.learnt_through)}});
    case OutlookGap::Quiet:
      break;
  }
  return say(language, OutlookPhrase::Quiet, {{"date", day_date(outlook.heard_on)}});
}

}  // namespace

std::vector<std::string> explain_outlook(Language language, const ItemOutlook& outlook) {
  Page page(language);
  const Table table = table_of(language, outlook);
  page.section(say(language, OutlookPhrase::Head));
  tell_table(language, outlook, table, page);
  page.sentence(say(language, OutlookPhrase::Legend));
  if (outlook.all_days_alike) {
    page.sentence(say(language, OutlookPhrase::Alike));
  } else {
    page.sentence(ordinary_text(language, outlook));
  }
  if (!table.everywhere.empty()) {
    page.sentence(
        say(language, OutlookPhrase::AllDays, {{"drivers", listed(language, table.everywhere)}}));
  }
  if (table.assumed) page.sentence(say(language, OutlookPhrase::Assumed));
  page.sentence(lean_text(language, outlook.lean));
  if (outlook.swing) page.sentence(swing_text(language, outlook.swing->swing));
  if (outlook.returns) tell_returns(language, *outlook.returns, outlook, page);
  for (const OutlookGap gap : outlook.gaps) page.sentence(gap_text(language, gap, outlook));
  return page.lines();
}

}  // namespace shelfd::wording
