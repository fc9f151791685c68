// Shows a member as a worker uses it, on a real broker: one thread polls while another commits,
// also while the broker dies and comes back. What was told as committed is there once, what was
// told as not committed is not, and what was unknown is there once or not at all.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <map>

#include "connectors/kafka/topic_names.h"
#include "connectors/rocksdb/layout.h"
#include "tests/connectors/kafka/cluster.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/connectors/kafka/worker.h"
#include "tests/integration/on_broker.h"

namespace shelfd::connectors {
namespace {

struct TwoThreadsTest : integration::OnBroker {
  void SetUp() override {
    OnBroker::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings = settings_of_test("pod-0");
    make_topics(settings, 1);
    worker.emplace(settings);
    ASSERT_TRUE(worker->comes_to_own({0}));
  }
  // Epochs from 0 on, each tried once, until `count` were committed; renewed after the others.
  void commit(int count) {
    for (int number = 0; committed < count && number < 100 * count; ++number) {
      const SealedEpoch epoch = epoch_of(number, number);
      const auto done = worker->member->transact({{.partition = 0, .epoch = &epoch}});
      ASSERT_TRUE(done) << done.error().message;
      told[std::to_string(number)] = *done;
      committed += done->outcome == Outcome::Committed ? 1 : 0;
      if (done->outcome == Outcome::Committed) continue;
      const Status renewed = worker->member->renew();
      EXPECT_TRUE(renewed || renewed.error().reaction == Reaction::Retry)
          << renewed.error().message;
    }
  }
  // The newest epoch that was told as committed before the first that was not; "" for none.
  [[nodiscard]] std::string last_before_failure() const {
    int last = -1;
    for (int number = 0; number < static_cast<int>(told.size()); ++number) {
      if (told.at(std::to_string(number)).outcome != Outcome::Committed) break;
      last = number;
    }
    return std::to_string(last);
  }
  void expect_what_was_told(const std::string& may_lack = "") const {
    std::map<std::string, int> seen;
    const Contents state = read_all(settings, changelog_topic(settings), 0);
    for (const Seen& record : state.records) ++seen[record.value.value_or("")];
    for (const auto& [number, done] : told) {
      const int times = seen[number];
      if (done.outcome == Outcome::Committed && number == may_lack) {
        EXPECT_LE(times, 1) << number;
      } else if (done.outcome == Outcome::Committed) {
        EXPECT_EQ(times, 1) << number << whereabouts(done.changelog_next.at(0));
      } else {
        EXPECT_LE(times, done.outcome == Outcome::Unknown ? 1 : 0) << number << done.why;
      }
    }
  }
  // For a failure: whether the record is not in the log, or there and not taken as committed.
  [[nodiscard]] std::string whereabouts(std::int64_t next) const {
    const Contents all = read_all(settings, changelog_topic(settings), 0, See::All);
    std::string text = ", told before offset " + std::to_string(next) + "; in the log:";
    for (const Seen& record : all.records) {
      if (std::abs(record.offset - next) > 10) continue;
      text += " " + std::to_string(record.offset) + "=" + record.value.value_or("null");
    }
    return text;
  }

  KafkaSettings settings{};
  std::optional<Worker> worker{};
  std::map<std::string, Transacted> told{};
  std::atomic<int> committed{0};
};

TEST_F(TwoThreadsTest, one_polls_while_the_other_commits) {
  Feeder feeder(settings);
  const std::string demand = input_topic(settings, engine::Topic::Demand);
  auto committing = std::async(std::launch::async, [&] { commit(50); });
  int sent = 0;
  ASSERT_TRUE(wait_for([&] {
    feeder.send({.topic = demand});
    ++sent;
    worker->turn();
    return committing.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }));
  feeder.flush();
  ASSERT_TRUE(wait_for([&] {
    worker->turn();
    return worker->records.size() == static_cast<std::size_t>(sent);
  }));
  EXPECT_EQ(committed, 50);
  EXPECT_EQ(told.size(), 50U);
  expect_what_was_told();
}

// The commit before the one that fails may be taken back by the broker, whole (decision 0020).
TEST_F(TwoThreadsTest, the_broker_dies_and_comes_back_while_one_commits) {
  auto committing = std::async(std::launch::async, [&] { commit(100); });
  ASSERT_TRUE(wait_for([&] {
    worker->turn();
    return committed >= 10;
  }));
  ASSERT_TRUE(broker().kill());
  auto coming_back = std::async(std::launch::async, [] { return broker().restart(); });
  ASSERT_TRUE(wait_for([&] {
    worker->turn();
    return committing.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }));
  EXPECT_TRUE(coming_back.get());
  EXPECT_FALSE(worker->error) << worker->error->message;
  EXPECT_EQ(committed, 100);
  expect_what_was_told(last_before_failure());
}

}  // namespace
}  // namespace shelfd::connectors
