// Shows that an item's partition is the one that Kafka's Java client picks, by Kafka's own test
// values, and that the item is found in every key that holds one.
#include "connectors/partitioning.h"

#include <gtest/gtest.h>

#include <string>

namespace shelfd::connectors {
namespace {

// Apache Kafka, clients, UtilsTest.testMurmur2; the empty key is `new byte[0]` there.
TEST(Partitioning, hashes_as_the_tests_of_kafka_say) {
  EXPECT_EQ(murmur2("21"), -973932308);
  EXPECT_EQ(murmur2("foobar"), -790332482);
  EXPECT_EQ(murmur2("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(murmur2("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
  EXPECT_EQ(murmur2("abc"), 479470107);
  EXPECT_EQ(murmur2(""), 275646681);
}

// librdkafka, rdmurmur2.c, its unit test: 0xd067cf64 as a signed number.
TEST(Partitioning, hashes_as_the_tests_of_librdkafka_say) {
  EXPECT_EQ(murmur2("kafka"), -798503068);
}

// The sign bit is dropped, not the sign: -790332482 + 2^31 = 1357151166, mod 4 = 2 and mod 7 = 0
// (7 x 193878738 = 1357151166). 479470107 is positive: mod 4 = 3.
TEST(Partitioning, takes_the_rest_of_the_hash_without_its_sign) {
  EXPECT_EQ(partition_of("foobar", 1), 0);
  EXPECT_EQ(partition_of("foobar", 4), 2);
  EXPECT_EQ(partition_of("foobar", 7), 0);
  EXPECT_EQ(partition_of("abc", 4), 3);
}

TEST(Partitioning, finds_the_item_in_the_keys_of_state) {
  EXPECT_EQ(item_in(Family::Situation, "m/s"), "m/s");
  EXPECT_EQ(item_in(Family::Belief, "m/s"), "m/s");
  EXPECT_EQ(item_in(Family::Aside, "m/s"), "m/s");
  EXPECT_EQ(item_in(Family::Recent, std::string("m/s\0dayeepoch--", 15)), "m/s");
  EXPECT_EQ(item_in(Family::Recent, "m/s"), "m/s");
  EXPECT_EQ(item_in(Family::Timers, "instant-m/s"), "m/s");
  EXPECT_FALSE(item_in(Family::Timers, "short"));
  for (const Family family :
       {Family::Pools, Family::Names, Family::Rules, Family::Control, Family::Imported}) {
    EXPECT_FALSE(item_in(family, "m/s"));
  }
}

TEST(Partitioning, finds_the_item_in_the_keys_of_outputs) {
  EXPECT_EQ(item_in(OutputTopic::ReferencePrices, "m/s:1"), "m/s:1");
  EXPECT_EQ(item_in(OutputTopic::RestockPlans, "m/s"), "m/s");
  EXPECT_EQ(item_in(OutputTopic::Alerts, "m/s:undercut:17"), "m/s");
  EXPECT_EQ(item_in(OutputTopic::Alerts, "m/s:a:b:undercut:17"), "m/s:a:b");
  EXPECT_FALSE(item_in(OutputTopic::Alerts, "m/s:17"));
  EXPECT_FALSE(item_in(OutputTopic::Alerts, "m/s"));
  EXPECT_FALSE(item_in(OutputTopic::Alerts, ":"));
  EXPECT_FALSE(item_in(OutputTopic::Epochs, "0"));
}

}  // namespace
}  // namespace shelfd::connectors
