// Shows what the embedded log does beyond the contract: it knows whose folder it opens and in which
// format, and says by name which record is damaged or gone. Damage is written through Database.
#include "connectors/embedded/embedded_log.h"

#include <gtest/gtest.h>

#include "connectors/rocksdb/layout.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using fakes::TemporaryFolder;

std::unique_ptr<EmbeddedLog> open(const TemporaryFolder& folder) {
  auto log = EmbeddedLog::open(folder.path(), {.opened_at = from_unix_millis(77)});
  EXPECT_TRUE(log) << log.error().message;
  return std::move(log).value();
}

// A folder with demand 0, 1, 2 and one epochs record, closed again.
void fill(const TemporaryFolder& folder) {
  const auto log = open(folder);
  const NewRecord record{.topic = Topic::Demand, .key = "m/s", .value = "v"};
  ASSERT_TRUE(log->append({record, record, record}, {}, Instant{}));
  ASSERT_TRUE(log->commit({.epoch = 1,
                           .outputs = {{.topic = OutputTopic::Epochs, .key = "0", .value = "e"}},
                           .writes = {}}));
}

// Absent: erased.
void tamper(const TemporaryFolder& folder, const std::string& key,
            std::optional<std::string> value) {
  auto database = Database::open(folder.path());
  ASSERT_TRUE(database);
  Batch batch(*database);
  if (value) {
    batch.put(key, *value);
  } else {
    batch.erase(key);
  }
  ASSERT_TRUE(database->write(batch, Durability::Synced));
}

void expect_stop(const Error& error, const std::string& text) {
  EXPECT_EQ(error.reaction, Reaction::Stop);
  EXPECT_NE(error.message.find(text), std::string::npos) << error.message;
}

TEST(EmbeddedLog, keeps_who_made_the_folder_and_when) {
  const TemporaryFolder folder;
  fill(folder);
  const auto log = EmbeddedLog::open(folder.path(), {.opened_at = from_unix_millis(99)});
  ASSERT_TRUE(log);
  EXPECT_EQ((*log)->identity().created_at, from_unix_millis(77));
  EXPECT_EQ((*log)->identity().app_id, "shelfd");
  EXPECT_EQ((*log)->identity().format, kLayoutFormat);
}

TEST(EmbeddedLog, refuses_an_unknown_format_by_name) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, identity_key(), identity_value({.format = 9, .app_id = "shelfd"}));
  const auto log = EmbeddedLog::open(folder.path(), {});
  ASSERT_FALSE(log);
  expect_stop(log.error(), "layout format 9 is unknown to this build, which knows format 2");
}

TEST(EmbeddedLog, refuses_the_folder_of_another_app) {
  const TemporaryFolder folder;
  fill(folder);
  const auto log = EmbeddedLog::open(folder.path(), {.app_id = "other"});
  ASSERT_FALSE(log);
  expect_stop(log.error(), "belongs to app_id shelfd, not to other");
}

TEST(EmbeddedLog, refuses_a_database_that_is_not_its_own) {
  const TemporaryFolder folder;
  tamper(folder, "somebody's", "row");
  const auto log = EmbeddedLog::open(folder.path(), {});
  ASSERT_FALSE(log);
  expect_stop(log.error(), "record identity: missing");
}

TEST(EmbeddedLog, names_a_truncated_input_and_gives_none_of_the_poll) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, input_key(Topic::Demand, 1), "short");
  const auto records = open(folder)->poll(Topic::Demand, 0, 9, 999);
  ASSERT_FALSE(records);
  expect_stop(records.error(), "inputs/demand/1: damaged");
}

TEST(EmbeddedLog, names_a_missing_input) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, input_key(Topic::Demand, 1), std::nullopt);
  const auto log = open(folder);
  const auto across = log->poll(Topic::Demand, 0, 9, 999);
  ASSERT_FALSE(across);
  expect_stop(across.error(), "inputs/demand/1: missing");
  const auto from = log->poll(Topic::Demand, 1, 9, 999);
  ASSERT_FALSE(from);
  expect_stop(from.error(), "inputs/demand/1: missing");
  EXPECT_EQ(log->poll(Topic::Demand, 2, 9, 999)->size(), 1U);
}

TEST(EmbeddedLog, names_a_truncated_output) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, appended_key(OutputTopic::Epochs, 0), "abc");
  const auto log = open(folder);
  const auto tail = log->tail_appended(OutputTopic::Epochs, 1);
  ASSERT_FALSE(tail);
  expect_stop(tail.error(), "appended/epochs/0: damaged");
  const auto scan = log->scan_appended(OutputTopic::Epochs, 0, [](const auto&) { return true; });
  ASSERT_FALSE(scan);
  expect_stop(scan.error(), "appended/epochs/0: damaged");
}

TEST(EmbeddedLog, refuses_to_open_where_the_newest_record_is_gone) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, input_key(Topic::Demand, 2), std::nullopt);
  const auto log = EmbeddedLog::open(folder.path(), {});
  ASSERT_FALSE(log);
  expect_stop(log.error(), "heads/demand: says 3, the newest offset is 1");
}

TEST(EmbeddedLog, refuses_to_open_on_a_truncated_head) {
  const TemporaryFolder folder;
  fill(folder);
  tamper(folder, output_head_key(OutputTopic::Epochs), "1");
  const auto log = EmbeddedLog::open(folder.path(), {});
  ASSERT_FALSE(log);
  expect_stop(log.error(), "heads/epochs: damaged");
}

void append_letters(EmbeddedLog& log, int letters) {
  SealedEpoch epoch;
  for (int letter = 0; letter < letters; ++letter) {
    epoch.outputs.push_back({.topic = OutputTopic::DeadLetters, .key = "k", .value = "v"});
  }
  ASSERT_TRUE(log.commit(epoch));
}

std::vector<std::int64_t> letters_of(EmbeddedLog& log) {
  std::vector<std::int64_t> offsets;
  EXPECT_TRUE(log.scan_appended(OutputTopic::DeadLetters, 0, [&](const AppendedRecord& record) {
    offsets.push_back(record.offset);
    return true;
  }));
  return offsets;
}

// Of 20 kept, two more wait for a trim: 21 and 40 - 20 of 40.
TEST(EmbeddedLog, trims_all_but_the_newest_and_keeps_their_offsets) {
  const TemporaryFolder folder;
  {
    const auto log = open(folder);
    append_letters(*log, 21);
    ASSERT_TRUE(log->trim_appended(OutputTopic::DeadLetters, 20));
    EXPECT_EQ(letters_of(*log).size(), 21U);
    append_letters(*log, 19);
    ASSERT_TRUE(log->trim_appended(OutputTopic::DeadLetters, 20));
    EXPECT_EQ(letters_of(*log).front(), 20);
    EXPECT_EQ(letters_of(*log).size(), 20U);
  }
  const auto log = open(folder);
  append_letters(*log, 2);
  ASSERT_TRUE(log->trim_appended(OutputTopic::DeadLetters, 20));
  EXPECT_EQ(letters_of(*log).front(), 22);
  EXPECT_EQ(letters_of(*log).back(), 41);
}

TEST(EmbeddedLog, trims_many_in_several_writes) {
  const TemporaryFolder folder;
  const auto log = open(folder);
  append_letters(*log, 25'000);
  ASSERT_TRUE(log->trim_appended(OutputTopic::DeadLetters, 10));
  EXPECT_EQ(letters_of(*log).front(), 24'990);
}

TEST(EmbeddedLog, opens_a_folder_whosever_it_is_where_none_is_named) {
  const TemporaryFolder folder;
  {
    ASSERT_TRUE(EmbeddedLog::open(folder.path(), {.app_id = "theirs"}));
  }
  EXPECT_FALSE(EmbeddedLog::open(folder.path(), {}));
  const auto log = EmbeddedLog::open(folder.path(), {.app_id = ""});
  ASSERT_TRUE(log);
  EXPECT_EQ((*log)->identity().app_id, "theirs");
}

}  // namespace
}  // namespace shelfd::connectors
