#include "daemon/overlay.h"

#include <algorithm>

namespace shelfd::daemon {
namespace {

using connectors::StateWrite;
using Visit = std::function<bool(std::string_view, std::string_view)>;

std::string_view key_of(const StateWrite* write) { return write->key; }

// Two rows of keys, each in order, seen as one. Where both have a key the covering one holds.
class Merge {
 public:
  Merge(const std::vector<const StateWrite*>& covering, std::string_view prefix,
        std::string_view from, const Visit& visit)
      : prefix_(prefix), visit_(visit) {
    next_ = std::ranges::lower_bound(covering, std::max(prefix, from), {}, key_of);
    end_ = covering.end();
  }

  // Whether to go on.
  bool see(std::string_view key, std::string_view value) {
    if (!see_until(key)) return false;
    if (next_ == end_ || (*next_)->key != key) return visit_(key, value);
    return see_covering();
  }

  void finish() {
    while (going_ && next_ != end_ && (*next_)->key.starts_with(prefix_)) going_ = see_covering();
  }

 private:
  bool see_until(std::string_view key) {
    while (going_ && next_ != end_ && (*next_)->key < key) going_ = see_covering();
    return going_;
  }

  bool see_covering() {
    const StateWrite& write = **next_++;
    if (write.value) going_ = visit_(write.key, *write.value);
    return going_;
  }

  std::string_view prefix_;
  const Visit& visit_;
  std::vector<const StateWrite*>::const_iterator next_;
  std::vector<const StateWrite*>::const_iterator end_;
  bool going_ = true;
};

}  // namespace

void Overlay::cover(const connectors::SealedEpoch& epoch) {
  covering_ = connectors::in_order(epoch.writes);
}

void Overlay::lift() { covering_ = {}; }

Result<std::optional<std::string>> Overlay::get(connectors::Family family, std::string_view key) {
  const auto& covering = covering_.at(static_cast<std::size_t>(family));
  const auto place = std::ranges::lower_bound(covering, key, {}, key_of);
  if (place != covering.end() && (*place)->key == key) return (*place)->value;
  return base_.get(family, key);
}

Status Overlay::scan(connectors::Family family, std::string_view prefix, std::string_view from,
                     const Visit& visit) {
  const auto& covering = covering_.at(static_cast<std::size_t>(family));
  if (covering.empty()) return base_.scan(family, prefix, from, visit);
  Merge merge(covering, prefix, from, visit);
  bool stopped = false;
  auto status = base_.scan(family, prefix, from, [&](std::string_view key, std::string_view value) {
    stopped = !merge.see(key, value);
    return !stopped;
  });
  if (!status) return status;
  if (!stopped) merge.finish();
  return {};
}

}  // namespace shelfd::daemon
