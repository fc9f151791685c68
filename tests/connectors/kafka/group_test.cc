// Shows the group's side of a member on a real broker: who owns what when members come, go, restart
// and are replaced; what is fetched from where; and how offsets and ends are told.
#include <gtest/gtest.h>

#include <future>

#include "connectors/kafka/lookup.h"
#include "connectors/kafka/topic_names.h"
#include "tests/connectors/kafka/cluster.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/connectors/kafka/worker.h"
#include "tests/integration/on_broker.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using Owned = std::vector<std::int32_t>;

struct GroupTest : integration::OnBroker {
  void SetUp() override {
    OnBroker::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings = settings_of_test("pod-0");
    make_topics(settings, 2);
  }
  [[nodiscard]] KafkaSettings other() const {
    KafkaSettings of_other = settings;
    of_other.instance = "pod-1";
    return of_other;
  }
  [[nodiscard]] std::string demand() const { return input_topic(settings, Topic::Demand); }

  KafkaSettings settings{};
};

TEST_F(GroupTest, one_member_owns_all_partitions_and_reads_all_inputs_to_their_ends) {
  Feeder feeder(settings);
  for (const std::string& topic : input_topics(settings)) feeder.send({.topic = topic});
  feeder.flush();
  Worker worker(settings);
  EXPECT_EQ(worker.member->partitions(), 2);
  ASSERT_TRUE(worker.comes_to_own({0, 1}));
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 8U);
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    EXPECT_EQ(worker.end(0, static_cast<Topic>(rank)), 1);
    EXPECT_EQ(worker.end(1, static_cast<Topic>(rank)), 0);
  }
}

// 3 records, the marker of their commit, 2 records, the marker of their abort: the end is 7.
TEST_F(GroupTest, ends_count_markers_and_aborted_records_are_not_seen) {
  Feeder feeder(settings, "feeder-of-markers");
  feeder.begin();
  for (int at = 0; at < 3; ++at) feeder.send({.topic = demand(), .key = "kept"});
  feeder.commit();
  feeder.begin();
  for (int at = 0; at < 2; ++at) feeder.send({.topic = demand(), .key = "dropped"});
  feeder.flush();
  feeder.abort();
  Worker worker(settings);
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 3U);
  EXPECT_EQ(worker.records.back().record.key, "kept");
  EXPECT_EQ(worker.records.back().record.offset, 2);
  EXPECT_EQ(worker.end(0, Topic::Demand), 7);
}

TEST_F(GroupTest, a_record_was_appended_at_its_stamp_but_never_after_it_came) {
  const std::int64_t hour = 3'600'000;
  const Instant before = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  Feeder feeder(settings);
  feeder.send({.topic = demand(), .unix_millis = unix_millis(before) - hour});
  feeder.send({.topic = demand(), .unix_millis = unix_millis(before) + hour});
  feeder.send({.topic = demand(), .value = std::nullopt});
  feeder.flush();
  Worker worker(settings);
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 3U);
  EXPECT_EQ(worker.records[0].record.appended_at, before - std::chrono::hours{1});
  EXPECT_LT(worker.records[1].record.appended_at, before + std::chrono::minutes{30});
  EXPECT_GE(worker.records[1].record.appended_at, before);
  EXPECT_EQ(worker.records[2].record.value, "");
}

TEST_F(GroupTest, fetching_again_starts_again_where_it_says) {
  Feeder feeder(settings);
  for (int at = 0; at < 10; ++at) feeder.send({.topic = demand(), .key = std::to_string(at)});
  feeder.flush();
  Worker worker(settings);
  ASSERT_TRUE(worker.reads_to_the_ends());
  worker.records.clear();
  worker.ends.clear();
  Heads next = heads_of(0);
  next[static_cast<std::size_t>(Topic::Demand)] = 6;
  worker.owned = Owned{0};
  ASSERT_TRUE(worker.member->fetch({{.partition = 0, .next = next}}));
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 4U);
  EXPECT_EQ(worker.records.front().record.offset, 6);
  EXPECT_EQ(worker.end(0, Topic::Demand), 10);
  EXPECT_EQ(worker.end(1, Topic::Demand), std::nullopt);
}

// As a worker does whose partitions are ready one after another: nothing at first, so that it hears
// of rebalances while it restores.
TEST_F(GroupTest, fetches_none_then_one_then_both_and_gives_them_back) {
  Feeder feeder(settings);
  for (const std::int32_t partition : {0, 1}) {
    feeder.send({.topic = demand(), .partition = partition});
  }
  feeder.flush();
  Worker worker(settings);
  ASSERT_TRUE(wait_for([&] {
    worker.turn();
    return worker.to_fetch.has_value();
  }));
  worker.to_fetch.reset();
  worker.owned = Owned{};
  ASSERT_TRUE(worker.member->fetch({}));
  for (int turns = 0; turns < 10; ++turns) worker.turn();
  EXPECT_TRUE(worker.records.empty());
  worker.owned = Owned{1};
  ASSERT_TRUE(worker.member->fetch({{.partition = 1, .next = heads_of(0)}}));
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 1U);
  EXPECT_EQ(worker.records[0].partition, 1);
  Heads next = heads_of(0);
  next[static_cast<std::size_t>(Topic::Demand)] = 1;
  worker.owned = Owned{0, 1};
  worker.ends.clear();
  ASSERT_TRUE(worker.member->fetch(
      {{.partition = 0, .next = heads_of(0)}, {.partition = 1, .next = next}}));
  ASSERT_TRUE(worker.reads_to_the_ends());
  ASSERT_EQ(worker.records.size(), 2U);
  EXPECT_EQ(worker.records[1].partition, 0);
  Worker second(other());
  ASSERT_TRUE(wait_for([&] {
    worker.turn();
    second.turn();
    return worker.owned == Owned{0} && second.owned == Owned{1};
  }));
}

TEST_F(GroupTest, a_member_that_fetches_nothing_yet_hears_of_a_rebalance) {
  Worker first(settings);
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    return first.to_fetch.has_value();
  }));
  first.to_fetch.reset();
  ASSERT_TRUE(first.member->fetch({}));
  Worker second(other());
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    second.turn();
    return first.owned == Owned{0} && second.owned == Owned{1};
  }));
  EXPECT_EQ(first.times_revoked, 1);
}

TEST_F(GroupTest, an_offset_that_is_not_there_stops_and_is_named) {
  Worker worker(settings);
  ASSERT_TRUE(worker.comes_to_own({0, 1}));
  ASSERT_TRUE(worker.member->fetch({{.partition = 1, .next = heads_of(50)}}));
  ASSERT_TRUE(wait_for([&] {
    worker.turn();
    return worker.error.has_value();
  }));
  EXPECT_EQ(worker.error->reaction, Reaction::Stop);
  EXPECT_NE(worker.error->message.find("partition 1 offset 50"), std::string::npos)
      << worker.error->message;
}

TEST_F(GroupTest, a_second_member_takes_half_and_gives_it_back_when_it_leaves) {
  Worker first(settings);
  ASSERT_TRUE(first.comes_to_own({0, 1}));
  Worker second(other());
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    second.turn();
    return first.owned == Owned{0} && second.owned == Owned{1};
  }));
  EXPECT_EQ(first.times_lost, 0);
  const auto left_at = std::chrono::steady_clock::now();
  second.member->leave();
  second.member.reset();
  ASSERT_TRUE(first.comes_to_own({0, 1}));
  EXPECT_LT(std::chrono::steady_clock::now() - left_at, settings.session_timeout / 2);
}

TEST_F(GroupTest, a_member_that_restarts_finds_its_partitions_and_disturbs_nobody) {
  Worker first(settings);
  Worker second(other());
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    second.turn();
    return first.owned == Owned{0} && second.owned == Owned{1};
  }));
  const int assigned = first.times_assigned;
  const int revoked = first.times_revoked;
  second.member.reset();
  Worker again(other());
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    again.turn();
    return again.owned == Owned{1};
  }));
  // And stays so until the group would have noticed an absence.
  const auto until = std::chrono::steady_clock::now() + settings.session_timeout;
  ASSERT_TRUE(wait_for([&] {
    first.turn();
    again.turn();
    return std::chrono::steady_clock::now() > until;
  }));
  EXPECT_EQ(first.times_assigned, assigned);
  EXPECT_EQ(first.times_revoked, revoked);
  EXPECT_EQ(again.times_assigned, 1);
}

TEST_F(GroupTest, the_older_of_two_with_one_name_stops) {
  Worker older(settings);
  ASSERT_TRUE(older.comes_to_own({0, 1}));
  Worker newer(settings);
  ASSERT_TRUE(wait_for([&] {
    older.turn();
    newer.turn();
    return older.error && newer.owned == Owned({0, 1});
  }));
  EXPECT_EQ(older.error->reaction, Reaction::Stop);
  EXPECT_NE(older.error->message.find("pod-0-0"), std::string::npos) << older.error->message;
  EXPECT_NE(older.error->message.find("FENCED"), std::string::npos) << older.error->message;
  EXPECT_FALSE(newer.error);
}

TEST_F(GroupTest, has_no_offsets_then_those_of_a_commit) {
  Worker worker(settings);
  ASSERT_TRUE(worker.comes_to_own({0, 1}));
  const auto none = worker.member->committed(0);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_FALSE(none->has_value());
  SealedEpoch epoch = epoch_of(1, 0);
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    epoch.next_offsets[rank] = static_cast<std::int64_t>(rank);
  }
  const auto done = worker.member->transact({{.partition = 0, .epoch = &epoch}});
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(done->outcome, Outcome::Committed) << done->why;
  const auto some = worker.member->committed(0);
  ASSERT_TRUE(some) << some.error().message;
  EXPECT_EQ(*some, epoch.next_offsets);
  const auto others = worker.member->committed(1);
  ASSERT_TRUE(others);
  EXPECT_FALSE(others->has_value());
}

TEST_F(GroupTest, offsets_of_some_topics_only_stop) {
  Feeder feeder(settings, "feeder-of-one-offset");
  feeder.begin();
  feeder.send_offset(settings.app_id, demand(), 3);
  feeder.commit();
  Worker worker(settings);
  const auto some = worker.member->committed(0);
  ASSERT_FALSE(some);
  EXPECT_EQ(some.error().reaction, Reaction::Stop);
  EXPECT_NE(some.error().message.find(input_topic(settings, Topic::Rules)), std::string::npos);
  EXPECT_EQ(some.error().message.find(demand()), std::string::npos) << some.error().message;
}

TEST_F(GroupTest, offsets_wait_out_a_transaction_that_holds_them) {
  Feeder feeder(settings, "feeder-of-held-offsets");
  feeder.begin();
  for (const std::string& topic : input_topics(settings)) {
    feeder.send_offset(settings.app_id, topic, 5);
  }
  Worker worker(settings);
  auto asked = std::async(std::launch::async, [&] { return worker.member->committed(0); });
  EXPECT_EQ(asked.wait_for(std::chrono::milliseconds{300}), std::future_status::timeout);
  feeder.commit();
  const auto found = asked.get();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, heads_of(5));
}

// Records at 1,000, 2,000 and 3,000 ms; none at 4,000.
TEST_F(GroupTest, finds_bounds_and_offsets_by_time) {
  Feeder feeder(settings);
  for (const std::int64_t millis : {1'000, 2'000, 3'000}) {
    feeder.send({.topic = demand(), .partition = 1, .unix_millis = millis});
  }
  feeder.flush();
  Worker worker(settings);
  const auto bounds = worker.member->input_bounds(1);
  ASSERT_TRUE(bounds) << bounds.error().message;
  const auto rank = static_cast<std::size_t>(Topic::Demand);
  EXPECT_EQ(bounds->first, heads_of(0));
  EXPECT_EQ(bounds->end[rank], 3);
  EXPECT_EQ(bounds->end[0], 0);
  const auto middle = worker.member->offsets_at(1, from_unix_millis(1'500));
  const auto late = worker.member->offsets_at(1, from_unix_millis(4'000));
  ASSERT_TRUE(middle && late);
  EXPECT_EQ((*middle)[rank], 1);
  EXPECT_EQ((*middle)[0], 0);
  EXPECT_EQ((*late)[rank], 3);
}

TEST_F(GroupTest, topics_of_unequal_counts_stop_by_name) {
  KafkaSettings uneven = settings;
  uneven.topic_prefix = "uneven.";
  uneven.app_id = "uneven";
  for (const std::string& topic : all_topics(uneven)) {
    make_topic(uneven, topic, topic == "uneven.demand" ? 3 : 2);
  }
  auto lookup = Lookup::make(uneven, 0, std::make_shared<ClientLog>(KafkaListener{}));
  ASSERT_TRUE(lookup);
  const auto seen_all = [&] {
    const auto count = check_topics(*lookup, uneven, {});
    return !count && count.error().message.find("uneven.demand 3") != std::string::npos;
  };
  EXPECT_TRUE(wait_for(seen_all));
  uneven.app_id = "not-there";
  const auto count = check_topics(*lookup, uneven, {});
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().reaction, Reaction::Stop);
  EXPECT_EQ(count.error().message, "topics not there: not-there-state");
}

}  // namespace
}  // namespace shelfd::connectors
