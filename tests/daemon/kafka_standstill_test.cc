// Shows which silence of a worker on a cluster is a standstill: by what it is at, and how long.
#include "daemon/kafka_standstill.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

using std::chrono::seconds;

constexpr seconds kTransaction{10};

TEST(KafkaStandstill, a_worker_that_is_at_nothing_turns_within_a_minute) {
  EXPECT_EQ(standstill({.stood = seconds{59}}, kTransaction), "");
  EXPECT_EQ(standstill({.stood = seconds{60}}, kTransaction), "stands still for 60 s");
}

// The time-out where it is longer than a minute: what the cluster still counts in may still commit.
TEST(KafkaStandstill, a_commit_has_the_time_of_its_transaction_and_a_minute_at_least) {
  const WorkerProgress waiting{.stood = seconds{300}, .commit = seconds{59}};
  EXPECT_EQ(standstill(waiting, kTransaction), "") << "the next waits for it";
  EXPECT_EQ(standstill({.stood = seconds{61}, .commit = seconds{61}}, kTransaction),
            "a commit has been under way for 61 s");
  EXPECT_EQ(standstill({.stood = seconds{119}, .commit = seconds{119}}, seconds{120}), "");
  EXPECT_NE(standstill({.stood = seconds{120}, .commit = seconds{120}}, seconds{120}), "");
}

TEST(KafkaStandstill, a_commit_that_does_not_end_is_one_although_the_loop_turns) {
  EXPECT_NE(standstill({.stood = seconds{0}, .commit = seconds{61}}, kTransaction), "");
}

TEST(KafkaStandstill, a_start_has_five_minutes_between_two_turns) {
  EXPECT_EQ(standstill({.stood = seconds{299}, .restoring = true}, kTransaction), "");
  EXPECT_EQ(standstill({.stood = seconds{300}, .restoring = true}, kTransaction),
            "stands still for 300 s");
}

}  // namespace
}  // namespace shelfd::daemon
