// Shows that the simulated local state keeps what a disk keeps: all while the process lives, a
// prefix of what was not flushed when it died, nothing once it is damaged.
#include "tests/faults/simulated_state.h"

#include <gtest/gtest.h>

namespace shelfd::faults {
namespace {

using connectors::Family;

struct OneFolder : public testing::Test {
  // Write n sets key n, and leaves the changelog at 10 n.
  void apply(std::int64_t number) const {
    ASSERT_TRUE(state->apply(
        {{.family = Family::Names, .key = std::to_string(number), .value = "v"}}, 10 * number));
  }
  void open() { state = std::make_unique<SimulatedState>(disk[0], fate); }

  ProcessFate fate{.random = simulator::Random(5), .name = "m0"};
  Disk disk;
  std::unique_ptr<SimulatedState> state;
};

TEST_F(OneFolder, reads_what_was_applied) {
  open();
  apply(1);
  apply(2);
  ASSERT_TRUE(state->apply({{.family = Family::Names, .key = "1"}}, 30));
  EXPECT_EQ(state->get(Family::Names, "1"), std::nullopt);
  EXPECT_EQ(state->get(Family::Names, "2"), "v");
  EXPECT_EQ(state->changelog_next(), 30);
  std::string seen;
  ASSERT_TRUE(state->scan(Family::Names, "", "", [&](std::string_view key, std::string_view) {
    seen += key;
    return true;
  }));
  EXPECT_EQ(seen, "2");
}

TEST_F(OneFolder, keeps_a_prefix_when_its_process_dies) {
  simulator::Random random(1);
  bool lost_some = false;
  for (int life = 0; life < 100; ++life) {
    disk.clear();
    fate.dead = false;
    open();
    for (std::int64_t number = 1; number <= 5; ++number) apply(number);
    fate.dead = true;
    state.reset();
    crash_disk(disk, random);
    if (disk[0].is_damaged()) continue;
    const auto& kept = disk[0].now();
    const auto rows = static_cast<std::int64_t>(kept.table.rows().size());
    EXPECT_EQ(kept.next.value_or(0), 10 * rows);
    lost_some = lost_some || rows < 5;
  }
  EXPECT_TRUE(lost_some);
}

TEST_F(OneFolder, keeps_what_was_flushed) {
  open();
  apply(1);
  ASSERT_TRUE(state->flush());
  fate.dead = true;
  state.reset();
  disk[0].lose_all_but(0);
  EXPECT_EQ(disk[0].now().next, 10);
}

TEST_F(OneFolder, answers_nothing_once_it_is_damaged_and_begins_anew_when_set_aside) {
  open();
  apply(1);
  disk[0].damage();
  EXPECT_EQ(state->get(Family::Names, "1").error().reaction, Reaction::Stop);
  EXPECT_EQ(state->changelog_next().error().reaction, Reaction::Stop);
  ASSERT_TRUE(state->set_aside("broken"));
  EXPECT_EQ(state->changelog_next(), std::nullopt);
}

TEST_F(OneFolder, sums_up_to_the_same_for_the_same_rows_only) {
  StateTable one;
  one.set("a", "1");
  one.set("b", "2");
  StateTable other;
  other.set("b", "1");
  other.set("a", "2");
  EXPECT_NE(one.digest(), other.digest());
  other.set("b", "2");
  other.set("a", "1");
  EXPECT_EQ(one.digest(), other.digest());
  other.set("a", std::nullopt);
  other.set("b", std::nullopt);
  EXPECT_EQ(other.digest(), 0U);
}

}  // namespace
}  // namespace shelfd::faults
