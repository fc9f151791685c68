// Shows that the simulated member keeps the port's contract in every kind of failure, and that it
// tells of who does not: each fault of a transaction, at any step, ends as it says it does.
#include "tests/faults/simulated_member.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shelfd::faults {
namespace {

using connectors::Family;
using connectors::Outcome;
using connectors::OutputTopic;
using connectors::SealedEpoch;

struct Process {
  explicit Process(SimulatedCluster& cluster, const std::string& name) {
    fate.name = name;
    fate.broken = &broken;
    member.emplace(cluster, fate);
  }

  connectors::News poll() { return *member->poll(std::chrono::milliseconds{0}); }
  // Is given its partitions and fetches them from their beginnings.
  void settle_in() {
    const auto news = poll();
    ASSERT_TRUE(news.assigned);
    std::vector<connectors::FetchFrom> from;
    for (const std::int32_t partition : *news.assigned) from.push_back({.partition = partition});
    ASSERT_TRUE(member->fetch(from));
  }
  Result<connectors::Transacted> transact(std::int32_t partition) {
    epoch.outputs = {{.topic = OutputTopic::Alerts, .key = "a", .value = "1"}};
    epoch.writes = {{.family = Family::Names, .key = "n", .value = "1"},
                    {.family = Family::Control, .key = "partition", .value = "1"}};
    epoch.next_offsets.fill(3);
    return member->transact({{.partition = partition, .epoch = &epoch}});
  }

  std::vector<std::string> broken;
  ProcessFate fate;
  std::optional<SimulatedMember> member;
  SealedEpoch epoch;
};

struct OneMember : public testing::Test {
  OneMember() { process.settle_in(); }

  std::size_t visible() {
    cluster.transactions().write_all_markers();
    return cluster.changelog(0).committed(0, 100).size();
  }
  // As often as it takes to draw the fault.
  Result<connectors::Transacted> transact_with(TransactionFault fault) {
    for (std::uint64_t seed = 1;; ++seed) {
      simulator::Random random(seed);
      (void)random.chance(1);
      if (1 + random.below(kTransactionFaults - 1) != static_cast<std::int64_t>(fault)) continue;
      process.fate.random = simulator::Random(seed);
      process.fate.chances.transaction = 1;
      auto transacted = process.transact(0);
      process.fate.chances.transaction = 0;
      return transacted;
    }
  }

  SimulatedCluster cluster{{.partitions = 2}};
  Process process{cluster, "m0"};
};

TEST_F(OneMember, brings_records_and_then_the_end) {
  cluster.feed(1, engine::Topic::Demand, "m/s", "1");
  cluster.feed(1, engine::Topic::Demand, "m/s", "2");
  cluster.input(1, engine::Topic::Demand).leave_gap();
  const auto news = process.poll();
  ASSERT_EQ(news.records.size(), 2U);
  EXPECT_EQ(news.records.at(1).record.value, "2");
  EXPECT_EQ(news.ends.size(), 2 * engine::kTopicCount);
  EXPECT_TRUE(std::ranges::any_of(news.ends, [](const connectors::InputEnd& end) {
    return end.partition == 1 && end.topic == engine::Topic::Demand && end.offset == 3;
  }));
  EXPECT_TRUE(process.poll().ends.empty());
}

// Output 0; changelog 0 and 1: the next is 2.
TEST_F(OneMember, commits_all_of_an_epoch) {
  const auto transacted = process.transact(0);
  ASSERT_TRUE(transacted);
  EXPECT_EQ(transacted->outcome, Outcome::Committed);
  EXPECT_EQ(transacted->changelog_next, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(visible(), 2U);
  EXPECT_EQ(cluster.output(0, OutputTopic::Alerts).committed(0, 9).size(), 1U);
  EXPECT_EQ(process.member->committed(0), process.epoch.next_offsets);
  EXPECT_TRUE(process.broken.empty());
}

TEST_F(OneMember, commits_nothing_where_it_says_so) {
  for (const auto fault : {TransactionFault::ProduceFails, TransactionFault::AbortLost}) {
    const auto transacted = transact_with(fault);
    if (transacted && transacted->outcome == Outcome::Committed) continue;  // at no such step
    ASSERT_TRUE(transacted) << fault_name(fault);
    EXPECT_EQ(transacted->outcome, Outcome::NotCommitted);
    ASSERT_TRUE(process.member->renew());
    EXPECT_EQ(visible(), 0U);
  }
}

TEST_F(OneMember, commits_nothing_that_was_not_begun) {
  EXPECT_FALSE(transact_with(TransactionFault::NotBegun));
  EXPECT_EQ(cluster.changelog(0).end(), 0);
}

// The offsets are held until somebody ends it: the next producer of the name does.
TEST_F(OneMember, leaves_a_transaction_open_where_its_end_is_lost) {
  EXPECT_EQ(transact_with(TransactionFault::EndLost)->outcome, Outcome::Unknown);
  EXPECT_TRUE(cluster.group().is_held(0));
  EXPECT_EQ(process.member->committed(0).error().reaction, Reaction::Retry);
  ASSERT_TRUE(process.member->renew());
  EXPECT_EQ(visible(), 0U);
  EXPECT_EQ(process.member->committed(0), std::nullopt);
}

TEST_F(OneMember, commits_late_or_never_where_the_end_is_late) {
  EXPECT_EQ(transact_with(TransactionFault::EndLate)->outcome, Outcome::Unknown);
  EXPECT_EQ(visible(), 0U);
  cluster.deliver_late(0);
  EXPECT_EQ(visible(), 2U);
  ASSERT_TRUE(process.member->renew());
  EXPECT_EQ(transact_with(TransactionFault::EndLate)->outcome, Outcome::Unknown);
  ASSERT_TRUE(process.member->renew());
  cluster.deliver_late(0);
  EXPECT_EQ(visible(), 2U);
}

TEST_F(OneMember, commits_where_only_the_answer_is_lost) {
  EXPECT_EQ(transact_with(TransactionFault::EndAnswerLost)->outcome, Outcome::Unknown);
  EXPECT_EQ(visible(), 2U);
}

TEST_F(OneMember, does_nothing_any_more_once_it_died) {
  EXPECT_EQ(transact_with(TransactionFault::Crash).error().reaction, Reaction::Stop);
  EXPECT_TRUE(process.fate.dead);
  const std::int64_t end = cluster.changelog(0).end();
  EXPECT_FALSE(process.transact(0));
  EXPECT_FALSE(process.member->renew());
  EXPECT_FALSE(process.member->poll(std::chrono::milliseconds{0}));
  EXPECT_EQ(cluster.changelog(0).end(), end);
}

// It sleeps through its session at some step: its offsets are refused, or its transaction is too
// old by then, unless all was done before.
TEST_F(OneMember, is_fenced_where_it_sleeps_too_long) {
  process.fate.sleep = [this] { cluster.advance(std::chrono::seconds{30}); };
  const auto transacted = transact_with(TransactionFault::Pause);
  ASSERT_TRUE(transacted);
  EXPECT_EQ(transacted->outcome == Outcome::Committed, visible() == 2U);
  EXPECT_TRUE(process.poll().lost);
}

TEST_F(OneMember, is_asked_for_its_partitions_when_another_comes) {
  Process other(cluster, "m1");
  const auto news = process.poll();
  EXPECT_TRUE(news.revoked);
  EXPECT_FALSE(news.lost);
  EXPECT_EQ(process.transact(0)->outcome, Outcome::Committed);
  ASSERT_TRUE(process.member->release());
  EXPECT_EQ(process.poll().assigned, (std::vector<std::int32_t>{0}));
  EXPECT_EQ(other.poll().assigned, (std::vector<std::int32_t>{1}));
  EXPECT_TRUE(process.broken.empty());
}

TEST_F(OneMember, stops_where_another_process_has_its_name) {
  Process second(cluster, "m0");
  EXPECT_EQ(process.transact(0)->outcome, Outcome::NotCommitted);
  const auto polled = process.member->poll(std::chrono::milliseconds{0});
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().reaction, Reaction::Stop);
  second.settle_in();
  EXPECT_EQ(second.transact(0)->outcome, Outcome::Committed);
}

TEST_F(OneMember, tells_of_who_breaks_the_contract) {
  EXPECT_TRUE(process.member->release());
  EXPECT_EQ(process.broken.size(), 1U);
  EXPECT_TRUE(process.transact(1));
  EXPECT_GE(process.broken.size(), 2U);
}

}  // namespace
}  // namespace shelfd::faults
