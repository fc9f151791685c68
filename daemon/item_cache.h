// Item cache: the items that were touched last, so that the next event of one reads nothing from
// the store. It holds what an epoch made of an item as soon as that is stepped; when a commit fails
// all of it is dropped.
//
// Bounded by bytes, roughly counted. What was touched last lies decoded, with the memory of its
// judgement; what was touched longest ago is packed (packed_shelf.h), a tenth of that, up to
// kPackedShare of all, and decoded when it is touched again; of what is packed the oldest goes.
// Where not all items have room decoded, decoded ones keep to their share from the start: nodes
// that are freed again leave holes between them. There one that comes is packed again at once
// rather than one that is touched more often: a cut touches more items than have room, in the order
// of their keys, so that of those touched last none would be there when its turn comes again.
// Threads: the stepping one's.
// Not here: how an item is loaded and packed (item_store.h).
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/item_store.h"
#include "daemon/packed_shelf.h"
#include "daemon/touch_counts.h"

namespace shelfd::daemon {

class ItemCache {
 public:
  // What is packed may take so much of the budget. More spares reads, less spares judgements.
  static constexpr double kPackedShare = 0.75;

  explicit ItemCache(std::size_t budget_bytes);

  // So many items there are, about.
  void expect(std::int64_t items);

  // Null where it does not lie here decoded. Valid until the next `put`, `drop` or `fit`.
  [[nodiscard]] LoadedItem* find(std::string_view key);
  // Where it lies here packed: it does not afterwards, and is to be put, decoded.
  [[nodiscard]] std::optional<PackedItem> take_packed(std::string_view key);
  LoadedItem& put(std::string key, LoadedItem item);
  void drop(std::string_view key);
  // After an item changed in place: counts its bytes anew, and makes room.
  void fit(std::string_view key);

  [[nodiscard]] std::size_t bytes() const { return decoded_bytes_ + packed_.bytes(); }
  // Decoded and packed.
  [[nodiscard]] std::size_t size() const { return places_.size() + packed_.size(); }

 private:
  // Touched last first. Keys of `places_` live in the entries.
  struct Entry {
    std::string key;
    LoadedItem item;
    std::size_t bytes = 0;
    std::size_t place = 0;  // among touch counts
    bool is_new = true;     // it was not found here yet
  };
  using Entries = std::list<Entry>;

  void erase(Entries::iterator place);
  void pack(Entries::iterator place);
  void make_room_decoded(Entries::iterator touched);
  [[nodiscard]] std::size_t most_decoded() const;

  std::size_t budget_bytes_;
  std::size_t most_packed_bytes_;
  bool is_crowded_ = false;  // not all items have room decoded
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> places_;
  std::size_t decoded_bytes_ = 0;
  PackedShelf packed_;
  TouchCounts touches_;
};

}  // namespace shelfd::daemon
