// Shows that keys have exactly the bytes that layout.h writes down, and that byte order is the
// order of ranks, offsets and keys.
#include "connectors/rocksdb/layout.h"

#include <gtest/gtest.h>

namespace shelfd::connectors {
namespace {

using engine::Topic;

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

TEST(Layout, writes_the_documented_bytes) {
  EXPECT_EQ(identity_key(), bytes({0x01}));
  EXPECT_EQ(input_head_key(Topic::Demand), bytes({0x02, 'i', 6}));
  EXPECT_EQ(output_head_key(OutputTopic::Epochs), bytes({0x02, 'o', 4}));
  // 0x0102 = 258.
  EXPECT_EQ(input_key(Topic::Demand, 258), bytes({0x03, 6, 0, 0, 0, 0, 0, 0, 1, 2}));
  EXPECT_EQ(latest_key(OutputTopic::Alerts, "a7"), bytes({0x04, 2, 'a', '7'}));
  EXPECT_EQ(appended_key(OutputTopic::DeadLetters, 1), bytes({0x05, 3, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(state_key(Family::Situation, "m/s"), bytes({0x10, 'm', '/', 's'}));
  EXPECT_EQ(state_key(Family::Imported, ""), bytes({0x19}));
}

TEST(Layout, orders_offsets_by_number_and_topics_by_rank) {
  EXPECT_LT(input_key(Topic::Rules, 255), input_key(Topic::Rules, 256));
  EXPECT_LT(input_key(Topic::Rules, INT64_MAX), input_key(Topic::Catalog, 0));
  EXPECT_LT(input_key(Topic::Responses, INT64_MAX), latest_key(OutputTopic::ReferencePrices, ""));
}

TEST(Layout, reads_an_offset_back_and_nothing_from_another_key) {
  EXPECT_EQ(offset_in(input_key(Topic::Prices, 1'234'567'890'123)), 1'234'567'890'123);
  EXPECT_EQ(offset_in(input_prefix(Topic::Prices)), std::nullopt);
}

TEST(Layout, describes_keys_for_people) {
  EXPECT_EQ(describe_key(identity_key()), "identity");
  EXPECT_EQ(describe_key(input_key(Topic::CompetitorOffers, 12)), "inputs/competitor-offers/12");
  EXPECT_EQ(describe_key(appended_key(OutputTopic::Epochs, 3)), "appended/epochs/3");
  EXPECT_EQ(describe_key(latest_key(OutputTopic::Alerts, "12345678")), "latest/alerts/12345678");
  EXPECT_EQ(describe_key(input_head_key(Topic::Rules)), "heads/rules");
  EXPECT_EQ(describe_key(state_key(Family::Names, bytes({'m', 0, 0xff}))), "names/m\\x00\\xff");
  EXPECT_EQ(describe_key(bytes({0x7e, 'x'})), "~x");
  EXPECT_EQ(describe_key(""), "(empty key)");
}

}  // namespace
}  // namespace shelfd::connectors
