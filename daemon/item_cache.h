// Item cache: the items that were touched last, so that the next event of one reads nothing from
// the store. It holds what an epoch made of an item as soon as that is stepped; when a commit fails
// all of it is dropped.
//
// Bounded by bytes, roughly counted. What was touched last lies decoded, with the memory of its
// judgement; what was touched longest ago is packed, an eighth of that, up to kPackedShare of all,
// and decoded when it is touched again; of what is packed the oldest goes. Threads: the stepping
// one's. Not here: how an item is loaded and packed (item_store.h).
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/item_store.h"

namespace shelfd::daemon {

class ItemCache {
 public:
  // What is packed may take so much of the budget. More spares reads, less spares judgements.
  static constexpr double kPackedShare = 0.75;

  explicit ItemCache(std::size_t budget_bytes);

  // Null where it does not lie here decoded. Valid until the next `put`, `drop` or `fit`.
  [[nodiscard]] LoadedItem* find(std::string_view key);
  // Where it lies here packed: it does not afterwards, and is to be put, decoded.
  [[nodiscard]] std::optional<PackedItem> take_packed(std::string_view key);
  LoadedItem& put(std::string key, LoadedItem item);
  void drop(std::string_view key);
  // After an item changed in place: counts its bytes anew, and makes room.
  void fit(std::string_view key);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // Decoded and packed.
  [[nodiscard]] std::size_t size() const { return decoded_.places.size() + packed_.places.size(); }

 private:
  // Items of one form, touched last first. Keys of `places` live in the entries.
  template <typename Item>
  struct Shelf {
    struct Entry {
      std::string key;
      Item item;
      std::size_t bytes = 0;
    };
    using Entries = std::list<Entry>;

    Entries entries{};
    std::unordered_map<std::string_view, typename Entries::iterator> places{};
  };

  template <typename Item>
  void erase(Shelf<Item>& shelf, typename Shelf<Item>::Entries::iterator place);
  void pack_oldest();

  std::size_t budget_bytes_;
  std::size_t most_packed_bytes_;
  std::size_t bytes_ = 0;
  std::size_t packed_bytes_ = 0;  // of `bytes_`
  Shelf<LoadedItem> decoded_;
  Shelf<PackedItem> packed_;
};

}  // namespace shelfd::daemon
