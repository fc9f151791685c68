// Shows that a backup is the data: what is restored holds the same keys and values, also when it
// was taken of a copy while the log was written, and after a kill in the middle of a backup or of a
// restore (backup_taker.cc). And that a damaged backup is refused by name, and nothing that was
// there is lost.
#include "connectors/embedded/backup_set.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "connectors/embedded/embedded_log.h"
#include "connectors/embedded/folder.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

namespace fs = std::filesystem;
using Rows = std::map<std::string, std::string>;

const BackupProgress kSilent = [](double, const std::string&) {};
// 2026-11-25 18:10:10 UTC.
const Instant kNow = from_unix_millis(1'795'630'210'000);

class Backups : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  // Appends `count` records of demand to the log in `<data>/<name>`.
  static void write(const std::string& data, const std::string& name, int count) {
    fs::create_directories(data + "/" + name);
    const auto log = EmbeddedLog::open(data + "/" + name, {});
    ASSERT_TRUE(log) << log.error().message;
    for (int number = 0; number < count; ++number) append(**log);
  }
  static void append(EmbeddedLog& log) {
    const auto heads = *log.heads();
    const std::string text = std::to_string(heads.at(static_cast<std::size_t>(kTopic)));
    ASSERT_TRUE(log.append({{.topic = kTopic, .key = "m/s", .value = text}}, {}, kNow));
  }
  static Rows rows_of(const std::string& database) {
    Rows rows;
    const auto opened = Database::open(database);
    EXPECT_TRUE(opened) << opened.error().message;
    if (!opened) return rows;
    EXPECT_TRUE(opened->scan("", "", [&rows](std::string_view key, std::string_view value) {
      rows.emplace(key, value);
      return true;
    }));
    return rows;
  }
  [[nodiscard]] Result<BackupSet> take(std::size_t keep = 7) const {
    return take_backup({.data = path("data"), .to = path("to"), .keep = keep}, kSilent);
  }
  [[nodiscard]] Result<BackupSet> restore(const std::string& name, std::uint32_t id = 0,
                                          bool replace = false) const {
    return restore_backup(
        {.from = path("to"), .id = id, .data = path(name), .replace = replace, .now = kNow},
        kSilent);
  }
  [[nodiscard]] std::vector<std::uint32_t> listed() const {
    std::vector<std::uint32_t> ids;
    const auto sets = list_backups(path("to"));
    EXPECT_TRUE(sets);
    for (const BackupSet& set : *sets) ids.push_back(set.id);
    return ids;
  }

  static constexpr engine::Topic kTopic = engine::Topic::Demand;

 private:
  fakes::TemporaryFolder folder_;
};

TEST_F(Backups, of_every_database_come_back_key_by_key) {
  write(path("data"), "db", 30);
  write(path("data"), "db-1", 20);
  const auto made = take();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->id, 1U);
  EXPECT_EQ(made->databases, 2U);
  write(path("data"), "db", 5);
  ASSERT_TRUE(take());
  ASSERT_TRUE(restore("first", 1));
  ASSERT_TRUE(restore("newest"));
  EXPECT_EQ(rows_of(path("newest/db")), rows_of(path("data/db")));
  EXPECT_EQ(rows_of(path("newest/db-1")), rows_of(path("data/db-1")));
  // Identity, head, and the records.
  EXPECT_EQ(rows_of(path("first/db")).size(), 2U + 30U);
  EXPECT_FALSE(fs::exists(path("first/restoring")));
}

TEST_F(Backups, keep_the_newest_and_list_them) {
  write(path("data"), "db", 1);
  for (int time = 0; time < 4; ++time) ASSERT_TRUE(take(2));
  EXPECT_EQ(listed(), (std::vector<std::uint32_t>{3, 4}));
  EXPECT_EQ(restore("new", 1).error().reaction, Reaction::Reject);
}

TEST_F(Backups, are_refused_inside_the_data_and_of_nothing) {
  write(path("data"), "db", 1);
  const auto inside = take_backup({.data = path("data"), .to = path("data/../data/b")}, kSilent);
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().reaction, Reaction::Reject);
  EXPECT_NE(inside.error().message.find("inside the data folder"), std::string::npos);
  EXPECT_FALSE(take_backup({.data = path("nothing"), .to = path("to")}, kSilent));
  EXPECT_EQ(restore("new").error().reaction, Reaction::Reject);
}

// The open log copies itself while another thread appends; what is restored is all up to one
// record.
TEST_F(Backups, of_a_log_that_is_being_written_hold_all_up_to_a_moment) {
  fs::create_directories(path("data/db"));
  const auto log = *EmbeddedLog::open(path("data/db"), {});
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    while (!done) append(*log);
  });
  std::int64_t before = 0;
  for (int time = 0; time < 3; ++time) {
    before = (*log->heads()).at(static_cast<std::size_t>(kTopic));
    const auto made = take_backup(
        {.data = path("data"), .to = path("to"), .copy = [&log] { return log->copy_beside(); }},
        kSilent);
    ASSERT_TRUE(made) << made.error().message;
  }
  done = true;
  writer.join();
  EXPECT_TRUE(databases_of(path("data/copy")).empty());
  ASSERT_TRUE(restore("new"));
  const auto again = EmbeddedLog::open(path("new/db"), {});
  ASSERT_TRUE(again) << again.error().message;
  const auto head = (*(*again)->heads()).at(static_cast<std::size_t>(kTopic));
  EXPECT_GE(head, before);
  const auto records = (*again)->poll(kTopic, 0, 1'000'000, std::size_t{1} << 30U);
  ASSERT_TRUE(records) << records.error().message;
  ASSERT_EQ(records->size(), static_cast<std::size_t>(head));
  EXPECT_EQ(records->back().value, std::to_string(head - 1));
}

TEST_F(Backups, that_are_damaged_are_refused_by_name_and_leave_what_was_there) {
  write(path("data"), "db", 30);
  ASSERT_TRUE(take());
  std::string table;
  for (const auto& entry : fs::directory_iterator(path("to/db/shared_checksum"))) {
    table = entry.path();
  }
  std::fstream(table, std::ios::in | std::ios::out | std::ios::binary).seekp(20) << "!!!";
  const Rows before = rows_of(path("data/db"));
  const auto restored = restore("data", 1, true);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().reaction, Reaction::Stop);
  EXPECT_NE(restored.error().message.find(fs::path(table).filename()), std::string::npos)
      << restored.error().message;
  EXPECT_EQ(rows_of(path("data/db")), before);
  EXPECT_TRUE(open_folder(path("data")));
}

TEST_F(Backups, are_restored_over_data_only_when_told_and_set_it_aside) {
  write(path("data"), "db", 3);
  ASSERT_TRUE(take());
  write(path("data"), "db", 1);
  const Rows before = rows_of(path("data/db"));
  const auto refused = restore("data");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reaction, Reaction::Reject);
  EXPECT_NE(refused.error().message.find("--replace"), std::string::npos);
  ASSERT_TRUE(restore("data", 0, true));
  EXPECT_EQ(rows_of(path("data/db")).size(), 2U + 3U);
  EXPECT_EQ(rows_of(path("data/db.damaged-20261125T181010Z")), before);
  ASSERT_TRUE(restore("data", 0, true));  // in the same second
  EXPECT_TRUE(fs::exists(path("data/db.damaged-20261125T181010Z-2")));
}

// How a backup taker that is to end at the crash point ended: by which signal.
int signal_of(const std::string& point, const std::vector<std::string>& arguments) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("SHELFD_CRASH_AT", point.c_str(), 1);
    ::execl(BACKUP_TAKER, BACKUP_TAKER, arguments[0].c_str(), arguments[1].c_str(),
            arguments[2].c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST_F(Backups, killed_in_the_middle_are_taken_and_restored_again) {
  write(path("data"), "db", 30);
  write(path("data"), "db-1", 20);
  EXPECT_EQ(signal_of("backup_copied", {"take", path("data"), path("to")}), SIGKILL);
  EXPECT_TRUE(listed().empty());  // one of two databases
  EXPECT_EQ(restore("early").error().reaction, Reaction::Reject);
  ASSERT_TRUE(take());
  EXPECT_EQ(listed(), (std::vector<std::uint32_t>{2}));
  for (const char* point : {"restore_copied", "restore_swapped:1", "restore_swapped:2"}) {
    EXPECT_EQ(signal_of(point, {"restore", path("to"), path("new")}), SIGKILL) << point;
    const auto opened = open_folder(path("new"));
    ASSERT_FALSE(opened) << point;
    EXPECT_NE(opened.error().message.find("a restore was cut off"), std::string::npos);
    ASSERT_TRUE(restore("new", 0, true)) << point;
    EXPECT_TRUE(open_folder(path("new")));
    EXPECT_EQ(rows_of(path("new/db")), rows_of(path("data/db")));
    EXPECT_EQ(rows_of(path("new/db-1")), rows_of(path("data/db-1")));
  }
}

}  // namespace
}  // namespace shelfd::connectors
