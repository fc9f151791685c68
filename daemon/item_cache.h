// Item cache: the items that were touched last, decoded, so that the next event of one reads
// nothing from the store. It holds what an epoch made of an item as soon as that is stepped; when a
// commit fails all of it is dropped.
//
// Bounded by bytes, roughly counted. What was touched longest ago fades, up to half of them: the
// memory of its last judgement goes, two thirds of its size, and what spares the store stays. Of
// what is faded the oldest goes. Threads: the stepping one's. Not here: how an item is loaded
// (item_store.h).
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/item_store.h"

namespace shelfd::daemon {

class ItemCache {
 public:
  explicit ItemCache(std::size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  // Null where it is not here. Valid until the next `put`, `drop` or `fit`.
  [[nodiscard]] LoadedItem* find(std::string_view key);
  LoadedItem& put(std::string key, LoadedItem item);
  void drop(std::string_view key);
  // After an item changed in place: counts its bytes anew, and makes room.
  void fit(std::string_view key);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  struct Entry {
    std::string key;
    LoadedItem item;
    std::size_t bytes = 0;
    bool is_faded = false;
  };
  using Entries = std::list<Entry>;  // touched last first

  void fade(Entries::iterator place);
  void erase(Entries::iterator place);

  std::size_t budget_bytes_;
  std::size_t bytes_ = 0;
  std::size_t faded_bytes_ = 0;  // of `bytes_`
  Entries entries_;
  Entries faded_;
  std::unordered_map<std::string_view, Entries::iterator> places_;  // keys live in the entries
};

}  // namespace shelfd::daemon
