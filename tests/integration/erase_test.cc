// Shows `shelfd erase` with the real program: an item and a merchant go and nothing is left in any
// file, all others stay as they were, and an erasure that is killed in between is finished by the
// same command.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "connectors/embedded/partitions.h"
#include "connectors/embedded/scrub.h"
#include "tests/daemon/store_text.h"
#include "tests/integration/program.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

class Erase : public Program {
 protected:
  [[nodiscard]] Ran erase(const std::vector<std::string>& what) const {
    std::vector<std::string> words = {"erase"};
    words.insert(words.end(), what.begin(), what.end());
    words.insert(words.end(), {"--yes", "--output", "json", "--data", path("data")});
    return run(words);
  }
  // A market of 6 items, 2 merchants' worth of names, and 6 days, imported.
  void import_market() const {
    ASSERT_EQ(run({"simulate", path("m"), "--items", "6", "--days", "6", "--seed", "4"}).code, 0);
    const Ran ran = run(import_words());
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  [[nodiscard]] std::vector<std::string> import_words() const {
    return {"import",
            "catalog=" + path("m/catalog.jsonl"),
            "inventory=" + path("m/inventory.jsonl"),
            "prices=" + path("m/prices.jsonl"),
            "offers=" + path("m/competitor-offers.jsonl"),
            "demand=" + path("m/demand.jsonl"),
            "--data",
            path("data"),
            "--output",
            "json"};
  }
  [[nodiscard]] std::vector<std::string> items() const {
    const Ran ran = run({"suggestions", "--kind", "plan", "--status", "all", "--limit", "100",
                         "--output", "json", "--data", path("data")});
    std::vector<std::string> names;
    const json all = json::parse(ran.out, nullptr, false);
    for (const json& record : all["suggestions"]) {
      names.push_back(record.value("merchant", "") + "/" + record.value("sku", ""));
    }
    return names;
  }
  // State and outputs as lines: of one item, or of all items but one.
  [[nodiscard]] std::vector<std::string> lines(const std::string& item, bool of_it) const {
    const auto log = connectors::Partitions::open(path("data/db"), {});
    EXPECT_TRUE(log);
    std::vector<std::string> lines = daemon::store_lines((*log)->partition(0));
    std::erase_if(lines, [&](const std::string& line) {
      const bool shared = line.starts_with("family 3") || line.starts_with("family 8") ||
                          line.starts_with("epochs");  // pools, control
      return (line.find(item) != std::string::npos) != of_it || (!of_it && shared);
    });
    return lines;
  }
};

void expect_gone(const Ran& ran) {
  ASSERT_EQ(ran.code, 0) << ran.err << ran.out;
  const json report = json::parse(ran.out);
  EXPECT_EQ(report["nothing_left"], true);
  EXPECT_GT(report["files_searched"], 3);
  EXPECT_EQ(report["files_naming_it"].size(), 0U);
}

TEST_F(Erase, of_an_item_leaves_nothing_of_it_and_all_of_the_others) {
  import_market();
  const std::vector<std::string> all = items();
  ASSERT_EQ(all.size(), 6U);
  const std::string& item = all[2];
  const auto others = lines(item, false);
  ASSERT_GT(lines(item, true).size(), 4U);
  const Ran ran = erase({item});
  expect_gone(ran);
  EXPECT_GT(json::parse(ran.out)["before"]["inputs"], 20);
  EXPECT_EQ(lines(item, true), std::vector<std::string>());
  EXPECT_EQ(lines(item, false), others);
  EXPECT_EQ(items().size(), 5U);
}

TEST_F(Erase, is_not_undone_by_the_same_import) {
  import_market();
  const std::string item = items()[2];
  expect_gone(erase({item}));
  const Ran again = run(import_words());
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["added"], 0);
  EXPECT_EQ(lines(item, true), std::vector<std::string>());
}

TEST_F(Erase, of_a_merchant_leaves_nothing) {
  import_market();
  const std::string item = items()[0];
  const std::string merchant = item.substr(0, item.find('/'));
  expect_gone(erase({"--merchant", merchant}));
  EXPECT_EQ(lines(merchant + "/", true), std::vector<std::string>());
  EXPECT_EQ(erase({"--merchant", merchant}).code, 65);
}

TEST_F(Erase, says_what_is_unknown_and_what_is_missing) {
  import_market();
  const std::string merchant = items()[0].substr(0, items()[0].find('/'));
  const Ran unknown = erase({merchant + "/none"});
  EXPECT_EQ(unknown.code, 65);
  EXPECT_NE(unknown.err.find("unknown here"), std::string::npos) << unknown.err;
  EXPECT_EQ(erase({}).code, 2);
  EXPECT_EQ(erase({items()[0], "--merchant", merchant}).code, 2);
}

TEST_F(Erase, killed_in_between_is_finished_by_the_same_command) {
  import_market();
  const std::vector<std::string> all = items();
  std::size_t which = 0;
  for (const char* point : {"erase_taken", "erase_scrubbed", "before_commit_write"}) {
    const std::string& item = all.at(which++);
    ASSERT_EQ(::setenv("SHELFD_CRASH_AT", point, 1), 0);
    const Ran killed = erase({item});
    ASSERT_EQ(::unsetenv("SHELFD_CRASH_AT"), 0);
    ASSERT_EQ(killed.code, -1) << point << killed.out;
    expect_gone(erase({item}));
    EXPECT_EQ(lines(item, true), std::vector<std::string>()) << point;
    EXPECT_EQ(erase({item}).code, 65) << point;
  }
  EXPECT_EQ(items().size(), all.size() - 3);
}

TEST_F(Erase, waits_for_the_end_of_an_import_that_was_cut_off) {
  ASSERT_EQ(run({"simulate", path("m"), "--items", "6", "--days", "6", "--seed", "4"}).code, 0);
  ASSERT_EQ(::setenv("SHELFD_CRASH_AT", "before_commit_write:2", 1), 0);
  ASSERT_EQ(run(import_words()).code, -1);
  ASSERT_EQ(::unsetenv("SHELFD_CRASH_AT"), 0);
  const Ran refused = erase({"--merchant", "demo"});
  EXPECT_EQ(refused.code, 65);
  EXPECT_NE(refused.err.find("repeat it first"), std::string::npos) << refused.err;
  ASSERT_EQ(run(import_words()).code, 0);
  expect_gone(erase({"--merchant", "demo"}));
}

TEST_F(Erase, in_a_folder_of_several_partitions_reaches_each) {
  ASSERT_EQ(::setenv("SHELFD_PARTITIONS", "3", 1), 0);
  import_market();
  const std::vector<std::string> all = items();
  ASSERT_EQ(all.size(), 6U);
  expect_gone(erase({all[1]}));
  EXPECT_EQ(items().size(), 5U);
  expect_gone(erase({"--merchant", "demo"}));
  EXPECT_EQ(items().size(), 0U);
  ASSERT_EQ(::unsetenv("SHELFD_PARTITIONS"), 0);
  const auto log = connectors::Partitions::open(path("data/db"), {});
  ASSERT_EQ((*log)->count(), 3);
  for (std::int32_t number = 0; number < 3; ++number) {
    const auto traces =
        connectors::find_traces((*log)->partition(number), connectors::Whose{.merchant = "demo"});
    EXPECT_EQ(traces->records(), 0) << number;
    EXPECT_GT(connectors::count_erased((*log)->partition(number)).value(), 0) << number;
  }
}

TEST_F(Erase, asks_to_stop_a_running_process_first) {
  import_market();
  const std::string item = items()[0];
  Child daemon({"run", "--data", path("data"), "--listen", ""}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return std::filesystem::exists(path("data/shelfd.sock")); }));
  const Ran refused = erase({item});
  EXPECT_EQ(refused.code, 69) << refused.out;
  EXPECT_NE(refused.err.find("stop it first"), std::string::npos) << refused.err;
  daemon.end(SIGTERM);
  expect_gone(erase({item}));
}

}  // namespace
}  // namespace shelfd::integration
