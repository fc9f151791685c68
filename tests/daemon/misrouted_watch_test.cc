// Shows when misrouted records are told of: by their share of the newest ones, once, and closed
// once.
#include "daemon/misrouted_watch.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

using std::chrono::seconds;

constexpr engine::Topic kDemand = engine::Topic::Demand;

struct Misrouted : testing::Test {
  // So many more of demand, at the next second.
  std::vector<MisroutedWatch::News> take(std::int64_t records, std::int64_t misrouted,
                                         seconds later = seconds{1}) {
    now += later;
    TakenIn& demand = totals[static_cast<std::size_t>(kDemand)];
    demand.records += records;
    demand.misrouted += misrouted;
    return watch.look(totals, now);
  }

  MisroutedWatch watch;
  TakenInByTopic totals{};
  seconds now{1'000};
};

TEST_F(Misrouted, none_is_no_news) {
  EXPECT_TRUE(take(0, 0).empty());
  EXPECT_EQ(watch.share(kDemand), 0);
  EXPECT_TRUE(take(5'000, 0).empty());
  EXPECT_EQ(watch.share(kDemand), 0);
}

// 50 of 5,000 are 1%: not more. 51 of 5,001 are.
TEST_F(Misrouted, more_than_one_in_a_hundred_is_told_once) {
  EXPECT_TRUE(take(5'000, 50).empty());
  const auto news = take(1, 1);
  ASSERT_EQ(news.size(), 1U);
  EXPECT_EQ(news[0].topic, kDemand);
  EXPECT_TRUE(news[0].raised);
  EXPECT_DOUBLE_EQ(news[0].share, 51.0 / 5'001);
  EXPECT_DOUBLE_EQ(watch.share(kDemand), 51.0 / 5'001);
  EXPECT_EQ(watch.share(engine::Topic::Prices), 0);
  EXPECT_TRUE(take(100, 90).empty()) << "it is told of already";
}

TEST_F(Misrouted, few_strays_are_no_partitioner) {
  EXPECT_TRUE(take(20, 9).empty());
  EXPECT_FALSE(take(0, 1).empty());
}

// 200 of 10,000, then good ones: below half of 1% once 10,000 behind them hold fewer than 50.
TEST_F(Misrouted, is_closed_once_below_half) {
  ASSERT_FALSE(take(1'000, 200).empty());
  for (int look = 0; look < 9; ++look) EXPECT_TRUE(take(1'000, 0).empty()) << look;
  EXPECT_DOUBLE_EQ(watch.share(kDemand), 0.02);
  const auto news = take(1'000, 0);
  ASSERT_EQ(news.size(), 1U);
  EXPECT_FALSE(news[0].raised);
  EXPECT_EQ(watch.share(kDemand), 0);
  EXPECT_TRUE(take(1'000, 0).empty());
}

// Between half and the whole of 1% what is told stays told, and what is not stays untold.
TEST_F(Misrouted, on_the_border_nothing_is_told_again_and_again) {
  ASSERT_FALSE(take(10'000, 200).empty());
  EXPECT_TRUE(take(10'000, 70).empty());
  EXPECT_TRUE(take(10'000, 130).empty());
  EXPECT_FALSE(take(10'000, 40).empty());
  EXPECT_TRUE(take(10'000, 70).empty());
}

TEST_F(Misrouted, what_is_older_than_five_minutes_does_not_count) {
  ASSERT_FALSE(take(100, 50).empty());
  EXPECT_TRUE(take(0, 0, seconds{299}).empty());
  EXPECT_GT(watch.share(kDemand), 0);
  const auto news = take(0, 0, seconds{2});
  ASSERT_EQ(news.size(), 1U);
  EXPECT_FALSE(news[0].raised);
}

}  // namespace
}  // namespace shelfd::daemon
