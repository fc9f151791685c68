// Training: a head that many items can teach is found and weighed on days it has not seen, too few
// items teach none, and what was true only until the days held out is not published. Simulated
// panels (lives.h).
#include "backtest/training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "backtest/head_lessons.h"
#include "backtest/walked_items.h"
#include "tests/backtest/lives.h"

namespace shelfd::backtest {
namespace {

using forecasting::DemandPool;

// 240 items that sell for 40 days on average: filters go on expecting what is gone.
TEST(Training, publishes_a_head_that_beats_the_filters) {
  const Panel panel = panel_of_lives(240, 150, 40, 1);
  int told = 0;
  const Training training = train(panel, nullptr, [&](int done, int all) {
    EXPECT_EQ(done, ++told);
    EXPECT_EQ(all, 150);
  });
  EXPECT_EQ(told, 150);
  EXPECT_EQ(training.series, 240U);
  EXPECT_EQ(training.verdict, Verdict::Better);
  ASSERT_TRUE(training.head.has_value());
  EXPECT_GE(training.rows, kMinHeadRows);
  EXPECT_LT(training.loss.head, 0.95 * training.loss.filter);
  EXPECT_GT(training.loss.units, 0);
  EXPECT_NEAR(static_cast<double>(training.held_out), 0.25 * static_cast<double>(training.rows),
              0.02 * static_cast<double>(training.rows));
}

// The last part begins where fifteen of sixteen rows were made: its head learns what had ended by
// that day and nothing else, though many forecasts made before it end later.
TEST(Training, learns_nothing_that_ended_after_a_held_out_forecast_was_made) {
  const Panel panel = panel_of_lives(205, 90, 40, 1);
  HeadLessons lessons({{.periods = 1}, {.periods = 7}, {.periods = 14}, {.periods = 28}});
  WalkedItems items(panel, 28);
  for (int day = 0; day < 90; ++day) {
    lessons.mature(items, day);
    items.close(day);
    lessons.ask(items, day);
  }
  const auto& rows = lessons.rows();
  std::vector<int> made;
  made.reserve(rows.size());
  for (const MaturedForecast& row : rows) made.push_back(row.at);
  std::ranges::sort(made);
  const int border = made[rows.size() * 15 / 16];
  const auto before = std::ranges::count_if(rows, [&](const auto& row) { return row.at < border; });
  const auto ended = std::ranges::count_if(
      rows, [&](const auto& row) { return row.at < border && row.ends <= border; });
  ASSERT_LT(ended, before - 100);
  const Training training = train(panel, nullptr);
  EXPECT_EQ(training.rows, rows.size());
  EXPECT_EQ(training.learnt, static_cast<std::size_t>(ended));
}

TEST(Training, is_the_same_each_time) {
  const Panel panel = panel_of_lives(205, 80, 40, 2);
  const Training one = train(panel, nullptr);
  const Training two = train(panel, nullptr);
  EXPECT_EQ(one.head, two.head);
  EXPECT_EQ(one.loss.head, two.loss.head);
  EXPECT_EQ(one.pools, two.pools);
}

// The 200th item is too young to teach anything: 199 did.
TEST(Training, needs_two_hundred_items_that_teach) {
  Panel panel = panel_of_lives(199, 120, 40, 3);
  const Training fewer = train(panel, nullptr);
  EXPECT_EQ(fewer.verdict, Verdict::TooFewSeries);
  EXPECT_EQ(fewer.series, 199U);
  EXPECT_FALSE(fewer.head.has_value());
  EXPECT_EQ(fewer.pools.size(), 4U) << "priors need no head";
  Series young = panel.series.front();
  young.first = 115;
  young.periods.resize(5);
  panel.series.push_back(young);
  EXPECT_EQ(train(panel, nullptr).verdict, Verdict::TooFewSeries);
  EXPECT_EQ(train({}, nullptr).verdict, Verdict::TooFewSeries);
}

TEST(Training, needs_a_history) {
  const Training training = train(panel_of_lives(250, 40, 40, 4), nullptr);
  EXPECT_GE(training.series, kMinHeadSeries);
  EXPECT_LT(training.rows, kMinHeadRows);
  EXPECT_EQ(training.verdict, Verdict::TooFewRows);
  EXPECT_FALSE(training.head.has_value());
}

// Until the days held out every item grows by 2% a day, which the filters follow too late; then
// all fall by 3% a day: a head that learnt to add loses on what is taken away.
TEST(Training, does_not_publish_what_the_newest_days_refute) {
  Panel panel = panel_of_lives(220, 150, 0, 5);
  for (Series& series : panel.series) {
    for (std::size_t at = 0; at < series.periods.size(); ++at) {
      const int day = series.first + static_cast<int>(at);
      const double trend = day < 112 ? 0.02 * day : 0.02 * 112 - 0.03 * (day - 112);
      series.periods[at].units = std::round(3 * series.periods[at].units * std::exp(trend));
      series.periods[at].orders = series.periods[at].units;
    }
  }
  const Training training = train(panel, nullptr);
  EXPECT_EQ(training.verdict, Verdict::NotBetter);
  EXPECT_GE(training.loss.head, training.loss.filter);
  EXPECT_GT(training.held_out, 0U);
  EXPECT_FALSE(training.head.has_value());
}

TEST(Training, weighs_the_head_in_force_on_the_same_days) {
  const Panel panel = panel_of_lives(205, 90, 40, 1);
  const Training first = train(panel, nullptr);
  EXPECT_FALSE(first.in_force_loss.has_value());
  const Training second = train(panel, &*first.head);
  ASSERT_TRUE(second.in_force_loss.has_value());
  EXPECT_LT(*second.in_force_loss, second.loss.filter);
  forecasting::PooledHead wild = *first.head;
  wild.mean.weights[0] += 3;
  EXPECT_GT(train(panel, &wild).in_force_loss, second.loss.filter);
}

// Three items of 2 a day and one of 8: the merchant's mean is (5 x 0.5 + 14) / 9, pans take five of
// that, kettles as well.
TEST(Training, merges_pools_to_priors_of_categories_and_of_all) {
  const auto pool = [](std::int64_t items, std::int64_t rate) {
    DemandPool told;
    told.rate = {.items = items,
                 .sum = items * rate * 1'000'000,
                 .square_sum = items * rate * rate * 1'000'000};
    return told;
  };
  const auto priors = priors_of({{"pans", pool(3, 2)}, {"kettles", pool(1, 8)}, {"empty", {}}});
  ASSERT_EQ(priors.size(), 3U);
  const double all = (5 * 0.5 + 14) / 9;
  EXPECT_EQ(priors[0].items, 4);
  EXPECT_NEAR(priors[0].prior.rate.mean, all, 1e-12);
  EXPECT_EQ(priors[1].category.value, "kettles");
  EXPECT_NEAR(priors[1].prior.rate.mean, (5 * all + 8) / 6, 1e-12);
  EXPECT_EQ(priors[2].category.value, "pans");
  EXPECT_NEAR(priors[2].prior.rate.mean, (5 * all + 6) / 8, 1e-12);
  EXPECT_TRUE(priors_of({{"empty", {}}}).empty());
}

TEST(Training, keeps_the_largest_categories) {
  std::map<std::string, DemandPool> pools;
  for (int at = 0; at < 300; ++at) {
    pools["c" + std::to_string(at)].rate = {.items = at + 1, .sum = 1'000'000, .square_sum = 1};
  }
  const auto priors = priors_of(pools);
  EXPECT_EQ(priors.size(), kMaxPriors + 1);
  EXPECT_TRUE(std::ranges::none_of(priors, [](const auto& known) {
    return known.category.value == "c43";
  })) << "the 44 smallest are left out";
  EXPECT_TRUE(
      std::ranges::any_of(priors, [](const auto& known) { return known.category.value == "c44"; }));
}

}  // namespace
}  // namespace shelfd::backtest
