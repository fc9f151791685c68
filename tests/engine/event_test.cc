// Shows that topics, reasons and names keep their fixed words, and that signatures tell answers
// apart.

#include "engine/event.h"

#include <gtest/gtest.h>

#include "engine/item_state.h"
#include "engine/signature.h"

namespace shelfd::engine {
namespace {

TEST(Event, finds_each_topic_by_its_name) {
  for (std::size_t rank = 0; rank < kTopicCount; ++rank) {
    const auto topic = static_cast<Topic>(rank);
    EXPECT_EQ(topic_named(topic_name(topic)), topic);
  }
  EXPECT_FALSE(topic_named("offers"));
}

TEST(Event, knows_the_item_and_the_time_it_speaks_of) {
  DemandEvent demand;
  demand.item = {.merchant = MerchantId("m"), .sku = Sku("s")};
  demand.occurred_at = Instant{Duration{5}};
  EXPECT_EQ(item_of(Event(demand))->key(), "m/s");
  EXPECT_EQ(stated_time(Event(demand)), Instant{Duration{5}});
  EXPECT_EQ(item_of(Event(Rules{})), nullptr);
  EXPECT_FALSE(stated_time(Event(Rules{})));
}

TEST(Suggestion, finds_each_reason_by_its_name) {
  for (std::size_t code = 0; code < kReasonCodes; ++code) {
    const auto reason = static_cast<ReasonCode>(code);
    EXPECT_EQ(reason_named(reason_name(reason)), reason);
  }
  EXPECT_FALSE(reason_named("other"));
}

TEST(ItemState, hashes_a_name_never_to_zero) {
  EXPECT_NE(name_hash(""), 0U);
  EXPECT_NE(name_hash("a"), name_hash("b"));
}

TEST(Signature, changes_with_every_part_of_an_answer) {
  const auto value = [](const PriceSuggestion& suggestion) {
    Signature signature;
    add_to(signature, suggestion);
    return signature.value();
  };
  PriceSuggestion suggestion;
  suggestion.suggested_price = Money{5};
  const std::uint64_t before = value(suggestion);
  suggestion.suggested_price = Money{6};
  EXPECT_NE(value(suggestion), before);
  suggestion.suggested_price = Money{5};
  EXPECT_EQ(value(suggestion), before);
  suggestion.reasons.push_back({.code = ReasonCode::Cost, .amount = 1});
  EXPECT_NE(value(suggestion), before);
  Signature plan;
  add_to(plan, RestockPlan{});
  Signature alert;
  add_to(alert, Alert{});
  EXPECT_NE(plan.value(), alert.value());
}

}  // namespace
}  // namespace shelfd::engine
