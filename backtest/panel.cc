#include "backtest/panel.h"

#include <algorithm>
#include <map>

namespace shelfd::backtest {
namespace {

constexpr int kWeekdays = 7;

void hide_sales(Period& period) {
  period.units = std::numeric_limits<double>::quiet_NaN();
  period.orders = std::numeric_limits<double>::quiet_NaN();
}

void carry_rivals(Period& period, const Period& last) {
  period.cheapest_price = last.cheapest_price;
  period.market_price = last.market_price;
}

void carry(Period& period, const Period& last, const std::array<bool, kFlags>& calendar) {
  carry_rivals(period, last);
  period.price = last.price;
  for (std::size_t flag = 0; flag < kFlags; ++flag) {
    if (!calendar[flag]) period.flags[flag] = last.flags[flag];
  }
}

// A period past the end of the series.
Period beyond(const Series& series, int period) {
  if (series.periods.empty()) return {};
  Period last = series.periods.back();
  const int end = series.first + static_cast<int>(series.periods.size()) - 1;
  if (last.weekday >= 0) last.weekday = (last.weekday + period - end) % kWeekdays;
  last.exposure = 1;
  last.flags = {};
  return last;
}

bool agree(std::map<int, double>& seen, const Series& series, std::size_t flag) {
  int number = series.first;
  for (const Period& period : series.periods) {
    const auto [place, first] = seen.try_emplace(number++, period.flags[flag]);
    if (!first && place->second != period.flags[flag]) return false;
  }
  return true;
}

}  // namespace

const Period* period_at(const Series& series, int period) {
  const int at = period - series.first;
  if (at < 0 || at >= static_cast<int>(series.periods.size())) return nullptr;
  return &series.periods[static_cast<std::size_t>(at)];
}

Period known_at(const Panel& panel, const Series& series, int at, int period) {
  const Period* found = period_at(series, period);
  Period known = found != nullptr ? *found : beyond(series, period);
  if (period <= at) return known;
  hide_sales(known);
  const Period* last = period_at(series, at);
  if (last == nullptr) return known;
  if (!panel.rivals_planned) carry_rivals(known, *last);
  if (!panel.prices_planned) carry(known, *last, panel.calendar);
  return known;
}

void mark_calendar(Panel& panel) {
  for (std::size_t flag = 0; flag < kFlags; ++flag) {
    std::map<int, double> seen;
    panel.calendar[flag] =
        panel.series.size() > 1 && std::ranges::all_of(panel.series, [&](const Series& series) {
          return agree(seen, series, flag);
        });
  }
}

}  // namespace shelfd::backtest
