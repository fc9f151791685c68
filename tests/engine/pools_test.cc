// Shows that what items teach each other is published by whole days, in any order of telling, and
// that an item that lags holds the others back by a bounded number of days.
#include "engine/pools.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace shelfd::engine {
namespace {

forecasting::DemandPool rate(std::int64_t units) {
  forecasting::DemandPool pool;
  pool.rate = {.items = 1, .sum = units, .square_sum = units * units};
  return pool;
}

TEST(MerchantDays, publish_the_day_that_every_counted_item_closed) {
  MerchantDays days;
  publish(days);
  EXPECT_EQ(days.published, 0);
  move_item(days, 0, 10);
  move_item(days, 0, 10);
  publish(days);
  EXPECT_EQ(days.published, 10);
  move_item(days, 10, 11);
  publish(days);
  EXPECT_EQ(days.published, 10);  // the other has not closed day 11
  move_item(days, 10, 11);
  publish(days);
  EXPECT_EQ(days.published, 11);
  ASSERT_EQ(days.items.size(), 1U);
  EXPECT_EQ(days.items[0].items, 2);
}

// An idle item is not counted; it comes back a day late. What is published stays published.
TEST(MerchantDays, never_take_a_day_back) {
  MerchantDays days;
  move_item(days, 0, 10);
  move_item(days, 0, 10);
  move_item(days, 10, 0);
  move_item(days, 10, 11);
  publish(days);
  EXPECT_EQ(days.published, 11);
  move_item(days, 0, 10);
  publish(days);
  EXPECT_EQ(days.published, 11);
}

TEST(CategoryPool, is_read_without_the_days_that_are_not_published) {
  CategoryPool pool;
  EXPECT_FALSE(add(pool, 11, rate(5), 10));
  EXPECT_FALSE(add(pool, 11, rate(7), 10));
  EXPECT_EQ(as_of(pool, 10), forecasting::DemandPool{});
  EXPECT_EQ(as_of(pool, 11).rate, (forecasting::Moments{2, 12, 25 + 49}));
}

// A day that is published already is not changed any more: what comes late waits for the next.
TEST(CategoryPool, keeps_a_late_contribution_for_the_next_day) {
  CategoryPool pool;
  add(pool, 9, rate(5), 10);
  EXPECT_EQ(as_of(pool, 10), forecasting::DemandPool{});
  EXPECT_EQ(as_of(pool, 11), rate(5));
}

// Days 1 to 8 wait; the ninth pushes out the oldest.
TEST(CategoryPool, holds_at_most_eight_days_back) {
  CategoryPool pool;
  for (std::int32_t day = 1; day <= 8; ++day) EXPECT_FALSE(add(pool, day, rate(1), 0));
  EXPECT_TRUE(add(pool, 9, rate(1), 0));
  EXPECT_EQ(pool.waiting.size(), kMaxWaitingDays);
  EXPECT_EQ(as_of(pool, 0).rate.items, 1);
  EXPECT_EQ(as_of(pool, 9).rate.items, 9);
  EXPECT_TRUE(add(pool, 1, rate(1), 0));  // older than all that wait: with the oldest of them
  EXPECT_EQ(as_of(pool, 2).rate.items, 3);
}

TEST(ResponsePool, is_read_as_of_the_published_day) {
  const forecasting::ElasticityPool one{
      .items = 1, .micro_weight = 800'000, .micro_sum = 2'400'000};
  ResponsePool pool;
  add(pool, 11, one, 10);
  add(pool, 12, one, 10);
  EXPECT_EQ(as_of(pool, 10), forecasting::ElasticityPool{});
  EXPECT_EQ(as_of(pool, 11), one);
  EXPECT_EQ(as_of(pool, 12), forecasting::add(one, one));
}

// (150 + 20) / (100 + 20) once day 11 is published, whatever the order of its items; what comes of
// a day that is published already is let go.
TEST(MovementPool, is_final_once_its_day_is_published) {
  const forecasting::ControlSums most{.milli_units = 100'000, .milli_expected = 60'000};
  const forecasting::ControlSums rest{.milli_units = 50'000, .milli_expected = 40'000};
  MovementPool pool;
  add(pool, 11, most, 10);
  add(pool, 11, rest, 10);
  MovementPool other;
  add(other, 11, rest, 10);
  add(other, 11, most, 10);
  EXPECT_EQ(pool, other);
  EXPECT_TRUE(as_of(pool, 10).days.empty());
  EXPECT_EQ(as_of(pool, 10).through, 10);
  const forecasting::CommonMovement seen = as_of(pool, 11);
  EXPECT_EQ(seen.through, 11);
  ASSERT_EQ(seen.days.size(), 1U);
  EXPECT_EQ(seen.days[0].micro_level, 1'416'667);
  add(pool, 11, rest, 11);
  EXPECT_EQ(as_of(pool, 11), seen);
  EXPECT_EQ(as_of(pool, 13).through, 13) << "no item told anything of two days";
}

TEST(MovementPool, holds_at_most_eight_days_back) {
  const forecasting::ControlSums some{.milli_units = 10'000, .milli_expected = 10'000};
  MovementPool pool;
  for (std::int32_t day = 1; day <= 8; ++day) EXPECT_FALSE(add(pool, day, some, 0));
  EXPECT_TRUE(add(pool, 9, some, 0));
  EXPECT_EQ(as_of(pool, 0).through, 1);
  const MovementPool before = pool;
  EXPECT_FALSE(add(pool, 1, some, 0)) << "known already";
  EXPECT_EQ(pool, before);
}

forecasting::SupplierLeads open_at(int age) {
  forecasting::SupplierLeads counts{.promised_gain = age};
  forecasting::count(counts.ordered, age, age % 3 == 0 ? 1 : 0, 1);
  return counts;
}

// What items tell of one day in any order, and the same pool; it is read once the day is published.
TEST(LeadPool, is_the_same_in_any_order_of_a_days_orders) {
  std::vector<int> ages = {3, 14, 7, 7, 40, 3, 0, 365, 730};
  LeadPool expected;
  forecasting::SupplierLeads together;
  for (const int age : ages) {
    add(expected, 12, open_at(age), 11);
    forecasting::add(together, open_at(age));
  }
  std::mt19937_64 random(1);
  for (int round = 0; round < 50; ++round) {
    std::ranges::shuffle(ages, random);
    LeadPool pool;
    for (const int age : ages) add(pool, 12, open_at(age), 11);
    ASSERT_EQ(pool, expected);
  }
  EXPECT_EQ(as_of(expected, 11).leads, forecasting::SupplierLeads{});
  forecasting::SupplierLeads learnt;
  forecasting::learn(learnt, together, 12);
  EXPECT_EQ(as_of(expected, 12).leads, learnt);
}

// Judge memories tell pools apart by it.
TEST(LeadPool, signs_what_it_holds) {
  LeadPool pool;
  add(pool, 12, open_at(3), 11);
  LeadPool other;
  add(other, 12, open_at(4), 11);
  EXPECT_EQ(as_of(pool, 12).signature, as_of(LeadPool(pool), 12).signature);
  EXPECT_NE(as_of(pool, 12).signature, as_of(other, 12).signature);
  EXPECT_NE(as_of(pool, 12).signature, as_of(pool, 11).signature);
  EXPECT_EQ(as_of(pool, 11).signature, as_of(LeadPool{}, 11).signature);
}

}  // namespace
}  // namespace shelfd::engine
