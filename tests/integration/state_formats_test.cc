// Shows, with two real builds on one data folder, that a folder goes from this build to one with
// one more state format and back while nothing raised it; that a setting raises it for good; that
// this build then refuses it by name, a setting that would take it back is refused, and a rebuild
// does not take it back either; and that all of it is made again, byte for byte.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/temporary_folder.h"
#include "tests/integration/child.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const std::string kThisBuild = SHELFD_PROGRAM;
const std::string kNextBuild = SHELFD_NEXT_PROGRAM;

struct TwoBuilds : testing::Test {
  void SetUp() override {
    ASSERT_EQ(
        run(kThisBuild, {"simulate", path("m"), "--items", "4", "--days", "12", "--seed", "4"})
            .code,
        0);
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  // "": the setting is not given.
  [[nodiscard]] Ran run(const std::string& build, const Words& words,
                        const std::string& format = "") const {
    Words variables = {"SHELFD_DATA=" + path("shop"), "SHELFD_PARTITIONS=2"};
    if (!format.empty()) variables.push_back("SHELFD_STATE_FORMAT=" + format);
    Child child(words, path("run"), variables, build);
    const int code = child.code();
    return {.code = code, .out = child.out(), .err = child.err()};
  }
  // Another file of the market.
  [[nodiscard]] Ran import(const std::string& build, const std::string& what,
                           const std::string& format = "") const {
    const std::string file = what == "offers" ? "competitor-offers" : what;
    return run(build, {"import", what + "=" + path("m/" + file + ".jsonl"), "--output", "json"},
               format);
  }
  void expect_imported(const std::string& build, const std::string& what,
                       const std::string& format = "") const {
    const Ran ran = import(build, what, format);
    ASSERT_EQ(ran.code, 0) << what << ": " << ran.err;
    EXPECT_GT(json::parse(ran.out)["added"], 0) << what;
  }
  static void expect_refused(const Ran& ran, int code, const std::string& said) {
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    EXPECT_NE(ran.err.find(said), std::string::npos) << ran.err;
  }
  void expect_replayed(const std::string& build) const {
    const Ran ran = run(build, {"replay", "--output", "json"});
    ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
    const json told = json::parse(ran.out);
    ASSERT_EQ(told["partitions"].size(), 2U);
    for (const json& partition : told["partitions"]) EXPECT_TRUE(partition["same"]);
  }

  fakes::TemporaryFolder folder;
};

TEST_F(TwoBuilds, say_what_they_know) {
  EXPECT_NE(run(kThisBuild, {"version"}).out.find("state formats 1\n"), std::string::npos);
  EXPECT_NE(run(kNextBuild, {"version"}).out.find("state formats 1 and 2\n"), std::string::npos);
  expect_refused(run(kThisBuild, {"config", "check"}, "2"), 78,
                 R"(SHELFD_STATE_FORMAT: state_format: "2" is not a state format of this build)");
  EXPECT_EQ(run(kNextBuild, {"config", "check"}, "2").code, 0);
}

TEST_F(TwoBuilds, share_a_folder_until_it_is_raised) {
  ASSERT_NO_FATAL_FAILURE(expect_imported(kThisBuild, "catalog"));
  ASSERT_NO_FATAL_FAILURE(expect_imported(kNextBuild, "prices"));
  ASSERT_NO_FATAL_FAILURE(expect_imported(kThisBuild, "inventory"));
  expect_replayed(kNextBuild);
  expect_replayed(kThisBuild);
  ASSERT_NO_FATAL_FAILURE(expect_imported(kNextBuild, "offers", "2"));
  ASSERT_NO_FATAL_FAILURE(expect_imported(kNextBuild, "demand"));
  expect_replayed(kNextBuild);

  const std::string said =
      "its state is in format 2 and this build knows 1: run a build that knows 2";
  expect_refused(import(kThisBuild, "shipments"), 1, said);
  expect_refused(run(kThisBuild, {"run"}), 1, said);
  expect_refused(run(kThisBuild, {"replay"}), 1, "format 2 is not read by this build");
  expect_refused(import(kNextBuild, "shipments", "1"), 1,
                 "state_format: 1, and its state is in format 2, which is not taken back");
  EXPECT_EQ(run(kNextBuild, {"suggestions", "--status", "all"}).code, 0);
}

TEST_F(TwoBuilds, do_not_lower_a_folder_by_a_rebuild) {
  ASSERT_NO_FATAL_FAILURE(expect_imported(kNextBuild, "catalog", "2"));
  const Ran rebuilt = run(kNextBuild, {"import", "prices=" + path("m/prices.jsonl"), "--rebuild"});
  ASSERT_EQ(rebuilt.code, 0) << rebuilt.err;
  expect_refused(import(kThisBuild, "inventory"), 1, "its state is in format 2");
  expect_replayed(kNextBuild);
}

}  // namespace
}  // namespace shelfd::integration
