// Shows a local state in RocksDB: that it holds what was applied and says up to where, over a close
// and over a crash (a prefix), and that a folder which is damaged or another's is set aside.
#include "connectors/kafka/database_state.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

namespace fs = std::filesystem;

std::vector<StateWrite> writes_of(std::int64_t number) {
  return {{.family = Family::Situation, .key = "m/" + std::to_string(number), .value = "x"},
          {.family = Family::Control, .key = "partition", .value = std::to_string(number)}};
}

struct OnDisk : public testing::Test {
  std::unique_ptr<DatabaseState> open(std::int32_t partition = 3) {
    auto state =
        DatabaseState::open({.folder = folder.path() + "/state",
                             .app_id = "shop",
                             .partition = partition,
                             .partitions = 8,
                             .on_damage = [this](const std::string& aside, const std::string& why) {
                               set_aside = aside;
                               reason = why;
                             }});
    EXPECT_TRUE(state) << state.error().message;
    return state ? std::move(*state) : nullptr;
  }

  fakes::TemporaryFolder folder;
  std::string set_aside;
  std::string reason;
};

TEST_F(OnDisk, holds_what_was_applied_over_a_close) {
  {
    const auto state = open();
    EXPECT_EQ(*state->changelog_next(), std::nullopt);
    ASSERT_TRUE(state->apply(writes_of(1), 11));
    ASSERT_TRUE(state->apply({{.family = Family::Situation, .key = "m/1"}}, 12));
    ASSERT_TRUE(state->restore({{.key = "\x10m/2", .value = "y"}}, 13));
  }
  const auto state = open();
  EXPECT_EQ(*state->changelog_next(), 13);
  EXPECT_EQ(*state->get(Family::Situation, "m/1"), std::nullopt);
  EXPECT_EQ(*state->get(Family::Situation, "m/2"), "y");
  EXPECT_EQ(*state->get(Family::Control, "partition"), "1");
  std::string scanned;
  ASSERT_TRUE(state->scan(Family::Situation, "m/", "", [&](auto key, auto value) {
    scanned.append(key).append(value);
    return true;
  }));
  EXPECT_EQ(scanned, "m/2y");
  EXPECT_EQ(set_aside, "");
}

// A timer that fires is deleted first, and may be set again by the same epoch.
TEST_F(OnDisk, applies_several_writes_of_a_key_in_their_order) {
  std::vector<StateWrite> writes;
  for (int number = 0; number < 200; ++number) {
    writes.push_back({.family = Family::Timers, .key = std::to_string(number)});
  }
  for (int number = 0; number < 200; ++number) {
    writes.push_back({.family = Family::Timers, .key = std::to_string(number), .value = "again"});
  }
  const auto state = open();
  ASSERT_TRUE(state->apply(writes, 400));
  for (int number = 0; number < 200; ++number) {
    EXPECT_EQ(*state->get(Family::Timers, std::to_string(number)), "again") << number;
  }
}

// A child applies 200 epochs, flushes after 100, and is killed.
TEST_F(OnDisk, holds_a_prefix_after_a_kill) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto state = open();
    for (std::int64_t number = 1; number <= 200; ++number) {
      if (!state->apply(writes_of(number), 1'000 + number)) _exit(1);
      if (number == 100 && !state->flush()) _exit(1);
    }
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto state = open();
  const auto next = *state->changelog_next();
  const std::int64_t last = next ? *next - 1'000 : 0;
  if (next) {
    EXPECT_EQ(*state->get(Family::Control, "partition"), std::to_string(last));
  }
  for (std::int64_t number = 1; number <= 200; ++number) {
    EXPECT_EQ(state->get(Family::Situation, "m/" + std::to_string(number))->has_value(),
              number <= last);
  }
  EXPECT_EQ(set_aside, "");
}

TEST_F(OnDisk, of_another_partition_is_set_aside_and_begun_anew) {
  ASSERT_TRUE(open(3)->apply(writes_of(1), 11));
  const auto state = open(4);
  EXPECT_EQ(*state->changelog_next(), std::nullopt);
  EXPECT_TRUE(fs::exists(set_aside));
  EXPECT_NE(reason.find("partition 3 of 8"), std::string::npos) << reason;
}

TEST_F(OnDisk, that_is_damaged_is_set_aside_and_begun_anew) {
  ASSERT_TRUE(open()->apply(writes_of(1), 11));
  for (const auto& entry : fs::directory_iterator(folder.path() + "/state")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) fs::resize_file(entry, 20);
  }
  const auto state = open();
  EXPECT_EQ(*state->changelog_next(), std::nullopt);
  EXPECT_TRUE(fs::exists(set_aside));
  EXPECT_NE(reason.find("MANIFEST"), std::string::npos) << reason;
}

TEST_F(OnDisk, is_set_aside_or_removed_when_told) {
  const auto state = open();
  ASSERT_TRUE(state->apply(writes_of(1), 11));
  ASSERT_TRUE(state->set_aside("a block is damaged"));
  EXPECT_TRUE(fs::exists(folder.path() + "/state.damaged-1"));
  EXPECT_EQ(*state->changelog_next(), std::nullopt);
  ASSERT_TRUE(state->apply(writes_of(2), 12));
  ASSERT_TRUE(state->wipe());
  EXPECT_EQ(*state->changelog_next(), std::nullopt);
  EXPECT_FALSE(fs::exists(folder.path() + "/state.damaged-2"));
}

}  // namespace
}  // namespace shelfd::connectors
