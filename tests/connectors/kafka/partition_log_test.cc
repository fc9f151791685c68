// Shows that what comes twice is taken once, that a poll is bounded, and how far an input counts
// as read: to its newest record, or to now at its end.
#include "connectors/kafka/partition_log.h"

#include <gtest/gtest.h>

#include "tests/connectors/kafka/memory_state.h"
#include "tests/connectors/kafka/scripted_member.h"
#include "tests/fakes/manual_clock.h"

namespace shelfd::connectors {
namespace {

constexpr engine::Topic kDemand = engine::Topic::Demand;

RawRecord record(std::int64_t offset) {
  return {.topic = kDemand,
          .offset = offset,
          .appended_at = Instant{std::chrono::seconds{offset}},
          .key = "m/s",
          .value = "0123456789"};
}

std::vector<std::int64_t> offsets_of(const Result<std::vector<RawRecord>>& records) {
  std::vector<std::int64_t> offsets;
  for (const RawRecord& one : *records) offsets.push_back(one.offset);
  return offsets;
}

struct Polling : public testing::Test {
  fakes::ScriptedMember member;
  fakes::ManualClock clock{Instant{}};
  fakes::MemoryState state;
  GroupCommit group{member, clock, HandOff::Commits::OnCall};
  Heads next{0, 0, 0, 0, 0, 0, 5, 0};
  PartitionLog log{2, next, group};
};

TEST_F(Polling, drops_what_came_before_and_what_is_older) {
  for (const std::int64_t offset : {4, 5, 7, 7, 6, 9}) log.add(record(offset));
  EXPECT_EQ(log.bytes(), 3 * 13U);
  EXPECT_EQ(offsets_of(log.poll(kDemand, 5, 10, 1'000)), (std::vector<std::int64_t>{5, 7, 9}));
  EXPECT_EQ(log.bytes(), 0U);
  EXPECT_EQ(log.heads()->at(6), 10);
}

TEST_F(Polling, gives_at_most_what_is_asked_and_at_least_one) {
  for (const std::int64_t offset : {5, 6, 7, 8}) log.add(record(offset));
  EXPECT_EQ(offsets_of(log.poll(kDemand, 5, 1, 1'000)), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(offsets_of(log.poll(kDemand, 6, 10, 1)), (std::vector<std::int64_t>{6}));
  EXPECT_EQ(offsets_of(log.poll(kDemand, 7, 10, 26)), (std::vector<std::int64_t>{7, 8}));
}

TEST_F(Polling, counts_as_read_to_its_newest_record_or_to_now_at_its_end) {
  const Instant now{std::chrono::seconds{100}};
  EXPECT_EQ(log.read_until(kDemand, now), Instant::min());
  log.add(record(6));
  EXPECT_EQ(log.read_until(kDemand, now), Instant{std::chrono::seconds{6}});
  log.reach_end({.partition = 2, .topic = kDemand, .offset = 8});  // behind a marker
  EXPECT_EQ(log.read_until(kDemand, now), now);
  log.add(record(8));
  EXPECT_EQ(log.read_until(kDemand, now), Instant{std::chrono::seconds{8}});
  log.reach_end({.partition = 2, .topic = kDemand, .offset = 7});  // told late
  EXPECT_EQ(log.read_until(kDemand, now), Instant{std::chrono::seconds{8}});
}

// Of 5 to 9 the epoch up to 6 is committed, the one up to 8 is not.
TEST_F(Polling, gives_again_what_is_not_committed_once_it_is_begun_anew) {
  log.begin(next, state);
  for (const std::int64_t offset : {5, 6, 7, 8}) log.add(record(offset));
  ASSERT_EQ(log.poll(kDemand, 5, 3, 1'000)->size(), 3U);
  const SealedEpoch first{.epoch = 1, .next_offsets = {0, 0, 0, 0, 0, 0, 7, 0}};
  const SealedEpoch second{.epoch = 2, .next_offsets = {0, 0, 0, 0, 0, 0, 8, 0}};
  ASSERT_TRUE(log.commit(first));
  member.outcomes.emplace_back(Transacted{.outcome = Outcome::NotCommitted});
  ASSERT_FALSE(log.commit(second));
  log.add(record(9));
  group.settle();
  group.begin_anew();
  log.begin({0, 0, 0, 0, 0, 0, 7, 0}, state);
  EXPECT_EQ(log.bytes(), 3 * 13U);
  EXPECT_EQ(offsets_of(log.poll(kDemand, 7, 10, 1'000)), (std::vector<std::int64_t>{7, 8, 9}));
  // Another outcome that is only known now: it was committed.
  log.begin({0, 0, 0, 0, 0, 0, 8, 0}, state);
  EXPECT_EQ(offsets_of(log.poll(kDemand, 8, 10, 1'000)), (std::vector<std::int64_t>{8, 9}));
}

// A record tells how far its own topic is; of the others their ends do.
TEST_F(Polling, is_heard_once_every_input_has_told_where_it_is) {
  log.add(record(6));
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    EXPECT_FALSE(log.is_heard());
    const auto topic = static_cast<engine::Topic>(rank);
    if (topic != kDemand) log.reach_end({.partition = 2, .topic = topic, .offset = 0});
  }
  EXPECT_TRUE(log.is_heard());
}

// Nothing of 5 to 14 is committed: 10 records, of which the markers of transactions are no part.
// The oldest came at 6 s. Of other topics nothing is known.
TEST_F(Polling, lag_is_what_no_commit_covers) {
  const Instant now{std::chrono::seconds{100}};
  log.begin(next, state);
  EXPECT_EQ(log.lag(now).records, 0);
  EXPECT_EQ(log.lag(now).age, Duration{});
  log.note({.partition = 2, .topic = kDemand, .end = 15, .stable = 15}, {});
  EXPECT_EQ(log.lag(now).records, 10) << "known of, and not fetched";
  EXPECT_EQ(log.lag(now).age, Duration{}) << "how old it is nobody knows yet";
  for (const std::int64_t offset : {6, 7, 8}) log.add(record(offset));
  EXPECT_EQ(log.lag(now).records, 9);
  EXPECT_EQ(log.lag(now).age, std::chrono::seconds{94});
  ASSERT_EQ(log.poll(kDemand, 5, 2, 1'000)->size(), 2U);
  EXPECT_EQ(log.lag(now).records, 9) << "polled is not committed";
  ASSERT_TRUE(log.commit({.epoch = 1, .next_offsets = {0, 0, 0, 0, 0, 0, 8, 0}}));
  EXPECT_EQ(log.lag(now).records, 7);
  EXPECT_EQ(log.lag(now).age, std::chrono::seconds{92});
  ASSERT_EQ(log.poll(kDemand, 8, 10, 1'000)->size(), 1U);
  ASSERT_TRUE(log.commit({.epoch = 2, .next_offsets = {0, 0, 0, 0, 0, 0, 9, 0}}));
  EXPECT_EQ(log.lag(now).records, 6);
  EXPECT_EQ(log.lag(now).age, std::chrono::seconds{92}) << "not older than the newest that came";
  log.reach_end({.partition = 2, .topic = kDemand, .offset = 15});
  EXPECT_EQ(log.lag(now).records, 0);
  EXPECT_EQ(log.lag(now).age, Duration{});
}

// 20 is the first offset of an open transaction from 3 s on, 30 of another one from 8 s on.
TEST_F(Polling, tells_how_long_an_open_transaction_holds_back) {
  const auto note = [&](std::int64_t stable, std::int64_t end, int at) {
    log.note({.partition = 2, .topic = kDemand, .end = end, .stable = stable},
             std::chrono::seconds{at});
  };
  const auto held = [&](int at) { return log.held_for(kDemand, std::chrono::seconds{at}); };
  note(20, 20, 1);
  EXPECT_EQ(held(2), std::chrono::seconds{0});
  note(20, 25, 3);
  note(20, 40, 5);
  EXPECT_EQ(held(7), std::chrono::seconds{4});
  note(30, 40, 8);
  EXPECT_EQ(held(9), std::chrono::seconds{1}) << "it moved";
  note(41, 41, 10);
  EXPECT_EQ(held(11), std::chrono::seconds{0});
}

TEST_F(Polling, takes_no_records_of_its_own) {
  EXPECT_EQ(log.append({}, {}, Instant{}).error().reaction, Reaction::Stop);
}

}  // namespace
}  // namespace shelfd::connectors
