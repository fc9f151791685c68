// Shows that values have exactly the bytes that record_format.h writes down, come back equal, and
// are refused by name when they are shorter than they say.
#include "connectors/embedded/record_format.h"

#include <gtest/gtest.h>

#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

// 258 = 0x0102 ms; the key has 3 bytes.
constexpr std::string_view kInput("\0\0\0\0\0\0\x01\x02\0\0\0\x03m/sbody", 19);

TEST(RecordFormat, writes_the_documented_bytes) {
  const NewRecord record{.topic = Topic::Demand, .key = "m/s", .value = "body"};
  EXPECT_EQ(input_value(record, from_unix_millis(258)), kInput);
  EXPECT_EQ(appended_value({.topic = OutputTopic::Epochs, .key = "0", .value = "e"}),
            std::string_view("\0\0\0\x01"
                             "0e",
                             6));
  EXPECT_EQ(head_value(258), std::string_view("\0\0\0\0\0\0\x01\x02", 8));
  EXPECT_EQ(
      identity_value(
          {.created_at = from_unix_millis(258), .partition = 2, .partitions = 5, .app_id = "a"}),
      std::string_view("shelfd\0\0\0\x02\0\0\0\0\0\0\x01\x02\0\0\0\x02\0\0\0\x05"
                       "a",
                       27));
}

TEST(RecordFormat, reads_back_what_it_wrote) {
  const auto record = read_input(Topic::Demand, input_key(Topic::Demand, 7), kInput);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->offset, 7);
  EXPECT_EQ(record->appended_at, from_unix_millis(258));
  EXPECT_EQ(record->key, "m/s");
  EXPECT_EQ(record->value, "body");
  const auto identity = read_identity(identity_value(
      {.created_at = from_unix_millis(258), .partition = 2, .partitions = 5, .app_id = "mine"}));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->format, kLayoutFormat);
  EXPECT_EQ(identity->created_at, from_unix_millis(258));
  EXPECT_EQ(identity->partition, 2);
  EXPECT_EQ(identity->partitions, 5);
  EXPECT_EQ(identity->app_id, "mine");
}

// Up to 15 bytes the value is shorter than 8 + 4 + its key's 3; from there the body is cut, which
// its length does not tell (RocksDB's checksums do).
TEST(RecordFormat, refuses_an_input_cut_anywhere_before_its_value_and_names_it) {
  for (std::size_t length = 0; length < 15; ++length) {
    const auto record =
        read_input(Topic::Demand, input_key(Topic::Demand, 7), kInput.substr(0, length));
    ASSERT_FALSE(record) << length;
    EXPECT_EQ(record.error().reaction, Reaction::Stop);
    EXPECT_NE(record.error().message.find("inputs/demand/7"), std::string::npos);
  }
}

TEST(RecordFormat, refuses_lengths_beyond_the_end) {
  const std::string_view beyond(
      "\xff\xff\xff\xff"
      "key",
      7);
  EXPECT_FALSE(read_appended(appended_key(OutputTopic::Epochs, 0), beyond));
  EXPECT_FALSE(read_appended(appended_key(OutputTopic::Epochs, 0), "abc"));
  EXPECT_FALSE(read_head(input_head_key(Topic::Rules), "1234567"));
  EXPECT_FALSE(read_identity("shelfd"));
  EXPECT_FALSE(read_identity("another program's text"));
  EXPECT_FALSE(read_identity(identity_value({.app_id = "a"}).substr(0, 25)));
}

TEST(RecordFormat, refuses_a_partition_that_its_folder_cannot_have) {
  for (const auto& [partition, partitions] : {std::pair{4, 4}, {-1, 4}, {0, 0}, {0, -1}}) {
    const auto identity = read_identity(
        identity_value({.partition = partition, .partitions = partitions, .app_id = "a"}));
    ASSERT_FALSE(identity) << partition << " of " << partitions;
    EXPECT_NE(identity.error().message.find("identity: damaged, partition"), std::string::npos);
  }
}

}  // namespace
}  // namespace shelfd::connectors
