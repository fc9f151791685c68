// Shows what Database promises on a real RocksDB in a temporary folder: order, atomic batches,
// survival of a close. Not here: a disk that fails or is full (failing_disk_test.cc), files that
// are damaged (damaged_files_test.cc).
#include "connectors/rocksdb/database.h"

#include <gtest/gtest.h>

#include <vector>

#include "connectors/rocksdb/layout.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using fakes::TemporaryFolder;
using Rows = std::vector<std::pair<std::string, std::string>>;

Database open(const TemporaryFolder& folder) {
  auto database = Database::open(folder.path());
  EXPECT_TRUE(database) << database.error().message;
  return std::move(database).value();
}

Status put(Database& database, std::string_view key, std::string_view value) {
  Batch batch(database);
  batch.put(key, value);
  return database.write(batch, Durability::Synced);
}

Rows rows_of(const Database& database, std::string_view prefix, std::string_view from) {
  Rows rows;
  const auto status =
      database.scan(prefix, from, [&rows](std::string_view key, std::string_view value) {
        rows.emplace_back(key, value);
        return true;
      });
  EXPECT_TRUE(status);
  return rows;
}

// 2,000 rows of 100 bytes, so that a file holds many blocks.
void fill(Database& database) {
  for (int group = 0; group < 20; ++group) {
    Batch batch(database);
    for (int row = 0; row < 100; ++row) {
      batch.put("row" + std::to_string((100 * group) + row), std::string(100, 'x'));
    }
    ASSERT_TRUE(database.write(batch, Durability::Synced));
  }
}

TEST(Database, gives_back_what_was_written_and_nothing_for_other_keys) {
  const TemporaryFolder folder;
  Database database = open(folder);
  ASSERT_TRUE(put(database, "a", "1"));
  EXPECT_EQ(*database.get("a"), "1");
  EXPECT_EQ(*database.get("b"), std::nullopt);
}

TEST(Database, applies_a_batch_in_its_order) {
  const TemporaryFolder folder;
  Database database = open(folder);
  Batch batch(database);
  batch.put("a", "1");
  batch.put("a", "2");
  batch.put("b", "1");
  batch.erase("b");
  EXPECT_EQ(batch.count(), 4U);
  ASSERT_TRUE(database.write(batch, Durability::Synced));
  EXPECT_EQ(rows_of(database, "", ""), (Rows{{"a", "2"}}));
}

TEST(Database, scans_a_prefix_in_byte_order_from_a_key_on) {
  const TemporaryFolder folder;
  Database database = open(folder);
  for (const char* key : {"a1", "a2", "a\xff", "b", "a", "a10"}) {
    ASSERT_TRUE(put(database, key, "v"));
  }
  EXPECT_EQ(rows_of(database, "a", ""),
            (Rows{{"a", "v"}, {"a1", "v"}, {"a10", "v"}, {"a2", "v"}, {"a\xff", "v"}}));
  EXPECT_EQ(rows_of(database, "a", "a2"), (Rows{{"a2", "v"}, {"a\xff", "v"}}));
  EXPECT_EQ(rows_of(database, "a", "b"), Rows{});
  EXPECT_EQ(rows_of(database, "a\xff", ""), (Rows{{"a\xff", "v"}}));
}

TEST(Database, scans_back_from_the_last_key_of_a_prefix_until_told_to_stop) {
  const TemporaryFolder folder;
  Database database = open(folder);
  for (const char* key : {"a1", "a2", "a3", "b1"}) ASSERT_TRUE(put(database, key, "v"));
  std::vector<std::string> keys;
  ASSERT_TRUE(database.scan_back("a", [&keys](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return keys.size() < 2;
  }));
  EXPECT_EQ(keys, (std::vector<std::string>{"a3", "a2"}));
}

// Keys of both families (layout.h) in one write.
TEST(Database, keeps_sequential_keys_apart_and_gives_them_all_the_same) {
  const TemporaryFolder folder;
  Database database = open(folder);
  const std::string first = input_key(engine::Topic::Demand, 0);
  const std::string second = input_key(engine::Topic::Demand, 1);
  const std::string state = state_key(Family::Situation, "m/a");
  Batch batch(database);
  for (const std::string& key : {second, state, first}) batch.put(key, "of " + key);
  ASSERT_TRUE(database.write(batch, Durability::Synced));
  EXPECT_EQ(rows_of(database, input_prefix(engine::Topic::Demand), ""),
            (Rows{{first, "of " + first}, {second, "of " + second}}));
  EXPECT_EQ(rows_of(database, "", ""),
            (Rows{{state, "of " + state}, {first, "of " + first}, {second, "of " + second}}));
  std::vector<std::string> back;
  ASSERT_TRUE(database.scan_back(input_prefix(engine::Topic::Demand),
                                 [&back](std::string_view key, std::string_view) {
                                   back.emplace_back(key);
                                   return true;
                                 }));
  EXPECT_EQ(back, (std::vector<std::string>{second, first}));
  ASSERT_TRUE(database.close());
  database = open(folder);
  EXPECT_EQ(*database.get(first), "of " + first);
  EXPECT_EQ(*database.get(state), "of " + state);
}

TEST(Database, keeps_everything_over_a_close) {
  const TemporaryFolder folder;
  {
    Database database = open(folder);
    fill(database);
    ASSERT_TRUE(database.close());
    EXPECT_EQ(database.get("row1").error().reaction, Reaction::Stop);
    EXPECT_EQ(put(database, "a", "1").error().reaction, Reaction::Stop);
  }
  EXPECT_EQ(rows_of(open(folder), "row", "").size(), 2000U);
}

TEST(Database, refuses_a_second_opening_of_its_folder) {
  const TemporaryFolder folder;
  const Database database = open(folder);
  const auto second = Database::open(folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reaction, Reaction::Retry);
  EXPECT_NE(second.error().message.find("folder is in use by another shelfd"), std::string::npos);
}

TEST(Database, refuses_to_open_where_space_is_short_and_says_how_much) {
  const TemporaryFolder folder;
  // 2^50 MiB, more than any disk has.
  const auto database = Database::open(folder.path(), {.reserve_bytes = std::uint64_t{1} << 63U});
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().reaction, Reaction::Retry);
  EXPECT_NE(database.error().message.find("MiB needed"), std::string::npos);
}

}  // namespace
}  // namespace shelfd::connectors
