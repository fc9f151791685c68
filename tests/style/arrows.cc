#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

#include "tests/style/rules.h"

namespace shelfd::style {
namespace {

// One row of STYLE 1.1: what a folder may include beside itself. `any_library`: its CMakeLists.txt
// says which.
struct Row {
  std::string_view folder{};
  std::string_view folders{};    // separated by spaces
  std::string_view libraries{};  // first parts of <a/b.h>
  bool any_library = false;
};

constexpr std::string_view kPure =
    "base forecasting pricing replenishment engine wording simulator backtest";

constexpr std::array<Row, 13> kRows = {{
    {.folder = "base"},
    {.folder = "forecasting", .folders = "base", .libraries = "Eigen"},
    {.folder = "pricing", .folders = "base", .libraries = "Eigen"},
    {.folder = "replenishment", .folders = "base", .libraries = "Eigen"},
    {.folder = "engine", .folders = "base forecasting pricing replenishment"},
    {.folder = "wording", .folders = "base engine", .libraries = "fmt"},
    {.folder = "simulator", .folders = "base engine"},
    {.folder = "backtest",
     .folders = "base forecasting pricing replenishment engine simulator",
     .libraries = "Eigen"},
    {.folder = "connectors",
     .folders = "base forecasting pricing replenishment engine wording simulator backtest",
     .any_library = true},
    {.folder = "daemon",
     .folders = "base forecasting pricing replenishment engine wording simulator backtest "
                "connectors",
     .any_library = true},
    {.folder = "bench",
     .folders = "base forecasting pricing replenishment engine wording simulator backtest "
                "connectors daemon",
     .any_library = true},
    {.folder = "tests",
     .folders = "base forecasting pricing replenishment engine wording simulator backtest "
                "connectors daemon bench",
     .any_library = true},
    {.folder = "charts"},
}};

// Inside connectors: what a subfolder may include beside itself and the files of connectors itself.
constexpr std::array<Row, 4> kConnectorRows = {{
    {.folder = "embedded", .folders = "formats metrics rocksdb"},
    {.folder = "kafka", .folders = "formats metrics rocksdb"},
    {.folder = "query", .folders = "embedded formats metrics rocksdb"},
    {.folder = "http", .folders = "formats metrics query"},
}};
constexpr std::string_view kOtherConnector = "formats metrics";

// A library whose types stay behind one folder's sources.
struct Home {
  std::string_view library{};
  std::string_view folder{};
};
constexpr std::array<Home, 6> kHomes = {{
    {.library = "rocksdb", .folder = "connectors/rocksdb/"},
    {.library = "google", .folder = "connectors/formats/"},
    {.library = "prometheus", .folder = "connectors/metrics/"},
    {.library = "librdkafka", .folder = "connectors/kafka/"},
    {.library = "yaml-cpp", .folder = "daemon/"},
    {.library = "CLI", .folder = "daemon/"},
}};

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

const Row* row_of(std::string_view folder) {
  const auto* const row = std::ranges::find(kRows, folder, &Row::folder);
  return row == kRows.end() ? nullptr : row;
}

// "formats" of "connectors/formats/digest.h"; "" for "connectors/ports.h".
std::string connector_of(const std::string& path) {
  const std::string rest = path.substr(top_folder(path).size() + 1);
  return top_folder(rest);
}

bool connector_may_include(const std::string& from, const std::string& included) {
  if (included.empty() || included == from) return true;
  if (from.empty()) return false;  // ports and clocks stand before all subfolders
  const auto* const row = std::ranges::find(kConnectorRows, from, &Row::folder);
  return has_word(row == kConnectorRows.end() ? kOtherConnector : row->folders, included);
}

std::string check_own(const TextFile& file, const std::string& included) {
  const std::string from = top_folder(file.path);
  const std::string to = top_folder(included);
  const Row* row = row_of(from);
  if (row_of(to) == nullptr) return "is not included from the root";
  if (row == nullptr) return {};
  if (from != to && !has_word(row->folders, to)) return "goes against the arrows of STYLE 1.1";
  if (from == "connectors" && to == "connectors" &&
      !connector_may_include(connector_of(file.path), connector_of(included))) {
    return "is of another connector";
  }
  if (included.ends_with(".pb.h") && !file.path.starts_with("connectors/formats/") &&
      from != "tests") {
    return "stays inside connectors/formats";
  }
  return {};
}

std::string check_library(const TextFile& file, const std::string& included) {
  const std::string from = top_folder(file.path);
  const Row* row = row_of(from);
  if (row == nullptr || from == "tests" || from == "bench") return {};
  const std::size_t slash = included.find_first_of("/.");
  if (slash == std::string::npos) return {};  // the standard library
  const std::string library = included.substr(0, slash);
  if (!row->any_library && !has_word(row->libraries, library)) {
    return "is no library of this folder";
  }
  const auto* const home = std::ranges::find(kHomes, library, &Home::library);
  if (home != kHomes.end() && !file.path.starts_with(home->folder)) {
    return "stays inside " + std::string(home->folder);
  }
  return {};
}

}  // namespace

bool is_pure(const std::string& path) { return has_word(kPure, top_folder(path)); }

bool is_known_folder(const std::string& folder) { return row_of(folder) != nullptr; }

Findings check_includes(const TextFile& file) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  Findings findings;
  if (!is_source(file.path)) return findings;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    if (file.lines[at].find("include") == std::string::npos) continue;
    std::smatch match;
    if (!std::regex_search(file.lines[at], match, include)) continue;
    const std::string included = match[2];
    const std::string wrong =
        match[1] == "<" ? check_library(file, included) : check_own(file, included);
    if (!wrong.empty()) {
      findings.push_back({.path = file.path, .line = at + 1, .what = included});
      findings.back().what.append(" ").append(wrong);
    }
  }
  return findings;
}

}  // namespace shelfd::style
