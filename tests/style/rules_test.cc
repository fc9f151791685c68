// Each style rule finds what it is there to find, in the line where it is, and leaves what is right
// alone: on made-up files, one bad line at a time.
#include "tests/style/rules.h"

#include <gtest/gtest.h>

namespace shelfd::style {
namespace {

// What a rule says about one file, "line: what" joined by semicolons.
std::string said(const Rule& rule, const std::string& path, const std::string& text) {
  std::string all;
  for (const Finding& finding : rule(text_file(path, text))) {
    EXPECT_EQ(finding.path, path);
    all += (all.empty() ? "" : "; ") + std::to_string(finding.line) + ": " + finding.what;
  }
  return all;
}

TEST(IncludeRule, refuses_what_lies_to_the_right) {
  EXPECT_EQ(said(check_includes, "pricing/offer.h", "// x\n#include \"engine/step.h\"\n"),
            "2: engine/step.h goes against the arrows of STYLE 1.1");
  EXPECT_EQ(said(check_includes, "pricing/offer.h", "#include \"base/money.h\"\n"), "");
}

TEST(IncludeRule, keeps_the_domains_apart) {
  EXPECT_EQ(said(check_includes, "pricing/offer.h", "#include \"forecasting/lead_time.h\"\n"),
            "1: forecasting/lead_time.h goes against the arrows of STYLE 1.1");
}

TEST(IncludeRule, keeps_tests_out_of_the_program) {
  EXPECT_EQ(said(check_includes, "daemon/loop.cc", "#include \"tests/fakes/memory_log.h\"\n"),
            "1: tests/fakes/memory_log.h goes against the arrows of STYLE 1.1");
  EXPECT_EQ(said(check_includes, "tests/daemon/loop_test.cc", "#include \"tests/fakes/a.h\"\n"),
            "");
}

TEST(IncludeRule, wants_paths_from_the_root) {
  EXPECT_EQ(said(check_includes, "pricing/offer.cc", "#include \"offer.h\"\n"),
            "1: offer.h is not included from the root");
  EXPECT_EQ(said(check_includes, "pricing/offer.cc", "#include \"../base/money.h\"\n"),
            "1: ../base/money.h is not included from the root");
}

TEST(IncludeRule, keeps_connectors_apart) {
  const std::string log = "#include \"connectors/embedded/embedded_log.h\"\n";
  const std::string database = "#include \"connectors/rocksdb/database.h\"\n";
  const std::string ports = "#include \"connectors/ports.h\"\n";
  EXPECT_EQ(said(check_includes, "connectors/formats/digest.cc", log),
            "1: connectors/embedded/embedded_log.h is of another connector");
  EXPECT_EQ(said(check_includes, "connectors/formats/digest.cc", database),
            "1: connectors/rocksdb/database.h is of another connector");
  EXPECT_EQ(said(check_includes, "connectors/ports.h", database),
            "1: connectors/rocksdb/database.h is of another connector");
  EXPECT_EQ(said(check_includes, "connectors/embedded/embedded_log.h", database + ports), "");
}

TEST(IncludeRule, lets_a_library_in_only_where_its_row_names_it) {
  EXPECT_EQ(said(check_includes, "base/money.cc", "#include <fmt/format.h>\n"),
            "1: fmt/format.h is no library of this folder");
  EXPECT_EQ(said(check_includes, "engine/step.cc", "#include <Eigen/Dense>\n"),
            "1: Eigen/Dense is no library of this folder");
  EXPECT_EQ(said(check_includes, "base/check.cc", "#include <unistd.h>\n"),
            "1: unistd.h is no library of this folder");
  EXPECT_EQ(said(check_includes, "pricing/offer.cc", "#include <Eigen/Dense>\n#include <cmath>\n"),
            "");
}

TEST(IncludeRule, keeps_the_types_of_a_library_behind_one_folder) {
  EXPECT_EQ(said(check_includes, "connectors/embedded/folder.cc", "#include <rocksdb/db.h>\n"),
            "1: rocksdb/db.h stays inside connectors/rocksdb/");
  EXPECT_EQ(said(check_includes, "daemon/loop.cc", "#include \"connectors/formats/state.pb.h\"\n"),
            "1: connectors/formats/state.pb.h stays inside connectors/formats");
}

TEST(SizeRule, counts_lines_and_columns) {
  std::string long_file;
  for (int line = 0; line < 401; ++line) long_file += "//\n";
  EXPECT_EQ(said(check_size, "base/money.cc", long_file),
            "0: has 401 lines: past 400 it is two files");
  EXPECT_EQ(said(check_size, "base/money.cc", std::string(101, 'x')),
            "1: is longer than 100 columns");
  EXPECT_EQ(said(check_size, "base/money.cc", std::string(100, 'x')), "");
}

// 100 characters of three bytes each.
TEST(SizeRule, counts_characters_not_bytes) {
  std::string line;
  for (int at = 0; at < 100; ++at) line += "\xE4\xBB\xB7";
  EXPECT_EQ(said(check_size, "wording/words.cc", line), "");
}

TEST(OpeningRule, wants_a_comment_and_a_pragma) {
  EXPECT_EQ(said(check_opening, "base/money.h", "#pragma once\n"),
            "0: does not open with a comment that says what it is");
  EXPECT_EQ(said(check_opening, "base/money.h", "// Money: exact.\n"), "0: has no #pragma once");
  EXPECT_EQ(said(check_opening, "base/money.h", "\n// Money: exact.\n#pragma once\n"), "");
  EXPECT_EQ(said(check_opening, "tests/base/money_test.cc", "#include <cmath>\n"),
            "0: does not open with a comment that says what it is");
}

TEST(NamespaceRule, wants_the_name_of_the_folder) {
  EXPECT_EQ(said(check_namespace, "pricing/offer.h", "namespace shelfd::engine {\n"),
            "0: has no namespace shelfd::pricing {");
  EXPECT_EQ(said(check_namespace, "base/money.h", "namespace shelfd {\n"), "");
}

TEST(WordRule, refuses_leftovers_in_comments_too) {
  const std::string leftover = std::string("// TO") + "DO: later\n";
  EXPECT_EQ(said(check_words, "base/money.cc", leftover),
            "1: a leftover: it is an issue, or it is done");
  EXPECT_EQ(said(check_words, "docs/models.md", leftover),
            "1: a leftover: it is an issue, or it is done");
}

TEST(WordRule, refuses_a_place_that_was_never_filled_in) {
  EXPECT_EQ(said(check_words, "docs/models.md", std::string("see\n@@TAB") + "LE@@\n"),
            "2: a place that was never filled in");
  EXPECT_EQ(said(check_words, "docs/models.md", "@@ -1,3 +1,3 @@\n"), "");
}

TEST(WordRule, refuses_whole_namespaces_and_empty_names) {
  EXPECT_EQ(said(check_words, "base/money.cc", std::string("using ") + "namespace std;\n"),
            "1: using a whole namespace");
  EXPECT_EQ(said(check_words, "engine/step.h", std::string("class ") + "PriceManager {\n"),
            "1: a type name that says nothing");
  EXPECT_EQ(said(check_words, "engine/step.h", "struct Database {\n"), "");
  EXPECT_EQ(said(check_words, "engine/step.h", "// a whole namespace is not done here\n"), "");
}

TEST(PurityRule, keeps_the_world_out_of_pure_folders) {
  const auto finds = [](const std::string& line) {
    return !check_purity(text_file("engine/step.cc", line)).empty();
  };
  EXPECT_TRUE(finds("const auto now = std::chrono::system_clock::now();"));
  EXPECT_TRUE(finds("const auto now = std::chrono::steady_clock::now();"));
  EXPECT_TRUE(finds("spdlog::info(\"step\");"));
  EXPECT_TRUE(finds("std::printf(\"step\");"));
  EXPECT_TRUE(finds("const char* zone = std::getenv(\"TZ\");"));
  EXPECT_TRUE(finds("std::thread worker;"));
  EXPECT_TRUE(finds("std::mutex mutex_;"));
  EXPECT_TRUE(finds("std::random_device device;"));
  EXPECT_TRUE(finds("std::ofstream out;"));
  EXPECT_FALSE(finds("const Instant now = context.now;  // never system_clock"));
}

TEST(PurityRule, lets_edges_do_what_edges_do) {
  EXPECT_EQ(said(check_purity, "connectors/system_clock.cc", "std::chrono::system_clock::now()"),
            "");
  EXPECT_EQ(said(check_purity, "connectors/embedded/embedded_log.h", "std::mutex mutex_;"), "");
  EXPECT_EQ(said(check_purity, "daemon/loop.h", "std::mutex mutex_;"),
            "1: a lock outside connectors is a design error");
}

TEST(CMakeRule, wants_names_and_a_rule_in_front) {
  EXPECT_EQ(said(check_cmake, "base/CMakeLists.txt", "# base: words.\nfile(GLOB all *.cc)\n"),
            "2: lists files by pattern: name them");
  EXPECT_EQ(said(check_cmake, "base/CMakeLists.txt", "add_library(shelfd_base a.cc)\n"),
            "0: does not open with its folder's rule");
  EXPECT_EQ(said(check_cmake, "CMakeLists.txt", "include(FetchContent)\n"),
            "1: downloads: Debian has it");
  EXPECT_EQ(said(check_cmake, "CMakeLists.txt", std::string(60, '\n')), "0: has 60 lines or more");
  EXPECT_EQ(said(check_cmake, "base/flags.cmake", ""), "0: no CMake files beside CMakeLists.txt");
}

TEST(PlaceRule, knows_folders_and_names) {
  EXPECT_EQ(said(check_place, "pricing/PriceLadder.h", ""), "0: is not named in snake_case");
  EXPECT_EQ(said(check_place, "pricing/price_ladder.cpp", ""), "");  // no source of ours: not seen
  EXPECT_EQ(said(check_place, "utils/text.h", ""),
            "0: lies in a folder that STYLE 1.1 does not know");
  EXPECT_EQ(said(check_place, "daemon/commands/import.cc", ""), "");
}

TEST(TraceRule, finds_machines_and_people) {
  EXPECT_EQ(said(check_traces, "docs/models.md", std::string("see /wo") + "rk/shared\n"),
            "1: names a path of somebody's machine");
  EXPECT_EQ(said(check_traces, "docs/models.md", std::string("ask jane@shop") + ".com\n"),
            "1: holds an e-mail address");
  EXPECT_EQ(said(check_traces, "docs/models.md", "ask jane@example.com in docs/work/plan\n"), "");
}

TEST(TestRule, misses_a_test_and_an_excuse_that_is_stale) {
  const std::vector<TextFile> tree = {text_file("base/hash.cc", ""), text_file("base/money.cc", ""),
                                      text_file("daemon/loop.cc", ""),
                                      text_file("tests/base/money_test.cc", "")};
  EXPECT_EQ(check_tests_exist(tree, {}),
            (Findings{{.path = "base/hash.cc", .what = "has no tests/base/hash_test.cc"}}));
  const std::vector<Untested> excused = {{.path = "base/hash.cc", .reason = "shown elsewhere"},
                                         {.path = "base/money.cc", .reason = "not needed"},
                                         {.path = "base/gone.cc", .reason = "renamed"}};
  EXPECT_EQ(check_tests_exist(tree, excused),
            (Findings{{.path = "base/money.cc", .what = "is excused and has a test"},
                      {.path = "base/gone.cc", .what = "is excused and does not exist"}}));
}

TEST(RootRule, wants_unreleased_changes_first) {
  std::vector<TextFile> tree;
  for (const std::string path :
       {"README.md", "docs/architecture.md", "docs/models.md", "dev", ".ci/run"}) {
    tree.push_back(text_file(path, ""));
  }
  EXPECT_EQ(check_root(tree), (Findings{{.path = "CHANGELOG.md", .what = "is not there"}}));
  tree.push_back(text_file("CHANGELOG.md", "# Changes\n\n## 0.1.0\n"));
  EXPECT_EQ(check_root(tree),
            (Findings{{.path = "CHANGELOG.md", .what = "does not begin with Unreleased"}}));
  tree.back() = text_file("CHANGELOG.md", "# Changes\n\n## Unreleased\n");
  EXPECT_EQ(check_root(tree), Findings{});
}

}  // namespace
}  // namespace shelfd::style
