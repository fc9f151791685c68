// Shows that kill -9 leaves whole commits only, and every acknowledged one: another process (see
// crash_writer.cc) commits without end and is killed at no chosen moment, mostly within a sync;
// then the log is opened here and everything in it must be of one epoch. Again, on the same folder.
// The same at each crash point of the log, where it is known to the record what must be there.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "connectors/embedded/embedded_log.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

// A running crash writer and what it says.
class Writer {
 public:
  // `crash_at` as in crash_point.h; "": nowhere.
  explicit Writer(const std::string& folder, const std::string& crash_at = "") {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    child_ = ::fork();
    if (child_ == 0) {
      ::setenv("SHELFD_CRASH_AT", crash_at.c_str(), 1);
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execl(CRASH_WRITER, CRASH_WRITER, folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    lines_ = ::fdopen(ends[0], "r");
  }
  ~Writer() {
    kill();
    static_cast<void>(std::fclose(lines_));
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;

  // The next line; "" at the end.
  std::string line() {
    std::array<char, 512> text{};
    if (std::fgets(text.data(), text.size(), lines_) == nullptr) return "";
    std::string said = text.data();
    return said.substr(0, said.find('\n'));
  }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  pid_t child_ = 0;
  FILE* lines_ = nullptr;
};

// All that epoch `number` wrote is there, and nothing of another.
void expect_whole(EmbeddedLog& log, const std::string& number) {
  for (const auto topic :
       {OutputTopic::ReferencePrices, OutputTopic::RestockPlans, OutputTopic::Alerts}) {
    EXPECT_EQ(*log.latest(topic, "m/s"), number);
  }
  for (const auto topic : {OutputTopic::DeadLetters, OutputTopic::Epochs}) {
    const auto tail = *log.tail_appended(topic, 1);
    ASSERT_EQ(tail.size(), 1U);
    EXPECT_EQ(tail[0].value, number);
    EXPECT_EQ(tail[0].offset + 1, std::stoll(number));
  }
  int states = 0;
  EXPECT_TRUE(log.scan(Family::Situation, "m/", "", [&](auto, std::string_view value) {
    EXPECT_EQ(value, number);
    ++states;
    return true;
  }));
  EXPECT_EQ(states, 10);
}

TEST(Crash, leaves_whole_commits_and_every_acknowledged_one) {
  const fakes::TemporaryFolder folder;
  std::int64_t acknowledged = 0;
  for (int round = 0; round < 10; ++round) {
    Writer writer(folder.path());
    for (int line = 0; line < 5 + (7 * round); ++line) acknowledged = std::stoll(writer.line());
    writer.kill();
    for (std::string line = writer.line(); !line.empty(); line = writer.line()) {
      acknowledged = std::stoll(line);
    }
    const auto log = EmbeddedLog::open(folder.path(), {});
    ASSERT_TRUE(log) << log.error().message;
    const auto control = *(*log)->get(Family::Control, "");
    ASSERT_TRUE(control);
    EXPECT_GE(std::stoll(*control), acknowledged);
    EXPECT_LE(std::stoll(*control), acknowledged + 1);
    expect_whole(**log, *control);
  }
}

// A writer that ends at a crash point in epoch 4: what it said, appended and committed.
struct Ending {
  const char* point = "";
  std::int64_t said = 0;
  std::int64_t appended = 0;
  std::int64_t committed = 0;
};

TEST(Crash, at_each_point_of_the_log_leaves_exactly_what_was_synced) {
  for (const Ending& ending :
       {Ending{"before_append_write:4", 3, 3, 3}, Ending{"after_append_sync:4", 3, 4, 3},
        Ending{"before_commit_write:4", 3, 4, 3}, Ending{"after_commit_sync:4", 3, 4, 4}}) {
    SCOPED_TRACE(ending.point);
    const fakes::TemporaryFolder folder;
    Writer writer(folder.path(), ending.point);
    std::string last;
    for (std::string line = writer.line(); !line.empty(); line = writer.line()) last = line;
    EXPECT_EQ(last, std::to_string(ending.said));
    const auto log = EmbeddedLog::open(folder.path(), {});
    ASSERT_TRUE(log) << log.error().message;
    const Heads heads = *(*log)->heads();
    EXPECT_EQ(heads.at(static_cast<std::size_t>(engine::Topic::Demand)), ending.appended);
    expect_whole(**log, std::to_string(ending.committed));
  }
}

TEST(Crash, keeps_a_second_process_out_of_an_open_folder) {
  const fakes::TemporaryFolder folder;
  const auto log = EmbeddedLog::open(folder.path(), {});
  ASSERT_TRUE(log);
  Writer second(folder.path());
  EXPECT_EQ(second.line(), "database " + folder.path() + ": folder is in use by another shelfd");
  EXPECT_EQ(second.line(), "");
}

}  // namespace
}  // namespace shelfd::connectors
