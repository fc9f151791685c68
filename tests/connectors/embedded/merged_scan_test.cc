// Shows that walks in key order are merged into one in key order, that each is read in pieces and
// no further than asked, and that a failing walk fails the whole.
#include "connectors/embedded/merged_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace shelfd::connectors {
namespace {

using Rows = std::map<std::string, std::string>;

// Walks over `rows`; `read`, where given, counts the rows that were visited.
Walk walk_over(const Rows& rows, std::size_t* read = nullptr) {
  return [&rows, read](std::string_view from, const Visit& visit) -> Status {
    for (auto row = rows.lower_bound(std::string(from)); row != rows.end(); ++row) {
      if (read != nullptr) ++*read;
      if (!visit(row->first, row->second)) break;
    }
    return {};
  };
}

std::vector<std::string> keys_of(const std::vector<Walk>& walks, std::string_view from) {
  std::vector<std::string> keys;
  const auto status = merge_walks(walks, from, [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return true;
  });
  EXPECT_TRUE(status);
  return keys;
}

TEST(MergedScan, visits_the_keys_of_all_walks_in_order) {
  const Rows first{{"a", "1"}, {"d", "1"}, {"e", "1"}};
  const Rows second{{"b", "2"}, {"f", "2"}};
  const Rows none;
  const std::vector<Walk> walks{walk_over(first), walk_over(second), walk_over(none)};
  EXPECT_EQ(keys_of(walks, ""), (std::vector<std::string>{"a", "b", "d", "e", "f"}));
  EXPECT_EQ(keys_of(walks, "d"), (std::vector<std::string>{"d", "e", "f"}));
  EXPECT_TRUE(keys_of(walks, "g").empty());
}

TEST(MergedScan, visits_a_key_of_several_walks_once_for_each_in_their_order) {
  const Rows first{{"a", "1"}};
  const Rows second{{"a", "2"}};
  std::vector<std::string> values;
  ASSERT_TRUE(merge_walks({walk_over(first), walk_over(second)}, "",
                          [&](std::string_view, std::string_view value) {
                            values.emplace_back(value);
                            return true;
                          }));
  EXPECT_EQ(values, (std::vector<std::string>{"1", "2"}));
}

// Three walks of 128 - 1, 128 and 2 * 128 + 1 rows: a piece that is not full, one that just is, and
// a third piece of one row.
TEST(MergedScan, reads_on_where_a_piece_ended) {
  std::vector<Rows> parts(3);
  std::vector<std::string> all;
  const std::array<std::size_t, 3> sizes{kPieceRows - 1, kPieceRows, 2 * kPieceRows + 1};
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (std::size_t row = 0; row < sizes.at(part); ++row) {
      const std::string key = std::to_string(row * 7 % 1000) + "/" + std::to_string(part);
      parts[part].emplace(key, "");
      all.push_back(key);
    }
  }
  std::ranges::sort(all);
  EXPECT_EQ(keys_of({walk_over(parts[0]), walk_over(parts[1]), walk_over(parts[2])}, ""), all);
}

TEST(MergedScan, reads_no_more_than_a_piece_ahead) {
  Rows rows;
  for (int row = 0; row < 1'000; ++row) rows.emplace(std::to_string(row), "");
  std::size_t read = 0;
  std::size_t seen = 0;
  ASSERT_TRUE(merge_walks({walk_over(rows, &read), walk_over(rows, &read)}, "",
                          [&](std::string_view, std::string_view) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3U);
  EXPECT_EQ(read, 2 * kPieceRows);
}

TEST(MergedScan, passes_one_walk_through) {
  Rows rows;
  for (int row = 0; row < 1'000; ++row) rows.emplace(std::to_string(row), "");
  std::size_t read = 0;
  ASSERT_TRUE(merge_walks({walk_over(rows, &read)}, "",
                          [](std::string_view, std::string_view) { return false; }));
  EXPECT_EQ(read, 1U);
}

TEST(MergedScan, fails_where_a_walk_fails) {
  const Rows rows{{"a", ""}};
  const Walk broken = [](std::string_view, const Visit&) -> Status { return stop("broken"); };
  const auto status = merge_walks({walk_over(rows), broken}, "",
                                  [](std::string_view, std::string_view) { return true; });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "broken");
}

}  // namespace
}  // namespace shelfd::connectors
