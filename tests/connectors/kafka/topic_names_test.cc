// Topic names: the names that operators see in their cluster, as the documentation gives them, and
// the way back from a name to an input.
#include "connectors/kafka/topic_names.h"

#include <gtest/gtest.h>

#include <set>

namespace shelfd::connectors {
namespace {

KafkaSettings shop() { return {.app_id = "shop", .instance = "pod-07", .topic_prefix = "eu."}; }

TEST(TopicNames, are_prefix_and_topic) {
  EXPECT_EQ(input_topic(shop(), engine::Topic::CompetitorOffers), "eu.competitor-offers");
  EXPECT_EQ(output_topic(shop(), OutputTopic::ReferencePrices), "eu.reference-prices");
  EXPECT_EQ(changelog_topic(shop()), "shop-state");
}

TEST(TopicNames, of_a_worker_carry_the_instance_and_the_application) {
  EXPECT_EQ(group_instance_id(shop(), 1), "pod-07-1");
  EXPECT_EQ(transactional_id(shop(), 1), "shop-pod-07-1");
}

TEST(TopicNames, of_a_shadow_are_its_own_outputs_on_the_same_inputs) {
  KafkaSettings shadow = shop();
  shadow.publishes_shadow = true;
  EXPECT_EQ(output_topic(shadow, OutputTopic::ReferencePrices), "eu.shop.reference-prices");
  EXPECT_EQ(input_topics(shadow), input_topics(shop()));
  for (const std::string& name : output_topics(shadow)) EXPECT_FALSE(input_named(shadow, name));
}

// 8 inputs, 5 outputs, 1 changelog.
TEST(TopicNames, are_fourteen_different_ones) {
  const std::vector<std::string> names = all_topics(shop());
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 14U);
  EXPECT_EQ(names.front(), "eu.rules");
  EXPECT_EQ(names.back(), "shop-state");
}

TEST(TopicNames, lead_back_to_the_input) {
  const std::vector<std::string> names = input_topics(shop());
  for (std::size_t rank = 0; rank < names.size(); ++rank) {
    EXPECT_EQ(input_named(shop(), names[rank]), static_cast<engine::Topic>(rank));
  }
  EXPECT_EQ(input_named(shop(), "eu.reference-prices"), std::nullopt);
  EXPECT_EQ(input_named(shop(), "us.demand"), std::nullopt);
  EXPECT_EQ(input_named(shop(), ""), std::nullopt);
}

}  // namespace
}  // namespace shelfd::connectors
