// Shows what Database promises on a real RocksDB in a temporary folder: order, atomic batches,
// survival of a close. Not here: a disk that fails or is full (failing_disk_test.cc), files that
// are damaged (damaged_files_test.cc).
#include "connectors/rocksdb/database.h"

#include <gtest/gtest.h>

#include <vector>

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
  Batch batch;
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
    Batch batch;
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
  Batch batch;
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

TEST(Database, erases_a_range_whole_and_nothing_beside_it) {
  const TemporaryFolder folder;
  Database database = open(folder);
  Batch batch;
  for (int row = 0; row < 25'000; ++row) batch.put("b" + std::to_string(row), "v");
  batch.put("a", "v");
  batch.put("c", "v");
  ASSERT_TRUE(database.write(batch, Durability::Synced));
  EXPECT_GT(database.approximate_bytes({.from = "b", .until = "c"}), 0U);
  ASSERT_TRUE(database.erase_range({.from = "b", .until = "c"}));
  EXPECT_EQ(rows_of(database, "", ""), (Rows{{"a", "v"}, {"c", "v"}}));
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
