// Shows that the same cuts give the same bytes: what a partition lived through, by the wall clock
// in batches of any size, with restarts, new rules, answers and midnights between, is made again
// from its inputs and its epochs, and every record of state and every output is the same, byte for
// byte. And that a merchant's answers are the same with and without the others.
#include "daemon/replay.h"

#include "tests/daemon/lived_shop.h"
#include "tests/daemon/store_text.h"

namespace shelfd::daemon {
namespace {

// A thousand lives where SHELFD_SLOW is set.
std::uint64_t seeds() { return std::getenv("SHELFD_SLOW") == nullptr ? 20 : 1'000; }

class Replaying : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Replaying, makes_the_same_bytes_of_the_same_cuts) {
  Shop shop;
  live(shop, GetParam());
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_GT(shop.loop->control().epoch, 50);
  EXPECT_GT(shop.stored(connectors::Family::Timers), 0U);
  EXPECT_GT(shop.stored(connectors::Family::Pools), 0U);
  EXPECT_EQ(first_difference(shop.log, target), "");
}

// The next epoch is stepped while the one before is being committed, and reads every item anew.
TEST_P(Replaying, makes_the_same_bytes_of_epochs_that_overlapped) {
  Shop shop(connectors::HandOff::Commits::OnOwnThread, 0);
  live(shop, GetParam());
  fakes::MemoryLog target;
  ASSERT_EQ(replay(shop, target), "");
  EXPECT_EQ(first_difference(shop.log, target), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Replaying, testing::Range<std::uint64_t>(1, 1 + seeds()));

}  // namespace
}  // namespace shelfd::daemon
