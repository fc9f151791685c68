// Tree: the project's text files as the style rules see them.
//
// Read from the folder that SHELFD_SOURCE_FOLDER names at compile time, build and hidden folders
// left out (but .ci). Paths are relative, with slashes; a corpus of fuzz bytes is no text.
#pragma once

#include <string>
#include <vector>

namespace shelfd::style {

struct TextFile {
  std::string path{};  // "pricing/guardrails.h"
  std::vector<std::string> lines{};
};

// Made from text, for tests of a rule.
[[nodiscard]] TextFile text_file(const std::string& path, const std::string& text);

// All of them, by path.
[[nodiscard]] std::vector<TextFile> read_tree(const std::string& folder);

// "pricing" of "pricing/guardrails.h"; "" for a file of the root.
[[nodiscard]] std::string top_folder(const std::string& path);
// ".h" of "pricing/guardrails.h"; "" without a dot.
[[nodiscard]] std::string ending(const std::string& path);
// "guardrails.h" of "pricing/guardrails.h".
[[nodiscard]] std::string file_name(const std::string& path);
[[nodiscard]] bool is_source(const std::string& path);  // .h or .cc

}  // namespace shelfd::style
