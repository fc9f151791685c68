#include "tests/style/tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace shelfd::style {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kTextEndings = {".h",    ".cc",   ".proto", ".txt",
                                                          ".json", ".yaml", ".md",    ""};

// Written by tools or by chance, not by us.
bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "build" || name == "corpus" || name == "shelfd-demo" ||
         (name.starts_with('.') && name != ".ci");
}

bool is_text(const fs::path& path) {
  return std::ranges::find(kTextEndings, path.extension().string()) != kTextEndings.end() &&
         path.filename() != "LICENSE";
}

}  // namespace

TextFile text_file(const std::string& path, const std::string& text) {
  TextFile file{.path = path};
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
  return file;
}

std::vector<TextFile> read_tree(const std::string& folder) {
  std::vector<TextFile> files;
  for (auto entry = fs::recursive_directory_iterator(folder);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (is_left_out(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || !is_text(entry->path())) continue;
    const std::ifstream stream(entry->path());
    std::ostringstream text;
    text << stream.rdbuf();
    files.push_back(text_file(fs::relative(entry->path(), folder).generic_string(), text.str()));
  }
  std::ranges::sort(files, {}, &TextFile::path);
  return files;
}

std::string top_folder(const std::string& path) {
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string ending(const std::string& path) { return fs::path(path).extension().string(); }

std::string file_name(const std::string& path) { return fs::path(path).filename().string(); }

bool is_source(const std::string& path) {
  const std::string end = ending(path);
  return end == ".h" || end == ".cc";
}

}  // namespace shelfd::style
