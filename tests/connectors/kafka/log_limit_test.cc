// Log limit: six of a kind a minute, and the seventh in the next minute says how many were left
// out.
#include "connectors/kafka/log_limit.h"

#include <gtest/gtest.h>

namespace shelfd::connectors {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(LogLimit, admits_six_of_a_kind_a_minute_and_counts_the_others) {
  LogLimit limit;
  for (int at = 0; at < kLogsPerMinute; ++at) {
    EXPECT_EQ(limit.admit("FAIL", "gone", seconds{at}), "gone");
  }
  for (int at = 0; at < 100; ++at) {
    EXPECT_EQ(limit.admit("FAIL", "gone", seconds{59}), std::nullopt);
  }
  EXPECT_EQ(limit.admit("FAIL", "gone", seconds{60}), "gone (100 more FAIL left out)");
  EXPECT_EQ(limit.admit("FAIL", "gone", seconds{61}), "gone");
}

TEST(LogLimit, keeps_kinds_apart) {
  LogLimit limit;
  for (int at = 0; at < 2 * kLogsPerMinute; ++at) {
    static_cast<void>(limit.admit("FAIL", "gone", seconds{at}));
  }
  EXPECT_EQ(limit.admit("REQTMOUT", "late", seconds{30}), "late");
}

// A day of the same message every second: at most six a minute.
TEST(LogLimit, stays_within_its_share_for_a_day) {
  LogLimit limit;
  int admitted = 0;
  const int day_seconds = 86'400;
  for (int at = 0; at < day_seconds; ++at) {
    admitted += limit.admit("FAIL", "gone", seconds{at}) ? 1 : 0;
  }
  EXPECT_EQ(admitted, kLogsPerMinute * 1'440);
}

TEST(LogLimit, keeps_its_size_whatever_the_kinds) {
  LogLimit limit;
  int admitted = 0;
  for (int at = 0; at < 10'000; ++at) {
    admitted += limit.admit("kind " + std::to_string(at), "text", minutes{0}) ? 1 : 0;
  }
  EXPECT_EQ(admitted, static_cast<int>(kMaxLogKinds) + kLogsPerMinute);
}

}  // namespace
}  // namespace shelfd::connectors
