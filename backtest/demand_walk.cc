#include "backtest/demand_walk.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"

// The plain walk: a discounted mean and variance of the periods on offer, and the negative binomial
// law with these moments.

namespace shelfd::backtest {
namespace {

// An effective memory of 28 periods, as a moving mean of 56.
constexpr double kKept = 1 - 1.0 / 28;

struct Moments {
  double weight = 0;
  double sum = 0;
  double squares = 0;

  void learn(const Period& period) {
    if (std::isnan(period.units) || period.exposure <= 0) return;
    const double rate = period.units / period.exposure;
    weight = kKept * weight + period.exposure;
    sum = kKept * sum + period.exposure * rate;
    squares = kKept * squares + period.exposure * rate * rate;
  }
};

double exposure_of(const Panel& panel, const Task& task) {
  const Series& series = panel.series[task.series];
  if (task.kind == TaskKind::Step) {
    return known_at(panel, series, task.at, task.at + task.horizon).exposure;
  }
  double exposure = 0;
  for (int ahead = 1; ahead <= task.horizon; ++ahead) {
    exposure += known_at(panel, series, task.at, task.at + ahead).exposure;
  }
  return exposure;
}

DemandForecast forecast(const Moments& moments, double exposure,
                        const std::vector<double>& levels) {
  DemandForecast answer;
  const double weight = std::max(moments.weight, 1.0);
  const double rate = moments.sum / weight;
  const double variance = std::max(moments.squares / weight - rate * rate, rate * 1.0001);
  answer.mean = rate * exposure;
  for (const double level : levels) {
    if (answer.mean <= 0) {
      answer.quantiles.push_back(0);
      continue;
    }
    const double excess = (variance - rate) * exposure;
    const NegativeBinomial law{.size = answer.mean * answer.mean / excess,
                               .mean_units = answer.mean};
    answer.quantiles.push_back(static_cast<double>(quantile(law, level)));
  }
  return answer;
}

}  // namespace

std::vector<DemandForecast> walk_demand(const Panel& panel, const std::vector<Task>& tasks,
                                        const std::vector<double>& levels,
                                        const std::function<void(int, int)>& progress) {
  std::vector<std::vector<std::size_t>> asked(panel.series.size());
  for (std::size_t at = 0; at < tasks.size(); ++at) asked[tasks[at].series].push_back(at);
  std::vector<DemandForecast> forecasts(tasks.size());
  for (std::size_t at = 0; at < panel.series.size(); ++at) {
    const Series& series = panel.series[at];
    std::ranges::stable_sort(asked[at], {}, [&](std::size_t task) { return tasks[task].at; });
    Moments moments;
    int period = series.first;
    for (const std::size_t task : asked[at]) {
      for (; period <= tasks[task].at; ++period) {
        if (const Period* found = period_at(series, period)) moments.learn(*found);
      }
      forecasts[task] = forecast(moments, exposure_of(panel, tasks[task]), levels);
    }
    if (progress) progress(static_cast<int>(at) + 1, static_cast<int>(panel.series.size()));
  }
  return forecasts;
}

}  // namespace shelfd::backtest
