// Shows `shelfd import --rebuild` with the real program: older files are refused by a plain import,
// which names the way; rebuilt, the folder answers as one that got them first; and a rebuild that
// is killed anywhere leaves the old folder or the new one, and is finished by the same command.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/integration/program.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

class Rebuild : public Program {
 protected:
  // Two halves of a market's orders, the older one in early.jsonl.
  void write_market() const {
    ASSERT_EQ(run({"simulate", path("m"), "--items", "3", "--days", "20", "--seed", "4"}).code, 0);
    std::ifstream demand(path("m/demand.jsonl"));
    std::ofstream early(path("early.jsonl"));
    std::ofstream late(path("late.jsonl"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(demand, line);) lines.push_back(line);
    ASSERT_GT(lines.size(), 20U);
    for (std::size_t at = 0; at < lines.size(); ++at) {
      (at < lines.size() / 2 ? early : late) << lines[at] << "\n";
    }
  }
  [[nodiscard]] Ran import(const std::string& data, std::vector<std::string> files) const {
    files.insert(files.begin(), "import");
    files.insert(files.end(), {"--data", path(data), "--output", "json"});
    return run(files);
  }
  void import_late(const std::string& data) const {
    const Ran ran =
        import(data, {"catalog=" + path("m/catalog.jsonl"), "prices=" + path("m/prices.jsonl"),
                      "inventory=" + path("m/inventory.jsonl"), "demand=" + path("late.jsonl")});
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  [[nodiscard]] Ran rebuild(const std::string& data) const {
    return import(data, {"demand=" + path("early.jsonl"), "--rebuild"});
  }
  // All suggestions, as text.
  [[nodiscard]] std::string answers(const std::string& data) const {
    const Ran ran = run({"suggestions", "--status", "all", "--limit", "1000", "--output", "json",
                         "--data", path(data)});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.out;
  }
};

TEST_F(Rebuild, learns_from_older_files_that_a_plain_import_does_not_take) {
  write_market();
  import_late("a");
  const std::string before = answers("a");
  const Ran plain = run({"import", "demand=" + path("early.jsonl"), "--data", path("a")});
  ASSERT_EQ(plain.code, 0) << plain.err;
  EXPECT_NE(plain.out.find("--rebuild"), std::string::npos) << plain.out;
  const Ran ran = rebuild("a");
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json counts = json::parse(ran.out);
  EXPECT_GT(counts["added"], 10);
  EXPECT_GT(counts["retained"], 10);
  ASSERT_EQ(counts["set_aside"].size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(counts["set_aside"][0].get<std::string>() + "/CURRENT"));
  EXPECT_NE(answers("a"), before);
  EXPECT_EQ(json::parse(rebuild("a").out)["set_aside"].size(), 0U);  // nothing new
}

TEST_F(Rebuild, killed_anywhere_leaves_the_old_or_the_new_and_is_finished) {
  write_market();
  import_late("whole");
  const std::string before = answers("whole");
  ASSERT_EQ(rebuild("whole").code, 0);
  const std::string after = answers("whole");
  for (const std::string point : {"after_append_sync:2", "before_commit_write:3", "sweep_epoch",
                                  "rebuild_swapped:1", "rebuild_swapped:2", "rebuild_swapped:3"}) {
    const std::string data = "killed-" + point;
    import_late(data);
    ASSERT_EQ(::setenv("SHELFD_CRASH_AT", point.c_str(), 1), 0);
    const Ran killed = rebuild(data);
    ASSERT_EQ(::unsetenv("SHELFD_CRASH_AT"), 0);
    if (point == "sweep_epoch" && killed.code == 0) continue;  // not passed in this build
    ASSERT_EQ(killed.code, -1) << point << killed.out;
    const bool swaps = point.starts_with("rebuild_swapped");
    if (!swaps) {
      EXPECT_EQ(answers(data), before) << point;
    }
    const Ran again = rebuild(data);
    ASSERT_EQ(again.code, 0) << point << again.err;
    EXPECT_EQ(json::parse(again.out)["set_aside"].empty(), swaps) << point;
    EXPECT_EQ(answers(data), after) << point;
    EXPECT_FALSE(std::filesystem::exists(path(data) + "/rebuilt")) << point;
    EXPECT_FALSE(std::filesystem::exists(path(data) + "/moving-in")) << point;
  }
}

TEST_F(Rebuild, asks_to_stop_a_running_process_first) {
  write_market();
  import_late("a");
  Child daemon({"run", "--data", path("a"), "--listen", ""}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return std::filesystem::exists(path("a/shelfd.sock")); }));
  const Ran refused = rebuild("a");
  EXPECT_EQ(refused.code, 69) << refused.out;
  EXPECT_NE(refused.err.find("stop it first"), std::string::npos) << refused.err;
  daemon.end(SIGTERM);
}

}  // namespace
}  // namespace shelfd::integration
