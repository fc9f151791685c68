// Shows that the simulated cluster does what Kafka does where exactly-once depends on it: what a
// reader of committed records sees, where an open transaction stops him, who is fenced and when,
// and that markers come one by one.
#include "tests/faults/simulated_cluster.h"

#include <gtest/gtest.h>

namespace shelfd::faults {
namespace {

using connectors::Heads;

constexpr Duration kTimeout = std::chrono::seconds{10};

Heads heads_of(std::int64_t offset) {
  Heads heads{};
  heads.fill(offset);
  return heads;
}

struct Cluster : SimulatedCluster {
  Cluster() : SimulatedCluster({.partitions = 3}) {}

  ProducerSession producer(const std::string& id) {
    auto session = transactions().begin_producer(id, kTimeout);
    while (!session) {
      transactions().write_marker(0);
      session = transactions().begin_producer(id, kTimeout);
    }
    return *session;
  }
  ProducerAnswer write(const ProducerSession& session, std::int32_t partition,
                       const std::string& key, const std::string& value) {
    Stored record{.key = key, .value = value};
    return transactions().write(session, changelog(partition), record, now());
  }
  ProducerAnswer send(const ProducerSession& session, const Membership& who, std::int32_t partition,
                      std::int64_t offset) {
    return transactions().send_offsets(session, who, {{partition, heads_of(offset)}}, why);
  }
  // A member that joined whatever generation came of it.
  Membership enter(const std::string& instance) {
    Membership who{.instance = instance, .member = group().enter(instance, now())};
    if (const auto given = group().assignment(who)) who.generation = given->generation;
    return who;
  }
  Membership joined(Membership who) {
    EXPECT_EQ(group().join(who, now()), GroupAnswer::Done);
    if (const auto given = group().assignment(who)) who.generation = given->generation;
    return who;
  }
  std::string seen(std::int32_t partition) {
    std::string text;
    for (const Stored* record : changelog(partition).committed(0, 100)) text += record->key;
    return text;
  }

  GroupAnswer why{};
};

// Offsets: a 0, b 1, marker 2, so that the next record lies at 3.
TEST(SimulatedCluster, shows_a_transaction_when_its_marker_is_written) {
  Cluster cluster;
  const auto session = cluster.producer("p");
  EXPECT_EQ(cluster.write(session, 0, "a", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.write(session, 0, "b", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.changelog(0).end(), 2);
  EXPECT_EQ(cluster.changelog(0).stable_end(), 0);
  EXPECT_EQ(cluster.transactions().end(session, true), ProducerAnswer::Done);
  EXPECT_EQ(cluster.seen(0), "");
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "ab");
  EXPECT_EQ(cluster.changelog(0).end(), 3);
  EXPECT_EQ(cluster.changelog(0).stable_end(), 3);
}

TEST(SimulatedCluster, never_shows_what_was_aborted) {
  Cluster cluster;
  const auto session = cluster.producer("p");
  EXPECT_EQ(cluster.write(session, 0, "a", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.transactions().end(session, false), ProducerAnswer::Done);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.write(session, 0, "b", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.transactions().end(session, true), ProducerAnswer::Done);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "b");
}

// The reader may not pass the oldest open transaction, though a later one is committed.
TEST(SimulatedCluster, stops_a_reader_at_the_oldest_open_transaction) {
  Cluster cluster;
  const auto zombie = cluster.producer("zombie");
  const auto owner = cluster.producer("owner");
  EXPECT_EQ(cluster.write(zombie, 0, "z", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.write(owner, 0, "o", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.transactions().end(owner, true), ProducerAnswer::Done);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "");
  cluster.advance(kTimeout + Duration{1});
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "o");
  EXPECT_EQ(cluster.write(zombie, 0, "z", "1"), ProducerAnswer::Fenced);
}

// Three places are touched: two partitions and the group's offsets.
TEST(SimulatedCluster, writes_markers_one_by_one) {
  Cluster cluster;
  const Membership who = cluster.enter("m");
  const auto session = cluster.producer("p");
  EXPECT_EQ(cluster.write(session, 0, "a", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.write(session, 1, "b", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.send(session, who, 0, 7), ProducerAnswer::Done);
  EXPECT_EQ(cluster.transactions().end(session, true), ProducerAnswer::Done);
  ASSERT_EQ(cluster.transactions().waiting_markers(), 3U);
  cluster.transactions().write_marker(2);
  EXPECT_EQ(cluster.group().offsets(0), heads_of(7));
  EXPECT_EQ(cluster.seen(0), "");
  EXPECT_EQ(cluster.write(session, 0, "c", "1"), ProducerAnswer::Busy);
  cluster.transactions().write_marker(0);
  EXPECT_EQ(cluster.seen(0) + cluster.seen(1), "a");
  cluster.transactions().write_marker(0);
  EXPECT_EQ(cluster.seen(1), "b");
  EXPECT_EQ(cluster.write(session, 0, "c", "1"), ProducerAnswer::Done);
}

TEST(SimulatedCluster, fences_a_producer_when_another_begins_under_its_id) {
  Cluster cluster;
  const auto old = cluster.producer("p");
  EXPECT_EQ(cluster.write(old, 0, "a", "1"), ProducerAnswer::Done);
  const auto young = cluster.producer("p");
  EXPECT_GT(young.epoch, old.epoch);
  EXPECT_EQ(cluster.transactions().end(old, true), ProducerAnswer::Fenced);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "");
}

// What is decided holds: a producer that begins anew waits for the markers, and aborts nothing.
TEST(SimulatedCluster, keeps_a_decision_when_a_producer_begins_anew) {
  Cluster cluster;
  const auto old = cluster.producer("p");
  EXPECT_EQ(cluster.write(old, 0, "a", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.transactions().end(old, true), ProducerAnswer::Done);
  EXPECT_FALSE(cluster.transactions().begin_producer("p", kTimeout));
  cluster.transactions().write_all_markers();
  EXPECT_TRUE(cluster.transactions().begin_producer("p", kTimeout));
  EXPECT_EQ(cluster.seen(0), "a");
}

TEST(SimulatedCluster, lets_a_late_request_meet_what_is_there_when_it_comes) {
  Cluster cluster;
  const auto old = cluster.producer("p");
  EXPECT_EQ(cluster.write(old, 0, "a", "1"), ProducerAnswer::Done);
  const auto end_old = [&] { (void)cluster.transactions().end(old, true); };
  cluster.send_late(end_old);
  cluster.send_late(end_old);
  cluster.deliver_late(0);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "a");
  const auto young = cluster.producer("p");
  EXPECT_EQ(cluster.write(young, 0, "b", "1"), ProducerAnswer::Done);
  cluster.deliver_late(0);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.seen(0), "a");
  EXPECT_EQ(cluster.late(), 0U);
}

// 3 partitions over 2 instances: 0 and 1 go to the first.
TEST(SimulatedCluster, assigns_by_range_once_all_have_joined) {
  Cluster cluster;
  Membership first = cluster.enter("m0");
  EXPECT_EQ(cluster.group().assignment(first)->partitions, (std::vector<std::int32_t>{0, 1, 2}));
  const Membership second = cluster.enter("m1");
  EXPECT_FALSE(cluster.group().assignment(second));
  EXPECT_EQ(cluster.group().heartbeat(first, cluster.now()), GroupAnswer::Rebalancing);
  first = cluster.joined(first);
  EXPECT_EQ(cluster.group().assignment(first)->partitions, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(cluster.group().assignment(second)->partitions, (std::vector<std::int32_t>{2}));
  EXPECT_EQ(cluster.group().owner(2, 1), "m0");
}

TEST(SimulatedCluster, fences_offsets_by_generation_and_by_member) {
  Cluster cluster;
  const Membership first = cluster.enter("m0");
  const auto session = cluster.producer("m0");
  EXPECT_EQ(cluster.write(session, 0, "a", "1"), ProducerAnswer::Done);
  (void)cluster.enter("m1");
  // The next generation is not there yet: the old one still may.
  EXPECT_EQ(cluster.send(session, first, 0, 1), ProducerAnswer::Done);
  (void)cluster.joined(first);
  EXPECT_EQ(cluster.send(session, first, 0, 2), ProducerAnswer::Refused);
  EXPECT_EQ(cluster.why, GroupAnswer::IllegalGeneration);
  const Membership again = cluster.enter("m0");
  EXPECT_EQ(again.generation, 2);
  EXPECT_EQ(cluster.send(session, first, 0, 2), ProducerAnswer::Refused);
  EXPECT_EQ(cluster.why, GroupAnswer::FencedInstance);
}

// Sent in time, its commit counts; who reads the group's offsets has to wait for it.
TEST(SimulatedCluster, holds_offsets_until_their_transaction_ends) {
  Cluster cluster;
  const Membership who = cluster.enter("m0");
  const auto session = cluster.producer("m0");
  EXPECT_EQ(cluster.write(session, 0, "a", "1"), ProducerAnswer::Done);
  EXPECT_EQ(cluster.send(session, who, 0, 5), ProducerAnswer::Done);
  (void)cluster.enter("m1");
  (void)cluster.joined(who);
  EXPECT_TRUE(cluster.group().is_held(0));
  EXPECT_FALSE(cluster.group().offsets(0));
  EXPECT_EQ(cluster.transactions().end(session, true), ProducerAnswer::Done);
  EXPECT_TRUE(cluster.group().is_held(0));
  cluster.transactions().write_all_markers();
  EXPECT_FALSE(cluster.group().is_held(0));
  EXPECT_EQ(cluster.group().offsets(0), heads_of(5));
}

TEST(SimulatedCluster, takes_partitions_from_who_is_silent) {
  Cluster cluster;
  Membership silent = cluster.enter("m0");
  Membership other = cluster.enter("m1");
  silent = cluster.joined(silent);
  other.generation = cluster.group().generation();
  cluster.advance(std::chrono::seconds{15});
  EXPECT_EQ(cluster.group().heartbeat(other, cluster.now()), GroupAnswer::Done);
  cluster.advance(std::chrono::seconds{15});
  EXPECT_EQ(cluster.group().heartbeat(silent, cluster.now()), GroupAnswer::UnknownMember);
  EXPECT_EQ(cluster.group().heartbeat(other, cluster.now()), GroupAnswer::Rebalancing);
  other = cluster.joined(other);
  EXPECT_EQ(cluster.group().assignment(other)->partitions.size(), 3U);
}

TEST(SimulatedCluster, keeps_the_newest_of_a_key_when_it_compacts) {
  Cluster cluster;
  const auto session = cluster.producer("p");
  for (const char* key : {"a", "b", "a"}) {
    EXPECT_EQ(cluster.write(session, 0, key, "1"), ProducerAnswer::Done);
  }
  EXPECT_EQ(cluster.transactions().end(session, true), ProducerAnswer::Done);
  cluster.transactions().write_all_markers();
  EXPECT_EQ(cluster.write(session, 0, "b", "open"), ProducerAnswer::Done);
  cluster.changelog(0).compact();
  EXPECT_EQ(cluster.seen(0), "ba");
  EXPECT_EQ(cluster.changelog(0).end(), 5);
}

}  // namespace
}  // namespace shelfd::faults
