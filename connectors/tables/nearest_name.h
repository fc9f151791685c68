// Nearest name: the one that a mistyped name probably means, by Levenshtein distance over bytes of
// the bare forms.
// Pure. Cost: O(names * length^2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

// Absent where none is near: more than half of the longer name would have to change, and neither
// holds the other.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name,
                                                      const std::vector<std::string>& names);

}  // namespace shelfd::connectors
