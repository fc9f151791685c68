// Demand outlook: a path is the sum of what is expected, moments against their closed forms over
// spans and random lead times, quantiles against simulated paths.
#include "forecasting/demand_outlook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>
#include <vector>

namespace shelfd::forecasting {
namespace {

double variance(const NegativeBinomial& law) {
  return law.mean_units + law.mean_units * law.mean_units / law.size;
}

double variance(const CountMixture& demand) {
  const double mean = mean_units(demand);
  double sum = 0;
  for (const MixturePart& part : demand) {
    const double off = part.law.mean_units - mean;
    sum += part.weight * (variance(part.law) + off * off);
  }
  return sum;
}

LeadTimeLaw law_of(std::initializer_list<std::pair<std::size_t, double>> bins) {
  LeadTimeLaw law;
  for (const auto& [bin, probability] : bins) law.probability.at(bin) = probability;
  return law;
}

// A steady path: `rate` a period, c at the anchors.
DemandPath steady(double rate, const std::array<double, 4>& scatter) {
  DemandPath path{.later = rate, .scatter = scatter};
  for (std::size_t k = 0; k < path.total.size(); ++k) {
    path.total.at(k) = rate * static_cast<double>(k);
  }
  return path;
}

std::vector<PlannedPeriod> plan(int first_weekday) {
  std::vector<PlannedPeriod> ahead(kPathPeriods);
  for (std::size_t at = 0; at < ahead.size(); ++at) {
    ahead[at].conditions.weekday = (first_weekday + static_cast<int>(at)) % 7;
  }
  return ahead;
}

DemandBelief lived(int days, double rate, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  DemandBelief belief;
  for (int day = 0; day < days; ++day) {
    std::poisson_distribution<int> units(rate * (day % 7 < 5 ? 0.8 : 1.5));
    const double sold = units(random);
    close_period(belief, {.units = sold, .orders = sold, .conditions = {.weekday = day % 7}},
                 plan(day + 1), {});
  }
  return belief;
}

TEST(DemandOutlook, has_a_path_that_sums_what_is_expected) {
  const DemandBelief belief = lived(140, 6, 71);
  std::vector<PlannedPeriod> ahead = plan(0);
  ahead[3].exposure = 0.5;
  const std::vector<double> units = mean_units(belief, ahead, {});
  const DemandPath path = demand_path(belief, ahead, {});
  double sum = 0;
  for (std::size_t k = 0; k < units.size(); ++k) {
    EXPECT_NEAR(path.total.at(k), sum, 1e-9);
    EXPECT_NEAR(demand_of(path, k + 1).mean_units, units[k], 1e-9);
    sum += units[k];
  }
  EXPECT_NEAR(path.total.back(), sum, 1e-9);
  double week = 0;
  for (std::size_t k = 21; k < 28; ++k) week += units[k] / 7;
  EXPECT_NEAR(path.later, week, 1e-9);
  EXPECT_NEAR(mean_over(path, 30.5), sum + 2.5 * week, 1e-9);
}

// Planned for three periods only: the rest is as their mean.
TEST(DemandOutlook, goes_on_as_what_is_planned_ends) {
  const DemandBelief belief = lived(140, 6, 71);
  const std::vector<PlannedPeriod> ahead = plan(0);
  const std::vector<double> units = mean_units(belief, ahead, {});
  const DemandPath path = demand_path(belief, std::span(ahead).first(3), {});
  const double mean = (units[0] + units[1] + units[2]) / 3;
  EXPECT_NEAR(path.total.at(10), 10 * mean, 1e-9);
  EXPECT_EQ(demand_path(belief, {}, {}).total.back(), 0);
}

// c .4 .2 .1 .05 at 1, 7, 14, 28. Half way in ln h between 7 and 14 lies 7 sqrt 2: 0.15. Mean 4 x 7
// = 28: variance 28 + 0.2 x 784 = 184.8.
TEST(DemandOutlook, has_the_scatter_between_the_anchors_by_the_logarithm_of_the_span) {
  const DemandPath path = steady(4, {0.4, 0.2, 0.1, 0.05});
  EXPECT_NEAR(scatter_over(path, 0.5), 0.4, 1e-12);
  EXPECT_NEAR(scatter_over(path, 1), 0.4, 1e-12);
  EXPECT_NEAR(scatter_over(path, std::sqrt(7)), 0.3, 1e-12);
  EXPECT_NEAR(scatter_over(path, 7 * std::sqrt(2)), 0.15, 1e-12);
  EXPECT_NEAR(scatter_over(path, 28), 0.05, 1e-12);
  EXPECT_NEAR(scatter_over(path, 365), 0.05, 1e-12);
  const NegativeBinomial week = demand_over(path, 7);
  EXPECT_NEAR(week.mean_units, 28, 1e-12);
  EXPECT_NEAR(variance(week), 184.8, 1e-9);
}

// Mean 4, c of one period 0.4: variance 4 + 6.4, however far ahead.
TEST(DemandOutlook, has_a_law_of_one_period_ahead) {
  const DemandPath path = steady(4, {0.4, 0.2, 0.1, 0.05});
  for (const std::size_t ahead : {0U, 1U, 5U, 28U, 40U}) {
    EXPECT_NEAR(demand_of(path, ahead).mean_units, 4, 1e-12);
    EXPECT_NEAR(variance(demand_of(path, ahead)), 10.4, 1e-9);
  }
}

TEST(DemandOutlook, expects_nothing_over_no_periods) {
  const DemandPath path = steady(4, {0.4, 0.2, 0.1, 0.05});
  for (const double periods : {0.0, -1.0, std::nan("")}) {
    EXPECT_EQ(demand_over(path, periods).mean_units, 0);
  }
  EXPECT_EQ(mean_units(demand_over(path, law_of({{0, 1}}), 0)), 0);
}

TEST(DemandOutlook, is_the_poisson_law_without_scatter) {
  EXPECT_NEAR(variance(demand_over(steady(4, {}), 2)), 8, 1e-6);
}

// Nothing sold yet: rate 0.5 of the category, 2.4 periods, in orders of 1.2 units, days of scatter
// 0.4: doubt ((2 x 1.2 - 1) / 0.5 + 0.4) / 2.4 = 1.333333, on top of 0.25 at a week: mean 3.5,
// variance 3.5 + 1.583333 x 12.25 = 22.895833.
TEST(DemandOutlook, doubts_the_rate_of_an_item_with_few_sales) {
  const DemandPath path = demand_path({}, plan(0), {});
  EXPECT_NEAR(path.scatter[1], 4.0 / 3 + 0.25, 1e-9);
  EXPECT_NEAR(variance(demand_over(path, 7)), 22.895833, 1e-6);
}

// The excess of the category, k = 0.7: c of a week of 3.5 is 0.7 / 3.5 = 0.2 more.
TEST(DemandOutlook, adds_the_excess_of_slow_movers) {
  DemandPrior prior;
  prior.rate.excess = 0.7;
  EXPECT_NEAR(demand_path({}, plan(0), prior).scatter[1], 4.0 / 3 + 0.45, 1e-9);
}

// Lead time 2, 4, 6 with 1/4, 1/2, 1/4, and 3 days of review: spans of 5, 7, 9 days, c = 0.5 at
// each: mean 4 x 7 = 28; variance E[m + 0.5 m^2] + 16 var(L) = 28 + 0.5 (784 + 16 x 2) + 32 = 468.
TEST(DemandOutlook, keeps_mean_and_variance_over_a_random_lead_time) {
  const LeadTimeLaw lead = law_of({{2, 0.25}, {4, 0.5}, {6, 0.25}});
  const CountMixture demand = demand_over(steady(4, {0.5, 0.5, 0.5, 0.5}), lead, 3);
  EXPECT_NEAR(mean_units(demand), 28, 1e-9);
  EXPECT_NEAR(variance(demand), 468, 1e-6);
}

// Bin 31 is 31 .. 34 days, mean 32.5, variance 1.25: 130 + 0.5 x 130^2 + 16 x 1.25.
TEST(DemandOutlook, counts_the_width_of_a_bin) {
  const CountMixture demand = demand_over(steady(4, {0.5, 0.5, 0.5, 0.5}), law_of({{31, 1}}), 0);
  EXPECT_NEAR(mean_units(demand), 130, 1e-9);
  EXPECT_NEAR(variance(demand), 130 + 0.5 * 130 * 130 + 20, 1e-5);
}

TEST(DemandOutlook, merges_spans_of_equal_length) {
  const CountMixture demand =
      demand_over(steady(4, {}), law_of({{2, 0.25}, {4, 0.5}, {6, 0.25}}), 1);
  ASSERT_EQ(demand.size(), 3U);
  EXPECT_NEAR(demand.at(0).weight, 0.25, 1e-12);
  EXPECT_NEAR(demand.at(1).weight, 0.5, 1e-12);
  EXPECT_NEAR(demand.at(1).law.mean_units, 20, 1e-9);
  EXPECT_NEAR(demand.at(2).law.mean_units, 28, 1e-9);
}

// Day 1 with 0.1 and day 9 with 0.9: the first eighth holds 0.1 of day 1 and 0.025 of day 9: 2.6.
TEST(DemandOutlook, divides_a_bin_that_lies_across_an_edge) {
  const CountMixture demand = demand_over(steady(10, {}), law_of({{1, 0.1}, {9, 0.9}}), 0);
  ASSERT_EQ(demand.size(), 2U);
  EXPECT_NEAR(demand.at(0).weight, 0.125, 1e-12);
  EXPECT_NEAR(demand.at(0).law.mean_units, 26, 1e-9);
  EXPECT_NEAR(demand.at(1).law.mean_units, 90, 1e-9);
}

// With one c at all anchors the moments have a closed form whatever the lead time: cutting into
// eighths moves variance between the terms, c s^2 r^2 of the spread within an eighth at most.
TEST(DemandOutlook, keeps_its_moments_for_random_lead_times) {
  std::mt19937_64 random(51);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int draw = 0; draw < 500; ++draw) {
    LeadTimeLaw lead;
    const double scale = 25 * uniform(random);
    for (int receipt = 0; receipt < 20; ++receipt) {
      lead.probability.at(static_cast<std::size_t>(scale * uniform(random))) += 0.05;
    }
    const double rate = 0.1 + 20 * uniform(random);
    const double c = uniform(random);
    const double review = 10 * uniform(random);
    double days = 0;
    double squares = 0;
    for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
      const LeadSpan span = bin_span(bin);
      days += lead.probability.at(bin) * span.mean_days;
      squares += lead.probability.at(bin) * (span.mean_days * span.mean_days + span.variance);
    }
    const double spread = rate * rate * (squares - days * days);
    const double mean = rate * (days + review);
    const CountMixture demand = demand_over(steady(rate, {c, c, c, c}), lead, review);
    ASSERT_LE(demand.size(), kMaxMixtureParts);
    ASSERT_NEAR(mean_units(demand), mean, 1e-9 * mean);
    const double least = mean + c * mean * mean + spread;
    ASSERT_GE(variance(demand), least * (1 - 1e-6));
    ASSERT_LE(variance(demand), (least + c * spread) * (1 + 1e-6));
  }
}

TEST(DemandOutlook, rises_with_the_span_and_the_level) {
  const DemandPath path = demand_path(lived(140, 6, 72), plan(0), {});
  std::int64_t before = 0;
  for (int halves = 1; halves < 120; ++halves) {
    const double periods = 0.5 * halves;
    const std::int64_t now = quantile(demand_over(path, periods), 0.5);
    ASSERT_GE(now, before) << periods;
    before = now;
  }
}

// Whole paths against the mixture: weeks share a gamma rate of variance 0.1 (so c is 0.1 at every
// span), lead times of a supplier who states 10 days, 3 days of review. 20,000 paths: a share has a
// spread below 0.4%; the laws match two moments, so 1.5% is allowed. Counts lie on whole units: the
// share is held against P(demand <= quantile).
TEST(DemandOutlook, has_the_quantiles_of_simulated_paths) {
  std::mt19937_64 random(53);
  const LeadTimeLaw lead = forecasting::law_of(assumed_hazards(10.0), 0);
  const CountMixture demand = demand_over(steady(3, {0.1, 0.1, 0.1, 0.1}), lead, 3);
  std::discrete_distribution<int> lead_days(lead.probability.begin(),
                                            lead.probability.begin() + 31);
  std::gamma_distribution<double> rate(10, 0.3);
  std::vector<std::int64_t> paths(20'000);
  for (std::int64_t& units : paths) {
    const double mean = rate(random) * (lead_days(random) + 3);
    units = std::poisson_distribution<std::int64_t>(mean)(random);
  }
  for (const double level : {0.1, 0.5, 0.9, 0.99}) {
    const std::int64_t limit = quantile(demand, level);
    const auto covered = std::count_if(paths.begin(), paths.end(),
                                       [&](std::int64_t units) { return units <= limit; });
    EXPECT_NEAR(static_cast<double>(covered) / 20'000, cdf(demand, limit), 0.015) << level;
  }
}

// A head that adds ln 2 to every mean and sets every c to 0.8: the path doubles, beyond its end as
// well, and never falls.
TEST(DemandOutlook, takes_means_and_scatters_of_a_head_at_the_anchors) {
  PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  head.scatter.weights[0] = std::log(0.8);
  const DemandBelief belief = lived(140, 6, 73);
  const DemandPath one = demand_path(belief, plan(0), {}, &head);
  head.mean.weights[0] = std::numbers::ln2;
  const DemandPath two = demand_path(belief, plan(0), {}, &head);
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    EXPECT_NEAR(two.scatter.at(anchor), 0.8, 1e-9);
    const auto at = static_cast<std::size_t>(kAnchors.at(anchor));
    EXPECT_NEAR(two.total.at(at), 2 * one.total.at(at), 1e-6);
  }
  EXPECT_NEAR(two.later, 2 * one.later, 1e-9);
  for (std::size_t k = 1; k < two.total.size(); ++k) {
    EXPECT_GE(two.total.at(k), two.total.at(k - 1));
  }
}

// Eleven days of an item are less than a head was taught on; the twelfth is enough.
TEST(DemandOutlook, leaves_an_item_too_young_for_a_head_to_its_filters) {
  PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  head.mean.weights[0] = 1;
  const DemandBelief young = lived(11, 6, 74);
  EXPECT_FALSE(serves(young));
  EXPECT_EQ(demand_path(young, plan(0), {}, &head), demand_path(young, plan(0), {}));
  const DemandBelief older = lived(12, 6, 74);
  EXPECT_TRUE(serves(older));
  EXPECT_NE(demand_path(older, plan(0), {}, &head), demand_path(older, plan(0), {}));
}

}  // namespace
}  // namespace shelfd::forecasting
