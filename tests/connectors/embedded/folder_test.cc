// Shows that the data folder is made with its mode and layout, and that what stands in its way is
// named with path and cause. Root may write everywhere, so as root the checks run as nobody.
#include "connectors/embedded/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

constexpr uid_t kNobody = 65534;

// Without root's rights while it lives.
class AsNobody {
 public:
  AsNobody() : was_(::geteuid()) { become(kNobody); }
  ~AsNobody() { become(was_); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  AsNobody(AsNobody&&) = delete;
  AsNobody& operator=(AsNobody&&) = delete;

 private:
  void become(uid_t user) const {
    if (was_ != 0) return;
    EXPECT_EQ(::seteuid(user), 0);
  }

  uid_t was_;
};

void expect_stop(const std::string& path, const std::string& named, const std::string& cause) {
  const auto folder = open_folder(path);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().reaction, Reaction::Stop);
  EXPECT_NE(folder.error().message.find(named), std::string::npos) << folder.error().message;
  EXPECT_NE(folder.error().message.find(cause), std::string::npos) << folder.error().message;
}

mode_t mode_of(const std::string& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 0777U;
}

TEST(DataFolder, is_made_with_its_parents_for_the_owner_only) {
  const fakes::TemporaryFolder place;
  const std::string path = place.path() + "/one/two";
  const auto folder = open_folder(path + "/");
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(folder->path, path);
  EXPECT_EQ(folder->database, path + "/db");
  EXPECT_EQ(folder->socket, path + "/shelfd.sock");
  EXPECT_EQ(mode_of(path), 0700U);
  EXPECT_EQ(mode_of(folder->database), 0700U);
}

TEST(DataFolder, opens_a_second_time_as_it_is) {
  const fakes::TemporaryFolder place;
  ASSERT_TRUE(open_folder(place.path()));
  EXPECT_TRUE(open_folder(place.path()));
}

TEST(DataFolder, says_that_a_file_is_not_a_folder) {
  const fakes::TemporaryFolder place;
  std::ofstream(place.path() + "/file") << "text";
  expect_stop(place.path() + "/file", place.path() + "/file", "is a file, not a folder");
  expect_stop(place.path() + "/file/in", place.path() + "/file", "is a file, not a folder");
}

TEST(DataFolder, names_missing_permission) {
  const fakes::TemporaryFolder place;
  const std::string closed = place.path() + "/closed";
  std::filesystem::create_directory(closed);
  std::filesystem::permissions(place.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(closed, std::filesystem::perms(0555));
  const std::string made = place.path() + "/made";
  ASSERT_TRUE(open_folder(made));
  std::filesystem::permissions(made, std::filesystem::perms(0555));
  std::filesystem::permissions(made + "/db", std::filesystem::perms(0777));
  const AsNobody rights;
  expect_stop(closed, closed, "Permission denied");
  expect_stop(made, made, "Permission denied");
  expect_stop(closed + "/new", closed + "/new", "Permission denied");
}

// A file in each database says whose it is.
void make_database(const std::string& path, const std::string& whose) {
  std::filesystem::create_directories(path);
  std::ofstream(path + "/whose") << whose;
}

std::string whose(const std::string& path) {
  std::string text;
  std::ifstream(path + "/whose") >> text;
  return text;
}

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25}};

TEST(DataFolder, puts_rebuilt_databases_in_place_of_its_own) {
  const fakes::TemporaryFolder place;
  make_database(place.path() + "/db", "old");
  make_database(place.path() + "/db-1", "old-1");
  make_database(rebuilding_path(place.path()) + "/db", "new");
  const auto old = swap_rebuilt(place.path(), kNow);
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(*old, (std::vector<std::string>{place.path() + "/db.before-20261125T000000Z",
                                            place.path() + "/db-1.before-20261125T000000Z"}));
  EXPECT_EQ(whose((*old)[0]) + " " + whose((*old)[1]), "old old-1");
  EXPECT_EQ(databases_of(place.path()), std::vector<std::string>{"db"});
  EXPECT_EQ(whose(place.path() + "/db"), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(place.path()), {}), 3);
}

// Each state that a kill can leave, as renames are made one by one.
TEST(DataFolder, finishes_a_swap_that_was_cut_off) {
  for (const int step : {0, 1, 2, 3}) {
    const fakes::TemporaryFolder place;
    const std::string aside = step >= 1 ? ".before-x" : "";
    make_database(place.path() + "/db" + aside, "old");
    make_database(place.path() + "/db-1" + (step >= 2 ? ".before-x" : ""), "old-1");
    const std::string staged = place.path() + (step >= 2 ? "/moving-in" : "/rebuilt");
    make_database(staged + "/db-1", "new-1");
    make_database(step >= 3 ? place.path() + "/db" : staged + "/db", "new");
    ASSERT_TRUE(open_folder(place.path())) << step;
    EXPECT_EQ(whose(place.path() + "/db"), "new") << step;
    EXPECT_EQ(whose(place.path() + "/db-1"), "new-1") << step;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(place.path()), {}), 4) << step;
  }
}

TEST(DataFolder, refuses_an_empty_path) { expect_stop("", "its path is empty", "data folder"); }

}  // namespace
}  // namespace shelfd::connectors
