// Demand walk: periods outside, items inside, as the daemon meets them.
#include "backtest/demand_walk.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <tuple>

#include "backtest/head_training.h"
#include "forecasting/category_prior.h"
#include "forecasting/demand_outlook.h"

namespace shelfd::backtest {
namespace {

using forecasting::DemandPath;
using forecasting::HeadLaw;
using forecasting::HeadSpan;
using forecasting::PlannedPeriod;
using forecasting::PooledHead;

// Periods of an item's life before its forecasts teach the head.
constexpr int kHeadWarmUp = 11;

// A span of periods after a forecast: how many lie before it, and its length.
struct Span {
  int after = 0;
  int periods = 1;

  friend auto operator<=>(const Span&, const Span&) = default;
};

Span span_of(const Task& task) {
  if (task.kind == TaskKind::Sum) return {.after = 0, .periods = task.horizon};
  return {.after = task.horizon - 1, .periods = 1};
}

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

struct Item {
  const Series* series = nullptr;
  forecasting::DemandBelief belief{};
  forecasting::DemandPool reported{};
  std::vector<PlannedPeriod> planned{};
  std::vector<std::size_t> tasks{};  // by origin
  std::size_t next_task = 0;
};

// A forecast under way towards its end.
struct Waiting {
  std::size_t item = 0;
  Span span{};
  int index = 0;  // of the period it was made, in the item's series
  MaturedForecast row{};
};

class Walk {
 public:
  Walk(const Panel& panel, const std::vector<Task>& tasks, const std::vector<double>& levels)
      : panel_(panel), tasks_(tasks), levels_(levels), forecasts_(tasks.size()) {
    items_.resize(panel.series.size());
    for (std::size_t at = 0; at < items_.size(); ++at) prepare(panel.series[at], items_[at]);
    std::set<Span> spans;
    for (std::size_t at = 0; at < tasks.size(); ++at) {
      items_.at(tasks[at].series).tasks.push_back(at);
      spans.insert(span_of(tasks[at]));
      origins_.insert(tasks[at].at);
      longest_ = std::max(longest_, static_cast<std::size_t>(tasks[at].horizon));
    }
    spans_.assign(spans.begin(), spans.end());
    for (Item& item : items_) {
      std::ranges::stable_sort(item.tasks, {}, [&](std::size_t task) { return tasks[task].at; });
    }
    teaches_ = items_.size() >= kMinHeadSeries;
  }

  [[nodiscard]] int periods() const { return periods_; }

  void close(int period) {
    mature(period);
    if (origins_.contains(period)) train();
    const forecasting::DemandPool known = pool_;
    prior_ = prior_of(known);
    for (std::size_t at = 0; at < items_.size(); ++at) {
      Item& item = items_[at];
      const int index = period - item.series->first;
      if (index < 0 || index >= static_cast<int>(item.series->periods.size())) continue;
      close_item(item, index);
      teach(at, period, index);
      answer(item, period, index);
    }
  }

  std::vector<DemandForecast> take() { return std::move(forecasts_); }

 private:
  void prepare(const Series& series, Item& item) {
    item.series = &series;
    for (const Period& period : series.periods) {
      item.planned.push_back({.exposure = period.exposure, .conditions = conditions_of(period)});
    }
    periods_ = std::max(periods_, series.first + static_cast<int>(series.periods.size()));
  }

  // The periods after `index`, as far as they are known then; borrowed until the next call.
  std::span<const PlannedPeriod> ahead(const Item& item, int index) {
    const auto next = static_cast<std::size_t>(index) + 1;
    if (panel_.prices_planned) return std::span(item.planned).subspan(next);
    const std::size_t last = std::min(item.planned.size(), next + longest_);
    carried_.clear();
    for (std::size_t at = next; at < last; ++at) {
      const Period known = known_at(panel_, *item.series, item.series->first + index,
                                    item.series->first + static_cast<int>(at));
      carried_.push_back({.exposure = known.exposure, .conditions = conditions_of(known)});
    }
    return carried_;
  }

  void close_item(Item& item, int index) {
    const auto at = static_cast<std::size_t>(index);
    const Period& period = item.series->periods[at];
    const bool recorded = std::isfinite(period.units);
    close_period(item.belief,
                 {.units = recorded ? period.units : 0,
                  .orders = recorded ? orders_of(period) : 0,
                  .exposure = recorded ? period.exposure : 0,
                  .planned_exposure = recorded ? period.exposure : 1,
                  .conditions = item.planned[at].conditions},
                 ahead(item, index), prior_);
    const forecasting::DemandPool now = report(item.belief);
    pool_ = add(pool_, subtract(now, item.reported));
    item.reported = now;
  }

  // What the filters say of a span, and the exposure it has.
  [[nodiscard]] HeadSpan filter_span(const Item& item, int index, const Span& span) {
    const auto rest = ahead(item, index);
    const DemandPath path = demand_path(item.belief, rest, prior_);
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

  // Keeps a share of the forecasts of the period, to be learnt from when they end.
  void teach(std::size_t at, int period, int index) {
    const Item& item = items_[at];
    if (!teaches_ || index < kHeadWarmUp) return;
    for (std::size_t which = 0; which < spans_.size(); ++which) {
      const Span& span = spans_[which];
      const auto share = static_cast<std::size_t>(
          std::max<std::size_t>(spans_.size(), static_cast<std::size_t>(span.periods)) / 2);
      const int last = index + span.after + span.periods;
      const auto end = static_cast<std::size_t>(last);
      if ((at + static_cast<std::size_t>(period) + which) % std::max<std::size_t>(1, share) != 0 ||
          end >= item.series->periods.size()) {
        continue;
      }
      const HeadSpan seen = filter_span(item, index, span);
      if (!(seen.exposure > 0)) continue;
      waiting_[period + span.after + span.periods].push_back(
          {.item = at,
           .span = span,
           .index = index,
           .row = {.features = features_of(item.belief, prior_, seen),
                   .filter = {.mean = seen.units, .scatter = seen.scatter},
                   .at = period}});
    }
  }

  void mature(int period) {
    const auto ended = waiting_.find(period);
    if (ended == waiting_.end()) return;
    for (Waiting& waiting : ended->second) {
      const auto& periods = items_[waiting.item].series->periods;
      const int begins = waiting.index + 1 + waiting.span.after;
      const auto first = static_cast<std::size_t>(begins);
      double units = 0;
      for (std::size_t at = 0; at < static_cast<std::size_t>(waiting.span.periods); ++at) {
        units += periods[first + at].units;
      }
      if (!std::isfinite(units)) continue;
      waiting.row.units = units;
      const std::uint64_t identity = (static_cast<std::uint64_t>(waiting.item) << 32) ^
                                     (static_cast<std::uint64_t>(waiting.row.at) << 8) ^
                                     static_cast<std::uint64_t>(waiting.span.after);
      rows_.add(waiting.row, identity);
      fresh_.add(waiting.row, identity);
    }
    waiting_.erase(ended);
  }

  // Fits the head anew, and lets it serve only while it foresees forecasts it has not seen better
  // than the filters do: at first the newest quarter of the rows, then those matured since.
  void train() {
    if (!teaches_ || rows_.rows().size() < kMinHeadRows) return;
    const std::vector<MaturedForecast>& rows = rows_.rows();
    if (!head_) {
      const auto newest = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * 3 / 4);
      const auto first = fit_head({rows.begin(), newest}, nullptr);
      if (first) weigh(loss_of(*first, {newest, rows.end()}));
    } else if (!fresh_.rows().empty()) {
      weigh(loss_of(*head_, fresh_.rows()));
    }
    fresh_ = {};
    head_ = fit_head(rows, head_ ? &*head_ : nullptr);
  }

  void weigh(const HeadLoss& loss) {
    constexpr double kKept = 0.7;
    loss_.filter = kKept * loss_.filter + loss.filter;
    loss_.head = kKept * loss_.head + loss.head;
  }

  void answer(Item& item, int period, int index) {
    while (item.next_task < item.tasks.size() && tasks_[item.tasks[item.next_task]].at == period) {
      const std::size_t task = item.tasks[item.next_task++];
      const HeadSpan seen = filter_span(item, index, span_of(tasks_[task]));
      HeadLaw law{.mean = seen.units, .scatter = seen.scatter};
      if (head_ && loss_.head < loss_.filter && seen.exposure > 0) {
        law = law_of(*head_, features_of(item.belief, prior_, seen));
      }
      DemandForecast& forecast = forecasts_[task];
      forecast.mean = law.mean;
      const NegativeBinomial demand{.size = 1 / law.scatter, .mean_units = law.mean};
      for (const double level : levels_) {
        forecast.quantiles.push_back(static_cast<double>(quantile(demand, level)));
      }
    }
  }

  const Panel& panel_;
  const std::vector<Task>& tasks_;
  const std::vector<double>& levels_;
  std::vector<DemandForecast> forecasts_;
  std::vector<Item> items_;
  std::vector<Span> spans_;
  std::set<int> origins_;
  std::size_t longest_ = forecasting::kPathPeriods;  // periods ahead that are asked for
  std::vector<PlannedPeriod> carried_;
  int periods_ = 0;
  forecasting::DemandPool pool_{};
  forecasting::DemandPrior prior_{};
  bool teaches_ = false;
  std::map<int, std::vector<Waiting>> waiting_;
  HeadRows rows_;
  HeadRows fresh_;
  HeadLoss loss_{};
  std::optional<PooledHead> head_;
};

}  // namespace

std::vector<DemandForecast> walk_demand(const Panel& panel, const std::vector<Task>& tasks,
                                        const std::vector<double>& levels,
                                        const std::function<void(int, int)>& progress) {
  Walk walk(panel, tasks, levels);
  for (int period = 0; period < walk.periods(); ++period) {
    walk.close(period);
    if (progress) progress(period + 1, walk.periods());
  }
  return walk.take();
}

}  // namespace shelfd::backtest
