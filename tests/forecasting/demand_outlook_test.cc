// Demand outlook: moments against their closed forms, quantiles against simulated demand.
#include "forecasting/demand_outlook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "forecasting/category_prior.h"

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

// A rate that is known: 4 units a day on a billion days.
DemandBelief certain(double rate, double scatter) {
  return {.shape = rate * 1e9, .exposure_days = 1e9, .scatter = scatter};
}

// m = 2, v = 20 / 100 = 0.2 (all of it the category's), c = 0.5. Seven days: mean 14, variance
// 7 x 2 + 7 x 0.5 x 4 + 49 x 0.2 = 37.8.
TEST(DemandOutlook, adds_noise_scatter_and_the_doubt_about_the_rate) {
  const DemandBelief belief{.shape = 20, .exposure_days = 10, .scatter = 0.5};
  const NegativeBinomial law = demand_over(belief, 7);
  EXPECT_NEAR(law.mean_units, 14, 1e-12);
  EXPECT_NEAR(variance(law), 37.8, 1e-9);
}

// The same with half of the exposure the item's own: v = 0.2 x (1 + 0.5 x 0.5 x 2) = 0.3, variance
// 28 + 49 x 0.3 = 42.7.
TEST(DemandOutlook, doubts_a_rate_learnt_from_scattered_days_more) {
  const DemandBelief belief{.shape = 20, .exposure_days = 10, .scatter = 0.5, .selling_days = 5};
  EXPECT_NEAR(variance(demand_over(belief, 7)), 42.7, 1e-9);
}

TEST(DemandOutlook, expects_nothing_over_no_days) {
  for (const double days : {0.0, -1.0, std::nan("")}) {
    EXPECT_EQ(demand_over(certain(4, 0.3), days).mean_units, 0);
  }
  EXPECT_EQ(mean_units(demand_over(certain(4, 0.3), law_of({{0, 1}}), 0)), 0);
}

TEST(DemandOutlook, is_the_poisson_law_when_all_else_is_known) {
  const NegativeBinomial law = demand_over(certain(4, 0), 2);
  EXPECT_NEAR(variance(law), 8, 1e-6);
}

// Independent days and lead times, Silver, Pyke & Thomas: mean d E[L], variance E[L] var(d) + d^2
// var(L). d = 4, var(d) = 4 + 0.5 x 16 = 12. L = 2, 4, 6 with 1/4, 1/2, 1/4, and 3 days of review:
// E = 7, var = 2. So mean 28 and variance 7 x 12 + 16 x 2 = 116, exactly: whole days are not cut.
TEST(DemandOutlook, keeps_mean_and_variance_over_a_random_lead_time) {
  const LeadTimeLaw lead = law_of({{2, 0.25}, {4, 0.5}, {6, 0.25}});
  const CountMixture demand = demand_over(certain(4, 0.5), lead, 3);
  EXPECT_NEAR(mean_units(demand), 28, 1e-9);
  EXPECT_NEAR(variance(demand), 116, 1e-5);
}

// The same with a doubtful rate, v = 40 / 100 = 0.4: (49 + 2) x 0.4 = 20.4 more.
TEST(DemandOutlook, keeps_the_doubt_about_the_rate_over_a_random_lead_time) {
  const LeadTimeLaw lead = law_of({{2, 0.25}, {4, 0.5}, {6, 0.25}});
  const DemandBelief belief{.shape = 40, .exposure_days = 10, .scatter = 0.5};
  EXPECT_NEAR(variance(demand_over(belief, lead, 3)), 136.4, 1e-5);
}

// Bin 31 is 31 ... 34 days, mean 32.5, variance 1.25, as if drawn evenly.
TEST(DemandOutlook, counts_the_width_of_a_bin) {
  const CountMixture demand = demand_over(certain(4, 0.5), law_of({{31, 1}}), 0);
  EXPECT_NEAR(mean_units(demand), 130, 1e-9);
  EXPECT_NEAR(variance(demand), 32.5 * 12 + 16 * 1.25, 1e-4);
}

// Eighths: two of day 2, four of day 4, two of day 6; equal ones are merged.
TEST(DemandOutlook, merges_spans_of_equal_length) {
  const CountMixture demand =
      demand_over(certain(4, 0), law_of({{2, 0.25}, {4, 0.5}, {6, 0.25}}), 1);
  ASSERT_EQ(demand.size(), 3U);
  EXPECT_NEAR(demand.at(0).weight, 0.25, 1e-12);
  EXPECT_NEAR(demand.at(1).weight, 0.5, 1e-12);
  EXPECT_NEAR(demand.at(1).law.mean_units, 20, 1e-9);
  EXPECT_NEAR(demand.at(2).law.mean_units, 28, 1e-9);
}

// Day 1 with 0.1 and day 9 with 0.9: the first eighth holds 0.1 of day 1 and 0.025 of day 9, mean
// 2.6 days; seven eighths of day 9 are one.
TEST(DemandOutlook, divides_a_bin_that_lies_across_an_edge) {
  const CountMixture demand = demand_over(certain(10, 0), law_of({{1, 0.1}, {9, 0.9}}), 0);
  ASSERT_EQ(demand.size(), 2U);
  EXPECT_NEAR(demand.at(0).weight, 0.125, 1e-12);
  EXPECT_NEAR(demand.at(0).law.mean_units, 26, 1e-9);
  EXPECT_NEAR(demand.at(1).law.mean_units, 90, 1e-9);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

// Of the span: lead time by bins, plus review.
Moments span_moments(const LeadTimeLaw& lead, double review_days) {
  double mean = 0;
  double square = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    const LeadSpan days = bin_span(bin);
    mean += lead.probability.at(bin) * days.mean_days;
    square += lead.probability.at(bin) * (days.mean_days * days.mean_days + days.variance);
  }
  return {.mean = mean + review_days, .variance = square - mean * mean};
}

TEST(DemandOutlook, keeps_its_moments_for_random_laws) {
  std::mt19937_64 random(51);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int draw = 0; draw < 500; ++draw) {
    LeadTimeLaw lead;
    const double scale = 50 * uniform(random);
    for (int part = 0; part < 20; ++part) {
      lead.probability.at(static_cast<std::size_t>(scale * uniform(random))) += 0.05;
    }
    const DemandBelief belief{.shape = 0.05 + 50 * uniform(random),
                              .exposure_days = 0.5 + 30 * uniform(random),
                              .scatter = uniform(random)};
    const double review = 10 * uniform(random);
    const Moments span = span_moments(lead, review);
    const double m = rate_units_per_day(belief);
    const double v = m / belief.exposure_days;
    const double expected = span.mean * (m + belief.scatter * m * m) +
                            (span.mean * span.mean + span.variance) * v + m * m * span.variance;
    const CountMixture demand = demand_over(belief, lead, review);
    ASSERT_LE(demand.size(), kMaxMixtureParts);
    ASSERT_NEAR(mean_units(demand), span.mean * m, 1e-9 * span.mean * m);
    ASSERT_NEAR(variance(demand), expected, 1e-6 * expected);
  }
}

// Simulated shops: rate from the item's kind, days that scatter by 0.3, 60 days learnt, then 7
// more. 2,000 items: a share of 0.9 has a spread of 0.7%.
TEST(DemandOutlook, covers_what_is_sold_in_the_next_week) {
  std::mt19937_64 random(52);
  std::gamma_distribution<double> kind(1.5, 4);
  std::gamma_distribution<double> scatter(1 / 0.3, 0.3);
  int covered = 0;
  for (int item = 0; item < 2'000; ++item) {
    const double rate = 0.5 + kind(random);
    const auto sell = [&] {
      return std::poisson_distribution<std::int64_t>(rate * scatter(random))(random);
    };
    DemandBelief belief = start_belief({});
    for (int day = 0; day < 60; ++day) belief = close_day(belief, {.units = {sell()}});
    std::int64_t week = 0;
    for (int day = 0; day < 7; ++day) week += sell();
    if (week <= quantile(demand_over(belief, 7), 0.9)) ++covered;
  }
  EXPECT_GE(covered, 1'700);
  EXPECT_LE(covered, 1'900);
}

// Whole paths against the mixture: rate ~ Gamma(30, 10), days that scatter by 0.3, lead times of a
// supplier who states 10 days, 3 days of review. 20,000 paths: spread of a share below 0.4%; the
// laws match two moments only, so 1.5% is allowed. Counts lie on whole units, so the share is held
// against P(demand <= quantile), not against the level.
TEST(DemandOutlook, has_the_quantiles_of_simulated_paths) {
  std::mt19937_64 random(53);
  const DemandBelief belief{.shape = 30, .exposure_days = 10, .scatter = 0.3};
  const LeadTimeLaw lead = forecasting::law_of(assumed_hazards(10.0), 0);
  const CountMixture demand = demand_over(belief, lead, 3);
  std::discrete_distribution<int> lead_days(lead.probability.begin(),
                                            lead.probability.begin() + 31);
  std::gamma_distribution<double> rate(30, 0.1);
  std::gamma_distribution<double> scatter(1 / 0.3, 0.3);
  std::vector<std::int64_t> paths(20'000);
  for (std::int64_t& units : paths) {
    const double mean = rate(random);
    for (int day = lead_days(random) + 3; day > 0; --day) {
      units += std::poisson_distribution<std::int64_t>(mean * scatter(random))(random);
    }
  }
  for (const double level : {0.1, 0.5, 0.9, 0.99}) {
    const std::int64_t limit = quantile(demand, level);
    const auto covered = std::count_if(paths.begin(), paths.end(),
                                       [&](std::int64_t units) { return units <= limit; });
    EXPECT_NEAR(static_cast<double>(covered) / 20'000, cdf(demand, limit), 0.015) << level;
  }
}

}  // namespace
}  // namespace shelfd::forecasting
