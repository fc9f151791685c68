// The demand models of one item: a day's close with the whole bank and every regressor in use, and
// five quantiles of a fortnight from the belief that it leaves. Processor time.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "bench/figures.h"
#include "forecasting/demand_outlook.h"

namespace shelfd::bench {
namespace {

using forecasting::ClosedPeriod;
using forecasting::DemandBelief;
using forecasting::PlannedPeriod;

constexpr std::size_t kDays = 64;

struct Days {
  std::vector<ClosedPeriod> closed{};
  std::vector<std::vector<PlannedPeriod>> ahead{};  // at a price and flags that stay
  DemandBelief belief{};                            // after 200 of them
};

const Days& days() {
  static const Days all = [] {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> price(80, 120);
    Days made;
    for (std::size_t day = 0; day < kDays; ++day) {
      const int weekday = static_cast<int>(day % 7);
      const double units = std::floor(price(random) / 8);
      made.closed.push_back({.units = units,
                             .orders = units,
                             .conditions = {.weekday = weekday,
                                            .price = price(random),
                                            .cheapest_price = price(random),
                                            .market_price = price(random),
                                            .flags = {1, 0.5F, 0.25F}}});
      std::vector<PlannedPeriod> ahead(forecasting::kPathPeriods);
      for (std::size_t at = 0; at < ahead.size(); ++at) {
        ahead[at].conditions = made.closed.back().conditions;
        ahead[at].conditions.weekday = static_cast<int>((day + 1 + at) % 7);
      }
      made.ahead.push_back(ahead);
    }
    for (std::size_t day = 0; day < 200; ++day) {
      close_period(made.belief, made.closed[day % kDays], made.ahead[day % kDays], {});
    }
    return made;
  }();
  return all;
}

void demand_update(benchmark::State& state) {
  const Days& all = days();
  DemandBelief belief = all.belief;
  std::size_t at = 0;
  for (auto _ : state) {
    close_period(belief, all.closed[at % kDays], all.ahead[at % kDays], {});
    ++at;
  }
  state.counters["demand_update_us"] = microseconds_each();
}
BENCHMARK(demand_update);

void demand_outlook(benchmark::State& state) {
  constexpr std::array kLevels{0.5, 0.75, 0.9, 0.95, 0.99};
  const Days& all = days();
  std::size_t at = 0;
  for (auto _ : state) {
    const auto path = demand_path(all.belief, all.ahead[at % kDays], {});
    const NegativeBinomial law = demand_over(path, 14);
    for (const double level : kLevels) benchmark::DoNotOptimize(quantile(law, level));
    ++at;
  }
  state.counters["demand_outlook_us"] = microseconds_each();
}
BENCHMARK(demand_outlook);

}  // namespace
}  // namespace shelfd::bench
