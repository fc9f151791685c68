#include "tests/style/rules.h"

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <string_view>

namespace shelfd::style {
namespace {

// Words that must not stand somewhere, and what to say about them. The rules' own words are put
// together from parts, so that this file passes.
struct Banned {
  std::vector<std::string> words{};
  std::string what{};
};

Finding at_line(const TextFile& file, std::size_t index, std::string what) {
  return {.path = file.path, .line = index + 1, .what = std::move(what)};
}

Finding whole(const TextFile& file, std::string what) {
  return {.path = file.path, .line = 0, .what = std::move(what)};
}

std::string without_comment(const std::string& line) { return line.substr(0, line.find("//")); }

bool is_part_of_a_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

// The word stands in the text, and not as a part of a longer name.
bool has_word(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part_of_a_name(text[at - 1])) &&
        (end == text.size() || !is_part_of_a_name(text[end]))) {
      return true;
    }
  }
  return false;
}

Findings find_banned(const TextFile& file, const std::vector<Banned>& all, bool comments_too) {
  Findings findings;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const std::string text = comments_too ? file.lines[at] : without_comment(file.lines[at]);
    for (const Banned& banned : all) {
      if (std::ranges::any_of(banned.words,
                              [&](const auto& word) { return has_word(text, word); })) {
        findings.push_back(at_line(file, at, banned.what));
      }
    }
  }
  return findings;
}

// Code points, not bytes: the catalogues are Chinese, too.
std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool is_cmake(const std::string& path) { return file_name(path) == "CMakeLists.txt"; }

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t") == std::string::npos;
}

// The first line that says something; "" for an empty file.
std::string first_line(const TextFile& file) {
  const auto line = std::ranges::find_if_not(file.lines, is_blank);
  return line == file.lines.end() ? "" : *line;
}

bool has_line(const TextFile& file, std::string_view start) {
  return std::ranges::any_of(file.lines,
                             [&](const std::string& line) { return line.starts_with(start); });
}

// "shelfd" for base, "shelfd::pricing" for pricing.
std::string namespace_of(const std::string& path) {
  const std::string folder = top_folder(path);
  return folder == "base" ? "shelfd" : "shelfd::" + folder;
}

}  // namespace

Findings check_size(const TextFile& file) {
  Findings findings;
  const bool is_code = is_source(file.path) || is_cmake(file.path) || ending(file.path).empty();
  if (!is_code) return findings;
  if (is_source(file.path) && file.lines.size() > kMaxLines) {
    findings.push_back(whole(
        file, "has " + std::to_string(file.lines.size()) + " lines: past 400 it is two files"));
  }
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    if (columns(file.lines[at]) > kMaxColumns) {
      findings.push_back(at_line(file, at, "is longer than 100 columns"));
    }
  }
  return findings;
}

Findings check_opening(const TextFile& file) {
  Findings findings;
  const bool is_header = ending(file.path) == ".h";
  if (!is_header && !file.path.ends_with("_test.cc")) return findings;
  if (!first_line(file).starts_with("// ")) {
    findings.push_back(whole(file, "does not open with a comment that says what it is"));
  }
  if (is_header && !has_line(file, "#pragma once")) {
    findings.push_back(whole(file, "has no #pragma once"));
  }
  return findings;
}

Findings check_namespace(const TextFile& file) {
  const std::string folder = top_folder(file.path);
  if (ending(file.path) != ".h" || folder == "tests" || !is_known_folder(folder)) return {};
  const std::string wanted = "namespace " + namespace_of(file.path) + " {";
  if (has_line(file, wanted)) return {};
  return {whole(file, "has no " + wanted)};
}

Findings check_words(const TextFile& file) {
  static const std::vector<Banned> everywhere = {
      {.words = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X:"},
       .what = "a leftover: it is an issue, or it is done"},
  };
  static const std::vector<Banned> in_code = {
      {.words = {std::string("using ") + "namespace"}, .what = "using a whole namespace"},
  };
  static const std::regex empty_name(
      R"(\b(class|struct) \w*(Manager|Helper|Util|Utils|Data|Info)\b)");
  static const std::regex placeholder("@@[A-Z]+@@");
  Findings findings = find_banned(file, everywhere, true);
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    if (std::regex_search(file.lines[at], placeholder)) {
      findings.push_back(at_line(file, at, "a place that was never filled in"));
    }
  }
  if (!is_source(file.path)) return findings;
  std::ranges::move(find_banned(file, in_code, false), std::back_inserter(findings));
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const std::string& line = file.lines[at];
    if (!has_word(line, "class") && !has_word(line, "struct")) continue;
    if (std::regex_search(without_comment(line), empty_name)) {
      findings.push_back(at_line(file, at, "a type name that says nothing"));
    }
  }
  return findings;
}

Findings check_purity(const TextFile& file) {
  static const std::vector<Banned> in_pure = {
      {.words = {"system_clock", "steady_clock", "high_resolution_clock", "utc_clock"},
       .what = "reads a clock: time is a parameter"},
      {.words = {"spdlog", "std::cout", "std::cerr", "std::clog", "printf", "fprintf", "puts",
                 "fputs"},
       .what = "writes: the domain returns reasons"},
      {.words = {"getenv", "setlocale", "std::locale"}, .what = "reads its surroundings"},
      {.words = {"std::thread", "std::jthread", "std::async", "std::atomic"}, .what = "threads"},
      {.words = {"random_device", "rand", "srand", "default_random_engine"},
       .what = "a random source that was not handed in"},
      {.words = {"ifstream", "ofstream", "fstream", "std::filesystem", "fopen"},
       .what = "reads or writes files"},
  };
  static const std::vector<Banned> outside_connectors = {
      {.words = {"std::mutex", "std::shared_mutex", "std::recursive_mutex", "std::lock_guard",
                 "std::unique_lock", "std::scoped_lock", "std::condition_variable"},
       .what = "a lock outside connectors is a design error"},
  };
  Findings findings;
  const std::string folder = top_folder(file.path);
  if (!is_source(file.path) || !is_known_folder(folder)) return findings;
  if (folder != "connectors" && folder != "tests" && folder != "bench") {
    findings = find_banned(file, outside_connectors, false);
  }
  // The one place that may speak: a broken invariant says where, and ends the process.
  if (!is_pure(file.path) || file.path == "base/check.cc") return findings;
  std::ranges::move(find_banned(file, in_pure, false), std::back_inserter(findings));
  return findings;
}

Findings check_cmake(const TextFile& file) {
  static const std::vector<Banned> banned = {
      {.words = {"GLOB", "GLOB_RECURSE"}, .what = "lists files by pattern: name them"},
      {.words = {"FetchContent", "FetchContent_Declare", "ExternalProject", "ExternalProject_Add"},
       .what = "downloads: Debian has it"},
  };
  if (ending(file.path) == ".cmake") return {whole(file, "no CMake files beside CMakeLists.txt")};
  if (!is_cmake(file.path)) return {};
  Findings findings = find_banned(file, banned, true);
  const bool is_root = file.path == "CMakeLists.txt";
  if (is_root && file.lines.size() >= kMaxRootCMakeLines) {
    findings.push_back(whole(file, "has 60 lines or more"));
  }
  const bool has_row = !is_root && top_folder(file.path) != "tests";
  if (has_row && !first_line(file).starts_with("# ")) {
    findings.push_back(whole(file, "does not open with its folder's rule"));
  }
  return findings;
}

Findings check_place(const TextFile& file) {
  static const std::regex snake_case(R"(([a-z0-9_]+/)+[a-z0-9_]+\.(h|cc|proto))");
  if (!is_source(file.path) && ending(file.path) != ".proto") return {};
  if (!std::regex_match(file.path, snake_case)) return {whole(file, "is not named in snake_case")};
  if (!is_known_folder(top_folder(file.path))) {
    return {whole(file, "lies in a folder that STYLE 1.1 does not know")};
  }
  return {};
}

Findings check_traces(const TextFile& file) {
  static const std::regex path(
      "(^|[^A-Za-z0-9_.}/-])/(wo"
      "rk|ro"
      "ot|ho"
      "me|Us"
      "ers)/");
  static const std::regex address(R"([A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[a-z]{2,})");
  static const std::regex example(R"(@([a-z0-9-]+\.)*(example(\.(com|org|net))?|test|invalid)\b)");
  Findings findings;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const std::string& line = file.lines[at];
    if (line.find('/') != std::string::npos && std::regex_search(line, path)) {
      findings.push_back(at_line(file, at, "names a path of somebody's machine"));
    }
    if (line.find('@') != std::string::npos && std::regex_search(line, address) &&
        !std::regex_search(line, example)) {
      findings.push_back(at_line(file, at, "holds an e-mail address"));
    }
  }
  return findings;
}

Findings check_tests_exist(const std::vector<TextFile>& tree,
                           const std::vector<Untested>& excused) {
  std::set<std::string> paths;
  for (const TextFile& file : tree) paths.insert(file.path);
  Findings findings;
  for (const TextFile& file : tree) {
    if (ending(file.path) != ".cc" || !is_pure(file.path)) continue;
    const std::string stem = file.path.substr(0, file.path.size() - 3);
    const bool is_tested = paths.contains("tests/" + stem + "_test.cc");
    const bool is_excused = std::ranges::find(excused, file.path, &Untested::path) != excused.end();
    if (!is_tested && !is_excused) {
      findings.push_back(whole(file, "has no tests/" + stem + "_test.cc"));
    }
    if (is_tested && is_excused) findings.push_back(whole(file, "is excused and has a test"));
  }
  for (const Untested& excuse : excused) {
    if (!paths.contains(excuse.path)) {
      findings.push_back({.path = excuse.path, .line = 0, .what = "is excused and does not exist"});
    }
  }
  return findings;
}

Findings check_root(const std::vector<TextFile>& tree) {
  Findings findings;
  for (const std::string path :
       {"README.md", "CHANGELOG.md", "docs/architecture.md", "docs/models.md", "dev", ".ci/run"}) {
    if (std::ranges::find(tree, path, &TextFile::path) == tree.end()) {
      findings.push_back({.path = path, .line = 0, .what = "is not there"});
    }
  }
  const auto changes = std::ranges::find(tree, "CHANGELOG.md", &TextFile::path);
  if (changes == tree.end()) return findings;
  const auto section = std::ranges::find_if(
      changes->lines, [](const std::string& line) { return line.starts_with("## "); });
  if (section == changes->lines.end() || !section->starts_with("## Unreleased")) {
    findings.push_back(whole(*changes, "does not begin with Unreleased"));
  }
  return findings;
}

Findings check_each(const std::vector<TextFile>& tree, const Rule& rule) {
  Findings findings;
  for (const TextFile& file : tree) std::ranges::move(rule(file), std::back_inserter(findings));
  return findings;
}

}  // namespace shelfd::style
