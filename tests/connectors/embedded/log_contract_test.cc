// Shows that the embedded log and the memory log of the fakes keep one contract: what holds for the
// fake in other tests holds for the program. Each test runs on both; the embedded one in a
// temporary folder.
#include <gtest/gtest.h>

#include <thread>

#include "connectors/embedded/embedded_log.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using Rows = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kNoLimit = 1'000'000;

class OnDisk {
 public:
  OnDisk() { reopen(); }
  EmbeddedLog& log() { return *log_; }
  void reopen() {
    log_.reset();
    auto opened = EmbeddedLog::open(folder_.path(), {.opened_at = from_unix_millis(1)});
    ASSERT_TRUE(opened) << opened.error().message;
    log_ = std::move(*opened);
  }

 private:
  fakes::TemporaryFolder folder_;
  std::unique_ptr<EmbeddedLog> log_;
};

class InMemory {
 public:
  fakes::MemoryLog& log() { return log_; }
  void reopen() { log_.reopen(); }

 private:
  fakes::MemoryLog log_;
};

NewRecord demand(std::string value) {
  return {.topic = Topic::Demand, .key = "m/s", .value = std::move(value)};
}

auto collect_into(Rows& rows) {
  return [&rows](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  };
}

template <typename Place>
class LogContract : public testing::Test {
 protected:
  auto& log() { return place_.log(); }
  void reopen() { place_.reopen(); }

  std::vector<std::string> values(Topic topic, std::int64_t offset, std::size_t max_records,
                                  std::size_t max_bytes) {
    std::vector<std::string> texts;
    const auto records = log().poll(topic, offset, max_records, max_bytes);
    EXPECT_TRUE(records);
    if (!records) return texts;
    for (const RawRecord& record : *records) texts.push_back(record.value.str());
    return texts;
  }
  Rows state(Family family, std::string_view prefix, std::string_view from) {
    Rows rows;
    EXPECT_TRUE(log().scan(family, prefix, from, collect_into(rows)));
    return rows;
  }
  Rows latest(OutputTopic topic, std::string_view prefix, std::string_view from) {
    Rows rows;
    EXPECT_TRUE(log().scan_latest(topic, prefix, from, collect_into(rows)));
    return rows;
  }

 private:
  Place place_;
};

using Places = testing::Types<InMemory, OnDisk>;
TYPED_TEST_SUITE(LogContract, Places, );

TYPED_TEST(LogContract, is_empty_at_first) {
  EXPECT_EQ(*this->log().heads(), Heads{});
  EXPECT_TRUE(this->log().poll(Topic::Rules, 0, 10, 10)->empty());
  EXPECT_EQ(*this->log().get(Family::Control, ""), std::nullopt);
  EXPECT_EQ(*this->log().latest(OutputTopic::Alerts, "a"), std::nullopt);
  EXPECT_TRUE(this->log().tail_appended(OutputTopic::Epochs, 5)->empty());
}

TYPED_TEST(LogContract, numbers_each_topic_from_zero_in_the_order_given) {
  const NewRecord catalog{.topic = Topic::Catalog, .key = "m/s", .value = "c0"};
  ASSERT_TRUE(this->log().append({demand("d0"), catalog, demand("d1")}, {}, from_unix_millis(-7)));
  ASSERT_TRUE(this->log().append({demand("d2")}, {}, from_unix_millis(9)));
  const auto records = *this->log().poll(Topic::Demand, 0, 10, kNoLimit);
  ASSERT_EQ(records.size(), 3U);
  for (std::size_t index = 0; index < 3; ++index) {
    EXPECT_EQ(records[index].topic, Topic::Demand);
    EXPECT_EQ(records[index].offset, static_cast<std::int64_t>(index));
    EXPECT_EQ(records[index].key, "m/s");
    EXPECT_EQ(records[index].value, "d" + std::to_string(index));
  }
  EXPECT_EQ(records[1].appended_at, from_unix_millis(-7));
  EXPECT_EQ(records[2].appended_at, from_unix_millis(9));
  Heads heads{};
  heads[static_cast<std::size_t>(Topic::Demand)] = 3;
  heads[static_cast<std::size_t>(Topic::Catalog)] = 1;
  EXPECT_EQ(*this->log().heads(), heads);
}

TYPED_TEST(LogContract, polls_within_both_limits_but_at_least_one_record) {
  // Key and value count: 3 + 7 = 10 bytes a record.
  ASSERT_TRUE(
      this->log().append({demand("value-0"), demand("value-1"), demand("value-2")}, {}, Instant{}));
  using Values = std::vector<std::string>;
  EXPECT_EQ(this->values(Topic::Demand, 0, 2, kNoLimit), (Values{"value-0", "value-1"}));
  EXPECT_EQ(this->values(Topic::Demand, 0, 9, 20), (Values{"value-0", "value-1"}));
  EXPECT_EQ(this->values(Topic::Demand, 0, 9, 19), (Values{"value-0"}));
  EXPECT_EQ(this->values(Topic::Demand, 1, 9, 1), (Values{"value-1"}));
  EXPECT_EQ(this->values(Topic::Demand, 1, 0, 0), (Values{"value-1"}));
  EXPECT_EQ(this->values(Topic::Demand, -5, 1, kNoLimit), (Values{"value-0"}));
  EXPECT_EQ(this->values(Topic::Demand, 3, 9, kNoLimit), Values{});
  EXPECT_EQ(this->values(Topic::Demand, 99, 9, kNoLimit), Values{});
}

TYPED_TEST(LogContract, keeps_an_input_tombstone_as_a_record) {
  ASSERT_TRUE(
      this->log().append({{.topic = Topic::Catalog, .key = "m/s", .value = ""}}, {}, Instant{}));
  const auto records = *this->log().poll(Topic::Catalog, 0, 1, 1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].key, "m/s");
  EXPECT_EQ(records[0].value, "");
}

TYPED_TEST(LogContract, keeps_any_bytes) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  ASSERT_TRUE(this->log().append({{.topic = Topic::Rules, .key = bytes, .value = bytes}},
                                 {{.family = Family::Names, .key = bytes, .value = bytes}},
                                 Instant{}));
  this->reopen();
  EXPECT_EQ((*this->log().poll(Topic::Rules, 0, 1, 1))[0].key, bytes);
  EXPECT_EQ((*this->log().poll(Topic::Rules, 0, 1, 1))[0].value, bytes);
  EXPECT_EQ(*this->log().get(Family::Names, bytes), bytes);
}

TYPED_TEST(LogContract, appends_records_and_the_writes_beside_together) {
  ASSERT_TRUE(this->log().append(
      {demand("d0")}, {{.family = Family::Imported, .key = "hash", .value = ""}}, Instant{}));
  EXPECT_EQ(*this->log().get(Family::Imported, "hash"), "");
  ASSERT_TRUE(this->log().append({}, {{.family = Family::Imported, .key = "hash"}}, Instant{}));
  EXPECT_EQ(*this->log().get(Family::Imported, "hash"), std::nullopt);
}

TYPED_TEST(LogContract, keeps_the_latest_of_a_compacted_key_and_erases_on_a_tombstone) {
  const auto price = [](std::string key, std::string value) {
    return OutputRecord{
        .topic = OutputTopic::ReferencePrices, .key = std::move(key), .value = std::move(value)};
  };
  ASSERT_TRUE(this->log().commit(
      {.epoch = 1,
       .outputs = {price("m/a", "1"), price("m/a", "2"), price("m/b", "1"), price("n/a", "1")},
       .writes = {}}));
  EXPECT_EQ(*this->log().latest(OutputTopic::ReferencePrices, "m/a"), "2");
  EXPECT_EQ(*this->log().latest(OutputTopic::RestockPlans, "m/a"), std::nullopt);
  ASSERT_TRUE(this->log().commit(
      {.epoch = 2, .outputs = {price("m/a", ""), price("x", "")}, .writes = {}}));
  EXPECT_EQ(*this->log().latest(OutputTopic::ReferencePrices, "m/a"), std::nullopt);
  EXPECT_EQ(this->latest(OutputTopic::ReferencePrices, "", ""), (Rows{{"m/b", "1"}, {"n/a", "1"}}));
  EXPECT_EQ(this->latest(OutputTopic::ReferencePrices, "m/", "m/c"), Rows{});
}

TYPED_TEST(LogContract, keeps_every_record_of_the_other_output_topics_in_order) {
  for (int epoch = 0; epoch < 3; ++epoch) {
    const std::string text = std::to_string(epoch);
    ASSERT_TRUE(this->log().commit(
        {.epoch = epoch,
         .outputs = {{.topic = OutputTopic::DeadLetters, .key = "k", .value = "a" + text},
                     {.topic = OutputTopic::Epochs, .key = "0", .value = text},
                     {.topic = OutputTopic::DeadLetters, .key = "", .value = ""}},
         .writes = {}}));
  }
  this->reopen();
  std::vector<std::int64_t> offsets;
  ASSERT_TRUE(this->log().scan_appended(OutputTopic::DeadLetters, 3, [&](const auto& record) {
    offsets.push_back(record.offset);
    return record.offset < 4;
  }));
  EXPECT_EQ(offsets, (std::vector<std::int64_t>{3, 4}));
  const auto tail = *this->log().tail_appended(OutputTopic::DeadLetters, 2);
  ASSERT_EQ(tail.size(), 2U);
  EXPECT_EQ(tail[0].offset, 4);
  EXPECT_EQ(tail[0].key, "k");
  EXPECT_EQ(tail[0].value, "a2");
  EXPECT_EQ(tail[1].offset, 5);
  EXPECT_EQ(tail[1].value, "");
  EXPECT_EQ(this->log().tail_appended(OutputTopic::Epochs, 10)->size(), 3U);
  EXPECT_TRUE(this->log().tail_appended(OutputTopic::Epochs, 0)->empty());
}

TYPED_TEST(LogContract, commits_state_in_the_order_of_the_writes) {
  ASSERT_TRUE(this->log().commit(
      {.epoch = 1,
       .outputs = {},
       .writes = {{.family = Family::Situation, .key = "m/s", .value = "1"},
                  {.family = Family::Situation, .key = "m/s", .value = "2"},
                  {.family = Family::Belief, .key = "m/s", .value = "b"},
                  {.family = Family::Belief, .key = "m/s", .value = std::nullopt},
                  {.family = Family::Control, .key = "", .value = "c"}}}));
  EXPECT_EQ(*this->log().get(Family::Situation, "m/s"), "2");
  EXPECT_EQ(*this->log().get(Family::Belief, "m/s"), std::nullopt);
  EXPECT_EQ(*this->log().get(Family::Control, ""), "c");
}

TYPED_TEST(LogContract, scans_one_family_in_byte_order_within_prefix_and_from) {
  std::vector<StateWrite> writes;
  for (const char* key : {"m/b", "m/a", "m/a1", "n/a", "m/\xff", "m"}) {
    writes.push_back({.family = Family::Timers, .key = key, .value = "t"});
  }
  writes.push_back({.family = Family::Rules, .key = "m/c", .value = "r"});
  ASSERT_TRUE(this->log().commit({.epoch = 1, .outputs = {}, .writes = writes}));
  EXPECT_EQ(this->state(Family::Timers, "m/", ""),
            (Rows{{"m/a", "t"}, {"m/a1", "t"}, {"m/b", "t"}, {"m/\xff", "t"}}));
  EXPECT_EQ(this->state(Family::Timers, "m/", "m/a1"),
            (Rows{{"m/a1", "t"}, {"m/b", "t"}, {"m/\xff", "t"}}));
  EXPECT_EQ(this->state(Family::Timers, "", "n"), (Rows{{"n/a", "t"}}));
  EXPECT_EQ(this->state(Family::Timers, "m/", "n"), Rows{});
  EXPECT_EQ(this->state(Family::Timers, "n", "m"), (Rows{{"n/a", "t"}}));
}

TYPED_TEST(LogContract, stops_a_scan_when_told_and_lets_the_visitor_call_back) {
  ASSERT_TRUE(
      this->log().commit({.epoch = 1,
                          .outputs = {},
                          .writes = {{.family = Family::Aside, .key = "a", .value = "1"},
                                     {.family = Family::Aside, .key = "b", .value = "2"}}}));
  int seen = 0;
  ASSERT_TRUE(this->log().scan(Family::Aside, "", "", [&](std::string_view key, auto) {
    EXPECT_EQ(*this->log().get(Family::Aside, key), "1");
    ++seen;
    return false;
  }));
  EXPECT_EQ(seen, 1);
}

TYPED_TEST(LogContract, keeps_everything_over_a_reopening_and_counts_on) {
  ASSERT_TRUE(this->log().append({demand("d0"), demand("d1")}, {}, from_unix_millis(5)));
  ASSERT_TRUE(
      this->log().commit({.epoch = 1,
                          .outputs = {{.topic = OutputTopic::Alerts, .key = "a", .value = "open"},
                                      {.topic = OutputTopic::Epochs, .key = "0", .value = "e1"}},
                          .writes = {{.family = Family::Control, .key = "", .value = "1"}}}));
  this->reopen();
  ASSERT_TRUE(this->log().append({demand("d2")}, {}, from_unix_millis(6)));
  ASSERT_TRUE(
      this->log().commit({.epoch = 2,
                          .outputs = {{.topic = OutputTopic::Epochs, .key = "0", .value = "e2"}},
                          .writes = {}}));
  EXPECT_EQ(this->values(Topic::Demand, 0, 9, kNoLimit),
            (std::vector<std::string>{"d0", "d1", "d2"}));
  EXPECT_EQ(*this->log().latest(OutputTopic::Alerts, "a"), "open");
  EXPECT_EQ(*this->log().get(Family::Control, ""), "1");
  const auto epochs = *this->log().tail_appended(OutputTopic::Epochs, 9);
  ASSERT_EQ(epochs.size(), 2U);
  EXPECT_EQ(epochs[1].offset, 1);
  EXPECT_EQ(epochs[1].value, "e2");
}

// 4 threads append 25 pairs each: 200 records, each pair beside itself, each thread in its order.
TYPED_TEST(LogContract, takes_appends_from_many_threads_whole) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int pair = 0; pair < 25; ++pair) {
        const std::string text = std::to_string(thread) + "," + std::to_string(pair);
        EXPECT_TRUE(this->log().append({demand(text), demand(text)}, {}, Instant{}));
      }
    });
  }
  threads.clear();
  const auto values = this->values(Topic::Demand, 0, 1000, kNoLimit);
  ASSERT_EQ(values.size(), 200U);
  std::array<int, 4> next{};
  for (std::size_t at = 0; at < values.size(); at += 2) {
    const auto thread = static_cast<std::size_t>(values[at][0] - '0');
    EXPECT_EQ(values[at], std::to_string(thread) + "," + std::to_string(next.at(thread)++));
    EXPECT_EQ(values[at], values[at + 1]);
  }
}

}  // namespace
}  // namespace shelfd::connectors
