// Shows that a partition starts only when its state is read to the mark that stood there before,
// that open transactions are waited for and named, and which offsets hold: for every pair of what
// the group and the state say.
#include "connectors/kafka/partition_start.h"

#include <gtest/gtest.h>

#include "connectors/formats/state_codec.h"
#include "tests/connectors/kafka/memory_state.h"
#include "tests/connectors/kafka/scripted_member.h"
#include "tests/fakes/manual_clock.h"

namespace shelfd::connectors {
namespace {

constexpr Heads kOffsets{10, 20, 30, 40, 50, 60, 70, 80};
constexpr Heads kLater{11, 21, 31, 41, 51, 61, 71, 81};

ChangelogRecord control_of(const Heads& offsets, std::int64_t offset) {
  Control control;
  control.epoch = 7;
  control.next_offsets = offsets;
  return {.key = state_key(Family::Control, "partition"),
          .value = encode_control(control),
          .offset = offset};
}

struct Starting : public testing::Test {
  Starting() { member.inputs = {.first = {}, .end = kLater}; }

  // The outcome of as many steps as it takes.
  Result<bool> start(StartSettings settings = {.partition = 3}) {
    begun.emplace(member, state, clock, settings);
    for (int step = 0; step < 10; ++step) {
      auto done = begun->step();
      if (!done || *done) return done;
      clock.advance(std::chrono::seconds{20});
    }
    return false;
  }
  void put_changelog(const Heads& offsets) {
    member.changelog = {.first = 0, .end = 5};
    member.pages = {{.records = {control_of(offsets, 4)}, .next = 5, .at_end = true}};
  }

  fakes::ScriptedMember member;
  fakes::MemoryState state;
  fakes::ManualClock clock{Instant{}};
  std::optional<PartitionStart> begun;
};

TEST_F(Starting, goes_on_from_the_state_where_the_group_says_the_same) {
  put_changelog(kOffsets);
  member.group_offsets = kOffsets;
  ASSERT_EQ(start(), true);
  EXPECT_EQ(begun->next(), kOffsets);
  EXPECT_EQ(begun->restored_records(), 1);
  EXPECT_EQ(state.next, 5);
}

TEST_F(Starting, adopts_the_states_offsets_where_the_group_has_none) {
  put_changelog(kOffsets);
  ASSERT_EQ(start(), true);
  EXPECT_EQ(begun->next(), kOffsets);
}

TEST_F(Starting, refuses_offsets_that_are_not_the_states) {
  put_changelog(kOffsets);
  member.group_offsets = kLater;
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(begun->is_refusal());
  EXPECT_FALSE(begun->is_damage());
  EXPECT_EQ(refused.error().reaction, Reaction::Stop);
  EXPECT_NE(refused.error().message.find("demand=71"), std::string::npos)
      << refused.error().message;
  EXPECT_NE(refused.error().message.find("demand=70"), std::string::npos);
}

// Of a later build: nothing of it is damaged, and nothing is set aside.
TEST_F(Starting, refuses_a_state_in_a_format_of_a_later_build_by_name) {
  put_changelog(kOffsets);
  (*member.pages.front().records.front().value)[1] = 2;
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(begun->is_refusal());
  EXPECT_FALSE(begun->is_damage());
  EXPECT_EQ(refused.error().message,
            "partition 3: its state is in format 2 and this build knows 1: run a build that knows "
            "2");
}

// A broker that was killed may take back a transaction that it had told of: the copy of it, which
// is ahead, gives way to the changelog.
TEST_F(Starting, forgets_a_local_state_that_is_ahead_of_the_group) {
  member.changelog = {.first = 0, .end = 7};
  member.pages = {{.next = 7, .at_end = true},
                  {.records = {control_of(kOffsets, 2)}, .next = 7, .at_end = true}};
  member.group_offsets = kOffsets;
  ASSERT_TRUE(state.restore({control_of(kLater, 4)}, 5));
  ASSERT_EQ(start(), true);
  EXPECT_EQ(member.read_from, (std::vector<std::int64_t>{4, 0}));
  EXPECT_EQ(begun->next(), kOffsets);
  EXPECT_EQ(state.next, 3);
  EXPECT_EQ(state.wipes, 1);
}

// The next owner went on from before it: the copy has rows that nobody will write again.
TEST_F(Starting, forgets_a_local_state_that_others_went_on_without) {
  put_changelog(kLater);
  member.group_offsets = kLater;
  ASSERT_TRUE(state.restore({control_of(kOffsets, 1), {.key = "stale", .value = "row"}}, 3));
  ASSERT_EQ(start(), true);
  EXPECT_EQ(begun->next(), kLater);
  EXPECT_EQ(state.wipes, 1);
  EXPECT_FALSE(state.rows.contains("stale"));
}

// Who slept between the two has lost the partition; the next owner's commit is no mistake.
TEST_F(Starting, tries_again_where_another_owner_commits_meanwhile) {
  put_changelog(kLater);
  member.group_offsets = kOffsets;
  begun.emplace(member, state, clock, StartSettings{.partition = 3});
  ASSERT_EQ(begun->step(), false);
  member.group_offsets = kLater;
  const auto moved = begun->step();
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().reaction, Reaction::Retry);
  EXPECT_FALSE(begun->is_refusal());
  EXPECT_EQ(start(), true);
}

TEST_F(Starting, refuses_a_group_with_offsets_and_no_state) {
  member.group_offsets = kOffsets;
  ASSERT_FALSE(start());
  EXPECT_TRUE(begun->is_refusal());
}

TEST_F(Starting, begins_where_it_is_told_where_nobody_was_before) {
  member.inputs = {.first = kOffsets, .end = kLater};
  member.at_instant = Heads{15, 25, 35, 45, 55, 65, 75, 85};
  ASSERT_EQ(start(), true);
  EXPECT_EQ(begun->next(), kOffsets);
  ASSERT_EQ(start({.first = {.from = FirstStart::From::Latest}}), true);
  EXPECT_EQ(begun->next(), kLater);
  ASSERT_EQ(start({.first = {.from = FirstStart::From::Instant}}), true);
  EXPECT_EQ(begun->next(), member.at_instant);
}

// The mark is 9: an end at 5 is that of the last stable offset, before an open transaction.
TEST_F(Starting, waits_for_a_transaction_that_is_open_before_the_mark) {
  member.changelog = {.first = 0, .end = 9};
  member.pages = {{.records = {control_of(kOffsets, 4)}, .next = 5, .at_end = true},
                  {.records = {}, .next = 5, .at_end = true},
                  {.records = {control_of(kLater, 8)}, .next = 9, .at_end = true}};
  member.group_offsets = kLater;
  ASSERT_EQ(start(), true);
  EXPECT_EQ(begun->next(), kLater);
}

// What the copy ends with may be of a transaction whose end is not written here yet.
TEST_F(Starting, waits_for_the_end_of_the_transaction_that_the_local_state_ends_with) {
  member.changelog = {.first = 0, .end = 6};
  member.pages = {{.next = 3, .at_end = true},
                  {.records = {control_of(kOffsets, 4)}, .next = 6, .at_end = true}};
  ASSERT_TRUE(state.restore({control_of(kOffsets, 4)}, 5));
  ASSERT_EQ(start(), true);
  EXPECT_EQ(state.wipes, 0);
}

TEST_F(Starting, names_a_transaction_that_stays_open) {
  member.changelog = {.first = 0, .end = 9};
  member.pages = {{.records = {}, .next = 5, .at_end = true}};
  const auto waited = start();
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().reaction, Reaction::Retry);
  EXPECT_NE(waited.error().message.find("transaction is open"), std::string::npos);
  EXPECT_FALSE(begun->is_damage());
}

TEST_F(Starting, reads_only_what_the_local_state_lacks) {
  put_changelog(kOffsets);
  member.pages.front().records.insert(member.pages.front().records.begin(),
                                      {.key = "held", .value = "row", .offset = 3});
  state.next = 4;
  ASSERT_EQ(start(), true);
  EXPECT_EQ(member.read_from.front(), 3);
  EXPECT_EQ(begun->restored_records(), 1);
  EXPECT_EQ(state.wipes, 0);
}

TEST_F(Starting, forgets_a_local_state_that_is_older_than_the_changelog) {
  put_changelog(kOffsets);
  member.changelog.first = 3;
  state.next = 2;
  ASSERT_EQ(start(), true);
  EXPECT_EQ(state.wipes, 1);
  EXPECT_EQ(member.read_from.front(), 3);
}

TEST_F(Starting, refuses_a_changelog_that_ends_before_the_local_state) {
  put_changelog(kOffsets);
  state.next = 6;
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(begun->is_refusal());
  EXPECT_NE(refused.error().message.find("ends at 5"), std::string::npos);
}

// Retention took demand up to 75 while nobody read.
TEST_F(Starting, names_inputs_that_retention_removed_unread_and_passes_them_by_only_if_asked) {
  put_changelog(kOffsets);
  member.inputs.first = Heads{0, 0, 0, 0, 0, 0, 75, 0};
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(begun->is_refusal());
  EXPECT_NE(refused.error().message.find("topic demand begins at 75"), std::string::npos);
  ASSERT_EQ(start({.skips_lost_inputs = true}), true);
  EXPECT_EQ(begun->next().at(6), 75);
  EXPECT_EQ(begun->next().at(5), 60);
}

TEST_F(Starting, tells_a_local_state_that_fails_from_a_cluster_that_does) {
  put_changelog(kOffsets);
  state.fails = Error{.message = "broken", .reaction = Reaction::Stop};
  ASSERT_FALSE(start());
  EXPECT_TRUE(begun->is_damage());
  EXPECT_FALSE(begun->is_refusal());
}

}  // namespace
}  // namespace shelfd::connectors
