#include "connectors/tables/nearest_name.h"

#include <algorithm>

#include "connectors/tables/column_synonyms.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxCompared = 64;  // bytes of a name that are compared

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t at = 0; at < row.size(); ++at) row[at] = at;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& names) {
  const std::string wanted = bare_name(name).substr(0, kMaxCompared);
  std::optional<std::string> nearest;
  std::size_t least = 0;
  for (const std::string& candidate : names) {
    const std::string bare = bare_name(candidate).substr(0, kMaxCompared);
    if (wanted.empty() || bare.empty()) continue;
    const std::size_t longer = std::max(wanted.size(), bare.size());
    const bool holds = bare.contains(wanted) || wanted.contains(bare);
    const std::size_t changes = holds ? 1 : distance(wanted, bare);
    if (changes * 2 > longer || (nearest && changes >= least)) continue;
    nearest = candidate;
    least = changes;
  }
  return nearest;
}

}  // namespace shelfd::connectors
