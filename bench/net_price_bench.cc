// The net price of random baskets of a sale (random_baskets.h): time of one offer, of small and
// middle baskets, and the gap of large ones. Processor time.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/random_baskets.h"
#include "pricing/net_price.h"

namespace shelfd::bench {
namespace {

double processor_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double quantile_of(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

// Nothing was tuned on the second seeds.
constexpr int kFirstSeed = 1'000;
constexpr int kSecondSeed = 50'000;

struct Size {
  int units = 0;
  int promotions = 0;
  int baskets = 0;
  int seed = kFirstSeed;
};

std::vector<Basket> baskets_of(const Size& size) {
  std::vector<Basket> baskets;
  baskets.reserve(static_cast<std::size_t>(size.baskets));
  for (int seed = 0; seed < size.baskets; ++seed) {
    baskets.push_back(RandomBaskets(static_cast<std::uint64_t>(size.seed + seed))
                          .sale(size.units, size.promotions));
  }
  return baskets;
}

void net_price_of_an_offer(benchmark::State& state) {
  const std::vector<Basket> baskets = baskets_of({.units = 1, .promotions = 3, .baskets = 500});
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(pricing::cheapest_net_price(baskets[at++ % baskets.size()]));
  }
  state.counters["net_price_us"] = microseconds_each();
}
BENCHMARK(net_price_of_an_offer);

// Times and gaps of all baskets of a size; `name` ends the figures' names.
void measure(benchmark::State& state, const Size& size, const std::string& name) {
  const std::vector<Basket> baskets = baskets_of(size);
  std::vector<double> times;
  std::vector<double> gaps;
  double optimal = 0;
  for (auto _ : state) {
    for (const Basket& basket : baskets) {
      const double begin = processor_us();
      const pricing::NetPrice answer = pricing::cheapest_net_price(basket);
      times.push_back(processor_us() - begin);
      gaps.push_back(answer.gap_ratio());
      optimal += answer.is_optimal() ? 1 : 0;
    }
  }
  state.counters["net_price_p50_us_" + name] = quantile_of(times, 0.5);
  state.counters["net_price_p99_us_" + name] = quantile_of(times, 0.99);
  state.counters["net_price_gap_p50_ratio_" + name] = quantile_of(gaps, 0.5);
  state.counters["net_price_gap_p90_ratio_" + name] = quantile_of(gaps, 0.9);
  state.counters["net_price_optimal_ratio_" + name] = optimal / static_cast<double>(times.size());
}

void net_price_8x6(benchmark::State& state) {
  measure(state, {.units = 8, .promotions = 6, .baskets = 1'000}, "8x6");
}
BENCHMARK(net_price_8x6)->Iterations(1);

void net_price_8x6_second(benchmark::State& state) {
  measure(state, {.units = 8, .promotions = 6, .baskets = 1'000, .seed = kSecondSeed},
          "8x6_second");
}
BENCHMARK(net_price_8x6_second)->Iterations(1);

void net_price_12x10(benchmark::State& state) {
  measure(state, {.units = 12, .promotions = 10, .baskets = 1'000}, "12x10");
}
BENCHMARK(net_price_12x10)->Iterations(1);

void net_price_12x10_second(benchmark::State& state) {
  measure(state, {.units = 12, .promotions = 10, .baskets = 1'000, .seed = kSecondSeed},
          "12x10_second");
}
BENCHMARK(net_price_12x10_second)->Iterations(1);

void net_price_40x15(benchmark::State& state) {
  measure(state, {.units = 40, .promotions = 15, .baskets = 50}, "40x15");
}
BENCHMARK(net_price_40x15)->Iterations(1);

void net_price_40x15_second(benchmark::State& state) {
  measure(state, {.units = 40, .promotions = 15, .baskets = 50, .seed = kSecondSeed},
          "40x15_second");
}
BENCHMARK(net_price_40x15_second)->Iterations(1);

}  // namespace
}  // namespace shelfd::bench
