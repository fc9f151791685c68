// Shows that several partitions of one folder keep what one keeps: each record where Kafka's
// murmur2 says, rules everywhere, reads over all of them as over one. What holds for any count runs
// with 1 and 4 partitions, on databases in a temporary folder. How a folder is opened and refused:
// partitions_open_test.cc.
#include "connectors/embedded/partitions.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "connectors/embedded/folder.h"
#include "connectors/partitioning.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using Rows = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kNoLimit = 1'000'000;

Arrival demand(std::string key, std::string value, std::string row_hash = "") {
  return {.record = {.topic = Topic::Demand, .key = std::move(key), .value = std::move(value)},
          .row_hash = std::move(row_hash)};
}

Arrival rules(std::string key, std::string value, std::string row_hash = "") {
  return {.record = {.topic = Topic::Rules, .key = std::move(key), .value = std::move(value)},
          .row_hash = std::move(row_hash)};
}

class PartitionsTest : public testing::TestWithParam<std::int32_t> {
 protected:
  PartitionsTest() { reopen(); }
  void reopen() {
    log_.reset();
    const auto made = open_folder(folder_.path());
    ASSERT_TRUE(made);
    auto opened = Partitions::open(made->database, {.count = GetParam()});
    ASSERT_TRUE(opened) << opened.error().message;
    log_ = *std::move(opened);
  }
  Partitions& log() { return *log_; }
  std::vector<std::string> values(std::int32_t partition, Topic topic) {
    std::vector<std::string> texts;
    const auto records = log().partition(partition).poll(topic, 0, kNoLimit, kNoLimit);
    EXPECT_TRUE(records);
    for (const RawRecord& record : *records) texts.push_back(record.value.str());
    return texts;
  }
  void commit_state(Family family, const std::string& key, const std::string& value) {
    const auto item = item_in(family, key);
    ASSERT_TRUE(item);
    ASSERT_TRUE(log().partition_of(*item).commit(
        {.epoch = 1, .outputs = {}, .writes = {{.family = family, .key = key, .value = value}}}));
  }
  void commit_latest(OutputTopic topic, const std::string& key, const std::string& value) {
    const auto item = item_in(topic, key);
    ASSERT_TRUE(item);
    ASSERT_TRUE(log().partition_of(*item).commit(
        {.epoch = 1, .outputs = {{.topic = topic, .key = key, .value = value}}, .writes = {}}));
  }

 private:
  fakes::TemporaryFolder folder_;
  std::unique_ptr<Partitions> log_;
};

INSTANTIATE_TEST_SUITE_P(Counts, PartitionsTest, testing::Values(1, 4));

// 40 items: each record is polled from the partition of its key and from no other, in its order.
TEST_P(PartitionsTest, put_every_record_where_murmur2_says) {
  std::vector<Arrival> arrivals;
  std::vector<std::vector<std::string>> expected(static_cast<std::size_t>(log().count()));
  std::set<std::int32_t> used;
  for (int item = 0; item < 40; ++item) {
    const std::string key = "shop/sku-" + std::to_string(item);
    arrivals.push_back(demand(key, key + "#1"));
    arrivals.push_back(demand(key, key + "#2"));
    const std::int32_t number = (murmur2(key) & 0x7fffffff) % GetParam();
    used.insert(number);
    for (const char* end : {"#1", "#2"}) {
      expected.at(static_cast<std::size_t>(number)).push_back(key + end);
    }
  }
  ASSERT_TRUE(log().append(std::move(arrivals), from_unix_millis(7)));
  reopen();
  EXPECT_EQ(used.size(), static_cast<std::size_t>(GetParam()));
  for (std::int32_t number = 0; number < log().count(); ++number) {
    EXPECT_EQ(values(number, Topic::Demand), expected.at(static_cast<std::size_t>(number)));
  }
}

TEST_P(PartitionsTest, put_rules_everywhere_with_one_append_time) {
  ASSERT_TRUE(
      log().append({rules("*", "r1"), demand("m/s", "d"), rules("m", "r2")}, from_unix_millis(7)));
  for (std::int32_t number = 0; number < log().count(); ++number) {
    EXPECT_EQ(values(number, Topic::Rules), (std::vector<std::string>{"r1", "r2"}));
    EXPECT_EQ((*log().partition(number).poll(Topic::Rules, 1, 1, 1))[0].appended_at,
              from_unix_millis(7));
  }
}

TEST_P(PartitionsTest, keep_an_import_row_beside_its_record) {
  const Arrival row = demand("m/s", "d", "hash-of-the-row!");
  EXPECT_FALSE(*log().has_row(row));
  ASSERT_TRUE(log().append({row}, Instant{}));
  EXPECT_TRUE(*log().has_row(row));
  EXPECT_FALSE(*log().has_row(demand("m/s", "d", "another hash....")));
  EXPECT_EQ(*log().partition_of("m/s").get(Family::Imported, "hash-of-the-row!"), "");
  EXPECT_EQ(*log().get(Family::Imported, "hash-of-the-row!"), "");
}

// Cut off between two partitions: the row of rules is known only when the last copy has it.
TEST_P(PartitionsTest, know_a_row_of_rules_when_every_partition_has_it) {
  const Arrival row = rules("*", "r", "hash-of-the-row!");
  const StateWrite entry{.family = Family::Imported, .key = row.row_hash, .value = std::string()};
  ASSERT_TRUE(log().partition(0).append({row.record}, {entry}, Instant{}));
  EXPECT_EQ(*log().has_row(row), GetParam() == 1);
  ASSERT_TRUE(log().append({row}, Instant{}));
  EXPECT_TRUE(*log().has_row(row));
}

TEST_P(PartitionsTest, find_what_belongs_to_an_item) {
  for (int item = 0; item < 12; ++item) {
    const std::string key = "m/" + std::to_string(item);
    const std::string timer = "instant-" + key;
    const std::string alert = key + ":undercut:5";
    const std::string recent = key + std::string("\0dayepoch----", 13);
    commit_state(Family::Situation, key, "s" + key);
    commit_state(Family::Recent, recent, "r" + key);
    commit_state(Family::Timers, timer, "t" + key);
    commit_latest(OutputTopic::RestockPlans, key, "p" + key);
    commit_latest(OutputTopic::Alerts, alert, "a" + key);
    EXPECT_EQ(*log().get(Family::Situation, key), "s" + key);
    EXPECT_EQ(*log().get(Family::Recent, recent), "r" + key);
    EXPECT_EQ(*log().get(Family::Timers, timer), "t" + key);
    EXPECT_EQ(*log().latest(OutputTopic::RestockPlans, key), "p" + key);
    EXPECT_EQ(*log().latest(OutputTopic::Alerts, alert), "a" + key);
  }
  EXPECT_EQ(*log().get(Family::Situation, "m/99"), std::nullopt);
  EXPECT_EQ(*log().latest(OutputTopic::RestockPlans, "m/99"), std::nullopt);
  EXPECT_EQ(*log().latest(OutputTopic::Alerts, "no alert"), std::nullopt);
}

TEST_P(PartitionsTest, find_a_name_in_whichever_partition_has_it) {
  const std::int32_t last = log().count() - 1;
  ASSERT_TRUE(log().partition(last).commit(
      {.epoch = 1,
       .outputs = {},
       .writes = {{.family = Family::Names, .key = "m", .value = "rival"}}}));
  EXPECT_EQ(*log().get(Family::Names, "m"), "rival");
  EXPECT_EQ(*log().get(Family::Names, "n"), std::nullopt);
}

TEST_P(PartitionsTest, scan_in_key_order_within_prefix_and_from) {
  Rows all;
  for (int item = 100; item < 400; ++item) {
    const std::string key = "m/" + std::to_string(item);
    all.emplace_back(key, "v" + key);
    commit_state(Family::Situation, key, "v" + key);
    commit_latest(OutputTopic::ReferencePrices, key, "v" + key);
  }
  commit_state(Family::Situation, "n/1", "other");
  commit_latest(OutputTopic::ReferencePrices, "n/1", "other");
  Rows state;
  Rows latest;
  const auto into = [](Rows& rows) {
    return [&rows](std::string_view key, std::string_view value) {
      rows.emplace_back(key, value);
      return true;
    };
  };
  ASSERT_TRUE(log().scan(Family::Situation, "m/", "", into(state)));
  EXPECT_EQ(state, all);
  ASSERT_TRUE(log().scan_latest(OutputTopic::ReferencePrices, "m/", "m/3", into(latest)));
  EXPECT_EQ(latest, Rows(all.begin() + 200, all.end()));
}

TEST_P(PartitionsTest, scan_rules_once) {
  for (std::int32_t number = 0; number < log().count(); ++number) {
    ASSERT_TRUE(log().partition(number).commit(
        {.epoch = 1,
         .outputs = {},
         .writes = {{.family = Family::Rules, .key = "*", .value = "r"}}}));
  }
  Rows rows;
  ASSERT_TRUE(log().scan(Family::Rules, "", "", [&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  }));
  EXPECT_EQ(rows, (Rows{{"*", "r"}}));
  EXPECT_EQ(*log().get(Family::Rules, "*"), "r");
}

// 4 threads append 25 times each: rules and two records of an item. Nothing is lost or torn, and
// the rules lie in one order in every partition.
TEST_P(PartitionsTest, take_appends_from_many_threads) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int turn = 0; turn < 25; ++turn) {
        const std::string text = std::to_string(thread) + "," + std::to_string(turn);
        const std::string key = "m/" + std::to_string(thread);
        EXPECT_TRUE(log().append({rules("*", text), demand(key, text), demand(key, text)}, {}));
      }
    });
  }
  threads.clear();
  std::size_t demands = 0;
  for (std::int32_t number = 0; number < log().count(); ++number) {
    EXPECT_EQ(values(number, Topic::Rules), values(0, Topic::Rules));
    EXPECT_EQ(values(number, Topic::Rules).size(), 100U);
    const auto texts = values(number, Topic::Demand);
    for (std::size_t at = 0; at < texts.size(); at += 2) EXPECT_EQ(texts[at], texts[at + 1]);
    demands += texts.size();
  }
  EXPECT_EQ(demands, 200U);
}

TEST_P(PartitionsTest, close_all) {
  EXPECT_TRUE(log().close());
  for (std::int32_t number = 0; number < log().count(); ++number) {
    EXPECT_FALSE(log().partition(number).get(Family::Control, "")) << number;
  }
}

}  // namespace
}  // namespace shelfd::connectors
