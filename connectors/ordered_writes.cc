#include "connectors/ordered_writes.h"

#include <algorithm>

namespace shelfd::connectors {
namespace {

std::string_view key_of(const StateWrite* write) { return write->key; }

// Keeps the last of each run of equal keys.
void keep_last(std::vector<const StateWrite*>& writes) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < writes.size(); ++at) {
    const bool is_last = at + 1 == writes.size() || writes[at + 1]->key != writes[at]->key;
    if (is_last) writes[kept++] = writes[at];
  }
  writes.resize(kept);
}

}  // namespace

OrderedWrites in_order(const std::vector<StateWrite>& writes) {
  OrderedWrites ordered;
  for (const StateWrite& write : writes) {
    ordered.at(static_cast<std::size_t>(write.family)).push_back(&write);
  }
  for (auto& family : ordered) {
    if (!std::ranges::is_sorted(family, {}, key_of)) std::ranges::stable_sort(family, {}, key_of);
    keep_last(family);
  }
  return ordered;
}

}  // namespace shelfd::connectors
