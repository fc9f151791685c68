// Item store: loads what an epoch touches of one item, and turns what changed into state writes.
//
// Keys are those of connectors/ports.h. Remembered demand is read only for an item that gets
// demand events or stock counts, and has a tally: each remembered event stands in its day's.
// Threads: the loop's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"
#include "engine/judge_memory.h"
#include "engine/step.h"

namespace shelfd::daemon {

// An item's records as the store has them, or gets them with the epoch's commit.
struct StoredBytes {
  std::string situation{};  // empty: not known
  std::string belief{};     // empty: there is none
};

struct LoadedItem {
  engine::ItemState state{};
  StoredBytes stored{};
  bool has_recent = false;                        // `state.recent` was read too
  std::unique_ptr<engine::JudgeMemory> memory{};  // null: it starts from nothing
  std::vector<connectors::AsideRecord> aside{};
  std::size_t aside_bytes = 0;  // of the stored record
};

// Errors: of the store; Stop for a record that cannot be read, naming the item.
[[nodiscard]] Result<LoadedItem> load_item(connectors::Store& store, const ItemId& item);
[[nodiscard]] Status load_recent(connectors::Store& store, const ItemId& item, LoadedItem& loaded);

// A known item between two touches, in a quarter of the bytes: what the store would give.
struct PackedItem {
  StoredBytes stored{};
  bool has_recent = false;
  std::vector<engine::RecentEntry> recent{};
};

// Without its memory; absent where its stored bytes are not known. `loaded` is gone afterwards.
[[nodiscard]] std::optional<PackedItem> pack_item(LoadedItem& loaded);
// Errors: as load_item.
[[nodiscard]] Result<LoadedItem> unpack_item(PackedItem packed, const ItemId& item);

// What stands in the store of an item that is about to be stepped.
struct StoredItem {
  bool known = false;
  std::optional<Instant> due{};  // the entry in the timer index
  // The first day of which demand may be remembered; absent: none is.
  std::optional<std::int32_t> first_recent{};
  std::size_t aside_bytes = 0;
};

[[nodiscard]] StoredItem stored_item(const LoadedItem& loaded);

// Of which epoch, and in which state format.
struct Writing {
  std::int64_t epoch = 0;
  connectors::StateFormat format = connectors::kFirstStateFormat;
};

// The writes of one stepped item, timers included.
[[nodiscard]] Result<std::vector<connectors::StateWrite>> item_writes(
    connectors::Store& store, const ItemId& item, const StoredItem& before,
    const engine::ItemState& state, const engine::StepOutcome& outcome, Writing writing);

// Keeps what the writes make of the item's records.
void note_stored(const std::vector<connectors::StateWrite>& writes, StoredBytes& stored);

// The writes that leave nothing of an item.
[[nodiscard]] Result<std::vector<connectors::StateWrite>> erase_writes(connectors::Store& store,
                                                                       const ItemId& item,
                                                                       const StoredItem& before);

}  // namespace shelfd::daemon
