// The tree holds to STYLE: every rule of rules.h over every text file of the project, and every
// pure source has its test. Each rule is shown to fail on a bad line in rules_test.cc.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/style/rules.h"
#include "tests/style/tree.h"

namespace shelfd::style {
namespace {

// Pure sources that are tested under another name, and where.
const std::vector<Untested> kExcused = {
    {.path = "engine/item_state.cc", .reason = "event_test.cc: name hashes"},
    {.path = "engine/judge.cc", .reason = "price_flow_test.cc, order_flow_test.cc: every case"},
    {.path = "engine/signature.cc", .reason = "event_test.cc: tells answers apart"},
    {.path = "engine/suggestion.cc", .reason = "event_test.cc: names of reasons"},
    {.path = "engine/take_market.cc", .reason = "step_test.cc: offers and demand"},
    {.path = "engine/take_price.cc", .reason = "step_test.cc, price_flow_test.cc"},
    {.path = "engine/take_response.cc", .reason = "price_flow_test.cc: each reject reason"},
    {.path = "engine/take_stock.cc", .reason = "any_order_test.cc, order_flow_test.cc: counts"},
    {.path = "engine/verify_parts.cc", .reason = "verify_test.cc: reasons, statuses"},
    {.path = "engine/verify_plan.cc", .reason = "verify_test.cc: each field of a plan"},
    {.path = "engine/verify_price.cc", .reason = "verify_test.cc: each field of a price"},
    {.path = "pricing/least_cost.cc", .reason = "saving_bound_test.cc: never above any way"},
    {.path = "pricing/mix_program.cc", .reason = "order_mix_test.cc: its rows"},
    {.path = "pricing/order_benefit.cc", .reason = "promotion_test.cc: each rule by hand"},
    {.path = "pricing/order_pricing.cc", .reason = "promotion_test.cc: what is forbidden"},
    {.path = "pricing/order_search.cc", .reason = "net_price_test.cc: every way tried"},
    {.path = "pricing/split_search.cc", .reason = "net_price_test.cc: every way tried"},
    {.path = "wording/chinese_simplified.cc", .reason = "catalogue_test.cc: every code has words"},
    {.path = "wording/chinese_traditional.cc", .reason = "catalogue_test.cc: every code has words"},
    {.path = "wording/english.cc", .reason = "catalogue_test.cc: every code has words"},
};

const std::vector<TextFile>& tree() {
  static const std::vector<TextFile> files = read_tree(SHELFD_SOURCE_FOLDER);
  return files;
}

void expect_none(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += finding.path + ":" + std::to_string(finding.line) + ": " + finding.what + "\n";
  }
  EXPECT_TRUE(findings.empty()) << text;
}

// A walk that sees nothing would pass every rule.
TEST(Tree, is_seen_whole) {
  const auto has = [](const std::string& path) {
    return std::ranges::find(tree(), path, &TextFile::path) != tree().end();
  };
  EXPECT_TRUE(has("base/money.h"));
  EXPECT_TRUE(has("tests/style/tidy_test.cc"));
  EXPECT_TRUE(has("connectors/formats/state.proto"));
  EXPECT_TRUE(has("CMakeLists.txt"));
  EXPECT_TRUE(has("dev"));
  EXPECT_TRUE(has(".ci/run"));
  EXPECT_GT(tree().size(), 100U);
}

TEST(Tree, includes_go_along_the_arrows) { expect_none(check_each(tree(), check_includes)); }

TEST(Tree, keeps_files_and_lines_short) { expect_none(check_each(tree(), check_size)); }

TEST(Tree, opens_each_header_and_test_with_what_it_is) {
  expect_none(check_each(tree(), check_opening));
}

TEST(Tree, names_each_namespace_after_its_folder) {
  expect_none(check_each(tree(), check_namespace));
}

TEST(Tree, holds_no_banned_word) { expect_none(check_each(tree(), check_words)); }

TEST(Tree, keeps_the_pure_folders_pure) { expect_none(check_each(tree(), check_purity)); }

TEST(Tree, builds_by_names_alone) { expect_none(check_each(tree(), check_cmake)); }

TEST(Tree, keeps_sources_in_known_folders_in_snake_case) {
  expect_none(check_each(tree(), check_place));
}

TEST(Tree, bears_no_trace_of_a_machine_or_a_person) {
  expect_none(check_each(tree(), check_traces));
}

TEST(Tree, tests_every_pure_source) { expect_none(check_tests_exist(tree(), kExcused)); }

TEST(Tree, has_what_every_reader_looks_for_at_the_root) { expect_none(check_root(tree())); }

}  // namespace
}  // namespace shelfd::style
