// Shows that later sources win (default < file < environment < flag), each value with its origin,
// and that every problem is told at once, with its place and the key that was perhaps meant.
#include "daemon/settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::daemon {
namespace {

using Variables = std::map<std::string, std::string>;
using Flags = std::vector<std::pair<std::string, std::string>>;

class SettingsFile : public testing::Test {
 protected:
  Result<LoadedSettings> load(const std::string& yaml, const Variables& variables = {},
                              const Flags& flags = {}) {
    std::ofstream(file()) << yaml;
    return load_settings(
        file(),
        [&](const char* name) {
          const auto found = variables.find(name);
          return found == variables.end() ? nullptr : found->second.c_str();
        },
        flags);
  }
  [[nodiscard]] std::string file() const { return folder_.path() + "/shelfd.yaml"; }

 private:
  fakes::TemporaryFolder folder_;
};

TEST_F(SettingsFile, the_later_source_wins) {
  const std::string yaml = "data: from-file\nhttp:\n  listen: 127.0.0.1:1\nlog:\n  level: error\n";
  const auto loaded =
      load(yaml, {{"SHELFD_DATA", "from-environment"}, {"SHELFD_HTTP__LISTEN", "127.0.0.1:2"}},
           {{"data", "from-flag"}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->settings.data, "from-flag");
  EXPECT_EQ(loaded->settings.http_listen, "127.0.0.1:2");
  EXPECT_EQ(loaded->settings.log_level, "error");
  EXPECT_EQ(loaded->settings.log_format, "logfmt");
  std::map<std::string, std::string> origins;
  for (const SettingRow& row : loaded->rows) {
    if (!row.key.starts_with("kafka.")) origins[row.key] = row.origin;
  }
  EXPECT_EQ(origins, (std::map<std::string, std::string>{{"data", "flag"},
                                                         {"http.listen", "environment"},
                                                         {"log.level", "file"},
                                                         {"log.format", "default"},
                                                         {"memory", "default"},
                                                         {"partitions", "default"},
                                                         {"source", "default"},
                                                         {"state_format", "default"},
                                                         {"workers", "default"}}));
}

TEST_F(SettingsFile, tells_every_problem_at_once_with_its_place) {
  const auto loaded = load(
      "dat: x\nhttp:\n  listn: 127.0.0.1:1\n  listen: nowhere\nlog:\n  level: loud\nquarrel: 1\n",
      {{"SHELFD_LOG__FORMAT", "xml"}}, {{"data", ""}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().reaction, Reaction::Stop);
  const std::string at = file() + ":";
  EXPECT_EQ(loaded.error().message,
            at + "1: unknown key \"dat\", did you mean \"data\"?\n" +  //
                at + "3: unknown key \"http.listn\", did you mean \"http.listen\"?\n" + at +
                "4: http.listen: \"nowhere\" is not address:port\n" + at +
                "6: log.level: \"loud\" is not one of debug, info, warn, error\n" + at +
                "7: unknown key \"quarrel\"\n"
                "SHELFD_LOG__FORMAT: log.format: \"xml\" is not one of logfmt, json\n"
                "--data: data: an empty path");
}

TEST_F(SettingsFile, refuses_what_is_no_value) {
  for (const char* yaml : {"data: [a, b]\n", "log: loud\n", "- data\n", "just words\n",
                           "? [a]\n: b\n", "data:\n", "http: {listen: [1]}\n"}) {
    const auto loaded = load(yaml);
    ASSERT_FALSE(loaded) << yaml;
    EXPECT_TRUE(loaded.error().message.starts_with(file() + ":1: ")) << loaded.error().message;
  }
}

TEST_F(SettingsFile, names_the_line_of_broken_yaml) {
  const auto loaded = load("data: x\nlog: {level: info\n");
  ASSERT_FALSE(loaded);
  EXPECT_TRUE(loaded.error().message.starts_with(file() + ":")) << loaded.error().message;
}

TEST_F(SettingsFile, an_empty_file_and_an_empty_listen_are_good) {
  EXPECT_TRUE(load(""));
  EXPECT_TRUE(load("# nothing\n"));
  const auto loaded = load("http: {listen: \"\"}\n");
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->settings.http_listen, "");
}

TEST_F(SettingsFile, ports_end_at_65535) {
  EXPECT_TRUE(load("http: {listen: \"127.0.0.1:65535\"}\n"));
  EXPECT_FALSE(load("http: {listen: \"127.0.0.1:65536\"}\n"));
  EXPECT_FALSE(load("http: {listen: \"127.0.0.1:\"}\n"));
  EXPECT_FALSE(load("http: {listen: \":80\"}\n"));
  EXPECT_FALSE(load("http: {listen: \"127.0.0.1:-1\"}\n"));
}

TEST_F(SettingsFile, memory_goes_from_64_MiB_to_a_TiB) {
  EXPECT_TRUE(load("memory: 64\n"));
  EXPECT_TRUE(load("memory: 1048576\n"));
  EXPECT_FALSE(load("memory: 63\n"));
  EXPECT_FALSE(load("memory: 1048577\n"));
  EXPECT_FALSE(load("memory: 1G\n"));
}

TEST_F(SettingsFile, a_state_format_is_one_that_this_build_knows) {
  EXPECT_EQ(state_format_of(load("")->settings), std::nullopt);
  EXPECT_EQ(state_format_of(load("state_format: \"\"\n")->settings), std::nullopt);
  EXPECT_EQ(state_format_of(load("state_format: 1\n")->settings), connectors::StateFormat{1});
  for (const char* wrong : {"0", "2", "-1", "1.0", "one", "4294967297"}) {
    const auto loaded = load("state_format: " + std::string(wrong) + "\n");
    ASSERT_FALSE(loaded) << wrong;
    EXPECT_EQ(loaded.error().message, file() + ":1: state_format: \"" + wrong +
                                          "\" is not a state format of this build, which knows 1");
  }
}

TEST(Settings, a_file_that_is_not_there_is_a_problem) {
  const auto none = [](const char*) -> const char* { return nullptr; };
  const auto loaded = load_settings("/nowhere/shelfd.yaml", none, {});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "/nowhere/shelfd.yaml: cannot be read");
}

TEST(Nearest, is_near_or_nothing) {
  EXPECT_EQ(nearest("stratgy", {"strategy", "suppliers"}), "strategy");
  EXPECT_EQ(nearest("purple", {"strategy", "suppliers"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace shelfd::daemon
