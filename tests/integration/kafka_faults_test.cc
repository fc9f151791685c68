// Shows that what is done to the program, its folder or its broker loses and doubles nothing: after
// each of these, under load, every record counted exactly once (on_cluster.h). SHELFD_SEED draws
// other moments, SHELFD_TIMES repeats each.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

// A broker takes some seconds to come back, and the group's session is to outlive that.
const std::string kLongSession = "SHELFD_KAFKA__SESSION_TIMEOUT_MS=30000";

struct BrokerFault : OnCluster {
  milliseconds some_time(int least, int most) {
    return milliseconds{std::uniform_int_distribution<int>(least, most)(random)};
  }

  std::mt19937_64 random{seed()};
};

struct Fault : BrokerFault {
  void SetUp() override {
    BrokerFault::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) make_shop();
  }

  // What two clients that nobody here wrote see of the prices that are committed.
  [[nodiscard]] std::multiset<std::string> suggestions_by_kcat() const {
    const std::string file = folder.path() + "/by-kcat";
    const std::string command =
        "kcat -C -q -e -u -o beginning -X isolation.level=read_committed -b " +
        cluster().bootstrap() + " -t " + prefix() + "reference-prices >" + file;
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c): kcat is a program
    std::ifstream lines(file);
    return records_of(lines);
  }
  [[nodiscard]] std::multiset<std::string> suggestions_by_java(std::size_t most) const {
    const auto told = cluster().tool(
        "org.apache.kafka.tools.consumer.ConsoleConsumer",
        {"--topic", prefix() + "reference-prices", "--from-beginning", "--isolation-level",
         "read_committed", "--max-messages", std::to_string(most), "--timeout-ms", "20000"});
    EXPECT_TRUE(told) << told.error().message;
    std::istringstream lines(told.value_or(""));
    return records_of(lines);
  }

 private:
  static std::multiset<std::string> records_of(std::istream& lines) {
    std::multiset<std::string> records;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("{")) records.insert(line);
    }
    return records;
  }
};

TEST_F(Fault, none) {
  const auto program = start(0);
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  feed_for(seconds{2});
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  expect_exactly_once();
  const std::multiset<std::string> committed = suggestions_by_kcat();
  EXPECT_FALSE(committed.empty());
  EXPECT_EQ(suggestions_by_java(committed.size()), committed);
}

TEST_F(Fault, the_program_is_killed_at_any_moment) {
  for (int kill = 0; kill < 6 * times(); ++kill) {
    const auto program = start(0);
    feed_for(some_time(300, 2'000));
    program->end(SIGKILL);
    EXPECT_EQ(program->code(), -1) << program->err();
  }
  expect_exactly_once();
}

TEST_F(Fault, the_program_is_killed_at_each_step_of_a_commit) {
  for (const char* point : {"epoch_stepped", "epoch_given", "before_commit_write",
                            "transaction_committed", "after_commit_sync"}) {
    const int passing = std::uniform_int_distribution<int>(1, 20)(random);
    const auto program =
        start(0, {"SHELFD_CRASH_AT=" + std::string(point) + ":" + std::to_string(passing)});
    ASSERT_TRUE(feed_until([&] { return program->ended(); })) << point << program->err();
    EXPECT_EQ(program->code(), -1) << point << program->err();
  }
  expect_exactly_once();
}

TEST_F(Fault, its_folder_is_deleted) {
  {
    const auto program = start(0);
    ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
    feed_for(seconds{1});
    program->end(SIGKILL);
  }
  fs::remove_all(data(0));
  expect_exactly_once();
}

// The table is one that a flush or a close wrote; its middle is turned over.
TEST_F(Fault, a_byte_of_its_tables_is_flipped) {
  {
    const auto program = start(0);
    ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
    feed_for(seconds{1});
    program->end(SIGTERM);
    ASSERT_EQ(program->code(), 0) << program->err();
  }
  int flipped = 0;
  for (const auto& entry : fs::directory_iterator(data(0) + "/state-0")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(entry) / 2);
    file.seekg(middle);
    const int byte = file.get();
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
    ++flipped;
  }
  ASSERT_GT(flipped, 0);
  {
    const auto program = start(0);
    ASSERT_TRUE(feed_until([&] { return is_ready(0) || program->ended(); })) << program->err();
    feed_for(seconds{2});
    program->end(SIGTERM);
    EXPECT_EQ(program->code(), 0) << program->err();
    EXPECT_NE(program->err().find("store_set_aside"), std::string::npos) << program->err();
  }
  expect_exactly_once();
}

TEST_F(Fault, another_process_takes_its_identity) {
  const auto first = start(0);
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << first->err();
  const auto second = start(0, {"SHELFD_DATA=" + data(1)});
  ASSERT_TRUE(feed_until([&] { return first->ended() || second->ended(); }))
      << first->err() << second->err();
  const bool first_left = first->ended();
  feed_for(seconds{1});
  EXPECT_NE(first->ended(), second->ended()) << first->err() << second->err();
  EXPECT_EQ((first_left ? *first : *second).code(), 1) << first->err() << second->err();
  (first_left ? *second : *first).end(SIGTERM);
  expect_exactly_once();
}

// Paused past its session: another instance takes its partitions; what it had under way when it
// wakes is refused by the group.
TEST_F(Fault, it_sleeps_past_its_session_and_wakes) {
  const auto sleeper = start(0);
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << sleeper->err();
  const auto heir = start(1);
  feed_for(seconds{2});
  sleeper->signal(SIGSTOP);
  feed_for(seconds{9});
  ASSERT_TRUE(feed_until([&] { return is_ready(1); })) << heir->err();
  sleeper->signal(SIGCONT);
  feed_for(seconds{3});
  sleeper->end(SIGTERM);
  heir->end(SIGTERM);
  expect_exactly_once();
}

TEST_F(Fault, instances_come_and_go) {
  std::vector<std::unique_ptr<Child>> programs;
  for (int number = 0; number < 3; ++number) {
    programs.push_back(start(number));
    ASSERT_TRUE(feed_until([&] { return is_ready(number); })) << programs.back()->err();
  }
  feed_for(seconds{1});
  for (int number = 2; number > 0; --number) {
    programs.back()->end(number == 2 ? SIGKILL : SIGTERM);
    programs.pop_back();
  }
  feed_for(seconds{6});  // past the session of those that left
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << programs.front()->err();
  programs.front()->end(SIGTERM);
  expect_exactly_once();
}

// About one time in three the broker, when it is back, drops the markers of the transaction that it
// lets expire, which would hold the offsets and the changelog for good.
TEST_F(BrokerFault, its_broker_is_killed_and_comes_back) {
  auto own = KafkaBroker::start();
  if (!own) return skip_or_fail(own.error());
  use(**own);
  make_shop();
  const auto program = start(0, {kLongSession});
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  for (int kill = 0; kill < 2 * times(); ++kill) {
    feed_for(some_time(500, 1'500));
    ASSERT_TRUE((*own)->kill());
    feed_for(some_time(200, 2'000));
    ASSERT_TRUE((*own)->restart());
    feed_for(some_time(500, 1'500));
  }
  EXPECT_FALSE(program->ended()) << program->err();
  program->end(SIGTERM);
  expect_exactly_once();
}

TEST_F(BrokerFault, its_broker_does_not_answer_for_15_seconds) {
  auto own = KafkaBroker::start();
  if (!own) return skip_or_fail(own.error());
  use(**own);
  make_shop();
  const auto program = start(0, {kLongSession});
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  ASSERT_TRUE((*own)->pause());
  feed_for(seconds{15});
  ASSERT_TRUE((*own)->resume());
  feed_for(seconds{3});
  EXPECT_FALSE(program->ended()) << program->err();
  program->end(SIGTERM);
  expect_exactly_once();
}

}  // namespace
}  // namespace shelfd::integration
