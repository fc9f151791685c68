// Nearest keys: what a mistyped item probably means, by Levenshtein distance over bytes.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

// Single bytes put in, taken out or replaced; `most` + 1 where it is more than `most`.
// O(length^2), less where `most` is small.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

// The `count` nearest, nearest first, ties by name; none further than half of the longer name.
[[nodiscard]] std::vector<std::string> nearest_keys(std::string_view wanted,
                                                    const std::vector<std::string>& keys,
                                                    std::size_t count);

}  // namespace shelfd::connectors
