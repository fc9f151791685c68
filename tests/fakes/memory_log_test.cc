// Shows that an ordered fault hits exactly its call, with or without effect, and that a Stop breaks
// the log for writes until it is opened anew. The contract itself: log_contract_test.cc.
#include "tests/fakes/memory_log.h"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"

namespace shelfd::fakes {
namespace {

using connectors::Family;
using connectors::SealedEpoch;

SealedEpoch epoch(std::string control) {
  return {.epoch = 1,
          .outputs = {},
          .writes = {{.family = Family::Control, .key = "", .value = std::move(control)}}};
}

TEST(MemoryLog, fails_the_ordered_call_and_no_other) {
  MemoryLog log;
  log.order({.call = 3, .error = {.message = "away", .reaction = Reaction::Retry}});
  EXPECT_TRUE(log.heads());
  EXPECT_TRUE(log.commit(epoch("1")));
  const auto failed = log.commit(epoch("2"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "away");
  EXPECT_EQ(*log.get(Family::Control, ""), "1");
  EXPECT_TRUE(log.commit(epoch("3")));
  EXPECT_EQ(log.calls(), 5);
}

TEST(MemoryLog, loses_only_the_answer_where_the_fault_takes_effect) {
  MemoryLog log;
  log.order(
      {.call = 1, .error = {.message = "lost", .reaction = Reaction::Retry}, .takes_effect = true});
  EXPECT_FALSE(log.append({{.topic = engine::Topic::Demand, .key = "k", .value = "v"}}, {}, {}));
  EXPECT_EQ(log.poll(engine::Topic::Demand, 0, 9, 9)->size(), 1U);
}

TEST(MemoryLog, refuses_writes_after_a_stop_until_opened_anew) {
  MemoryLog log;
  log.order({.call = 1, .error = {.message = "sync failed", .reaction = Reaction::Stop}});
  EXPECT_FALSE(log.commit(epoch("1")));
  EXPECT_FALSE(log.commit(epoch("2")));
  EXPECT_FALSE(log.append({}, {}, {}));
  EXPECT_EQ(*log.get(Family::Control, ""), std::nullopt);
  log.reopen();
  EXPECT_TRUE(log.commit(epoch("3")));
}

TEST(ManualClock, moves_only_by_hand) {
  ManualClock clock(from_unix_millis(1000));
  clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(clock.now(), from_unix_millis(3000));
  EXPECT_EQ(clock.monotonic(), std::chrono::seconds(2));
  clock.set_wall(from_unix_millis(5));
  EXPECT_EQ(clock.now(), from_unix_millis(5));
  EXPECT_EQ(clock.monotonic(), std::chrono::seconds(2));
}

}  // namespace
}  // namespace shelfd::fakes
