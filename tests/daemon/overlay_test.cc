// Shows that reads through the overlay are those of the store once the epoch under way is
// committed: against a store that has it, for random writes, in every family, by key and in order,
// from any place on and stopped at any place.
#include "daemon/overlay.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/fakes/memory_log.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateWrite;

std::string key_of(std::mt19937_64& random) {
  return std::string(1, static_cast<char>('a' + random() % 3)) + std::to_string(random() % 12);
}

connectors::SealedEpoch random_epoch(std::mt19937_64& random) {
  connectors::SealedEpoch epoch;
  for (auto left = random() % 30; left > 0; --left) {
    StateWrite write{.family = random() % 2 == 0 ? Family::Timers : Family::Situation,
                     .key = key_of(random)};
    if (random() % 3 != 0) write.value = std::to_string(random() % 100);
    epoch.writes.push_back(write);
  }
  return epoch;
}

using Seen = std::vector<std::pair<std::string, std::string>>;

Seen scan(connectors::Store& store, const std::string& prefix, const std::string& from,
          std::size_t at_most) {
  Seen seen;
  EXPECT_TRUE(
      store.scan(Family::Timers, prefix, from, [&](std::string_view key, std::string_view value) {
        seen.emplace_back(key, value);
        return seen.size() < at_most;
      }));
  return seen;
}

TEST(Overlay, reads_as_the_store_will_after_the_commit) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2'000; ++round) {
    fakes::MemoryLog before;
    fakes::MemoryLog after;
    const connectors::SealedEpoch durable = random_epoch(random);
    ASSERT_TRUE(before.commit(durable));
    ASSERT_TRUE(after.commit(durable));
    const connectors::SealedEpoch under_way = random_epoch(random);
    ASSERT_TRUE(after.commit(under_way));
    Overlay overlay(before);
    overlay.cover(under_way);
    for (const std::string prefix : {"", "a", "b", "c", "d"}) {
      const std::string from = random() % 2 == 0 ? key_of(random) : prefix;
      const std::size_t at_most = 1 + random() % 20;
      ASSERT_EQ(scan(overlay, prefix, from, at_most), scan(after, prefix, from, at_most));
    }
    for (int probe = 0; probe < 5; ++probe) {
      const std::string key = key_of(random);
      ASSERT_EQ(*overlay.get(Family::Situation, key), *after.get(Family::Situation, key));
    }
    // The commit has ended, and the overlay is still there: no read changes.
    ASSERT_TRUE(before.commit(under_way));
    ASSERT_EQ(scan(overlay, "", "", 99), scan(after, "", "", 99));
    overlay.lift();
    ASSERT_EQ(scan(overlay, "", "", 99), scan(after, "", "", 99));
  }
}

}  // namespace
}  // namespace shelfd::daemon
