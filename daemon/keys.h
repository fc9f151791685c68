// Keys: how items and timers are named in the store (connectors/ports.h).
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace shelfd::daemon {

// An entry of the timer index.
struct DueItem {
  Instant due{};
  ItemId item{};
};

[[nodiscard]] std::string timer_key(Instant due, const ItemId& item);
[[nodiscard]] std::optional<DueItem> parse_timer_key(std::string_view key);
[[nodiscard]] std::optional<ItemId> parse_item_key(std::string_view key);

}  // namespace shelfd::daemon
