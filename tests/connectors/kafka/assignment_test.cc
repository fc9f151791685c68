// Assignment: the same partitions of all eight inputs, or a refusal that names what differs; and
// one count for all topics.
#include "connectors/kafka/assignment.h"

#include <gtest/gtest.h>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

using Partitions = std::vector<std::int32_t>;

std::vector<TopicPartition> all_of(const Partitions& partitions) {
  std::vector<TopicPartition> assigned;
  for (const std::string& topic : input_topics({})) {
    for (const std::int32_t partition : partitions) {
      assigned.push_back({.topic = topic, .partition = partition});
    }
  }
  return assigned;
}

TEST(Assignment, is_the_partitions_that_all_inputs_share) {
  const auto shared = shared_partitions({}, all_of({3, 0, 1}), 4);
  ASSERT_TRUE(shared);
  EXPECT_EQ(*shared, Partitions({0, 1, 3}));
}

TEST(Assignment, may_be_of_nothing) {
  const auto shared = shared_partitions({}, {}, 4);
  ASSERT_TRUE(shared);
  EXPECT_TRUE(shared->empty());
}

TEST(Assignment, of_different_partitions_stops_and_names_them) {
  auto assigned = all_of({0, 1});
  assigned.pop_back();  // the newest rank's last: shelfd.responses 1
  const auto shared = shared_partitions({}, assigned, 2);
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().reaction, Reaction::Stop);
  EXPECT_EQ(shared.error().message,
            "topics shelfd.rules and shelfd.responses: assigned different partitions, [0 1] and "
            "[0]");
}

TEST(Assignment, of_a_partition_that_was_not_there_stops) {
  const auto shared = shared_partitions({}, all_of({2}), 2);
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().message,
            "topic shelfd.rules: partition 2 assigned, and there were 2 at the start");
}

TEST(Assignment, of_a_strange_topic_stops) {
  auto assigned = all_of({0});
  assigned.push_back({.topic = "orders", .partition = 0});
  EXPECT_FALSE(shared_partitions({}, assigned, 1));
}

TEST(SharedCount, is_that_of_every_topic) {
  EXPECT_EQ(*shared_count({{.topic = "a", .partitions = 6}, {.topic = "b", .partitions = 6}}), 6);
}

TEST(SharedCount, that_is_not_shared_stops_and_names_all) {
  const auto count =
      shared_count({{.topic = "a", .partitions = 6}, {.topic = "b", .partitions = 4}});
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().reaction, Reaction::Stop);
  EXPECT_EQ(count.error().message, "topics of unequal partition counts: a 6, b 4");
}

TEST(SharedCount, names_the_topics_that_are_not_there) {
  const auto count =
      shared_count({{.topic = "a", .partitions = 6}, {.topic = "b"}, {.topic = "c"}});
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().message, "topics not there: b, c");
}

TEST(SharedCount, of_no_topic_stops) { EXPECT_FALSE(shared_count({})); }

}  // namespace
}  // namespace shelfd::connectors
