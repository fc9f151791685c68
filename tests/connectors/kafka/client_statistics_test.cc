// Shows what is taken from librdkafka's statistics, on JSON as its STATISTICS.md has it, cut short.
#include "connectors/kafka/client_statistics.h"

#include <gtest/gtest.h>

namespace shelfd::connectors {
namespace {

// Totals are the client's; `answers` of the window.
std::string statistics(int total, int answers) {
  const std::string t = std::to_string(total);
  const std::string rtt = R"("rtt":{"cnt":)" + std::to_string(answers);
  return R"({"name":"rdkafka#producer-1","type":"producer","msg_cnt":7,"tx_bytes":)" + t +
         R"(,"rx_bytes":)" + std::to_string(2 * total) + R"(,"brokers":{)" +
         R"("a:9092/1":{"txerrs":)" + t + "," + rtt + R"(,"p50":1000,"p99":40000}},)" +
         R"("b:9092/2":{"txerrs":1,)" + rtt + R"(,"p50":3000,"p99":20000}},)" +
         R"("c:9092/3":{"txerrs":0,"rtt":{"cnt":0,"p50":900000,"p99":900000}}},"topics":{}})";
}

// The slowest of the brokers that answered: 3 ms, 40 ms. A broker's error more: 6 + 1, then 2.
TEST(ClientStatistics, tell_the_worst_broker_and_what_has_grown) {
  StatisticsReader reader;
  const auto first = reader.read(statistics(6, 10));
  ASSERT_TRUE(first);
  EXPECT_DOUBLE_EQ(first->figures.round_trip_p50_seconds, 0.003);
  EXPECT_DOUBLE_EQ(first->figures.round_trip_p99_seconds, 0.04);
  EXPECT_EQ(first->figures.queued_messages, 7);
  EXPECT_EQ(first->figures.transmit_errors, 7);
  EXPECT_EQ(first->figures.bytes_out, 6);
  EXPECT_EQ(first->figures.bytes_in, 12);
  const auto second = reader.read(statistics(8, 0));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->figures.transmit_errors, 2);
  EXPECT_EQ(second->figures.bytes_in, 4);
  EXPECT_DOUBLE_EQ(second->figures.round_trip_p50_seconds, 0.003) << "no answer: as it was";
}

// A broker that the library forgets takes its errors with it: nothing shrinks.
TEST(ClientStatistics, never_shrink) {
  StatisticsReader reader;
  ASSERT_TRUE(reader.read(statistics(6, 1)));
  const auto less = reader.read(R"({"brokers":{}})");
  ASSERT_TRUE(less);
  EXPECT_EQ(less->figures.transmit_errors, 0);
  EXPECT_EQ(less->figures.bytes_in, 0);
  EXPECT_TRUE(less->marks.empty());
}

TEST(ClientStatistics, tell_where_fetched_partitions_stand) {
  StatisticsReader reader;
  const auto read = reader.read(
      R"({"topics":{"shelfd.demand":{"topic":"shelfd.demand","partitions":{)"
      R"("3":{"partition":3,"fetch_state":"active","hi_offset":90,"ls_offset":80},)"
      R"("4":{"partition":4,"fetch_state":"active","hi_offset":-1001,"ls_offset":-1001},)"
      R"("5":{"partition":5,"fetch_state":"none","hi_offset":7,"ls_offset":7},)"
      R"("-1":{"partition":-1,"fetch_state":"none","hi_offset":-1001,"ls_offset":-1001}}}}})");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->marks.size(), 1U);
  EXPECT_EQ(read->marks[0].topic, "shelfd.demand");
  EXPECT_EQ(read->marks[0].partition, 3);
  EXPECT_EQ(read->marks[0].end, 90);
  EXPECT_EQ(read->marks[0].stable, 80);
}

TEST(ClientStatistics, are_none_where_the_text_is_none) {
  StatisticsReader reader;
  for (const char* text : {"", "{", "[]", "nothing"}) EXPECT_FALSE(reader.read(text)) << text;
}

}  // namespace
}  // namespace shelfd::connectors
