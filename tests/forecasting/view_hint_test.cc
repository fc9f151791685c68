// View hint: the ratio and its guards by hand; that a belief without hints is untouched; and on
// simulated items that sell out for weeks, that what shoppers look at meanwhile moves the level the
// right way and forecasts the days after the restock better.
#include "forecasting/view_hint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "forecasting/demand_belief.h"

namespace shelfd::forecasting {
namespace {

// 100 views and 4 units a day.
ViewedSales usual(int days = 60) {
  ViewedSales sales;
  for (int day = 0; day < days; ++day) learn_day(sales, {.units = 4, .views = 100});
  return sales;
}

// Of the newest of so many days without stock.
DemandHint hint_after(ViewedSales sales, int days, double views) {
  DemandHint hint;
  for (int day = 0; day < days; ++day) hint = learn_day(sales, {.views = views, .exposure = 0});
  return hint;
}

// (1 - w^60) / (1 - w) with w = 2^(-1/56) = .987699: 42.609 days.
TEST(ViewHint, keeps_discounted_sums_of_days_in_stock) {
  const ViewedSales sales = usual();
  EXPECT_NEAR(sales.days, 42.609, 1e-3);
  EXPECT_NEAR(sales.units, 4 * 42.609, 1e-2);
  EXPECT_NEAR(sales.views, 100 * 42.609, 1e-1);
  ViewedSales same = sales;
  learn_day(same, {.units = 1, .views = 100, .exposure = 0});
  learn_day(same, {.units = 1, .views = 100, .exposure = 0.5});
  EXPECT_EQ(same, sales) << "a day with both says nothing, and ends the days without";
}

TEST(ViewHint, keeps_nothing_of_a_feed_without_views) {
  ViewedSales sales;
  for (int day = 0; day < 100; ++day) {
    const double exposure = day % 9 == 0 ? 0 : 1;
    EXPECT_EQ(learn_day(sales, {.units = 3 * exposure, .exposure = exposure}).exposure, 0);
  }
  EXPECT_EQ(sales, ViewedSales{});
}

// 4 units of 100 views: 150 views are 6 units a day, of which a quarter day has 1.5.
TEST(ViewHint, is_a_quarter_of_what_the_views_would_have_bought) {
  EXPECT_EQ(hint_after(usual(), 2, 150).exposure, 0);
  const DemandHint hint = hint_after(usual(), 3, 150);
  EXPECT_NEAR(hint.exposure, 0.25, 1e-12);
  EXPECT_NEAR(hint.units, 1.5, 1e-5);
}

TEST(ViewHint, is_held_both_ways) {
  EXPECT_NEAR(hint_after(usual(), 9, 1e6).units, 3, 1e-5);
  EXPECT_NEAR(hint_after(usual(), 9, 51).units, 0.51, 1e-5);
  EXPECT_EQ(hint_after(usual(), 9, 49).exposure, 0);
  EXPECT_EQ(hint_after(usual(), 9, 0).exposure, 0);
}

// Three days of 100, then of 20: with v = 2^(-1/7) their mean is (100 (v + v^2 + v^3) + 20) / (1 +
// v + v^2 + v^3) = 76.9 the first day, 63.2 the second, 54.1 the third and 47.7 the fourth.
TEST(ViewHint, ends_when_the_days_together_fall_below_half) {
  ViewedSales sales = usual();
  for (int day = 0; day < 3; ++day) learn_day(sales, {.views = 100, .exposure = 0});
  for (int day = 0; day < 3; ++day) {
    EXPECT_NEAR(learn_day(sales, {.views = 20, .exposure = 0}).units, 0.2, 1e-5) << day;
  }
  EXPECT_EQ(learn_day(sales, {.views = 20, .exposure = 0}).exposure, 0);
}

// (1 - w^n) / (1 - w) of 15 and 16 days: 13.775 and 14.605.
TEST(ViewHint, waits_for_enough_days_and_enough_views) {
  EXPECT_EQ(hint_after(usual(15), 5, 100).exposure, 0);
  EXPECT_GT(hint_after(usual(16), 5, 100).exposure, 0);
  ViewedSales few;
  for (int day = 0; day < 60; ++day) learn_day(few, {.units = 1, .views = 9});
  EXPECT_EQ(hint_after(few, 5, 9).exposure, 0);
}

TEST(ViewHint, takes_no_harm_from_numbers_out_of_range) {
  const double infinite = std::numeric_limits<double>::infinity();
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::mt19937_64 random(8);
  const std::vector<double> wild = {infinite, -infinite, none, 1e300, -1e300, 0, 1, 50};
  const auto draw = [&] { return wild[random() % wild.size()]; };
  ViewedSales sales = usual();
  for (int day = 0; day < 5'000; ++day) {
    const DemandHint hint =
        learn_day(sales, {.units = draw(), .views = draw(), .exposure = draw()});
    EXPECT_TRUE(std::isfinite(hint.units) && hint.units >= 0);
    EXPECT_TRUE(hint.exposure == 0 || hint.exposure == kHintShare);
    EXPECT_TRUE(std::isfinite(sales.units) && std::isfinite(sales.empty_views));
  }
}

// An item's life: in stock until kEmptyFrom, empty until kFullFrom.
constexpr int kEmptyFrom = 120;
constexpr int kFullFrom = 165;
constexpr int kChangesAt = kEmptyFrom + 5;

struct Life {
  double demand_factor = 1;  // from kChangesAt on
  double shown_factor = 1;   // of views, while the shelf is empty
  bool has_views = true;
};

std::vector<PlannedPeriod> plan(int first_day) {
  std::vector<PlannedPeriod> ahead(kPathPeriods);
  for (std::size_t at = 0; at < ahead.size(); ++at) {
    ahead[at].conditions.weekday = (first_day + static_cast<int>(at)) % 7;
  }
  return ahead;
}

// 25 views an order. The item's own draws do not hang on `life`.
DemandBelief lived(double mean, const Life& life, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  DemandBelief belief;
  ViewedSales viewed;
  for (int day = 0; day < kFullFrom; ++day) {
    const double shaken = mean * std::gamma_distribution<double>(4, 0.25)(random);
    const double rate = day < kChangesAt ? shaken : life.demand_factor * shaken;
    const bool empty = day >= kEmptyFrom;
    std::mt19937_64 of_day(seed * 1'000 + static_cast<std::uint64_t>(day));
    const double units = empty ? 0 : std::poisson_distribution<int>(rate)(of_day);
    const double looked = (empty ? life.shown_factor : 1) * 25 * rate;
    const double views = looked > 0 ? std::poisson_distribution<int>(looked)(of_day) : 0;
    const ViewedDay seen{
        .units = units, .views = life.has_views ? views : 0, .exposure = empty ? 0.0 : 1.0};
    const DemandHint hint = learn_day(viewed, seen);
    close_period(belief,
                 {.units = units,
                  .orders = units,
                  .exposure = seen.exposure,
                  .conditions = {.weekday = day % 7},
                  .hint = hint},
                 plan(day + 1), {});
  }
  return belief;
}

// Of the first week after the restock, in units of what it sells.
double believed(double mean, const Life& life, std::uint64_t seed) {
  double week = 0;
  for (const double units : mean_units(lived(mean, life, seed), plan(kFullFrom), {})) week += units;
  return week / (kPathPeriods * mean * life.demand_factor);
}

struct Errors {
  double bias = 0;
  double absolute = 0;
};

Errors errors_of(double mean, const Life& life) {
  constexpr int kItems = 40;
  Errors errors;
  for (std::uint64_t item = 1; item <= kItems; ++item) {
    const double off = believed(mean, life, item) - 1;
    errors.bias += off / kItems;
    errors.absolute += std::abs(off) / kItems;
  }
  return errors;
}

// Six weeks without stock, in which demand grows by four fifths or falls by four tenths.
TEST(ViewHint, follows_demand_that_changes_while_the_shelf_is_empty) {
  for (const double mean : {0.8, 4.0, 20.0}) {
    for (const double factor : {0.6, 1.8}) {
      const Errors blind = errors_of(mean, {.demand_factor = factor, .has_views = false});
      const Errors hinted = errors_of(mean, {.demand_factor = factor});
      EXPECT_LT(std::abs(hinted.bias), 0.8 * std::abs(blind.bias)) << mean << " x " << factor;
      EXPECT_LT(hinted.absolute, 0.85 * blind.absolute) << mean << " x " << factor;
    }
  }
}

// Nothing is lost where nothing changes; where a third of the views goes with the stock, the level
// falls by less than a sixth; where most go, nothing is learnt at all.
TEST(ViewHint, does_little_harm_where_views_do_not_mean_demand) {
  for (const double mean : {0.8, 4.0, 20.0}) {
    const Errors blind = errors_of(mean, {.has_views = false});
    const Errors steady = errors_of(mean, {});
    const Errors fewer = errors_of(mean, {.shown_factor = 0.67});
    EXPECT_LT(steady.absolute, blind.absolute + 0.01) << mean;
    EXPECT_NEAR(steady.bias, blind.bias, 0.03) << mean;
    EXPECT_GT(fewer.bias, blind.bias - 0.17) << mean;
    for (const double shown : {0.0, 0.2}) {
      EXPECT_EQ(lived(mean, {.shown_factor = shown}, 3), lived(mean, {.has_views = false}, 3));
    }
  }
}

// Of 45 days the first two say nothing: 43 hints are 10.75 days.
TEST(ViewHint, counts_for_a_quarter_of_its_days) {
  const DemandBelief blind = lived(4, {.has_views = false}, 5);
  const DemandBelief hinted = lived(4, {}, 5);
  for (std::size_t at = 0; at < blind.sparse.units.size(); ++at) {
    const double kept = std::exp2(-0.25 / kUnitHalfLives.at(at));
    double exposure = static_cast<double>(blind.sparse.units.at(at).exposure);
    for (int day = kEmptyFrom + kFirstEmpty; day <= kFullFrom; ++day)
      exposure = kept * exposure + 0.25;
    EXPECT_NEAR(hinted.sparse.units.at(at).exposure, exposure, 1e-3);
  }
  EXPECT_EQ(hinted.sparse.active, blind.sparse.active);
  EXPECT_EQ(hinted.sparse.since, blind.sparse.since);
  EXPECT_EQ(hinted.sparse.surplus, blind.sparse.surplus);
  EXPECT_EQ(hinted.size, blind.size);
}

}  // namespace
}  // namespace shelfd::forecasting
