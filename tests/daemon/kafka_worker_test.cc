// Shows when a worker on a cluster calls itself ready, and that its lag comes and goes with its
// partitions. With a member that answers what the test has set; what faults do is in tests/faults.
#include "daemon/kafka_worker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "tests/connectors/kafka/memory_state.h"
#include "tests/connectors/kafka/scripted_member.h"
#include "tests/fakes/manual_clock.h"

namespace shelfd::daemon {
namespace {

constexpr engine::Topic kDemand = engine::Topic::Demand;

struct KafkaWorkerTest : testing::Test {
  void turn() {
    const Status turned = worker.turn({});
    ASSERT_TRUE(turned) << turned.error().message;
  }
  void hear(connectors::News news) {
    member.news.push_back(std::move(news));
    turn();
  }
  // All inputs but demand are read to their end.
  static connectors::News ends(std::int32_t partition = 0) {
    connectors::News news;
    for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
      const auto topic = static_cast<engine::Topic>(rank);
      if (topic != kDemand)
        news.ends.push_back({.partition = partition, .topic = topic, .offset = 0});
    }
    return news;
  }
  [[nodiscard]] bool shows(const std::string& line) const {
    return ("\n" + metrics.text()).find("\n" + line + "\n") != std::string::npos;
  }

  // Demand that is no JSON: dead letters.
  static connectors::News demand(std::int32_t partition, int count, std::size_t bytes) {
    connectors::News news;
    for (int offset = 0; offset < count; ++offset) {
      news.records.push_back({.partition = partition,
                              .record = {.topic = kDemand,
                                         .offset = offset,
                                         .appended_at = Instant{},
                                         .key = "m/sku",
                                         .value = std::string(bytes, '{')}});
    }
    return news;
  }
  KafkaWorkerParts parts(std::int32_t partitions) {
    return {.member = &member,
            .clock = &clock,
            .metrics = &metrics,
            .open_state =
                [](std::int32_t /*partition*/) -> Result<std::unique_ptr<connectors::LocalState>> {
              return std::make_unique<fakes::MemoryState>();
            },
            .build = "test",
            .arithmetic = "test",
            .partitions = partitions,
            .commits = connectors::HandOff::Commits::OnCall,
            .cut_every = {},
            .believes_clock = true};
  }

  fakes::ScriptedMember member;
  fakes::ManualClock clock{Instant{std::chrono::hours{24 * 365 * 50}}};
  connectors::Metrics metrics{"0", "0"};
  KafkaWorker worker{parts(1)};
};

TEST_F(KafkaWorkerTest, is_not_ready_before_the_group_has_given_anything) {
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_FALSE(worker.ready());
  EXPECT_TRUE(worker.view().restoring);
}

TEST_F(KafkaWorkerTest, is_ready_with_no_partitions_by_the_groups_will) {
  hear({.assigned = std::vector<std::int32_t>{}});
  turn();
  EXPECT_TRUE(worker.ready());
}

// Given, then restored, then caught up: each alone is not enough.
TEST_F(KafkaWorkerTest, is_ready_once_it_is_assigned_restored_and_caught_up) {
  member.changelog = {.first = 0, .end = 5};
  member.pages = {{.next = 3, .at_end = false}, {.next = 3, .at_end = false}};
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 5; ++i) turn();
  EXPECT_FALSE(worker.ready()) << "the changelog is not read to its end";
  EXPECT_TRUE(worker.view().restoring);
  member.pages = {{.next = 5, .at_end = true}};
  for (int i = 0; i < 5; ++i) turn();
  EXPECT_FALSE(member.fetched.empty());
  EXPECT_FALSE(worker.ready()) << "restored, and nobody knows what is unread";
  hear(ends());
  for (int i = 0; i < 5; ++i) turn();
  EXPECT_FALSE(worker.ready()) << "one topic has not told where it ends";
  hear({.ends = {{.partition = 0, .topic = kDemand, .offset = 0}}});
  for (int i = 0; i < 5; ++i) turn();
  EXPECT_TRUE(worker.ready());
  EXPECT_FALSE(worker.view().restoring);
  hear({.revoked = true});
  EXPECT_FALSE(worker.ready());
}

TEST_F(KafkaWorkerTest, tells_lag_and_what_an_open_transaction_holds_while_it_owns_them) {
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  hear(ends());
  hear({.ends = {{.partition = 0, .topic = kDemand, .offset = 0}}});
  clock.advance(std::chrono::seconds{2});
  hear({.marks = {{.partition = 0, .topic = kDemand, .end = 12, .stable = 0}}});
  clock.advance(std::chrono::seconds{4});
  turn();
  EXPECT_TRUE(shows("shelfd_lag_records{partition=\"0\"} 12")) << metrics.text();
  EXPECT_TRUE(shows("shelfd_lag_seconds{partition=\"0\"} 0"));
  EXPECT_EQ(worker.view().stable_offset_age[static_cast<std::size_t>(kDemand)].load(),
            std::chrono::seconds{4});
  hear({.revoked = true});
  EXPECT_EQ(metrics.text().find("shelfd_lag_records{"), std::string::npos);
}

// However much is fetched: nothing is stepped before each topic has told how far it is read, so to
// wait for less to be fetched would be to wait for ever.
TEST_F(KafkaWorkerTest, goes_on_hearing_while_a_topic_has_not_told_where_it_ends) {
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  hear(demand(0, 10, kFetchedBytesOfRecord * parts(1).round_records / 8));
  hear(ends());
  EXPECT_TRUE(member.news.empty());
  turn();
  EXPECT_FALSE(member.transacted.empty());
}

// A topic whose broker is away: what the others bring is not taken in for ever.
TEST_F(KafkaWorkerTest,
       takes_in_no_more_than_some_rounds_while_a_topic_has_not_told_where_it_ends) {
  const std::size_t round = kFetchedBytesOfRecord * parts(1).round_records;
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  hear(demand(0, 2, round * 3 / 4));
  turn();
  member.news.push_back(demand(0, 3, 1));
  turn();
  EXPECT_EQ(member.news.size(), 1U) << "it holds all that it may";
  clock.advance(std::chrono::seconds{10});
  turn();
  EXPECT_TRUE(member.news.empty()) << "the group hears of it, and it of the topic";
}

// A broker that crashed may know nothing of what it had told was committed (docs/decisions/0020).
TEST_F(KafkaWorkerTest, asks_once_at_rest_whether_the_group_knows_its_last_commit) {
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  hear(ends());
  hear(demand(0, 1, 10));
  for (int i = 0; i < 5; ++i) turn();
  ASSERT_EQ(member.transacted.size(), 1U);
  connectors::Heads known{};
  known[static_cast<std::size_t>(kDemand)] = 1;
  member.group_offsets = known;
  const int asked = member.times_asked;
  for (int second = 0; second < 130; ++second) {
    clock.advance(std::chrono::seconds{1});
    turn();
    EXPECT_EQ(member.times_asked, asked + (second >= 59 ? 1 : 0)) << second;
  }
  EXPECT_EQ(member.renewals, 0);
  connectors::News one_more = demand(0, 2, 10);
  one_more.records.erase(one_more.records.begin());
  hear(std::move(one_more));
  for (int i = 0; i < 5; ++i) turn();
  ASSERT_EQ(member.transacted.size(), 2U);
  member.changelog.end = member.changelog_next;
  clock.advance(kDoubtAfter);
  turn();
  EXPECT_FALSE(worker.ready());
  turn();
  EXPECT_EQ(member.renewals, 1);
}

// An item that has several records in a cut is judged and written once.
TEST_F(KafkaWorkerTest, takes_a_backlog_in_large_cuts_of_few_partitions_by_turns) {
  KafkaWorker both{parts(2)};
  const auto hear_both = [&](connectors::News news) {
    member.news.push_back(std::move(news));
    ASSERT_TRUE(both.turn({}));
  };
  hear_both({.assigned = std::vector<std::int32_t>{0, 1}});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(both.turn({}));
  const auto backlog = static_cast<int>(parts(2).round_records);
  hear_both(demand(0, backlog, 10));
  hear_both(demand(1, backlog, 10));
  hear_both(ends(1));
  ASSERT_EQ(member.transacted.size(), 1U);
  hear_both(ends(0));
  connectors::News rest;
  for (const std::int32_t partition : {0, 1}) {
    connectors::News one = demand(partition, backlog + 9, 10);
    std::move(one.records.begin() + backlog, one.records.end(), std::back_inserter(rest.records));
  }
  hear_both(std::move(rest));
  ASSERT_TRUE(both.turn({}));
  const std::vector<std::vector<std::int32_t>> wanted = {{1}, {0}, {1, 0}};
  EXPECT_EQ(member.transacted, wanted);
}

// Else each partition of a backlog would hold an epoch until its next turn.
TEST_F(KafkaWorkerTest, lets_a_committed_epoch_go_before_its_partition_has_its_next_turn) {
  KafkaWorker both{parts(2)};
  const auto hear_both = [&](connectors::News news) {
    member.news.push_back(std::move(news));
    ASSERT_TRUE(both.turn({}));
  };
  const auto held = [&](std::int32_t partition) {
    return both.partitions().at(partition).log->lag(clock.now()).records;
  };
  hear_both({.assigned = std::vector<std::int32_t>{0, 1}});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(both.turn({}));
  const auto round = static_cast<int>(parts(2).round_records);
  hear_both(ends(0));
  hear_both(ends(1));
  connectors::News news = demand(0, round, 10);
  std::ranges::move(demand(1, round, 10).records, std::back_inserter(news.records));
  hear_both(std::move(news));
  ASSERT_EQ(member.transacted.size(), 1U);
  EXPECT_EQ(held(0) + held(1), 2 * round);
  ASSERT_TRUE(both.turn({}));
  ASSERT_EQ(member.transacted.size(), 2U);
  EXPECT_EQ(held(member.transacted.front().front()), 0);
  EXPECT_EQ(held(member.transacted.back().front()), round);
}

TEST_F(KafkaWorkerTest, takes_in_no_more_records_than_a_round_has) {
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  hear(ends());
  connectors::News many = demand(0, static_cast<int>(parts(1).round_records) + 1, 10);
  many.has_more = true;
  member.news.push_back(std::move(many));
  member.news.push_back(ends());
  turn();
  EXPECT_EQ(member.news.size(), 1U) << "its bytes are few";
}

// What the library holds is taken in small polls, in one turn.
TEST_F(KafkaWorkerTest, polls_until_there_is_no_more_or_enough) {
  hear({.assigned = std::vector<std::int32_t>{0}});
  for (int i = 0; i < 3; ++i) turn();
  const auto add = [&](int offset, bool has_more, std::size_t bytes) {
    connectors::News one = demand(0, offset + 1, bytes);
    one.records.erase(one.records.begin(), one.records.begin() + offset);
    one.has_more = has_more;
    member.news.push_back(std::move(one));
  };
  add(0, true, 10);
  add(1, false, 10);
  add(2, true, 2 * kFetchedBytesOfRecord * parts(1).round_records);
  add(3, true, 10);
  turn();
  EXPECT_EQ(member.news.size(), 2U) << "the second has no more behind it";
  turn();
  EXPECT_EQ(member.news.size(), 1U) << "that is enough";
}

}  // namespace
}  // namespace shelfd::daemon
