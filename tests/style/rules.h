// Rules: STYLE sections 1.1, 2.2, 2.3, 2.8 and 2.10 as far as text can tell, one function each.
//
// A rule takes one file (or the whole tree) and says what breaks it; files it is not about pass.
// They read text, not C++: comments are cut at `//`, and a string that looks like code is code.
// Pure. Not here: what clang-tidy holds (names inside files, function size), clang-format (layout).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/style/tree.h"

namespace shelfd::style {

struct Finding {
  std::string path{};
  std::size_t line = 0;  // from 1; 0: the file as a whole
  std::string what{};

  friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

inline constexpr std::size_t kMaxLines = 400;  // of a source; past it, it is two files
inline constexpr std::size_t kMaxColumns = 100;
inline constexpr std::size_t kMaxRootCMakeLines = 60;

// Base, the domains, engine, wording, simulator and backtest.
[[nodiscard]] bool is_pure(const std::string& path);
// A folder of section 1.1.
[[nodiscard]] bool is_known_folder(const std::string& folder);

// Includes go to the left along section 1.1, inside connectors too; from the root; and a library
// only where its row names it.
[[nodiscard]] Findings check_includes(const TextFile& file);

[[nodiscard]] Findings check_size(const TextFile& file);
// Headers and tests open with a comment; headers have #pragma once and their folder's namespace.
[[nodiscard]] Findings check_opening(const TextFile& file);
[[nodiscard]] Findings check_namespace(const TextFile& file);
// Leftovers, `using namespace`, and type names that say nothing.
[[nodiscard]] Findings check_words(const TextFile& file);
// No clock, log, thread, lock, environment, file or undrawn random source in a pure folder; no lock
// outside connectors.
[[nodiscard]] Findings check_purity(const TextFile& file);
// No glob, no download; folders open with their rule; the root stays short.
[[nodiscard]] Findings check_cmake(const TextFile& file);
// snake_case, and a folder that section 1.1 knows.
[[nodiscard]] Findings check_place(const TextFile& file);
// No path of somebody's machine, no e-mail address (but of the domains kept for examples).
[[nodiscard]] Findings check_traces(const TextFile& file);

// A pure source without tests/<folder>/<name>_test.cc, and why that is right.
struct Untested {
  std::string path{};
  std::string reason{};
};

// Every pure source has its test or is excused; an excuse that is not needed is a finding.
[[nodiscard]] Findings check_tests_exist(const std::vector<TextFile>& tree,
                                         const std::vector<Untested>& excused);
// The root has README, LICENSE and a CHANGELOG that begins with Unreleased.
[[nodiscard]] Findings check_root(const std::vector<TextFile>& tree);

using Rule = std::function<Findings(const TextFile&)>;
[[nodiscard]] Findings check_each(const std::vector<TextFile>& tree, const Rule& rule);

}  // namespace shelfd::style
