// Shows that a cluster's workers are rolled to a build with one more state format and back, and
// forth again, under load; that a setting then raises the state for good; that the build before
// refuses it by name, and so does a setting that would take it back; and that nothing was lost or
// doubled on the way: all is made again byte for byte, and a store that is rebuilt from the
// changelog is the live one.
#include <gtest/gtest.h>

#include <map>

#include "connectors/formats/record_formats.h"
#include "connectors/kafka/database_state.h"
#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using connectors::Family;
using connectors::StateFormat;
using Words = std::vector<std::string>;

constexpr int kRefused = 78;
// Longer than a restart takes: partitions stay where they are.
const std::string kLongSession = "SHELFD_KAFKA__SESSION_TIMEOUT_MS=20000";
const std::string kRaised = "SHELFD_STATE_FORMAT=2";
const std::string kThisBuild = SHELFD_PROGRAM;
const std::string kNextBuild = SHELFD_NEXT_PROGRAM;

// The figure of that line, or the sum of all lines that begin so; -1: there is none.
double figure(const std::string& metrics, const std::string& begin) {
  double sum = -1;
  for (std::size_t at = 0; (at = metrics.find("\n" + begin, at)) != std::string::npos; ++at) {
    const std::size_t value = metrics.find(' ', at) + 1;
    sum = std::max(sum, 0.0) + std::stod(metrics.substr(value));
  }
  return sum;
}

struct Rolled : OnCluster {
  void SetUp() override {
    OnCluster::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) make_shop();
  }

  void begin(int number, Words more = {}) {
    more.push_back(kLongSession);
    programs[number] = start(number, std::move(more));
  }
  [[nodiscard]] bool both_are_ready() const { return is_ready(0) && is_ready(1); }
  [[nodiscard]] std::string told() const {
    return "--- 0\n" + programs.at(0)->err() + "--- 1\n" + programs.at(1)->err();
  }
  [[nodiscard]] double taken_by(int number) const {
    return figure(metrics(number), "shelfd_events_total{");
  }
  // Both take in what comes.
  void work_on() {
    ASSERT_TRUE(feed_until([&] { return both_are_ready(); })) << told();
    const double zero = taken_by(0);
    const double one = taken_by(1);
    ASSERT_TRUE(feed_until([&] { return taken_by(0) > zero + 200 && taken_by(1) > one + 200; }))
        << told();
  }
  // Ends one and starts it as that build, while the other works.
  void restart_as(const std::string& build, int number, const Words& more = {}, int by = SIGTERM) {
    programs.at(number)->end(by);
    EXPECT_EQ(programs.at(number)->code(), by == SIGTERM ? 0 : -1) << told();
    use_program(build);
    begin(number, more);
    work_on();
  }
  // Of both, the oldest that a record may be in.
  void wait_for_format(int format) {
    const auto is_there = [&](int number) {
      return figure(metrics(number), "shelfd_state_format ") == format;
    };
    ASSERT_TRUE(feed_until([&] { return is_there(0) && is_there(1); })) << told();
  }
  // Instance 1 as that build is refused; the other works on.
  void expect_refused(const std::string& build, const std::string& part, Words more) {
    programs.at(1)->end(SIGTERM);
    use_program(build);
    begin(1, std::move(more));
    ASSERT_TRUE(feed_until([&] { return programs.at(1)->ended(); })) << told();
    EXPECT_EQ(programs.at(1)->code(), kRefused) << told();
    EXPECT_NE(programs.at(1)->err().find(part), std::string::npos) << part << "\n" << told();
    EXPECT_FALSE(programs.at(0)->ended()) << told();
  }

  // A partition's store by family and key, and how many of its records are in each format.
  using Records = std::map<std::pair<Family, std::string>, std::string>;
  [[nodiscard]] Records store_of(int number, int partition) const {
    Records records;
    const auto state = connectors::DatabaseState::open(
        {.folder = data(number) + "/state-" + std::to_string(partition),
         .app_id = app(),
         .partition = partition,
         .partitions = kPartitions});
    EXPECT_TRUE(state) << (state ? "" : state.error().message);
    for (std::size_t family = 0; state && family < connectors::kFamilyCount; ++family) {
      const auto which = static_cast<Family>(family);
      EXPECT_TRUE((*state)->scan(which, "", "", [&](std::string_view key, std::string_view value) {
        records[{which, std::string(key)}] = value;
        return true;
      }));
    }
    return records;
  }
  static std::map<StateFormat, int> formats_of(const Records& records) {
    std::map<StateFormat, int> count;
    for (const auto& [where, value] : records) {
      const bool has_format = where.first == Family::Situation || where.first == Family::Belief ||
                              where.first == Family::Recent || where.first == Family::Pools ||
                              where.first == Family::Aside || where.first == Family::Control;
      if (has_format) ++count[connectors::format_of(where.first, value).value_or(StateFormat{})];
    }
    return count;
  }

  std::map<int, std::unique_ptr<Child>> programs;
};

TEST_F(Rolled, forth_and_back_and_forth_and_then_raised_for_good) {
  use_program(kThisBuild);
  begin(0);
  begin(1);
  work_on();
  for (const std::string& build : {kNextBuild, kThisBuild, kNextBuild}) {
    for (const int number : {0, 1}) {
      ASSERT_NO_FATAL_FAILURE(restart_as(build, number));
    }
    ASSERT_NO_FATAL_FAILURE(wait_for_format(1));
  }
  ASSERT_NO_FATAL_FAILURE(restart_as(kNextBuild, 0, {kRaised}));
  // It is the state that remembers, not the setting.
  ASSERT_NO_FATAL_FAILURE(restart_as(kNextBuild, 0, {}, SIGKILL));
  ASSERT_NO_FATAL_FAILURE(restart_as(kNextBuild, 1, {kRaised}));
  ASSERT_NO_FATAL_FAILURE(wait_for_format(2));

  ASSERT_NO_FATAL_FAILURE(expect_refused(
      kThisBuild, "its state is in format 2 and this build knows 1: run a build that knows 2", {}));
  ASSERT_NO_FATAL_FAILURE(expect_refused(
      kThisBuild, R"(state_format: "2" is not a state format of this build, which knows 1)",
      {kRaised}));
  ASSERT_NO_FATAL_FAILURE(
      expect_refused(kNextBuild,
                     "state_format: 1, and its state is in format 2, which is not taken "
                     "back: set 2, or nothing",
                     {"SHELFD_STATE_FORMAT=1"}));

  use_program(kNextBuild);
  begin(1);
  ASSERT_NO_FATAL_FAILURE(work_on());
  programs.at(1)->end(SIGUSR1);  // it leaves the group: the other has all partitions at once
  programs.at(0)->end(SIGTERM);
  ASSERT_NO_FATAL_FAILURE(expect_exactly_once(0));
  // Into an empty folder, from the changelog alone.
  ASSERT_NO_FATAL_FAILURE(expect_exactly_once(2));
  for (int partition = 0; partition < kPartitions; ++partition) {
    const Records live = store_of(0, partition);
    EXPECT_GT(formats_of(live)[StateFormat{2}], 0) << partition;
    EXPECT_EQ(formats_of(live).size(), 1U) << partition;
    EXPECT_TRUE(live == store_of(2, partition)) << partition;
  }
}

}  // namespace
}  // namespace shelfd::integration
