// The doctor: what is well, to be looked at or in the way, at and around each bound.
#include "daemon/doctor.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

using connectors::BrokerAnswer;
using connectors::BrokerNode;
using std::chrono::milliseconds;

constexpr std::uint64_t kMebibyte = 1ULL << 20U;

Health disk_with(std::uint64_t free_mebibytes) {
  return diagnose_disk({.folder = "x", .free_bytes = free_mebibytes * kMebibyte}).health;
}

TEST(Doctor, wants_room_for_what_comes_and_for_merges) {
  EXPECT_EQ(disk_with(127), Health::Fail);
  EXPECT_EQ(disk_with(128), Health::Warn);
  EXPECT_EQ(disk_with(2047), Health::Warn);
  EXPECT_EQ(disk_with(2048), Health::Ok);
  const Diagnosis line = diagnose_disk(
      {.folder = "./shop", .free_bytes = 100 * kMebibyte, .total_bytes = 900 * kMebibyte});
  EXPECT_EQ(line.found, "100 of 900 MiB are free at ./shop");
  EXPECT_NE(line.advice, "");
}

TEST(Doctor, wants_files_for_databases_connections_and_brokers) {
  EXPECT_EQ(diagnose_files(767).health, Health::Fail);
  EXPECT_EQ(diagnose_files(1024).health, Health::Warn);
  EXPECT_EQ(diagnose_files(2048).health, Health::Ok);
}

constexpr auto kBroker = [] { return BrokerNode{.id = 2, .address = "b:9092"}; };

TEST(Doctor, tells_how_far_a_broker_is) {
  const Diagnosis near = diagnose_broker(kBroker(), BrokerAnswer{.latency = milliseconds{40}});
  EXPECT_EQ(near.health, Health::Ok);
  EXPECT_EQ(near.found, "b:9092 answers in 40.0 ms");
  const Diagnosis far = diagnose_broker(kBroker(), BrokerAnswer{.latency = milliseconds{41}});
  EXPECT_EQ(far.health, Health::Warn);
  const Diagnosis older = diagnose_broker(
      kBroker(), BrokerAnswer{.settings = {{"inter.broker.protocol.version", "3.6-IV2"}}});
  EXPECT_EQ(older.found, "b:9092 answers in 0.0 ms, protocol 3.6-IV2");
}

TEST(Doctor, tells_a_broker_that_is_away_from_one_that_refuses) {
  const Diagnosis away = diagnose_broker(kBroker(), retry("no answer in 10 s"));
  EXPECT_EQ(away.health, Health::Fail);
  EXPECT_EQ(away.found, "b:9092: no answer in 10 s");
  EXPECT_NE(away.advice.find("reached"), std::string::npos);
  const Diagnosis refuses = diagnose_broker(kBroker(), stop("not authorized"));
  EXPECT_EQ(refuses.health, Health::Fail);
  EXPECT_NE(refuses.advice.find("right"), std::string::npos);
}

// Ours: a session of 20'000 ms, a transaction of 10'000 ms.
TEST(Doctor, finds_sessions_and_transactions_that_a_broker_does_not_allow) {
  const auto lines_with = [](const std::string& name, const std::string& value) {
    return diagnose_limits({}, kBroker(), {.settings = {{name, value}}});
  };
  EXPECT_EQ(lines_with("group.min.session.timeout.ms", "20000").size(), 0U);
  EXPECT_EQ(lines_with("group.min.session.timeout.ms", "20001").size(), 1U);
  EXPECT_EQ(lines_with("group.max.session.timeout.ms", "20000").size(), 0U);
  EXPECT_EQ(lines_with("group.max.session.timeout.ms", "19999").size(), 1U);
  EXPECT_EQ(lines_with("transaction.max.timeout.ms", "10000").size(), 0U);
  const auto lines = lines_with("transaction.max.timeout.ms", "9999");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].health, Health::Fail);
  EXPECT_EQ(lines[0].found, "transaction.max.timeout.ms is 9999, which does not allow 10000 ms");
  EXPECT_EQ(diagnose_limits({}, kBroker(), {}).size(), 0U);
}

// Only what is surely off counts: 1'009 ms within 10 ms may be 999.
TEST(Doctor, reads_clocks_as_well_as_they_could_be_measured) {
  const auto clock = [](int ahead, int within) {
    return diagnose_clock(
        connectors::ClockDifference{.ahead = milliseconds{ahead}, .within = milliseconds{within}});
  };
  EXPECT_EQ(clock(1'009, 10).health, Health::Ok);
  EXPECT_EQ(clock(-1'010, 10).health, Health::Warn);
  EXPECT_EQ(clock(60'009, 10).health, Health::Warn);
  EXPECT_EQ(clock(-60'010, 10).health, Health::Fail);
  EXPECT_EQ(clock(-5, 6).found,
            "the broker's is 5 ms behind this machine's, within 6 ms; a transaction went");
  EXPECT_EQ(diagnose_clock(stop("not authorized")).health, Health::Fail);
}

TEST(Doctor, tells_of_topics_that_differ_alike_in_one_line) {
  const connectors::TopicFinding few{
      .topic = "a", .setting = "replication", .found = "1", .wanted = "at least 3", .why = "why"};
  std::vector<connectors::TopicFinding> findings(14, few);
  findings[5].found = "2";
  findings[5].topic = "b";
  const auto lines = diagnose_topics(14, findings);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].found, "a and 12 more: replication is 1, not at least 3: why");
  EXPECT_EQ(lines[1].found, "b: replication is 2, not at least 3: why");
}

TEST(Doctor, counts_topics_that_are_not_there_and_tells_each_that_differs) {
  const auto well = diagnose_topics(14, {});
  ASSERT_EQ(well.size(), 1U);
  EXPECT_EQ(well[0].health, Health::Ok);
  const auto lines = diagnose_topics(
      14, {{.topic = "a", .setting = "topic", .is_fatal = true},
           {.topic = "b", .setting = "topic", .is_fatal = true},
           {.topic = "c", .setting = "retention.ms", .found = "1", .wanted = "2", .why = "why"},
           {.topic = "d", .setting = "cleanup.policy", .is_fatal = true}});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].health, Health::Warn);
  EXPECT_EQ(lines[0].found, "c: retention.ms is 1, not 2: why");
  EXPECT_EQ(lines[1].health, Health::Fail);
  EXPECT_EQ(lines[2].health, Health::Fail);
  EXPECT_EQ(lines[2].found, "2 of 14 are not there");
}

}  // namespace
}  // namespace shelfd::daemon
