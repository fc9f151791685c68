// Shows that a crash point ends the process by SIGKILL at the passing that the environment names,
// and at no other. Each case runs in a child: the variable is read once a process.
#include "connectors/crash_point.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>

namespace shelfd::connectors {
namespace {

// Passes `point` so many times, then leaves with 0.
[[noreturn]] void pass(const char* variable, CrashPoint point, int times) {
  if (variable != nullptr) ::setenv("SHELFD_CRASH_AT", variable, 1);
  for (int passing = 0; passing < times; ++passing) crash_point(point);
  std::exit(0);
}

constexpr auto kPoint = CrashPoint::FeedEnded;

TEST(CrashPoint, does_nothing_without_the_variable) {
  EXPECT_EXIT(pass(nullptr, kPoint, 3), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(pass("", kPoint, 3), testing::ExitedWithCode(0), "");
}

TEST(CrashPoint, kills_at_the_named_passing_and_at_no_earlier_one) {
  EXPECT_EXIT(pass("feed_ended", kPoint, 1), testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(pass("feed_ended:3", kPoint, 2), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(pass("feed_ended:3", kPoint, 3), testing::KilledBySignal(SIGKILL), "");
}

TEST(CrashPoint, lets_other_points_pass) {
  EXPECT_EXIT(pass("day_closed", kPoint, 3), testing::ExitedWithCode(0), "");
}

TEST(CrashPoint, ends_at_once_on_a_name_or_number_that_is_none) {
  EXPECT_DEATH(pass("feed_endet", kPoint, 1), "");
  EXPECT_DEATH(pass("feed_ended:0", kPoint, 1), "");
  EXPECT_DEATH(pass("feed_ended:x", kPoint, 1), "");
}

TEST(CrashPoint, has_a_name_of_its_own_for_each) {
  const auto& names = crash_point_names();
  EXPECT_EQ(std::set(names.begin(), names.end()).size(), kCrashPointCount);
  EXPECT_EQ(names.at(static_cast<std::size_t>(CrashPoint::BeforeAppendWrite)),
            "before_append_write");
  EXPECT_EQ(names.back(), "transaction_committed");
}

}  // namespace
}  // namespace shelfd::connectors
