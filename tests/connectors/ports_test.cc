// Shows the names and kinds of the output topics, and that the system's clocks go forward.
#include "connectors/ports.h"

#include <gtest/gtest.h>

#include "connectors/system_clock.h"

namespace shelfd::connectors {
namespace {

TEST(Ports, name_the_output_topics_as_the_contract_does) {
  EXPECT_STREQ(output_topic_name(OutputTopic::ReferencePrices), "reference-prices");
  EXPECT_STREQ(output_topic_name(OutputTopic::RestockPlans), "restock-plans");
  EXPECT_STREQ(output_topic_name(OutputTopic::Alerts), "alerts");
  EXPECT_STREQ(output_topic_name(OutputTopic::DeadLetters), "dead-letters");
  EXPECT_STREQ(output_topic_name(OutputTopic::Epochs), "epochs");
}

TEST(Ports, keep_every_record_of_dead_letters_and_epochs_only) {
  EXPECT_TRUE(is_compacted(OutputTopic::ReferencePrices));
  EXPECT_TRUE(is_compacted(OutputTopic::RestockPlans));
  EXPECT_TRUE(is_compacted(OutputTopic::Alerts));
  EXPECT_FALSE(is_compacted(OutputTopic::DeadLetters));
  EXPECT_FALSE(is_compacted(OutputTopic::Epochs));
}

// 2020-01-01 is 1'577'836'800'000 ms; a wrong unit would be a thousandfold off.
TEST(SystemClock, tells_this_century_in_milliseconds_and_never_goes_back) {
  SystemClock clock;
  EXPECT_GT(unix_millis(clock.now()), 1'577'836'800'000);
  EXPECT_LT(unix_millis(clock.now()), 10 * 1'577'836'800'000);
  const auto first = clock.monotonic();
  EXPECT_GE(clock.monotonic(), first);
}

}  // namespace
}  // namespace shelfd::connectors
