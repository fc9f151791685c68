// Shows that epochs given in a round go in one transaction, that a local state follows only a
// commit, that the next round waits for the one before, and that after a failure nothing is taken
// until the group begins anew.
#include "connectors/kafka/group_commit.h"

#include <gtest/gtest.h>

#include "tests/connectors/kafka/memory_state.h"
#include "tests/connectors/kafka/scripted_member.h"
#include "tests/fakes/manual_clock.h"

namespace shelfd::connectors {
namespace {

using Partitions = std::vector<std::vector<std::int32_t>>;

SealedEpoch epoch_of(std::int64_t number) {
  return {
      .epoch = number,
      .writes = {{.family = Family::Control, .key = "partition", .value = std::to_string(number)}}};
}

struct Group : public testing::TestWithParam<HandOff::Commits> {
  fakes::ScriptedMember member;
  fakes::ManualClock clock{Instant{}};
  fakes::MemoryState first;
  fakes::MemoryState second;
  GroupCommit group{member, clock, GetParam()};
  const SealedEpoch one = epoch_of(1);
  const SealedEpoch two = epoch_of(2);
};

TEST_P(Group, sends_a_round_together_and_the_states_follow) {
  group.give(0, one, first);
  group.give(4, two, second);
  EXPECT_EQ(first.next, std::nullopt);
  group.round_over();
  EXPECT_TRUE(group.wait(0));
  EXPECT_TRUE(group.wait(4));
  EXPECT_EQ(member.transacted, (Partitions{{0, 4}}));
  EXPECT_EQ(first.next, 101);
  EXPECT_EQ(second.next, 102);
  EXPECT_EQ(*first.get(Family::Control, "partition"), "1");
  EXPECT_EQ(*second.get(Family::Control, "partition"), "2");
}

TEST_P(Group, a_wait_sends_what_no_round_has_sent) {
  group.give(0, one, first);
  EXPECT_TRUE(group.wait(0));
  EXPECT_EQ(first.next, 101);
}

TEST_P(Group, keeps_the_order_of_rounds) {
  group.give(0, one, first);
  group.round_over();
  EXPECT_TRUE(group.wait(0));
  group.give(0, two, first);
  group.give(1, one, second);
  group.round_over();
  EXPECT_TRUE(group.wait(1));
  EXPECT_TRUE(group.wait(0));
  EXPECT_EQ(member.transacted, (Partitions{{0}, {0, 1}}));
}

TEST_P(Group, an_outcome_that_is_no_commit_reaches_no_state_and_stops_the_rest) {
  for (const Outcome outcome : {Outcome::NotCommitted, Outcome::Unknown}) {
    member.outcomes.emplace_back(Transacted{.outcome = outcome, .why = "fenced"});
    group.give(0, one, first);
    group.give(1, two, second);
    group.round_over();
    const auto failed = group.wait(0);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reaction, Reaction::Retry);
    EXPECT_FALSE(group.wait(1));
    ASSERT_TRUE(group.failure());
    EXPECT_EQ(group.failure()->outcome, outcome);
    group.give(0, two, first);
    group.round_over();
    EXPECT_FALSE(group.wait(0));
    group.settle();
    group.begin_anew();
    EXPECT_FALSE(group.failure());
  }
  EXPECT_EQ(member.transacted.size(), 2U);
  EXPECT_EQ(first.next, std::nullopt);
  EXPECT_EQ(second.next, std::nullopt);
  group.give(0, two, first);
  EXPECT_TRUE(group.wait(0));
}

TEST_P(Group, a_state_that_cannot_be_written_is_told_apart_from_a_transaction) {
  second.fails = Error{.message = "the disk is full", .reaction = Reaction::Retry};
  group.give(0, one, first);
  group.give(1, two, second);
  group.round_over();
  EXPECT_FALSE(group.wait(1));
  EXPECT_FALSE(group.wait(0));
  ASSERT_TRUE(group.failure());
  EXPECT_EQ(group.failure()->outcome, std::nullopt);
  EXPECT_EQ(group.failure()->error.message, "the disk is full");
}

TEST_P(Group, begins_a_round_only_when_the_one_before_is_on_its_way) {
  member.takes = std::chrono::milliseconds{50};
  group.give(0, one, first);
  EXPECT_FALSE(group.has_ended(0));
  group.round_over();
  group.give(1, two, second);
  group.round_over();
  group.begin_round();
  EXPECT_TRUE(group.has_ended(0));
  EXPECT_TRUE(group.wait(0));
  EXPECT_FALSE(group.has_ended(0));
  EXPECT_TRUE(group.wait(1));
  EXPECT_EQ(member.transacted, (Partitions{{0}, {1}}));
}

TEST_P(Group, settling_forgets_what_was_not_sent) {
  group.give(0, one, first);
  group.settle();
  group.give(1, two, second);
  EXPECT_TRUE(group.wait(1));
  EXPECT_EQ(member.transacted, (Partitions{{1}}));
}

INSTANTIATE_TEST_SUITE_P(Threads, Group,
                         testing::Values(HandOff::Commits::OnCall, HandOff::Commits::OnOwnThread),
                         [](const auto& which) {
                           return which.param == HandOff::Commits::OnCall ? "none" : "own";
                         });

}  // namespace
}  // namespace shelfd::connectors
