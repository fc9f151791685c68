// Shows what a failing disk may cost: nothing that was acknowledged. One workload runs over and
// over; in run n the n-th sync fails, or the n-th append, or the disk is full from the n-th append
// on, or the power goes at the n-th change; then the folder is opened anew. Write i holds two rows,
// and each write says so in the row "newest". Memtables are small, so that flushes, compactions,
// new logs and new manifests are among the calls that fail.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <random>
#include <vector>

#include "connectors/rocksdb/database.h"
#include "connectors/rocksdb/tuning.h"
#include "tests/connectors/rocksdb/faulty_files.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using fakes::Fault;
using fakes::FaultyFiles;
using fakes::TemporaryFolder;

constexpr int kWrites = 48;
constexpr std::size_t kRowBytes = 6'000;  // two of them a write: a memtable is full after 7 writes
constexpr char kSequential = 0x03;        // the first byte of an input's key (layout.h)
constexpr std::uint64_t kBuffers = std::uint64_t{256} << 10U;

std::string row_key(char which, int number) { return which + std::to_string(1000 + number); }

Batch rows_of(const Database& database, int number) {
  // Bytes that do not compress.
  std::minstd_rand random(static_cast<unsigned>(number));
  std::string row(kRowBytes, '\0');
  for (char& byte : row) byte = static_cast<char>(random());
  Batch batch(database);
  batch.put(row_key('a', number), row);
  batch.put(row_key(kSequential, number), row);
  batch.put("newest", std::to_string(number));
  return batch;
}

// A disk, a folder on it, and the database in it.
class Disk {
 public:
  [[nodiscard]] Result<Database> open() const {
    return Database::open(folder_.path(), {.write_buffer_bytes = kBuffers, .files = opaque_});
  }
  [[nodiscard]] FaultyFiles& files() const { return *files_; }
  [[nodiscard]] const std::string& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<FaultyFiles> files_ = std::make_shared<FaultyFiles>();
  std::shared_ptr<DatabaseFiles> opaque_ = std::make_shared<DatabaseFiles>(files_);
};

struct Outcome {
  int acknowledged = 0;  // writes 1 to this one
  int durable = 0;       // of these, as the newest synced write promises
  Status failure{};
};

// Writes from `first` on until one fails; then tries three more, of which none may pass. Every
// `synced_every`-th write is synced.
Outcome write_on(Database& database, int first, int synced_every) {
  Outcome outcome{.acknowledged = first - 1, .durable = first - 1, .failure = {}};
  for (int number = first; number <= kWrites; ++number) {
    const bool synced = number % synced_every == 0;
    outcome.failure = database.write(rows_of(database, number),
                                     synced ? Durability::Synced : Durability::Buffered);
    if (!outcome.failure) break;
    outcome.acknowledged = number;
    if (synced) outcome.durable = number;
  }
  for (int more = 1; more <= 3 && !outcome.failure; ++more) {
    const Status refused = database.write(rows_of(database, 90 + more), Durability::Synced);
    EXPECT_FALSE(refused);
    if (refused) break;
    EXPECT_NE(refused.error().message.find("open the folder anew"), std::string::npos);
    EXPECT_EQ(refused.error().reaction, outcome.failure.error().reaction);
  }
  return outcome;
}

Outcome open_and_write(const Disk& disk, int synced_every) {
  auto database = disk.open();
  if (!database) return {.failure = std::unexpected(database.error())};
  return write_on(*database, 1, synced_every);
}

// The writes in the folder are 1 to the one returned, each whole; -1 where they are not.
int newest_of(const Database& database) {
  const auto newest = database.get("newest");
  EXPECT_TRUE(newest) << newest.error().message;
  if (!newest) return -1;
  const int number = *newest ? std::stoi(**newest) : 0;
  int rows = 0;
  const auto read = database.scan("", "", [&rows](auto, auto) {
    ++rows;
    return true;
  });
  EXPECT_TRUE(read) << read.error().message;
  EXPECT_EQ(rows, number == 0 ? 0 : (2 * number) + 1);
  return rows == 0 || rows == (2 * number) + 1 ? number : -1;
}

using Check = std::function<void(const Disk&, const Outcome&)>;

struct Sweep {
  Fault fault = Fault::None;
  int step = 1;
  int synced_every = 1;
};

// Runs the workload with call n failing. False where it ended before there was such a call.
bool run_one(const Sweep& sweep, int n, const Check& check) {
  SCOPED_TRACE(n);
  const Disk disk;
  disk.files().fail_at(sweep.fault, n);
  const Outcome outcome = open_and_write(disk, sweep.synced_every);
  if (!disk.files().heal()) return false;
  check(disk, outcome);
  return true;
}

// For n = 1, 1 + step, ... until no call is left to fail. Sixteen at a time: after a failed flush
// RocksDB waits a second before it closes.
void for_every_call(const Sweep& sweep, const Check& check) {
  constexpr int kAtOnce = 16;
  int failed = 0;
  int n = 1;
  for (bool more = true; more && !testing::Test::HasFailure();) {
    std::vector<std::future<bool>> runs;
    for (int run = 0; run < kAtOnce; ++run, n += sweep.step) {
      runs.push_back(std::async(std::launch::async, run_one, sweep, n, check));
    }
    for (auto& run : runs) {
      if (run.get()) {
        ++failed;
      } else {
        more = false;
      }
    }
  }
  EXPECT_GT(failed, 20);
}

void expect_acknowledged_and_at_most_one_more(const Disk& disk, const Outcome& outcome) {
  const auto database = disk.open();
  ASSERT_TRUE(database) << database.error().message;
  const int newest = newest_of(*database);
  EXPECT_GE(newest, outcome.acknowledged);
  EXPECT_LE(newest, outcome.acknowledged + (outcome.failure ? 0 : 1));
}

TEST(FailingDisk, acknowledges_nothing_whose_sync_failed_whichever_it_was) {
  for_every_call({.fault = Fault::Sync}, expect_acknowledged_and_at_most_one_more);
}

TEST(FailingDisk, acknowledges_nothing_whose_append_failed_whichever_it_was) {
  for_every_call({.fault = Fault::Append, .step = 3}, expect_acknowledged_and_at_most_one_more);
}

// Whatever was not synced is gone, and here nothing of it is kept.
TEST(FailingDisk, loses_no_acknowledged_write_with_the_power) {
  for_every_call({.fault = Fault::PowerOff, .step = 3},
                 [](const Disk& disk, const Outcome& outcome) {
                   disk.files().drop_unsynced([](std::uint64_t) { return 0; });
                   expect_acknowledged_and_at_most_one_more(disk, outcome);
                 });
}

// Each file keeps a random part of what was not synced, as a disk that writes back in any order.
TEST(FailingDisk, loses_with_the_power_only_the_newest_of_the_writes_that_may_lag) {
  std::atomic<int> lost = 0;
  std::atomic<unsigned> seed = 0;
  const Sweep sweep{.fault = Fault::PowerOff, .step = 2, .synced_every = 20};
  for_every_call(sweep, [&](const Disk& disk, const Outcome& outcome) {
    std::mt19937 random(++seed);
    disk.files().drop_unsynced([&random](std::uint64_t bytes) {
      return std::uniform_int_distribution<std::uint64_t>(0, bytes)(random);
    });
    const auto database = disk.open();
    ASSERT_TRUE(database) << database.error().message;
    const int newest = newest_of(*database);
    ASSERT_GE(newest, outcome.durable);
    ASSERT_LE(newest, outcome.acknowledged + 1);
    lost += newest < outcome.acknowledged ? 1 : 0;
  });
  EXPECT_GT(lost, 5);
}

TEST(FullDisk, is_a_retry_that_names_the_room_and_costs_nothing) {
  for_every_call({.fault = Fault::NoSpace, .step = 3},
                 [](const Disk& disk, const Outcome& outcome) {
                   if (!outcome.failure) {
                     const Error& error = outcome.failure.error();
                     EXPECT_EQ(error.reaction, Reaction::Retry) << error.message;
                     EXPECT_NE(error.message.find(disk.path()), std::string::npos) << error.message;
                     EXPECT_NE(error.message.find(" MiB free, 128 MiB needed"), std::string::npos)
                         << error.message;
                   }
                   auto database = disk.open();
                   ASSERT_TRUE(database) << database.error().message;
                   const int newest = newest_of(*database);
                   ASSERT_GE(newest, outcome.acknowledged);
                   EXPECT_TRUE(write_on(*database, newest + 1, 1).failure);
                   EXPECT_EQ(newest_of(*database), kWrites);
                 });
}

TEST(FullDisk, refuses_writes_below_the_reserve_and_goes_on_when_there_is_room) {
  const Disk disk;
  auto database = *disk.open();
  ASSERT_TRUE(database.write(rows_of(database, 1), Durability::Synced));
  ASSERT_TRUE(database.has_room());
  disk.files().set_free_bytes((std::uint64_t{128} << 20U) - 1);  // 127 whole MiB
  EXPECT_EQ(database.has_room().error().message,
            "database " + disk.path() + ": the disk is full, 127 MiB free, 128 MiB needed");
  const auto refused = database.write(rows_of(database, 2), Durability::Synced);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reaction, Reaction::Retry);
  EXPECT_EQ(newest_of(database), 1);
  disk.files().set_free_bytes(std::uint64_t{128} << 20U);
  EXPECT_TRUE(database.write(rows_of(database, 2), Durability::Synced));
  EXPECT_EQ(newest_of(database), 2);
}

}  // namespace
}  // namespace shelfd::connectors
