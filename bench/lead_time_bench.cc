// Lead times and demand swings by themselves: what a judgement asks of them, on tables as full as
// they become. Processor time.
#include <benchmark/benchmark.h>

#include <array>

#include "bench/figures.h"
#include "forecasting/demand_swing.h"
#include "forecasting/lead_time.h"

namespace shelfd::bench {
namespace {

using forecasting::LeadEvidence;
using forecasting::SupplierLeads;

constexpr std::int32_t kFirstDay = 20'000;

// Orders that take 40 to 120 days, so that half of all bins are full, promised after 60.
SupplierLeads full_leads() {
  SupplierLeads known;
  for (std::int32_t day = 0; day < 300; ++day) {
    SupplierLeads counts;
    const int days = 40 + (day * 37) % 81;
    for (int age = 0; age <= days; ++age) {
      forecasting::count(counts.ordered, age, age == days ? 1 : 0, 1);
      forecasting::count(counts.shipped, age / 2, age == days ? 1 : 0, 1);
      forecasting::count(counts.promised, age - 60, age == days ? 1 : 0, 1);
    }
    forecasting::learn(known, counts, kFirstDay + day);
  }
  return known;
}

// Item, supplier, lane and merchant know as much, and the supplier states a time: both clocks that
// a new order has.
struct Known {
  SupplierLeads leads = full_leads();
  LeadEvidence evidence{.item = &leads.ordered,
                        .supplier = &leads,
                        .lane = &leads.ordered,
                        .merchant = &leads.ordered,
                        .stated_days = 60};
};

constexpr std::array<double, 5> kShares = {0.1, 0.25, 0.5, 0.75, 0.9};

double quantiles(const forecasting::LeadTimeLaw& law) {
  double sum = 0;
  for (const double share : kShares) sum += forecasting::quantile_days(law, share);
  return sum;
}

void lead_time_outlook(benchmark::State& state) {
  const Known known;
  for (auto _ : state) {
    benchmark::DoNotOptimize(quantiles(forecasting::lead_time_law(known.evidence)));
  }
  state.counters["lead_time_outlook_us"] = microseconds_each();
}
BENCHMARK(lead_time_outlook);

// All three clocks, of an order under way.
void remaining_time(benchmark::State& state) {
  const Known known;
  int age = 0;
  for (auto _ : state) {
    age = (age + 1) % 90;
    benchmark::DoNotOptimize(quantiles(forecasting::remaining_law(
        known.evidence,
        {.ordered_days = age, .shipped_days = age / 2, .promised_days = age - 60})));
  }
  state.counters["remaining_time_us"] = microseconds_each();
}
BENCHMARK(remaining_time);

void swing_update(benchmark::State& state) {
  forecasting::SwingTest test;
  std::int32_t day = 0;
  for (auto _ : state) {
    ++day;
    test = forecasting::learn_period(
        test, {.day = day, .expected_units = 5, .doubt = 0.01, .units = day * 7 % 11, .orders = 3});
    benchmark::DoNotOptimize(test);
  }
  state.counters["swing_update_us"] = microseconds_each();
}
BENCHMARK(swing_update);

}  // namespace
}  // namespace shelfd::bench
