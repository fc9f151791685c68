// Shows what a scrub takes out of a partition and what it leaves: places in the log, records of
// items whose names begin alike, hashes of imported rows; and that the files' bytes are searched.
#include "connectors/embedded/scrub.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
const Whose kKettle{.merchant = "demo", .sku = "KETTLE-3"};

class Scrub : public testing::Test {
 protected:
  Scrub() { reopen(); }
  void reopen() {
    log_.reset();
    auto opened = EmbeddedLog::open(folder_.path() + "/db", {.opened_at = kNow});
    ASSERT_TRUE(opened) << opened.error().message;
    log_ = std::move(*opened);
  }
  void fill() {
    ASSERT_TRUE(log_->append({{Topic::Demand, "demo/KETTLE-3", "{1}"},
                              {Topic::Demand, "demo/KETTLE-30", "{2}"},
                              {Topic::Demand, "lost", "about demo/KETTLE-3"},
                              {Topic::Demand, "demo/KETTLE-3", "{4}"},
                              {Topic::Rules, "demo", "{5}"}},
                             {{Family::Imported, "hash", ""},
                              {Family::Timers, "12345678demo/KETTLE-3", ""},
                              {Family::Timers, "12345678demo/KETTLE-30", ""}},
                             kNow));
    ASSERT_TRUE(
        log_->commit({.epoch = 1,
                      .outputs = {{OutputTopic::DeadLetters, "demo/KETTLE-30", "{6}"},
                                  {OutputTopic::DeadLetters, "demo/KETTLE-3", "{7}"},
                                  {OutputTopic::Alerts, "demo/KETTLE-3:undercut:1", "{8}"},
                                  {OutputTopic::Alerts, "demo/KETTLE-3:x:undercut:1", "{9}"},
                                  {OutputTopic::ReferencePrices, "demo/KETTLE-30", "{10}"}},
                      .writes = {{Family::Situation, "demo/KETTLE-30", "s"}}}));
  }
  [[nodiscard]] std::vector<RawRecord> demand() {
    return log_->poll(Topic::Demand, 0, 100, 1'000'000).value();
  }

  fakes::TemporaryFolder folder_;
  std::unique_ptr<EmbeddedLog> log_;
};

TEST_F(Scrub, leaves_the_places_of_records_and_nothing_of_them) {
  fill();
  const auto before = scrub(*log_, kKettle);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->inputs, 3);  // two by key, one by its bytes
  EXPECT_EQ(before->dead_letters, 1);
  EXPECT_EQ(before->outputs, 1);  // not the alert of the sku "KETTLE-3:x"
  EXPECT_EQ(before->timers, 1);
  reopen();  // heads still fit
  const auto records = demand();
  ASSERT_EQ(records.size(), 4U);
  for (const std::size_t at : {0U, 2U, 3U}) {
    EXPECT_TRUE(records[at].erased);
    EXPECT_EQ(records[at].key + records[at].value.str(), "");
    EXPECT_EQ(records[at].appended_at, kNow);
  }
  EXPECT_EQ(records[1].value, "{2}");
  EXPECT_EQ(find_traces(*log_, kKettle)->records(), 0);
  EXPECT_EQ(count_erased(*log_).value(), 3);
}

TEST_F(Scrub, leaves_all_that_is_of_others) {
  fill();
  ASSERT_TRUE(scrub(*log_, kKettle));
  const Whose alike{.merchant = "demo", .sku = "KETTLE-30"};
  const auto traces = find_traces(*log_, alike).value();
  EXPECT_EQ(traces.inputs, 1);
  EXPECT_EQ(traces.dead_letters, 1);
  EXPECT_EQ(traces.outputs, 1);
  EXPECT_EQ(traces.state, 1);
  EXPECT_EQ(traces.timers, 1);
  EXPECT_TRUE(log_->get(Family::Imported, "hash").value());
  EXPECT_TRUE(log_->latest(OutputTopic::Alerts, "demo/KETTLE-3:x:undercut:1").value());
}

TEST_F(Scrub, of_a_merchant_takes_rules_and_all_items) {
  fill();
  ASSERT_TRUE(log_->append({{Topic::Demand, "other-demo/KETTLE-3", "{11}"}}, {}, kNow));
  const auto before = scrub(*log_, {.merchant = "demo"}).value();
  EXPECT_EQ(before.inputs, 5);
  EXPECT_TRUE(log_->poll(Topic::Rules, 0, 1, 1'000).value()[0].erased);
  EXPECT_EQ(demand()[4].value, "{11}");
}

TEST_F(Scrub, and_compaction_leave_no_file_that_names_it) {
  fill();
  ASSERT_TRUE(scrub(*log_, kKettle));
  const auto alike = find_traces(*log_, kKettle)->alike;
  EXPECT_EQ(alike, (std::set<std::string>{"0", ":x"}));
  const auto naming = [&] {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/db")) {
      files += file_names(entry.path(), kKettle, alike).value() ? 1 : 0;
    }
    return files;
  };
  EXPECT_GT(naming(), 0);  // the log of writes
  ASSERT_TRUE(log_->compact({.from = "", .until = "\xff"}));
  reopen();
  EXPECT_EQ(naming(), 0);
}

TEST_F(Scrub, a_name_across_two_pieces_of_a_file_is_found) {
  const std::string path = folder_.path() + "/file";
  for (const std::size_t before : {std::size_t{0}, (std::size_t{1} << 20U) - 5, std::size_t{3}}) {
    std::ofstream(path) << std::string(before, '.') << "demo/KETTLE-3" << std::string(600, '.');
    EXPECT_TRUE(file_names(path, kKettle, {}).value()) << before;
    EXPECT_FALSE(file_names(path, kKettle, {"."}).value()) << before;
  }
}

}  // namespace
}  // namespace shelfd::connectors
