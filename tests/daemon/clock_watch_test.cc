// Shows which wall clocks are believed: those that the monotonic clock beside them bears out, to a
// minute between two looks; and that the loop does nothing by another.
#include "daemon/clock_watch.h"

#include <gtest/gtest.h>

#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kBegan{hours{1'000'000}};

TEST(ClockWatch, believes_a_clock_that_runs_with_the_monotonic_one) {
  ClockWatch watch(kBegan, seconds{5});
  EXPECT_FALSE(watch.is_off(kBegan + hours{9}, seconds{5} + hours{9}));
}

// 60 s are let pass, a millisecond more is not; forward and back.
TEST(ClockWatch, holds_a_jump_of_more_than_a_minute_either_way) {
  for (const int sign : {1, -1}) {
    ClockWatch watch(kBegan, {});
    EXPECT_TRUE(watch.is_off(kBegan + sign * (kClockJump + milliseconds{1}), {}));
    EXPECT_FALSE(watch.is_off(kBegan + sign * kClockJump, {}));
  }
}

TEST(ClockWatch, goes_on_once_the_clock_is_back_where_it_belongs) {
  ClockWatch watch(kBegan, {});
  EXPECT_TRUE(watch.is_off(kBegan + hours{1}, seconds{1}));
  EXPECT_TRUE(watch.is_off(kBegan + hours{1} + seconds{9}, seconds{10}));
  EXPECT_FALSE(watch.is_off(kBegan + seconds{11}, seconds{11}));
}

// NTP slews by at most 500 parts in a million; here it is 100 times as much, for a day, looked at
// each minute: 3 s a minute, 72 minutes in all.
TEST(ClockWatch, follows_a_slow_correction_however_far_it_goes) {
  for (const int slew : {3, -3}) {
    ClockWatch watch(kBegan, {});
    for (int minute = 1; minute <= 1'440; ++minute) {
      ASSERT_FALSE(watch.is_off(kBegan + minute * seconds{60 + slew}, minute * seconds{60}));
    }
  }
}

TEST(ClockWatch, lets_the_loop_commit_nothing_until_the_clock_is_back) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle"), count("kettle", 9)}));
  shop.settle();
  const std::int64_t epoch = shop.loop->control().epoch;
  const Duration off = hours{30};  // past a midnight: days would close
  shop.clock.set_wall(shop.clock.now() + off);
  ASSERT_TRUE(shop.put({order("kettle", "1")}));
  EXPECT_TRUE(shop.settle().empty());
  EXPECT_TRUE(shop.loop->held());
  shop.clock.advance(hours{1});
  EXPECT_TRUE(shop.settle().empty());
  EXPECT_EQ(shop.loop->control().epoch, epoch);
  shop.clock.set_wall(shop.clock.now() - off);
  EXPECT_FALSE(shop.settle().empty());
  EXPECT_FALSE(shop.loop->held());
  EXPECT_LT(shop.loop->now(), kStart + hours{2});
}

}  // namespace
}  // namespace shelfd::daemon
