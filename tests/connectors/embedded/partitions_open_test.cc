// Shows that a data folder keeps the count it was made for, that another count, a database that is
// missing and one of another folder are refused by name, and that a making that was cut off at any
// point is finished. Each in a temporary folder, databases moved and removed by hand.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "connectors/embedded/folder.h"
#include "connectors/embedded/partitions.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using Opened = Result<std::unique_ptr<Partitions>>;

class Place {
 public:
  Opened open(std::optional<std::int32_t> count, std::int64_t birth_millis = 77) {
    const auto made = open_folder(folder_.path());
    EXPECT_TRUE(made);
    return Partitions::open(
        made->database,
        {.count = count, .log = {.opened_at = from_unix_millis(birth_millis), .database = {}}});
  }
  // Opens with `count` partitions, puts a record into each and closes.
  void fill(std::int32_t count, std::int64_t birth_millis = 77) {
    const auto opened = open(count, birth_millis);
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_TRUE((*opened)->append(
        {{.record = {.topic = engine::Topic::Rules, .key = "*", .value = "r"}}}, Instant{}));
  }
  [[nodiscard]] std::string database(std::int32_t partition) const {
    return database_of(folder_.path() + "/db", partition);
  }
  void remove(std::int32_t partition) const { std::filesystem::remove_all(database(partition)); }

 private:
  fakes::TemporaryFolder folder_;
};

void expect_stop(const Opened& opened, const std::string& text) {
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reaction, Reaction::Stop);
  EXPECT_NE(opened.error().message.find(text), std::string::npos) << opened.error().message;
}

TEST(PartitionsOpen, make_one_partition_by_default) {
  Place place;
  const auto opened = place.open(std::nullopt);
  ASSERT_TRUE(opened);
  EXPECT_EQ((*opened)->count(), 1);
  EXPECT_FALSE(std::filesystem::exists(place.database(1)));
}

TEST(PartitionsOpen, keep_number_count_and_birth_in_each_database) {
  Place place;
  place.fill(4);
  const auto opened = place.open(std::nullopt, 99);
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_EQ((*opened)->count(), 4);
  for (std::int32_t number = 0; number < 4; ++number) {
    const Identity& identity = (*opened)->partition(number).identity();
    EXPECT_EQ(identity.partition, number);
    EXPECT_EQ(identity.partitions, 4);
    EXPECT_EQ(identity.created_at, from_unix_millis(77));
    struct stat found{};
    ASSERT_EQ(::stat(place.database(number).c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U) << number;
  }
}

TEST(PartitionsOpen, refuse_another_count_by_name_and_say_what_to_do) {
  Place place;
  place.fill(4);
  for (const std::int32_t count : {1, 3, 5}) {
    const auto opened = place.open(count);
    expect_stop(opened, "made for 4 partitions, not for " + std::to_string(count));
    expect_stop(opened, "`shelfd import --rebuild` makes it anew, or take a new folder");
  }
  EXPECT_TRUE(place.open(4));
  Place one;
  one.fill(1);
  expect_stop(one.open(2), "made for 1 partition, not for 2");
}

TEST(PartitionsOpen, refuse_a_count_out_of_range) {
  Place place;
  expect_stop(place.open(0), "0 partitions are asked for; must be 1 to 64");
  expect_stop(place.open(65), "65 partitions are asked for; must be 1 to 64");
}

TEST(PartitionsOpen, name_a_database_that_is_missing) {
  for (const std::int32_t number : {1, 2, 3}) {
    Place place;
    place.fill(4);
    place.remove(number);
    const std::string text =
        place.database(number) + ": missing, though its data folder was made for 4 partitions";
    expect_stop(place.open(4), text);
    expect_stop(place.open(std::nullopt), text);
  }
}

TEST(PartitionsOpen, name_the_first_database_where_it_is_missing) {
  Place place;
  place.fill(4);
  place.remove(0);
  expect_stop(place.open(4), "db: missing, though " + place.database(1) + " holds records");
  expect_stop(place.open(std::nullopt), "db: missing, though " + place.database(1) + " is there");
  expect_stop(place.open(2), "db: missing, though " + place.database(2) + " is there");
}

TEST(PartitionsOpen, refuse_the_database_of_another_folder) {
  Place place;
  place.fill(3, 77);
  Place other;
  other.fill(3, 78);
  std::filesystem::rename(other.database(1), place.database(1) + ".other");
  place.remove(1);
  std::filesystem::rename(place.database(1) + ".other", place.database(1));
  expect_stop(place.open(3), "db-1: is partition 1 of another data folder");
}

TEST(PartitionsOpen, refuse_databases_that_changed_places) {
  Place place;
  place.fill(3);
  std::filesystem::rename(place.database(1), place.database(1) + ".away");
  std::filesystem::rename(place.database(2), place.database(1));
  std::filesystem::rename(place.database(1) + ".away", place.database(2));
  expect_stop(place.open(3), "db-1: is partition 2 of");
}

// Made in the order 1, 2, 3, 0: cut off after each of them, and in the middle of one, which leaves
// a folder without a database.
TEST(PartitionsOpen, finish_a_making_that_was_cut_off) {
  for (std::int32_t made = 0; made < 4; ++made) {
    Place place;
    ASSERT_TRUE(place.open(4, 77));
    for (std::int32_t number = made + 1; number < 4; ++number) place.remove(number);
    place.remove(0);
    if (made < 3) std::filesystem::create_directory(place.database(made + 1));
    const auto opened = place.open(4, 99);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ((*opened)->count(), 4);
    EXPECT_EQ((*opened)->partition(0).identity().created_at, from_unix_millis(made > 0 ? 77 : 99));
  }
}

// A database with files and without an identity: the process ended between the two.
void make_bare(const std::string& folder) {
  std::filesystem::create_directory(folder);
  auto database = Database::open(folder);
  ASSERT_TRUE(database) << database.error().message;
  ASSERT_TRUE(database->close());
}

// Made in the order 1, 2, 0. By the birth of those that were made before; seen first by
// kill_run_test at a random moment.
TEST(PartitionsOpen, finish_a_making_that_was_cut_off_before_an_identity_was_written) {
  for (std::int32_t bare = 0; bare < 3; ++bare) {
    Place place;
    ASSERT_TRUE(place.open(3, 77));
    place.remove(0);
    for (std::int32_t later = bare; bare > 0 && later < 3; ++later) place.remove(later);
    make_bare(place.database(bare));
    for (const std::int64_t birth : {99, 111}) {
      const auto opened = place.open(3, birth);
      ASSERT_TRUE(opened) << bare << ": " << opened.error().message;
    }
  }
}

TEST(PartitionsOpen, name_the_first_database_where_it_was_emptied) {
  Place place;
  place.fill(3);
  place.remove(0);
  make_bare(place.database(0));
  expect_stop(place.open(3), place.database(1) + " holds records");
}

TEST(PartitionsOpen, hold_the_folder_against_another_process) {
  Place place;
  const auto opened = place.open(2);
  ASSERT_TRUE(opened);
  const auto again = place.open(2);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reaction, Reaction::Retry);
}

}  // namespace
}  // namespace shelfd::connectors
