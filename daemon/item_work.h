// Item work: one item's records of an epoch, as they came and as the engine takes them.
// Pure.
#pragma once

#include <vector>

#include "base/boxed.h"
#include "connectors/formats/event_codec.h"
#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"
#include "engine/step.h"

namespace shelfd::daemon {

// A record of the cut: as it came, and what it says.
struct Incoming {
  connectors::RawRecord raw{};
  Instant own_time{};
  std::uint64_t content = 0;  // hash of raw.value
  connectors::Decoded decoded{};
  bool recalled = false;  // it was set aside, and counted so, in an earlier epoch
};

// Some records of an epoch. Each is moved from queue to cut to item: as a pointer.
using Cut = std::vector<Boxed<Incoming>>;

// One item's part of the epoch.
struct ItemWork {
  ItemId item{};
  Cut incoming{};
};

// Whether a record brings a catalog, a tombstone apart.
[[nodiscard]] bool has_catalog(const ItemWork& work);

// Whether a step to `now` looks at remembered demand: by a record, or by the close of a day.
[[nodiscard]] bool looks_back(const ItemWork& work, const engine::ItemState& state,
                              const engine::Policy& policy, Instant now);

// The item's catalog, or the one that comes with the records of an item that was not known.
// Borrowed from either.
[[nodiscard]] const engine::CatalogEntry& catalog_of(const engine::ItemState& state,
                                                     const ItemWork& work);

// For one step. What each says is taken out of `work`; how it came stays.
[[nodiscard]] std::vector<engine::Record> take_records(ItemWork& work);

// The records that waited for the item's catalog join those that came. Each decodes: it did when
// it was set aside.
void recall_aside(ItemWork& work, const std::vector<connectors::AsideRecord>& aside,
                  connectors::EventDecoder& decoder);

}  // namespace shelfd::daemon
