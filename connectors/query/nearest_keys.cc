#include "connectors/query/nearest_keys.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace shelfd::connectors {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) > most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
    if (std::ranges::min(row) > most) return most + 1;
  }
  return std::min(row.back(), most + 1);
}

std::vector<std::string> nearest_keys(std::string_view wanted, const std::vector<std::string>& keys,
                                      std::size_t count) {
  std::vector<std::pair<std::size_t, std::string>> nearest;  // sorted, at most `count`
  for (const std::string& key : keys) {
    std::size_t most = std::max(wanted.size(), key.size()) / 2;
    if (nearest.size() == count) most = std::min(most, nearest.back().first);
    const std::size_t changes = edit_distance(wanted, key, most);
    if (changes > most) continue;
    std::pair<std::size_t, std::string> found{changes, key};
    nearest.insert(std::ranges::upper_bound(nearest, found), std::move(found));
    if (nearest.size() > count) nearest.pop_back();
  }
  std::vector<std::string> names;
  names.reserve(nearest.size());
  for (auto& [changes, key] : nearest) names.push_back(std::move(key));
  return names;
}

}  // namespace shelfd::connectors
