// Item store: loads what an epoch touches of one item, and turns what changed into state writes.
//
// Keys are those of connectors/ports.h. Recent hashes are read only for an item that gets demand
// events: nothing else looks at them.
// Threads: the loop's.
#pragma once

#include <string>
#include <vector>

#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"
#include "engine/step.h"

namespace shelfd::daemon {

struct LoadedItem {
  engine::ItemState state{};
  std::vector<connectors::AsideRecord> aside{};
  std::size_t aside_bytes = 0;   // of the stored record
  std::optional<Instant> due{};  // the entry in the timer index
};

// Errors: of the store; Stop for a record that cannot be read, naming the item.
[[nodiscard]] Result<LoadedItem> load_item(connectors::Store& store, const ItemId& item,
                                           bool with_recent);

// The writes of one stepped item, timers included.
[[nodiscard]] Result<std::vector<connectors::StateWrite>> item_writes(
    connectors::Store& store, const ItemId& item, const LoadedItem& before,
    const engine::ItemState& state, const engine::StepOutcome& outcome, std::int64_t epoch);

// The writes that leave nothing of an item.
[[nodiscard]] Result<std::vector<connectors::StateWrite>> erase_writes(connectors::Store& store,
                                                                       const ItemId& item,
                                                                       const LoadedItem& before);

}  // namespace shelfd::daemon
