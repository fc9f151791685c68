// Head training: weights put into simulated counts are found again, the likelihood rises, what all
// items do together in a span is heard once, and few rows, constant features and thinned rows are
// taken as they come.
#include "backtest/head_training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <vector>

#include "base/statistics.h"

namespace shelfd::backtest {
namespace {

using forecasting::HeadLaw;
using forecasting::PooledHead;

// Counts with ln m = base + 0.2 + 0.5 z_4 - 0.3 z_7 and ln c = -1 + 0.4 d_2, features standard
// normal, the rest of them noise.
MaturedForecast simulated(std::mt19937_64& random) {
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> base(0, 3);
  MaturedForecast row;
  row.features.log_base = base(random);
  for (double& feature : row.features.mean) feature = normal(random);
  for (double& feature : row.features.scatter) feature = normal(random);
  row.features.mean[0] = 1;
  row.features.scatter[0] = 1;
  const double mean = std::exp(row.features.log_base + 0.2 + 0.5 * row.features.mean[4] -
                               0.3 * row.features.mean[7]);
  const double scatter = std::exp(-1 + 0.4 * row.features.scatter[2]);
  const double rate = std::gamma_distribution<double>(1 / scatter, scatter * mean)(random);
  row.units = static_cast<double>(std::poisson_distribution<int>(std::max(rate, 1e-12))(random));
  row.filter = {.mean = std::exp(row.features.log_base), .scatter = 0.4};
  return row;
}

std::vector<MaturedForecast> simulated_rows(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<MaturedForecast> rows(count);
  for (MaturedForecast& row : rows) row = simulated(random);
  return rows;
}

double log_likelihood(const PooledHead& head, const std::vector<MaturedForecast>& rows) {
  double sum = 0;
  for (const MaturedForecast& row : rows) {
    const HeadLaw law = law_of(head, row.features);
    const NegativeBinomial demand{.size = 1 / law.scatter, .mean_units = law.mean};
    sum += std::log(probability(demand, static_cast<std::int64_t>(row.units)));
  }
  return sum / static_cast<double>(rows.size());
}

// 6,000 rows: a weight of the mean is known to some sqrt((1 / m + c) / 6000) = 0.01, one of the
// scatter to some 0.04. The ridge of 0.001 pulls by less.
TEST(HeadTraining, finds_the_weights_of_simulated_counts) {
  const auto rows = simulated_rows(6'000, 1);
  const auto head = fit_head(rows, nullptr);
  ASSERT_TRUE(head.has_value());
  const auto slope = [](const auto& part, std::size_t at) {
    return part.weights[at] / part.scales[at];
  };
  EXPECT_NEAR(slope(head->mean, 4), 0.5, 0.04);
  EXPECT_NEAR(slope(head->mean, 7), -0.3, 0.04);
  EXPECT_NEAR(slope(head->scatter, 2), 0.4, 0.15);
  for (const std::size_t noise : {1U, 5U, 12U, 20U}) {
    EXPECT_NEAR(slope(head->mean, noise), 0, 0.04) << noise;
  }
}

// The law itself on rows not seen: the mean of ln m's error is below 0.03, and the likelihood comes
// close to that of the truth.
TEST(HeadTraining, foresees_rows_it_has_not_seen) {
  const auto head = fit_head(simulated_rows(6'000, 2), nullptr);
  ASSERT_TRUE(head.has_value());
  const auto fresh = simulated_rows(3'000, 3);
  double error = 0;
  double scatter_error = 0;
  for (const MaturedForecast& row : fresh) {
    const HeadLaw law = law_of(*head, row.features);
    const double truth =
        row.features.log_base + 0.2 + 0.5 * row.features.mean[4] - 0.3 * row.features.mean[7];
    error += (std::log(law.mean) - truth) / 3'000;
    scatter_error += (std::log(law.scatter) - (-1 + 0.4 * row.features.scatter[2])) / 3'000;
  }
  EXPECT_NEAR(error, 0, 0.04);
  EXPECT_NEAR(scatter_error, 0, 0.15);
  const HeadLoss loss = loss_of(*head, fresh);
  EXPECT_LT(loss.head, 0.95 * loss.filter);
}

// 2,000 periods of 4 and then 2,000 of 8, which no feature tells. Weights fall to 1/8 over all: the
// newer half has (1 - 2^-1.5) / (1 - 2^-3) = 0.738796 of them, so 4 + 4 x 0.738796 = 6.955184.
TEST(HeadTraining, follows_what_drifts) {
  std::mt19937_64 random(9);
  std::vector<MaturedForecast> rows(4'000);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    MaturedForecast& row = rows[at];
    row.features.mean[0] = 1;
    row.features.scatter[0] = 1;
    row.ends = static_cast<int>(at);
    row.units = static_cast<double>(std::poisson_distribution<int>(at < 2'000 ? 4 : 8)(random));
  }
  const auto head = fit_head(rows, nullptr);
  ASSERT_TRUE(head.has_value());
  EXPECT_NEAR(law_of(*head, rows.back().features).mean, 6.955184, 0.15);
}

// Rows of equal age, so of equal weight, three quarters of which scatter so that the likelihood
// hears little of their mean: together they expect what came all the same.
TEST(HeadTraining, expects_in_all_what_came) {
  std::mt19937_64 random(10);
  std::vector<MaturedForecast> rows = simulated_rows(3'000, 11);
  double came = 0;
  for (MaturedForecast& row : rows) {
    if (random() % 4 != 0) row.units *= static_cast<double>(random() % 9);
    came += row.units;
  }
  const auto head = fit_head(rows, nullptr);
  ASSERT_TRUE(head.has_value());
  double expected = 0;
  for (const MaturedForecast& row : rows) expected += law_of(*head, row.features).mean;
  EXPECT_NEAR(expected / came, 1, 1e-9);
}

// And so they do by how far ahead and how long the span is: sums weighed by these are equal too.
TEST(HeadTraining, expects_what_came_soon_and_late_in_short_spans_and_long) {
  std::vector<MaturedForecast> rows = simulated_rows(3'000, 12);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    auto& features = rows[at].features.mean;
    features[forecasting::kAfterFeature] = std::log1p(static_cast<double>(at % 12));
    features[forecasting::kLengthFeature] = std::log(at % 5 == 0 ? 28.0 : 7.0);
    rows[at].units *= at % 12 < 4 ? 3 : 1;
    rows[at].units *= at % 5 == 0 ? 2 : 1;
  }
  const auto head = fit_head(rows, nullptr);
  ASSERT_TRUE(head.has_value());
  for (const std::size_t feature :
       {std::size_t{0}, forecasting::kAfterFeature, forecasting::kLengthFeature}) {
    double came = 0;
    double expected = 0;
    for (const MaturedForecast& row : rows) {
      came += row.features.mean.at(feature) * row.units;
      expected += row.features.mean.at(feature) * law_of(*head, row.features).mean;
    }
    EXPECT_NEAR(expected / came, 1, 1e-8) << feature;
  }
}

// Twenty spans that end together. In ten x is 1, in ten -1; a span of x = 1 has 5,000 rows of mean
// 8, the other nine 50 rows of 4, those of x = -1 50 rows of 2. With what all items do together in
// a span, N(0, 0.3^2), each span is one witness of weight W = 1 / (0.09 + 1 / (rows x
// mean)): 11.108, 10.526, 10. With z = (x - 0.83193) / 0.55488, N = 5,950 and the ridge of 0.005 N
// = 29.75:
//   (205.84 + 29.75) a0 + (-311.58) a4 = 221.95, (-311.58) a0 + (1,114.24 + 29.75) a4 = -195.23
// so a4 = 0.13430 and the slope by x a4 / 0.55488 = 0.242. Row by row it would be 0.678: that of
// the large span.
TEST(HeadTraining, hears_a_span_once_however_many_rows_tell_of_it) {
  std::mt19937_64 random(13);
  std::vector<MaturedForecast> rows;
  const auto add = [&](int span, int count, double x, double mean) {
    for (int row = 0; row < count; ++row) {
      MaturedForecast seen{.begins = -span};
      seen.features.mean[0] = 1;
      seen.features.scatter[0] = 1;
      seen.features.mean[4] = x;
      seen.units = static_cast<double>(std::poisson_distribution<int>(mean)(random));
      rows.push_back(seen);
    }
  };
  add(0, 5'000, 1, 8);
  for (int span = 1; span < 10; ++span) add(span, 50, 1, 4);
  for (int span = 10; span < 20; ++span) add(span, 50, -1, 2);
  const auto head = fit_head(rows, nullptr);
  ASSERT_TRUE(head.has_value());
  EXPECT_NEAR(head->mean.weights[4] / head->mean.scales[4], 0.242, 0.03);
}

TEST(HeadTraining, raises_the_likelihood_from_any_start) {
  const auto rows = simulated_rows(2'000, 4);
  PooledHead wild = fit_head(rows, nullptr).value();
  for (double& weight : wild.mean.weights) weight = 0.3;
  wild.scatter.weights.fill(-0.2);
  const auto fitted = fit_head(rows, &wild);
  ASSERT_TRUE(fitted.has_value());
  EXPECT_GT(log_likelihood(*fitted, rows), log_likelihood(wild, rows));
  // It ends where it does from nothing, as likelihoods see it.
  EXPECT_NEAR(log_likelihood(*fitted, rows), log_likelihood(*fit_head(rows, nullptr), rows), 5e-3);
}

TEST(HeadTraining, gives_the_same_head_for_the_same_rows) {
  const auto rows = simulated_rows(1'000, 5);
  EXPECT_EQ(fit_head(rows, nullptr), fit_head(rows, nullptr));
}

TEST(HeadTraining, has_no_head_of_no_rows) { EXPECT_FALSE(fit_head({}, nullptr).has_value()); }

bool finite(const PooledHead& head) {
  const auto all = [](const auto& part) {
    return std::ranges::all_of(part.weights, [](double w) { return std::isfinite(w); }) &&
           std::ranges::all_of(part.scales, [](double s) { return s > 0; });
  };
  return all(head.mean) && all(head.scatter);
}

TEST(HeadTraining, stays_finite_on_few_rows) {
  for (const std::size_t count : {1U, 2U, 5U}) {
    const auto rows = simulated_rows(count, 6);
    const auto head = fit_head(rows, nullptr);
    ASSERT_TRUE(head.has_value());
    EXPECT_TRUE(finite(*head)) << count;
    for (const MaturedForecast& row : simulated_rows(100, 7)) {
      const HeadLaw law = law_of(*head, row.features);
      EXPECT_TRUE(std::isfinite(law.mean) && std::isfinite(law.scatter));
    }
  }
}

// All features alike: the mean of what came, 0 .. 12 evenly; and all counts alike, which no
// negative binomial law fits: finite.
TEST(HeadTraining, stays_finite_on_constant_features_and_counts) {
  std::vector<MaturedForecast> rows(520);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    rows[at].features.mean.fill(1);
    rows[at].features.scatter.fill(1);
    rows[at].units = static_cast<double>(at % 13);
  }
  const auto spread = fit_head(rows, nullptr);
  ASSERT_TRUE(spread.has_value());
  EXPECT_NEAR(law_of(*spread, rows.front().features).mean, 6, 0.1);
  for (const double units : {0.0, 7.0, 1e6}) {
    for (MaturedForecast& row : rows) row.units = units;
    const auto head = fit_head(rows, nullptr);
    ASSERT_TRUE(head.has_value());
    EXPECT_TRUE(finite(*head)) << units;
    EXPECT_TRUE(std::isfinite(law_of(*head, rows.front().features).mean)) << units;
  }
}

// Pinball by hand: NB of size 1e9 and mean 0 has quantile 0 at each level: (.5 + .8 + .95) x 4 = 9.
TEST(HeadTraining, sums_the_pinball_loss_of_filter_and_head) {
  MaturedForecast row;
  row.filter = {.mean = 0, .scatter = 1e-9};
  row.units = 4;
  row.features.log_base = -100;
  PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  const std::vector<MaturedForecast> rows{row, row};
  const HeadLoss loss = loss_of(head, rows);
  EXPECT_NEAR(loss.filter, 18, 1e-9);
  EXPECT_NEAR(loss.head, 18, 1e-9);
}

// 200,000 rows: at most 60,000 stay, which ones depends on their identities alone, and early rows
// are as likely as late ones (15,000 +- 500 of each quarter of what stays).
TEST(HeadTraining, thins_rows_by_their_identity) {
  constexpr int kAll = 200'000;
  HeadRows forward;
  HeadRows backward;
  for (int at = 0; at < kAll; ++at) {
    forward.add({.at = at}, static_cast<std::uint64_t>(at));
    backward.add({.at = kAll - 1 - at}, static_cast<std::uint64_t>(kAll - 1 - at));
  }
  const auto kept = [](const HeadRows& rows) {
    std::set<int> all;
    for (const MaturedForecast& row : rows.rows()) all.insert(row.at);
    return all;
  };
  const std::set<int> one = kept(forward);
  EXPECT_LE(one.size(), kMaxHeadRows);
  EXPECT_GE(one.size(), kMaxHeadRows / 2 - 2'000);
  EXPECT_EQ(one, kept(backward));
  const auto early = std::ranges::count_if(one, [](int at) { return at < kAll / 2; });
  EXPECT_NEAR(static_cast<double>(early) / static_cast<double>(one.size()), 0.5, 0.02);
}

}  // namespace
}  // namespace shelfd::backtest
