// Shows what the program does where others have changed what it stands on: it refuses, naming what
// and where, rather than go on with less than it knew; it goes on where nothing is lost. And that a
// full disk is waited out, and a rolling restart moves no partition.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr int kRefused = 78;
const std::string kLongSession = "SHELFD_KAFKA__SESSION_TIMEOUT_MS=20000";

struct Changed : OnCluster {
  void SetUp() override {
    OnCluster::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) make_shop();
  }

  // Runs under load for a second, and ends in order.
  void work_a_while() {
    const auto program = start(0);
    ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
    feed_for(seconds{1});
    program->end(SIGTERM);
    ASSERT_EQ(program->code(), 0) << program->err();
  }
  // Waits until the group has no member: a tool refuses before.
  static void change_group(Words words) {
    words.insert(words.end(), {"--group", app()});
    std::string told;
    ASSERT_TRUE(wait_for([&] {
      const auto done =
          broker().tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", words);
      told = done ? *done : done.error().message;
      return done && told.find("Error") == std::string::npos;
    })) << told;
  }
  void expect_refused(const std::string& part, Words variables = {}) {
    const auto program = start(0, std::move(variables));
    EXPECT_EQ(program->code(), kRefused) << program->err();
    EXPECT_NE(program->err().find(part), std::string::npos) << part << "\n" << program->err();
  }
  static int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
    return count;
  }
};

TEST_F(Changed, inputs_that_retention_removed_unread_are_named_and_skipped_when_told) {
  work_a_while();
  feed_for(seconds{1});
  ASSERT_TRUE(feed().end());
  const std::string file = folder.path() + "/offsets.json";
  std::string all;
  for (int partition = 0; partition < kPartitions; ++partition) {
    all += (partition == 0 ? "" : ",") + std::string(R"({"topic":")") + topic("competitor-offers") +
           R"(","partition":)" + std::to_string(partition) + R"(,"offset":-1})";
  }
  std::ofstream(file) << R"({"version":1,"partitions":[)" << all << "]}";
  const auto deleted =
      broker().tool("org.apache.kafka.tools.DeleteRecordsCommand", {"--offset-json-file", file});
  ASSERT_TRUE(deleted) << deleted.error().message;
  expect_refused("topic competitor-offers begins at ");
  const auto program = start(0, {"SHELFD_KAFKA__SKIP_LOST_INPUTS=yes"});
  ASSERT_TRUE(wait_for([&] { return is_done(0) || program->ended(); })) << program->err();
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  // It has them behind it: no further start is to be told.
  const auto again = start(0);
  ASSERT_TRUE(wait_for([&] { return is_done(0) || again->ended(); })) << again->err();
  again->end(SIGTERM);
  EXPECT_EQ(again->code(), 0) << again->err();
}

TEST_F(Changed, a_group_that_was_deleted_is_made_again_from_the_state) {
  work_a_while();
  change_group({"--delete"});
  feed_for(seconds{1});
  expect_exactly_once();
}

TEST_F(Changed, offsets_deleted_of_some_topics_are_named) {
  work_a_while();
  change_group({"--delete-offsets", "--topic", topic("demand")});
  expect_refused("some topics have one and these have none: " + topic("demand"));
}

TEST_F(Changed, offsets_that_somebody_moved_are_named) {
  work_a_while();
  change_group({"--reset-offsets", "--to-earliest", "--all-topics", "--execute"});
  expect_refused("the group's offsets (rules=0 ");
}

TEST_F(Changed, a_changelog_made_anew_is_refused_with_the_folder_and_without) {
  work_a_while();
  const auto deleted = broker().tool("org.apache.kafka.tools.TopicCommand",
                                     {"--delete", "--topic", app() + "-state"});
  ASSERT_TRUE(deleted) << deleted.error().message;
  std::string told;
  ASSERT_TRUE(wait_for([&] {
    const Ran made = shelfd({"topics", "create", "--replication", "1"});
    told = made.out + made.err;
    return made.code == 0 && made.out.find("created " + app() + "-state") != std::string::npos;
  })) << told;
  expect_refused("the topic was truncated or made anew");
  fs::remove_all(data(0));
  expect_refused("the changelog has no state: it was deleted, or is another application's");
}

TEST_F(Changed, a_rolling_restart_moves_no_partition) {
  std::vector<std::unique_ptr<Child>> programs;
  programs.push_back(start(0, {kLongSession}));
  programs.push_back(start(1, {kLongSession}));
  const auto both_ready = [&] { return is_ready(0) && is_ready(1); };
  ASSERT_TRUE(feed_until(both_ready)) << programs[0]->err() << programs[1]->err();
  feed_for(seconds{1});
  for (int number = 0; number < 2; ++number) {
    const auto& other = programs.at(static_cast<std::size_t>(1 - number));
    auto& restarted = programs.at(static_cast<std::size_t>(number));
    const std::string before = other->err();
    restarted->end(SIGTERM);
    EXPECT_EQ(restarted->code(), 0) << restarted->err();
    restarted = start(number, {kLongSession});
    ASSERT_TRUE(feed_until(both_ready)) << restarted->err();
    feed_for(seconds{1});
    const std::string after = other->err().substr(before.size());
    EXPECT_EQ(count_of(after, "partitions_revoked") + count_of(after, "partitions_assigned"), 0)
        << after;
  }
  for (const auto& program : programs) program->end(SIGTERM);
  // Alone, once the session of the other is over, before all is asked of it.
  const auto heir = start(0, {kLongSession});
  ASSERT_TRUE(feed_until([&] { return heir->err().find("what=0,1,2,3") != std::string::npos; }))
      << heir->err();
  heir->end(SIGTERM);
  expect_exactly_once();
}

// A file system of its own for the folder, of which a ballast takes all but less than the reserve
// (database.h). Only root may make one.
struct FullDisk : Changed {
  static constexpr off_t kMebibyte = 1 << 20;

  void SetUp() override {
    fs::create_directories(data(0));
    // Seen by this process and its children only, so that it ends with them, however they end.
    is_mounted = ::unshare(CLONE_NEWNS) == 0 &&
                 ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                 ::mount("tmpfs", data(0).c_str(), "tmpfs", 0, "size=320m,mode=0700") == 0;
    if (!is_mounted) GTEST_SKIP() << "no file system of its own: " << std::strerror(errno);
    Changed::SetUp();
  }
  void TearDown() override {
    if (is_mounted) ::umount2(data(0).c_str(), MNT_DETACH);
  }
  void fill() const {
    const int file = ::open((data(0) + "/ballast").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ASSERT_EQ(::posix_fallocate(file, 0, 220 * kMebibyte), 0);
    ::close(file);
  }

  bool is_mounted = false;
};

TEST_F(FullDisk, is_waited_out) {
  const auto program = start(0, {kLongSession});
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  feed_for(seconds{1});
  fill();
  ASSERT_TRUE(feed_until([&] { return !is_ready(0) || program->ended(); })) << program->err();
  feed_for(seconds{3});
  EXPECT_FALSE(is_ready(0));
  EXPECT_FALSE(program->ended()) << program->err();
  fs::remove(data(0) + "/ballast");
  EXPECT_TRUE(feed_until([&] { return is_ready(0) || program->ended(); })) << program->err();
  feed_for(seconds{1});
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  expect_exactly_once();
}

// Its session would last for 20 s more; the other has all partitions long before, and took nothing
// twice. Ended by SIGTERM it would keep its place: see the rolling restart.
TEST_F(Changed, a_drained_instance_leaves_and_its_partitions_move_at_once) {
  const auto staying = start(0, {kLongSession});
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << staying->err();
  const auto leaving = start(1, {kLongSession});
  const auto owns = [&](int number, int partitions) {
    const std::string line = "\nshelfd_partitions " + std::to_string(partitions) + "\n";
    return is_ready(number) && metrics(number).find(line) != std::string::npos;
  };
  ASSERT_TRUE(feed_until([&] { return owns(0, 2) && owns(1, 2); }))
      << staying->err() << leaving->err();
  feed_for(seconds{1});
  const auto began = std::chrono::steady_clock::now();
  leaving->end(SIGUSR1);
  EXPECT_EQ(leaving->code(), 0) << leaving->err();
  EXPECT_NE(leaving->err().find("event=drained"), std::string::npos) << leaving->err();
  ASSERT_TRUE(feed_until([&] { return owns(0, kPartitions); })) << staying->err();
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds{12}) << staying->err();
  staying->end(SIGTERM);
  EXPECT_EQ(staying->code(), 0) << staying->err();
  expect_exactly_once();
}

}  // namespace
}  // namespace shelfd::integration
