// Walked items: the daemon's day close, over a panel.
#include "backtest/walked_items.h"

#include <algorithm>
#include <cmath>

namespace shelfd::backtest {
namespace {

using forecasting::DemandPath;
using forecasting::DemandPool;
using forecasting::HeadSpan;
using forecasting::PlannedPeriod;

forecasting::Conditions conditions_of(const Period& period) {
  forecasting::Conditions conditions{.weekday = period.weekday,
                                     .price = period.price,
                                     .cheapest_price = period.cheapest_price,
                                     .market_price = period.market_price};
  for (std::size_t flag = 0; flag < kFlags; ++flag) {
    conditions.flags[flag] = static_cast<float>(period.flags[flag]);
  }
  return conditions;
}

// Where orders were not counted, each unit is one.
double orders_of(const Period& period) {
  return std::isfinite(period.orders) ? period.orders : period.units;
}

}  // namespace

WalkedItems::WalkedItems(const Panel& panel, std::size_t longest)
    : panel_(panel), longest_(longest) {
  items_.resize(panel.series.size());
  for (const Series& series : panel.series) first_ = std::min(first_, series.first);
  for (std::size_t at = 0; at < items_.size(); ++at) prepare(panel.series[at], items_[at]);
}

void WalkedItems::prepare(const Series& series, Item& item) {
  item.series = &series;
  for (const Period& period : series.periods) {
    item.planned.push_back({.exposure = period.exposure, .conditions = conditions_of(period)});
  }
  periods_ = std::max(periods_, series.first + static_cast<int>(series.periods.size()));
  const auto [place, fresh] =
      group_numbers_.try_emplace({series.merchant, series.category}, groups_.size());
  if (fresh) groups_.push_back({.merchant = series.merchant, .category = series.category});
  item.group = place->second;
}

bool WalkedItems::has(std::size_t item, int period) const {
  const Series& series = *items_[item].series;
  return period >= series.first && period < series.first + static_cast<int>(series.periods.size());
}

void WalkedItems::read_pools() {
  std::map<std::string, DemandPool> merchants;
  std::map<std::string, std::size_t> categories;
  for (const Group& group : groups_) {
    DemandPool& all = merchants[group.merchant];
    all = add(all, group.pool);
    ++categories[group.merchant];
  }
  for (Group& group : groups_) {
    // One category is all there is: nothing else stands behind it.
    const bool alone = categories[group.merchant] == 1;
    const forecasting::DemandPrior behind =
        alone ? forecasting::DemandPrior{} : forecasting::prior_of(merchants[group.merchant]);
    group.prior = forecasting::prior_of(group.pool, behind);
  }
}

void WalkedItems::close(int period) {
  read_pools();
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (has(at, period)) close_item(items_[at], period);
  }
}

std::span<const PlannedPeriod> WalkedItems::ahead(const Item& item, int period) {
  const auto next = static_cast<std::size_t>(period - item.series->first) + 1;
  if (panel_.prices_planned && panel_.rivals_planned) return std::span(item.planned).subspan(next);
  const std::size_t last = std::min(item.planned.size(), next + longest_);
  carried_.clear();
  for (std::size_t at = next; at < last; ++at) {
    const Period known =
        known_at(panel_, *item.series, period, item.series->first + static_cast<int>(at));
    carried_.push_back({.exposure = known.exposure, .conditions = conditions_of(known)});
  }
  return carried_;
}

bool WalkedItems::begins_with_sale(const Item& item, std::size_t at) const {
  return at == 0 && item.series->first > first_ && item.series->periods[at].units > 0;
}

void WalkedItems::close_item(Item& item, int period) {
  const auto at = static_cast<std::size_t>(period - item.series->first);
  const Period& closed = item.series->periods[at];
  const bool recorded = std::isfinite(closed.units);
  Group& group = groups_[item.group];
  close_period(item.belief,
               {.units = recorded ? closed.units : 0,
                .orders = recorded ? orders_of(closed) : 0,
                .exposure = recorded && !begins_with_sale(item, at) ? closed.exposure : 0,
                .planned_exposure = recorded ? closed.exposure : 1,
                .conditions = item.planned[at].conditions},
               ahead(item, period), group.prior);
  // Periods are days, or none of them has returns.
  learn_day(item.returns,
            {.sold = recorded ? closed.units : 0, .returned = recorded ? closed.returned : 0},
            group.prior.returns);
  DemandPool now = report(item.belief);
  now.returns = report(item.returns, group.prior.returns);
  group.pool = add(group.pool, subtract(now, item.reported));
  item.reported = now;
}

HeadSpan WalkedItems::filter_span(std::size_t item, int period, const Span& span) {
  const Item& asked = items_[item];
  const auto rest = ahead(asked, period);
  const DemandPath path = demand_path(asked.belief, rest, prior(item));
  const auto first = static_cast<std::size_t>(span.after);
  const auto last = first + static_cast<std::size_t>(span.periods);
  double exposure = 0;
  for (std::size_t at = first; at < std::min(last, rest.size()); ++at) {
    exposure += rest[at].exposure;
  }
  return {.units = mean_over(path, static_cast<double>(last)) -
                   mean_over(path, static_cast<double>(first)),
          .exposure = exposure,
          .scatter = scatter_over(path, static_cast<double>(span.periods)),
          .after = static_cast<double>(span.after),
          .periods = static_cast<double>(span.periods)};
}

std::map<std::string, DemandPool> WalkedItems::pools(const std::string& merchant) const {
  std::map<std::string, DemandPool> pools;
  for (const Group& group : groups_) {
    if (group.merchant == merchant) pools[group.category] = group.pool;
  }
  return pools;
}

}  // namespace shelfd::backtest
