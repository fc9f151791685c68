// Shows that two logs that keep the same compare as equal whatever feeds them, and that the first
// byte that differs is named: in any family, any output, at the edge of a page, missing on either
// side.
#include "connectors/embedded/comparison.h"

#include <gtest/gtest.h>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

class Pair : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* folder : {&first_, &second_}) {
      auto log = EmbeddedLog::open(folder->path(), {});
      ASSERT_TRUE(log) << log.error().message;
      logs_.push_back(std::move(*log));
    }
  }
  [[nodiscard]] EmbeddedLog& one() { return *logs_[0]; }
  [[nodiscard]] EmbeddedLog& other() { return *logs_[1]; }

  void commit_to_both(const SealedEpoch& epoch) {
    ASSERT_TRUE(one().commit(epoch));
    ASSERT_TRUE(other().commit(epoch));
  }
  // The key that differs, "" where nothing does.
  std::string differing() {
    const auto found = first_difference(one(), other(), [](std::int64_t) {});
    EXPECT_TRUE(found);
    return found && *found ? (**found).key : "";
  }

 private:
  fakes::TemporaryFolder first_;
  fakes::TemporaryFolder second_;
  std::vector<std::unique_ptr<EmbeddedLog>> logs_;
};

StateWrite write(Family family, const std::string& key, const std::string& value) {
  return {.family = family, .key = key, .value = value};
}

TEST_F(Pair, is_equal_whatever_the_feeder_keeps) {
  commit_to_both({.outputs = {{OutputTopic::Epochs, "0", "e"}},
                  .writes = {write(Family::Situation, "m/s", "x")}});
  ASSERT_TRUE(one().append(
      {{.topic = engine::Topic::Demand, .key = "m/s", .value = "d"}},
      {write(Family::Imported, "row", ""), write(Family::Control, "feed", "f")}, Instant{}));
  EXPECT_EQ(differing(), "");
}

TEST_F(Pair, names_the_first_record_that_differs) {
  commit_to_both(
      {.writes = {write(Family::Situation, "m/a", "x"), write(Family::Timers, "t", "")}});
  ASSERT_TRUE(other().commit({.writes = {write(Family::Timers, "u", "")}}));
  EXPECT_EQ(differing(), "timers/u");
  ASSERT_TRUE(other().commit({.writes = {write(Family::Situation, "m/a", "y")}}));
  EXPECT_EQ(differing(), "situation/m/a");
}

TEST_F(Pair, names_an_output_that_only_one_has) {
  commit_to_both({.outputs = {{OutputTopic::DeadLetters, "m/s", "l"}}});
  ASSERT_TRUE(one().commit({.outputs = {{OutputTopic::DeadLetters, "m/s", "l"}}}));
  EXPECT_EQ(differing(), "dead-letters/1");
  ASSERT_TRUE(one().commit({.outputs = {{OutputTopic::RestockPlans, "m/s", "p"}}}));
  EXPECT_EQ(differing(), "latest/restock-plans/m/s");
}

// A page holds 1,000 records: 2,000 fill two, and the next differs.
TEST_F(Pair, sees_past_the_end_of_a_page) {
  SealedEpoch epoch;
  for (int at = 0; at < 2'000; ++at) {
    epoch.writes.push_back(write(Family::Belief, "m/" + std::to_string(10'000 + at), "b"));
  }
  commit_to_both(epoch);
  EXPECT_EQ(differing(), "");
  ASSERT_TRUE(other().commit({.writes = {write(Family::Belief, "m/99999", "b")}}));
  EXPECT_EQ(differing(), "belief/m/99999");
}

}  // namespace
}  // namespace shelfd::connectors
