// Shows what a commit is on a real broker: outputs, state and offsets become visible together or
// not at all, an older producer of the same identity commits nothing any more, and the changelog is
// read back as it was committed.
#include <gtest/gtest.h>

#include <map>

#include "connectors/kafka/topic_names.h"
#include "connectors/rocksdb/layout.h"
#include "tests/connectors/kafka/cluster.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/connectors/kafka/worker.h"
#include "tests/integration/on_broker.h"

namespace shelfd::connectors {
namespace {

struct TransactionTest : integration::OnBroker {
  void SetUp() override {
    OnBroker::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings = settings_of_test("pod-0");
    make_topics(settings, 2);
    worker.emplace(settings);
    ASSERT_TRUE(worker->comes_to_own({0, 1}));
  }
  void expect(Outcome outcome, const std::vector<TransactionPart>& parts) {
    const auto done = worker->member->transact(parts);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->outcome, outcome) << done->why;
    changelog_next = done->changelog_next;
  }
  [[nodiscard]] Contents prices(std::int32_t partition) const {
    return read_all(settings, output_topic(settings, OutputTopic::ReferencePrices), partition);
  }
  [[nodiscard]] Contents changelog(std::int32_t partition) const {
    return read_all(settings, changelog_topic(settings), partition);
  }
  // Page by page, as a restore does.
  std::vector<ChangelogRecord> restore(std::int32_t partition, std::int64_t from) {
    std::vector<ChangelogRecord> records;
    const auto bounds = worker->member->changelog_bounds(partition);
    EXPECT_TRUE(bounds) << bounds.error().message;
    pages = 0;
    EXPECT_TRUE(wait_for([&] {
      auto page = worker->member->read_changelog(partition, from);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) return true;
      pages += page->records.empty() ? 0 : 1;
      from = page->next;
      std::ranges::move(page->records, std::back_inserter(records));
      return page->at_end && page->next >= bounds->end;
    }));
    EXPECT_GE(from, bounds->end);  // a marker may follow after the bounds were asked for
    return records;
  }

  KafkaSettings settings{};
  std::optional<Worker> worker{};
  std::vector<std::int64_t> changelog_next{};
  int pages = 0;
};

// The abort that a producer begins with left a record and its marker in each partition.
constexpr std::int64_t kSwept = 2;

TEST_F(TransactionTest, brings_outputs_state_and_offsets_of_two_partitions_at_once) {
  SealedEpoch first = epoch_of(1, 4);
  first.outputs.push_back({.topic = OutputTopic::Alerts, .key = "a1", .value = ""});
  first.writes.push_back({.family = Family::Situation, .key = "m/gone", .value = std::nullopt});
  first.writes.push_back({.family = Family::Names, .key = "m", .value = ""});
  const SealedEpoch second = epoch_of(2, 9);
  expect(Outcome::Committed,
         {{.partition = 0, .epoch = &first}, {.partition = 1, .epoch = &second}});

  ASSERT_EQ(prices(0).records.size(), 1U);
  EXPECT_EQ(prices(0).records[0].key, "m/1");
  ASSERT_EQ(prices(1).records.size(), 1U);
  EXPECT_EQ(prices(1).records[0].key, "m/2");
  const Contents alerts = read_all(settings, output_topic(settings, OutputTopic::Alerts), 0);
  ASSERT_EQ(alerts.records.size(), 1U);
  EXPECT_EQ(alerts.records[0].value, std::nullopt);
  const Contents state = changelog(0);
  ASSERT_EQ(state.records.size(), 3U);
  EXPECT_EQ(state.records[0].key, state_key(Family::Control, "partition"));
  EXPECT_EQ(state.records[0].value, "1");
  EXPECT_EQ(state.records[1].value, std::nullopt);
  EXPECT_EQ(state.records[2].value, "");
  EXPECT_EQ(changelog_next, (std::vector<std::int64_t>{kSwept + 3, kSwept + 1}));
  EXPECT_EQ(*worker->member->committed(0), heads_of(4));
  EXPECT_EQ(*worker->member->committed(1), heads_of(9));
}

// The second part holds a record that no broker takes, so the first part must not be seen either.
TEST_F(TransactionTest, brings_nothing_of_what_is_aborted) {
  const SealedEpoch good = epoch_of(1, 4);
  SealedEpoch bad = epoch_of(2, 9);
  bad.writes.push_back(
      {.family = Family::Situation, .key = "m/sku", .value = std::string(1'000'001, 'x')});
  const auto done =
      worker->member->transact({{.partition = 0, .epoch = &good}, {.partition = 1, .epoch = &bad}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reaction, Reaction::Stop);
  EXPECT_TRUE(prices(0).records.empty());
  EXPECT_TRUE(changelog(0).records.empty());
  EXPECT_EQ(*worker->member->committed(0), std::nullopt);
  ASSERT_TRUE(worker->member->renew());
  expect(Outcome::Committed, {{.partition = 0, .epoch = &good}});
  EXPECT_EQ(prices(0).records.size(), 1U);
}

TEST_F(TransactionTest, is_fenced_when_another_renews_under_the_same_name) {
  const SealedEpoch before = epoch_of(1, 1);
  const SealedEpoch after = epoch_of(2, 2);
  expect(Outcome::Committed, {{.partition = 0, .epoch = &before}});
  Worker newer(settings);
  const auto done = worker->member->transact({{.partition = 0, .epoch = &after}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->outcome, Outcome::Unknown) << done->why;
  EXPECT_EQ(prices(0).records.size(), 1U);
  ASSERT_TRUE(newer.comes_to_own({0, 1}));
  const auto by_newer = newer.member->transact({{.partition = 0, .epoch = &after}});
  ASSERT_TRUE(by_newer) << by_newer.error().message;
  EXPECT_EQ(by_newer->outcome, Outcome::Committed) << by_newer->why;
  EXPECT_EQ(*newer.member->committed(0), heads_of(2));
}

// The fenced one could take the id back with `renew`, but its place in the group is gone.
TEST_F(TransactionTest, of_a_member_whose_place_was_taken_is_refused_by_the_group) {
  Worker newer(settings);
  ASSERT_TRUE(newer.comes_to_own({0, 1}));
  ASSERT_TRUE(worker->member->renew());
  const SealedEpoch epoch = epoch_of(1, 1);
  const auto done = worker->member->transact({{.partition = 0, .epoch = &epoch}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->outcome, Outcome::NotCommitted) << done->why;
  EXPECT_TRUE(prices(0).records.empty());
}

TEST_F(TransactionTest, of_released_partitions_is_refused_here) {
  ASSERT_TRUE(worker->member->release());
  const SealedEpoch epoch = epoch_of(1, 1);
  const auto done = worker->member->transact({{.partition = 0, .epoch = &epoch}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->outcome, Outcome::NotCommitted);
  EXPECT_EQ(done->why, "offsets: the group has moved on");
}

// 10 epochs of 10,000 records, each with its control record and a marker behind it.
TEST_F(TransactionTest, leaves_a_changelog_that_is_read_back_in_pages) {
  for (int number = 0; number < 10; ++number) {
    SealedEpoch epoch = epoch_of(number, number);
    for (int at = 0; at < 10'000; ++at) {
      epoch.writes.push_back({.family = Family::Situation,
                              .key = "m/" + std::to_string(number * 10'000 + at),
                              .value = std::string(100, 's')});
    }
    expect(Outcome::Committed, {{.partition = 1, .epoch = &epoch}});
    EXPECT_EQ(changelog_next, (std::vector<std::int64_t>{kSwept + 10'002L * (number + 1) - 1}));
  }
  const auto records = restore(1, 0);
  ASSERT_EQ(records.size(), 100'010U);
  EXPECT_GE(pages, 6);  // of 20,000 at most
  EXPECT_EQ(records[1].key, state_key(Family::Situation, "m/0"));
  EXPECT_EQ(records.back().key, state_key(Family::Situation, "m/99999"));
  EXPECT_EQ(records.back().value, std::string(100, 's'));
  EXPECT_EQ(restore(1, changelog_next[0]).size(), 0U);
  EXPECT_EQ(restore(1, changelog_next[0] - 5).size(), 5U);
  EXPECT_TRUE(restore(0, 0).empty());
}

// The mark counts what is not committed yet; the page ends before it.
TEST_F(TransactionTest, hides_an_open_one_from_the_changelog_until_it_ends) {
  Feeder feeder(settings, "feeder-of-an-open-transaction");
  feeder.begin();
  feeder.send({.topic = changelog_topic(settings), .key = "open", .value = "value"});
  feeder.flush();
  const auto bounds = worker->member->changelog_bounds(0);
  ASSERT_TRUE(bounds);
  EXPECT_EQ(bounds->end, kSwept + 1);
  ASSERT_TRUE(wait_for([&] {
    const auto page = worker->member->read_changelog(0, 0);
    return page && page->at_end && page->next == kSwept && page->records.empty();
  }));
  feeder.commit();
  ASSERT_TRUE(wait_for([&] {
    const auto page = worker->member->read_changelog(0, 0);
    return page && page->records.size() == 1;
  }));
}

TEST_F(TransactionTest, reads_no_changelog_from_an_offset_that_is_not_there) {
  std::optional<Error> error;
  ASSERT_TRUE(wait_for([&] {
    const auto page = worker->member->read_changelog(0, 77);
    if (!page) error = page.error();
    return error.has_value();
  }));
  EXPECT_EQ(error->reaction, Reaction::Stop);
  EXPECT_NE(error->message.find("-state partition 0 offset 77"), std::string::npos)
      << error->message;
}

}  // namespace
}  // namespace shelfd::connectors
