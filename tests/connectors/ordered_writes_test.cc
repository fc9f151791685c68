// Shows that writes come by family and in the order of their keys, whatever order they were made
// in, and that of several under one key the last holds.
#include "connectors/ordered_writes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace shelfd::connectors {
namespace {

std::size_t at(Family family) { return static_cast<std::size_t>(family); }

TEST(OrderedWrites, keep_the_last_of_a_key_and_each_family_by_itself) {
  const std::vector<StateWrite> writes = {{.family = Family::Timers, .key = "b"},
                                          {.family = Family::Situation, .key = "b", .value = "1"},
                                          {.family = Family::Timers, .key = "a", .value = ""},
                                          {.family = Family::Timers, .key = "b", .value = ""}};
  const OrderedWrites ordered = in_order(writes);
  ASSERT_EQ(ordered[at(Family::Timers)].size(), 2U);
  EXPECT_EQ(ordered[at(Family::Timers)][0], &writes[2]);
  EXPECT_EQ(ordered[at(Family::Timers)][1], &writes[3]);
  ASSERT_EQ(ordered[at(Family::Situation)].size(), 1U);
  EXPECT_TRUE(ordered[at(Family::Belief)].empty());
}

// What a map makes of the same writes, taken one after the other.
TEST(OrderedWrites, are_what_taking_them_in_turn_leaves) {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<StateWrite> writes;
    std::map<std::pair<Family, std::string>, std::string> left;
    for (std::size_t count = random() % 300; count > 0; --count) {
      const auto family = static_cast<Family>(random() % kFamilyCount);
      writes.push_back(
          {.family = family, .key = std::to_string(random() % 40), .value = std::to_string(count)});
      left[{family, writes.back().key}] = *writes.back().value;
    }
    std::map<std::pair<Family, std::string>, std::string> kept;
    for (const auto& family : in_order(writes)) {
      EXPECT_TRUE(std::ranges::is_sorted(family, {}, [](const auto* write) { return write->key; }));
      for (const StateWrite* write : family) kept[{write->family, write->key}] = *write->value;
    }
    EXPECT_EQ(kept, left);
  }
}

}  // namespace
}  // namespace shelfd::connectors
