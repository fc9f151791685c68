// Demand walk: periods outside, items inside, as the daemon meets them.
#include "backtest/demand_walk.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "backtest/head_lessons.h"
#include "backtest/head_training.h"
#include "backtest/walked_items.h"

namespace shelfd::backtest {
namespace {

using forecasting::HeadLaw;
using forecasting::HeadSpan;
using forecasting::PooledHead;

Span span_of(const Task& task) {
  if (task.kind == TaskKind::Sum) return {.after = 0, .periods = task.horizon};
  return {.after = task.horizon - 1, .periods = 1};
}

std::vector<Span> spans_of(const std::vector<Task>& tasks) {
  std::set<Span> spans;
  for (const Task& task : tasks) spans.insert(span_of(task));
  return {spans.begin(), spans.end()};
}

std::size_t longest_of(const std::vector<Task>& tasks) {
  std::size_t longest = forecasting::kPathPeriods;
  for (const Task& task : tasks) {
    longest = std::max(longest, static_cast<std::size_t>(task.horizon));
  }
  return longest;
}

class Walk {
 public:
  Walk(const Panel& panel, const std::vector<Task>& tasks, const std::vector<double>& levels)
      : items_(panel, longest_of(tasks)),
        lessons_(spans_of(tasks)),
        tasks_(tasks),
        levels_(levels),
        teaches_(panel.series.size() >= kMinHeadSeries),
        forecasts_(tasks.size()) {
    for (std::size_t at = 0; at < tasks.size(); ++at) by_origin_[tasks[at].at].push_back(at);
  }

  [[nodiscard]] int periods() const { return items_.periods(); }

  void close(int period) {
    const auto asked = by_origin_.find(period);
    if (teaches_) lessons_.mature(items_, period);
    if (teaches_ && asked != by_origin_.end()) train();
    items_.close(period);
    if (teaches_) lessons_.ask(items_, period);
    if (asked == by_origin_.end()) return;
    for (const std::size_t task : asked->second) {
      if (items_.has(tasks_[task].series, period)) answer(task, period);
    }
  }

  std::vector<DemandForecast> take() { return std::move(forecasts_); }

 private:
  // Fits the head anew, and lets it serve only while it foresees forecasts it has not seen better
  // than the filters do: at first the newest quarter of the rows, then those matured since.
  void train() {
    const std::vector<MaturedForecast>& rows = lessons_.rows();
    if (rows.size() < kMinHeadRows) return;
    if (!head_) {
      const auto newest = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * 3 / 4);
      const auto first = fit_head({rows.begin(), newest}, nullptr);
      if (first) weigh(loss_of(*first, {newest, rows.end()}));
    } else if (!lessons_.fresh().empty()) {
      weigh(loss_of(*head_, lessons_.fresh()));
    }
    lessons_.forget_fresh();
    head_ = fit_head(rows, head_ ? &*head_ : nullptr);
  }

  void weigh(const HeadLoss& loss) {
    constexpr double kKept = 0.7;
    loss_.filter = kKept * loss_.filter + loss.filter;
    loss_.head = kKept * loss_.head + loss.head;
  }

  void answer(std::size_t task, int period) {
    const std::size_t item = tasks_[task].series;
    const HeadSpan seen = items_.filter_span(item, period, span_of(tasks_[task]));
    const forecasting::DemandBelief& belief = items_.belief(item);
    HeadLaw law{.mean = seen.units, .scatter = seen.scatter};
    if (head_ && loss_.head < loss_.filter && seen.exposure > 0 && serves(belief)) {
      law = law_of(*head_, features_of(belief, items_.prior(item), seen));
    }
    DemandForecast& forecast = forecasts_[task];
    forecast.mean = law.mean;
    const NegativeBinomial demand{.size = 1 / law.scatter, .mean_units = law.mean};
    for (const double level : levels_) {
      forecast.quantiles.push_back(static_cast<double>(quantile(demand, level)));
    }
  }

  WalkedItems items_;
  HeadLessons lessons_;
  const std::vector<Task>& tasks_;
  const std::vector<double>& levels_;
  bool teaches_;
  std::map<int, std::vector<std::size_t>> by_origin_;
  std::vector<DemandForecast> forecasts_;
  HeadLoss loss_{};
  std::optional<PooledHead> head_;
};

// The series of a panel by merchant.
std::map<std::string, std::vector<std::size_t>> merchants_of(const Panel& panel) {
  std::map<std::string, std::vector<std::size_t>> merchants;
  for (std::size_t at = 0; at < panel.series.size(); ++at) {
    merchants[panel.series[at].merchant].push_back(at);
  }
  return merchants;
}

// Some series of a panel, and the tasks that ask for them.
struct Part {
  Panel panel{};
  std::vector<Task> tasks{};
  std::vector<std::size_t> numbers{};  // of the tasks, in the whole
};

Part part_of(const Panel& panel, const std::vector<Task>& tasks,
             const std::vector<std::size_t>& series) {
  Part part{.panel = {.name = panel.name,
                      .prices_planned = panel.prices_planned,
                      .rivals_planned = panel.rivals_planned,
                      .calendar = panel.calendar}};
  std::map<std::size_t, std::size_t> places;
  for (const std::size_t number : series) {
    places.emplace(number, part.panel.series.size());
    part.panel.series.push_back(panel.series[number]);
  }
  for (std::size_t at = 0; at < tasks.size(); ++at) {
    const auto place = places.find(tasks[at].series);
    if (place == places.end()) continue;
    part.tasks.push_back(tasks[at]);
    part.tasks.back().series = place->second;
    part.numbers.push_back(at);
  }
  return part;
}

std::vector<DemandForecast> walked(const Panel& panel, const std::vector<Task>& tasks,
                                   const std::vector<double>& levels,
                                   const std::function<void(int, int)>& progress) {
  Walk walk(panel, tasks, levels);
  for (int period = 0; period < walk.periods(); ++period) {
    walk.close(period);
    if (progress) progress(period + 1, walk.periods());
  }
  return walk.take();
}

}  // namespace

std::vector<DemandForecast> walk_demand(const Panel& panel, const std::vector<Task>& tasks,
                                        const std::vector<double>& levels,
                                        const std::function<void(int, int)>& progress) {
  const auto merchants = merchants_of(panel);
  if (merchants.size() < 2) return walked(panel, tasks, levels, progress);
  std::vector<DemandForecast> forecasts(tasks.size());
  int done = 0;
  for (const auto& [merchant, series] : merchants) {
    const Part part = part_of(panel, tasks, series);
    auto own = walked(part.panel, part.tasks, levels, {});
    for (std::size_t at = 0; at < own.size(); ++at) {
      forecasts[part.numbers[at]] = std::move(own[at]);
    }
    if (progress) progress(++done, static_cast<int>(merchants.size()));
  }
  return forecasts;
}

}  // namespace shelfd::backtest
