// Shows that erased bytes leave the disk with a compaction, that a copy is whole, and that the
// databases of one process keep to one budget of memory.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "connectors/rocksdb/database.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

namespace fs = std::filesystem;
using fakes::TemporaryFolder;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;

// Bytes that do not compress.
std::string noise(unsigned seed, std::size_t count) {
  std::minstd_rand random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// The files of the folder that hold the bytes.
std::vector<std::string> files_with(const std::string& folder, const std::string& bytes) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (text.find(bytes) != std::string::npos) names.push_back(entry.path().filename());
  }
  return names;
}

void put(Database& database, const std::string& key, const std::string& value) {
  Batch batch(database);
  batch.put(key, value);
  ASSERT_TRUE(database.write(batch, Durability::Synced));
}

TEST(Compaction, takes_erased_bytes_off_the_disk) {
  const TemporaryFolder folder;
  const std::string secret = noise(1001, 64);
  const std::string secret_key = "m/" + noise(1002, 32);
  {
    auto database = *Database::open(folder.path());
    for (unsigned round = 0; round < 3; ++round) {
      for (unsigned row = 0; row < 50; ++row) {
        put(database, "l/" + std::to_string(row), noise(row, 500));
        put(database, "n/" + std::to_string(row), noise(row, 500));
      }
      put(database, secret_key, secret + std::to_string(round));
      put(database, "m/" + std::to_string(round), secret);
      ASSERT_TRUE(database.compact({.from = "m/", .until = "m0"}));
    }
    // Shown to be there, so that its absence says something.
    ASSERT_FALSE(files_with(folder.path(), secret).empty());
    Batch batch(database);
    for (const std::string& key :
         {secret_key, std::string("m/0"), std::string("m/1"), std::string("m/2")})
      batch.erase(key);
    ASSERT_TRUE(database.write(batch, Durability::Synced));
    ASSERT_FALSE(files_with(folder.path(), secret).empty());
    ASSERT_TRUE(database.compact({.from = "m/", .until = "m0"}));
    EXPECT_EQ(files_with(folder.path(), secret), std::vector<std::string>());
    ASSERT_TRUE(database.close());
  }
  EXPECT_EQ(files_with(folder.path(), secret), std::vector<std::string>());
  // A key that bordered a table may stand in the MANIFEST until the folder is opened anew.
  ASSERT_TRUE(Database::open(folder.path()));
  EXPECT_EQ(files_with(folder.path(), secret_key), std::vector<std::string>());
  int rows = 0;
  ASSERT_TRUE(
      Database::open(folder.path())->scan("", "", [&rows](auto, auto) { return ++rows > 0; }));
  EXPECT_EQ(rows, 100);
}

TEST(Copy, is_a_whole_database_of_that_moment) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() + "/db");
  auto database = *Database::open(folder.path() + "/db");
  put(database, "a", "1");
  ASSERT_TRUE(database.copy_to(folder.path() + "/copy"));
  put(database, "a", "2");
  const auto copy = Database::open(folder.path() + "/copy");
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(*copy->get("a"), "1");
  EXPECT_FALSE(database.copy_to(folder.path() + "/copy"));
}

// Budget 32 MiB: the cache is 28 MiB, memtables 12 MiB of it. Two databases take in 40 MB each and
// are read whole. Memtables are flushed when they fill their share. Writes go on meanwhile until a
// database has three of 4 MiB (each may pass that by one block of its arena, 512 KiB): where the
// disk is slow they take up to 27 MiB, and the cache gives way, for both have one budget.
TEST(Memory, of_two_databases_keeps_to_one_budget) {
  const TemporaryFolder folder;
  const auto memory = DatabaseMemory::make(32 * kMebibyte);
  std::vector<Database> databases;
  for (const char* name : {"/db", "/db-1"}) {
    fs::create_directory(folder.path() + name);
    databases.push_back(*Database::open(folder.path() + name, {.memory = memory}));
  }
  std::uint64_t most = 0;
  std::uint64_t most_memtables = 0;
  const auto look = [&] {
    const MemoryUsage usage = memory.usage();
    most = std::max(most, usage.block_cache + usage.memtables);
    most_memtables = std::max(most_memtables, usage.memtables);
  };
  for (unsigned row = 0; row < 400; ++row) {
    for (Database& database : databases) {
      Batch batch(database);
      batch.put("row" + std::to_string(row), noise(row, 100'000));
      ASSERT_TRUE(database.write(batch, Durability::Buffered));
      look();
    }
  }
  for (const Database& database : databases) {
    ASSERT_TRUE(database.scan("", "", [&](auto, auto) {
      look();
      return true;
    }));
  }
  EXPECT_GT(most_memtables, 4 * kMebibyte);
  EXPECT_LE(most_memtables, 27 * kMebibyte);
  EXPECT_GT(most, 20 * kMebibyte);
  EXPECT_LE(most, 32 * kMebibyte);
}

}  // namespace
}  // namespace shelfd::connectors
