// Forecast record: places by age, the scatter and the weights by hand, forecasts that a hidden
// period spoils, and on simulated totals: the scatter that was put in is found.
#include "forecasting/forecast_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace shelfd::forecasting {
namespace {

constexpr ScatterPrior kPrior = kDefaultAnchorScatter;

// One forecast of the next period for each anchor that begins.
void begin_all(ForecastRecord& record, double mean_a_period) {
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    if (!begins(record, anchor)) continue;
    const double mean = mean_a_period * kAnchors.at(anchor);
    begin_forecast(record, anchor, mean, {mean, mean, mean});
  }
}

void live(ForecastRecord& record, int periods, double units, double mean) {
  for (int period = 0; period < periods; ++period) {
    begin_all(record, mean);
    close_period(record, {.units = units}, kPrior);
  }
}

TEST(ForecastRecord, begins_the_long_anchors_every_fourth_period) {
  ForecastRecord record;
  for (record.periods = 0; record.periods < 12; ++record.periods) {
    EXPECT_TRUE(begins(record, 0));
    EXPECT_TRUE(begins(record, kWeekAnchor));
    EXPECT_EQ(begins(record, 2), record.periods % 4 == 0);
    EXPECT_EQ(begins(record, 3), record.periods % 4 == 0);
  }
}

// Anchor 1 has one place, 7 seven, 14 four (0, 4, 8, 12 end at 14, 18, ..), 28 seven.
TEST(ForecastRecord, holds_exactly_the_forecasts_that_are_under_way) {
  ForecastRecord record;
  live(record, 100, 3, 3);
  begin_all(record, 3);
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    const auto first = record.open.begin() + static_cast<std::ptrdiff_t>(kAnchorFirst.at(anchor));
    const auto last = first + static_cast<std::ptrdiff_t>(kAnchorPlaces.at(anchor));
    EXPECT_TRUE(std::all_of(first, last, [](const OpenForecast& open) { return open.mean >= 0; }));
    // The k-th that began, k periods of 3 units old, never as old as its anchor.
    for (auto open = first; open != last; ++open) EXPECT_LT(open->seen, 3 * kAnchors.at(anchor));
    EXPECT_TRUE(std::any_of(first, last, [](const OpenForecast& open) { return open.seen == 0; }));
  }
}

TEST(ForecastRecord, has_places_for_all_anchors_and_no_more) {
  std::size_t first = 0;
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    EXPECT_EQ(kAnchorFirst.at(anchor), first);
    const auto every = static_cast<std::size_t>(kAnchorEvery.at(anchor));
    const auto length = static_cast<std::size_t>(kAnchors.at(anchor));
    EXPECT_EQ(kAnchorPlaces.at(anchor), (length + every - 1) / every);
    first += kAnchorPlaces.at(anchor);
  }
  EXPECT_EQ(first, kPlaces);
}

// Mean 10, 20 came: z = (20 / 10 - 1)^2 - 1 / 10 = 0.9; it counts (0.3 x 10 / (1 + 3))^2 = 0.5625:
// sum 0.50625. One forecast of the category's 0.4 counts 14: (0.50625 + 5.6) / 14.5625 = 0.419313.
TEST(ForecastRecord, learns_the_scatter_of_a_total_that_came) {
  ForecastRecord record{.periods = 20};
  begin_forecast(record, 0, 10, {});
  close_period(record, {.units = 20}, kPrior);
  EXPECT_NEAR(record.scatter[0].sum, 0.50625, 1e-6);
  EXPECT_NEAR(record.scatter[0].weight, 0.5625, 1e-6);
  EXPECT_NEAR(scatter_at(record, 0, kPrior), 0.419313, 1e-6);
}

// Another, mean 5 and 5 came: z = 0 - 1 / 5, counts (1.5 / 2.5)^2 = 0.36; 2^(-1/45) = 0.9847141 of
// the first: 0.498511 - 0.072 and 0.553902 + 0.36.
TEST(ForecastRecord, discounts_the_scatter_it_knew) {
  ForecastRecord record{.periods = 20};
  begin_forecast(record, 0, 10, {});
  close_period(record, {.units = 20}, kPrior);
  begin_forecast(record, 0, 5, {});
  close_period(record, {.units = 5}, kPrior);
  EXPECT_NEAR(record.scatter[0].sum, 0.426511, 1e-6);
  EXPECT_NEAR(record.scatter[0].weight, 0.913902, 1e-6);
}

// (100 / 10 - 1)^2 = 81: held to 9. A mean below half a unit counts as half.
TEST(ForecastRecord, bounds_what_one_total_says) {
  ForecastRecord record{.periods = 20};
  begin_forecast(record, 0, 10, {});
  close_period(record, {.units = 100}, kPrior);
  EXPECT_NEAR(record.scatter[0].sum, 9 * 0.5625, 1e-5);
  ForecastRecord slow{.periods = 20};
  begin_forecast(slow, 0, 1e-6, {});
  close_period(slow, {.units = 0}, kPrior);
  // z = 1 - 2; counts (0.15 / 1.15)^2.
  EXPECT_NEAR(slow.scatter[0].sum, -0.0170132, 1e-6);
}

TEST(ForecastRecord, has_at_least_a_little_scatter) {
  ForecastRecord record;
  record.scatter[1] = {.sum = -50, .weight = 40};
  EXPECT_EQ(scatter_at(record, 1, kPrior), kMinScatter);
  EXPECT_EQ(scatter_at({}, 1, kPrior), kPrior[1]);
}

TEST(ForecastRecord, judges_nothing_in_the_first_two_weeks) {
  ForecastRecord record;
  live(record, 14, 9, 3);
  EXPECT_EQ(record.scatter[0], Scatter{});
  EXPECT_FALSE(record.judged);
  live(record, 1, 9, 3);
  EXPECT_NE(record.scatter[0], Scatter{});
  EXPECT_TRUE(record.judged);
}

// A hidden period spoils all that see it: the day's, seven weeks', four fortnights' and seven
// of 28.
TEST(ForecastRecord, learns_nothing_from_forecasts_that_saw_a_hidden_period) {
  ForecastRecord record;
  live(record, 40, 3, 3);
  begin_all(record, 3);
  const ForecastRecord before = record;
  close_period(record, {.units = 0, .hidden = true}, kPrior);
  EXPECT_EQ(record.scatter[0], before.scatter[0]);
  for (int period = 0; period < 6; ++period) {
    begin_all(record, 3);
    close_period(record, {.units = 3}, kPrior);
    EXPECT_EQ(record.scatter[kWeekAnchor], before.scatter[kWeekAnchor]) << period;
    EXPECT_EQ(record.loss, before.loss) << period;
  }
  // The first week that began after it has ended.
  begin_all(record, 3);
  close_period(record, {.units = 3}, kPrior);
  EXPECT_NE(record.scatter[kWeekAnchor], before.scatter[kWeekAnchor]);
}

TEST(ForecastRecord, calls_two_spoiled_forecasts_equal) {
  ForecastRecord record;
  live(record, 40, 3, 3);
  close_period(record, {.hidden = true}, kPrior);
  const ForecastRecord copy = record;
  EXPECT_TRUE(copy == record);
}

TEST(ForecastRecord, weighs_all_memories_alike_before_it_has_judged) {
  for (const double weight : weights({})) EXPECT_EQ(weight, 1.0 / 3);
}

// Losses 1, 2, 3: mean 2, excess over the least 0, 0.5, 1: e^0, e^-4 = 0.0183156, e^-8 =
// 0.0003355; sum 1.0186511.
TEST(ForecastRecord, weighs_memories_by_their_loss) {
  const ForecastRecord record{.loss = {1, 2, 3}, .judged = true};
  const auto weight = weights(record);
  EXPECT_NEAR(weight[0], 0.9816904, 1e-7);
  EXPECT_NEAR(weight[1], 0.0179803, 1e-7);
  EXPECT_NEAR(weight[2], 0.0003293, 1e-7);
}

// Mean 100, c = 0.25 (the category's): stddev sqrt(100 + 2500) = 50.9902. Quantiles 100, 142.9144,
// 183.8715. 120 came: 0.5 x 20 + 0.2 x 22.9144 + 0.05 x 63.8715 = 17.77646; one of 28 half-lives: 1
// - 2^(-1/28) = 0.0244519 of it.
TEST(ForecastRecord, counts_a_memory_by_the_pinball_loss_of_its_week) {
  ForecastRecord record{.periods = 20};
  begin_forecast(record, kWeekAnchor, 100, {100, 100, 100});
  for (int day = 0; day < 6; ++day) close_period(record, {.units = 20}, kPrior);
  EXPECT_FALSE(record.judged);
  close_period(record, {.units = 0}, kPrior);
  EXPECT_TRUE(record.judged);
  for (const float loss : record.loss) EXPECT_NEAR(loss, 0.434668, 1e-5);
}

TEST(ForecastRecord, prefers_the_memory_that_foresees_the_item) {
  std::mt19937_64 random(41);
  std::poisson_distribution<int> units(70);
  ForecastRecord record;
  for (int week = 0; week < 60; ++week) {
    for (int day = 0; day < 7; ++day) {
      if (begins(record, kWeekAnchor)) {
        begin_forecast(record, kWeekAnchor, 490, {490, 700, 540});
      }
      close_period(record, {.units = static_cast<double>(units(random))}, kPrior);
    }
  }
  const auto weight = weights(record);
  EXPECT_GT(weight[0], 0.5);
  EXPECT_GT(weight[0], weight[2]);
  EXPECT_GT(weight[2], weight[1]);
  double sum = 0;
  for (const double share : weight) sum += share;
  EXPECT_NEAR(sum, 1, 1e-12);
}

// Days of mean 40 with a gamma rate of variance c: days that scatter by 0.2 on their own make weeks
// that scatter by 0.2 / 7, and weeks with one rate in common scatter by 0.2 themselves. 40 items of
// 600 days; the record of one remembers 65 forecasts of a day, and 14 of the category's stay.
TEST(ForecastRecord, finds_the_scatter_at_each_horizon) {
  std::mt19937_64 random(42);
  constexpr double kScatter = 0.2;
  std::gamma_distribution<double> rate(1 / kScatter, kScatter);
  double day_found = 0;
  double week_found = 0;
  double common_found = 0;
  for (int item = 0; item < 40; ++item) {
    ForecastRecord alone;
    ForecastRecord together;
    double common = 1;
    for (int day = 0; day < 600; ++day) {
      if (day % 7 == 0) common = rate(random);
      begin_all(alone, 40);
      begin_all(together, 40);
      std::poisson_distribution<int> own(40 * rate(random));
      std::poisson_distribution<int> shared(40 * common);
      close_period(alone, {.units = static_cast<double>(own(random))}, kPrior);
      close_period(together, {.units = static_cast<double>(shared(random))}, kPrior);
    }
    const auto found = [](const ForecastRecord& record, std::size_t anchor) {
      const Scatter& own = record.scatter.at(anchor);
      return static_cast<double>(own.sum / own.weight) / 40;
    };
    day_found += found(alone, 0);
    week_found += found(alone, kWeekAnchor);
    common_found += found(together, kWeekAnchor);
  }
  EXPECT_NEAR(day_found, kScatter, 0.02);
  EXPECT_NEAR(week_found, kScatter / 7, 0.01);
  // A forecast a day: shares s and 1 - s of two weeks; the mean of s^2 + (1 - s)^2 over s = 0 .. 6
  // sevenths is 33 / 49.
  EXPECT_NEAR(common_found, kScatter * 33 / 49, 0.03);
}

}  // namespace
}  // namespace shelfd::forecasting
