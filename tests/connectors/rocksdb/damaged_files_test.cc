// Shows that no damaged file is read as fewer records: bytes flipped, files cut off, files deleted.
// The folder holds tables, and a log whose records are in no table yet; it is copied, the copy is
// damaged, opened and read. Each time it is a Stop that names the file and says what to do, or,
// where the bytes mean nothing to a reader, every record is there. What a kill leaves is a copy of
// the folder while it is open.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "connectors/rocksdb/database.h"
#include "connectors/rocksdb/layout.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

namespace fs = std::filesystem;
using Rows = std::map<std::string, std::string>;

const DatabaseOptions kSmall{.write_buffer_bytes = std::uint64_t{128} << 10U};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void set_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string number_of(const std::string& name) { return name.substr(0, name.find('.')); }

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(closed());
    auto database = Database::open(closed(), kSmall);
    ASSERT_TRUE(database) << database.error().message;
    std::minstd_rand random(3);
    for (int number = 0; number < 200; ++number) {
      std::string row(1000, '\0');
      for (char& byte : row) byte = static_cast<char>(random());
      const std::string key = number % 2 == 0 ? "row" + std::to_string(number)
                                              : input_key(engine::Topic::Demand, number);
      Batch batch(*database);
      batch.put(key, row);
      ASSERT_TRUE(database->write(batch, Durability::Synced));
      rows_[key] = row;
    }
    wait_for_rest();
    copy(closed(), killed());
    ASSERT_TRUE(database->close());
  }

  [[nodiscard]] std::string closed() const { return folder_.path() + "/closed"; }
  [[nodiscard]] std::string killed() const { return folder_.path() + "/killed"; }
  [[nodiscard]] std::string damaged() const { return folder_.path() + "/damaged"; }

  // Until flushes and compactions have ended: a copy is of one moment then.
  void wait_for_rest() const {
    const auto look = [this] {
      std::map<std::string, std::uintmax_t> files;
      for (const auto& entry : fs::directory_iterator(closed())) {
        std::error_code gone;
        files[entry.path().filename()] = fs::file_size(entry.path(), gone);
      }
      return files;
    };
    for (auto before = look();;) {
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
      auto now = look();
      if (now == before) return;
      before = std::move(now);
    }
  }
  static void copy(const std::string& from, const std::string& to) {
    fs::remove_all(to);
    fs::copy(from, to);
  }
  // The newest file with this in its name.
  [[nodiscard]] std::string file_like(const std::string& part) const {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(closed())) {
      const std::string name = entry.path().filename();
      if (name.find(part) != std::string::npos && entry.file_size() > 0) {
        newest = std::max(newest, name);
      }
    }
    EXPECT_NE(newest, "") << part;
    return newest;
  }
  // Damages a copy of `from` and reads it: the number of rows, or the error.
  [[nodiscard]] Result<std::size_t> read_after(const std::string& from, const std::string& name,
                                               const std::function<void(const fs::path&)>& act) {
    copy(from, damaged());
    act(damaged() + "/" + name);
    auto database = Database::open(damaged(), kSmall);
    if (!database) return std::unexpected(database.error());
    Rows rows;
    const auto read = database->scan("", "", [&](std::string_view key, std::string_view value) {
      rows.emplace(key, value);
      return true;
    });
    if (!read) return std::unexpected(read.error());
    for (const auto& [key, value] : rows) EXPECT_EQ(rows_[key], value) << key;
    return rows.size();
  }
  static void expect_named(const Result<std::size_t>& read, const std::string& name) {
    ASSERT_FALSE(read) << *read << " rows";
    EXPECT_EQ(read.error().reaction, Reaction::Stop);
    EXPECT_NE(read.error().message.find(number_of(name)), std::string::npos)
        << read.error().message;
    EXPECT_NE(read.error().message.find("`shelfd restore`"), std::string::npos)
        << read.error().message;
  }
  // `at` from the file's start.
  void flip(const std::string& name, std::size_t at, bool harmless) {
    SCOPED_TRACE(name + " at " + std::to_string(at));
    const auto read = read_after(closed(), name, [at](const fs::path& path) {
      std::string text = text_of(path);
      text.at(at) = static_cast<char>(text.at(at) ^ 0x40);
      set_text(path, text);
    });
    if (harmless || read) {
      ASSERT_TRUE(read) << read.error().message;
      EXPECT_EQ(*read, rows_.size());
    } else {
      expect_named(read, name);
    }
  }
  void flip_many(const std::string& part, std::size_t times, bool harmless = false) {
    const std::string name = file_like(part);
    const std::size_t size = fs::file_size(closed() + "/" + name);
    const std::size_t step = std::max<std::size_t>(1, size / times);
    for (std::size_t at = 0; at < size; at += step) flip(name, at, harmless);
  }

  [[nodiscard]] std::size_t count() const { return rows_.size(); }

 private:
  Rows rows_;
  fakes::TemporaryFolder folder_;
};

TEST_F(Damage, of_a_flipped_bit_is_named_in_each_kind_of_file) {
  for (const char* part : {"CURRENT", ".log"}) flip_many(part, 16);
  flip_many("MANIFEST", 160);  // the heads of its records too
  std::set<std::string> tables;
  for (const auto& entry : fs::directory_iterator(closed())) {
    if (entry.path().extension() == ".sst") tables.insert(entry.path().filename());
  }
  ASSERT_GE(tables.size(), 2U);
  for (const std::string& table : tables) flip_many(table, 16);
}

TEST_F(Damage, of_what_no_reader_needs_loses_nothing) {
  for (const char* part : {"IDENTITY", "OPTIONS"}) flip_many(part, 4, true);
}

// A record of the log: sum (4), length (2), kind (1), then its bytes. A wrong length points behind
// the end of the file, as an unfinished write does.
TEST_F(Damage, of_the_head_of_a_log_record_loses_nothing_before_the_last_record) {
  const std::string name = file_like(".log");
  const std::string text = text_of(closed() + "/" + name);
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(text[4])) +
                      (static_cast<std::size_t>(static_cast<unsigned char>(text[5])) << 8U);
  for (std::size_t byte = 0; byte < 7; ++byte) flip(name, (7 + length) * 3 + byte, false);
}

TEST_F(Damage, of_a_deleted_file_is_named) {
  for (const char* part : {"CURRENT", "MANIFEST", ".sst", ".log"}) {
    const std::string name = file_like(part);
    SCOPED_TRACE(name);
    for (const std::string& from : {closed(), killed()}) {
      expect_named(read_after(from, name, [](const fs::path& path) { fs::remove(path); }),
                   part == std::string(".log") ? std::to_string(std::stoi(name)) : name);
    }
  }
}

TEST_F(Damage, of_a_file_that_was_cut_off_is_named) {
  for (const char* part : {"CURRENT", "MANIFEST", ".sst", ".log"}) {
    const std::string name = file_like(part);
    SCOPED_TRACE(name);
    for (const int kept : {0, 50, 99}) {
      SCOPED_TRACE(kept);
      const auto cut = [kept](const fs::path& path) {
        fs::resize_file(path, fs::file_size(path) * static_cast<unsigned>(kept) / 100);
      };
      expect_named(read_after(closed(), name, cut), name);
      if (part != std::string(".log")) expect_named(read_after(killed(), name, cut), name);
    }
  }
}

// After a kill the end of the log is as the kill left it: nobody can tell an unfinished write from
// an end that was lost later. Whole writes before it are read.
TEST_F(Damage, of_the_end_of_a_log_after_a_kill_cannot_be_told_from_an_unfinished_write) {
  const auto read = read_after(killed(), file_like(".log"), [](const fs::path& path) {
    fs::resize_file(path, fs::file_size(path) - 1);
  });
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, count() - 1);
}

// "2 manifest bytes hash log bytes" without its hash. Then what is cut off is named still.
TEST_F(Damage, is_named_by_a_witness_of_format_1_as_well) {
  const std::string manifest = file_like("MANIFEST");
  const auto make_old = [](const fs::path& folder) {
    std::istringstream text(text_of(folder / "WITNESS"));
    std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
    ASSERT_EQ(words.size(), 6U);
    words[0] = "1";
    words.erase(words.begin() + 3);
    std::string line;
    for (const std::string& word : words) line.append(word).append(" ");
    set_text(folder / "WITNESS", line);
  };
  const auto whole =
      read_after(closed(), manifest, [&](const fs::path& path) { make_old(path.parent_path()); });
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(*whole, count());
  const auto cut = read_after(closed(), manifest, [&](const fs::path& path) {
    make_old(path.parent_path());
    fs::resize_file(path, fs::file_size(path) / 2);
  });
  expect_named(cut, manifest);
}

TEST_F(Damage, of_the_witness_itself_is_named) {
  const auto read =
      read_after(closed(), "WITNESS", [](const fs::path& path) { set_text(path, "1 M"); });
  expect_named(read, "WITNESS");
}

}  // namespace
}  // namespace shelfd::connectors
